"""Ratings in a cluster: a frame of them, what is known of works, and samples of whole users for the driver."""

import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary

_BUCKETS = 1_000_000  # that users are hashed among


class WorkSums(NamedTuple):
    """The sum of each work's ratings, in stars, and how many they are, both (n_works,)."""

    sums: NDArray[np.float64]
    counts: NDArray[np.int64]

    @property
    def mean(self) -> float:
        """The mean of all ratings."""
        return float(self.sums.sum() / self.counts.sum())


class Sample(NamedTuple):
    """Ratings of whole users on the driver, in the order of one machine, and when each was given, (n_ratings,).

    `numbers` (n_users,) are the users' in the frame.
    """

    ratings: RatingArrays
    timestamps: NDArray[np.int64]
    numbers: NDArray[np.int64]


@dataclass(frozen=True)
class SparkRatings:
    """Ratings as a frame of `user` int, `work` int, `rating` float, `timestamp` long, `at` long and `user_id` string.

    Each pair stands once. `work` is the row of `works`, `user` rises with the ids' order, and `at` with the order that
    one machine has ratings in. `features` has a row for each work, rated or not; `scale` is the lowest and highest
    rating there can be.
    """

    frame: DataFrame
    works: Vocabulary
    features: Features
    scale: tuple[float, float]

    @cached_property
    def by_work(self) -> WorkSums:
        """One aggregation of all ratings; what is per work comes to the driver."""
        grouped = self.frame.groupBy("work").agg(F.sum(F.col("rating").cast("double")), F.count("*"))
        works, sums, counts = (column.to_numpy() for column in grouped.toArrow().columns)
        found = WorkSums(np.zeros(len(self.works)), np.zeros(len(self.works), dtype=np.int64))
        found.sums[works], found.counts[works] = sums, counts
        return found

    @cached_property
    def n_users(self) -> int:
        """How many users have a rating."""
        return int(self.frame.select("user").distinct().count())

    def __len__(self) -> int:
        """The number of ratings."""
        return int(self.by_work.counts.sum())

    def featured(self, features: Features) -> "SparkRatings":
        """The same ratings with other features: what was counted of them is not counted again."""
        found = replace(self, features=features)
        vars(found)["by_work"] = self.by_work  # as `cached_property` keeps it
        return found

    def where(self, frame: DataFrame) -> "SparkRatings":
        """Some of the ratings, in another frame."""
        return replace(self, frame=frame)

    def sample(self, most: int, seed: int) -> Sample:
        """All ratings of some users, chosen by hash: of everybody where there are no more than `most` ratings, else of
        about as many users as have `most` together.
        """
        return sample_of(self.some_users(most, seed), self.works)

    def some_users(self, most: int, seed: int) -> DataFrame:
        """The frame of `sample`, still in the cluster."""
        if len(self) <= most:
            return self.frame
        bucket = F.pmod(F.xxhash64("user", F.lit(seed)), F.lit(_BUCKETS))
        return self.frame.where(bucket < int(most / len(self) * _BUCKETS))


def sample_of(frame: DataFrame, works: Vocabulary) -> Sample:
    """The ratings of a frame, few enough for the driver, as a sample."""
    table = frame.select("user", "work", "rating", "timestamp", "at", "user_id").toArrow().sort_by("at")
    users, nums, ratings, times = (table.column(place).to_numpy() for place in range(4))
    numbers, first, user_nums = np.unique(users, return_index=True, return_inverse=True)
    ids = Vocabulary(tuple(table.column("user_id").take(pa.array(first)).to_pylist()))
    arrays = RatingArrays(ids, works, user_nums.astype(np.int32), nums.astype(np.int32), ratings.astype(np.float32))
    return Sample(arrays, times, numbers.astype(np.int64))


def frame_of(spark: SparkSession, table: pa.Table) -> DataFrame:
    """A table of the driver, such as what is known of works, as a frame."""
    with warnings.catch_warnings():
        # Spark says of every such table that it does not know the newest pandas, which is not asked for anything.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        frame: DataFrame = spark.createDataFrame(table)
    return frame


def without(frame: DataFrame, pairs: pa.Table) -> DataFrame:
    """The frame without the ratings of some pairs, columns `user` and `work`, few enough for every executor."""
    if not pairs.num_rows:
        return frame
    return frame.join(F.broadcast(frame_of(frame.sparkSession, pairs)), ["user", "work"], "left_anti")


def without_works(frame: DataFrame, works: NDArray[np.bool_]) -> DataFrame:
    """The frame without the ratings of some works, a mask of shape (n_works,)."""
    if not works.any():
        return frame
    rows = pa.table({"work": pa.array(np.flatnonzero(works), pa.int32())})
    return frame.join(F.broadcast(frame_of(frame.sparkSession, rows)), "work", "left_anti")
