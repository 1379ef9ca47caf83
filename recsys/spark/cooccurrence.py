"""Which works the same people like and watch, counted in a cluster: the model of `build.cooccurrence`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from recsys.build.item_features import ItemFeatures
from recsys.build.likes import BY_NUMBER, BY_YEARS
from recsys.models.cooccurrence.likes import Matrix, by_chance
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.spark.counts import together
from recsys.spark.dataset import SparkRatings, frame_of

# Quantiles of a group are exact while there are so many users in all; of more they are those of about so many.
_MOST_USERS = 1_000_000
_BUCKETS = 1_000_000  # that users are hashed among


@dataclass(frozen=True)
class SparkLikes:
    """Likes in frames of `user`, `work` and `group`, each pair once: as `Likes`, users of different frames being
    different people in different groups.
    """

    frames: tuple[DataFrame, ...]

    def joined(self, other: "SparkLikes") -> "SparkLikes":
        """These likes and those of other people, in groups of their own."""
        return SparkLikes(self.frames + other.frames)

    def counts(self, n_works: int) -> NDArray[np.int64]:
        """How many users like each work, shape (n_works,)."""
        found = np.zeros(n_works, dtype=np.int64)
        for frame in self.frames:
            table = frame.groupBy("work").count().toArrow()
            found[table.column("work").to_numpy()] += table.column("count").to_numpy()
        return found

    def cooccurrences(self, works: NDArray[np.integer]) -> tuple[Matrix, Matrix]:
        """Of every two works, how many users like both and how many would by chance; both (len(works), len(works))."""
        found, expected = np.zeros((len(works), len(works))), np.zeros((len(works), len(works)))
        for frame in self.frames:
            found += together(frame, works)
            expected += by_chance(*_by_group(frame, works))
        return found, expected


def _by_group(frame: DataFrame, works: NDArray[np.integer]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How many users of each group like each of some works, (n_groups, len(works)), and how many users it has."""
    sizes = frame.groupBy("group").agg(F.countDistinct("user").alias("size")).toArrow().sort_by("group")
    numbers = sizes.column("group").to_numpy()
    column_of = pa.table({"work": pa.array(works, pa.int32()), "column": pa.array(np.arange(len(works)), pa.int32())})
    chosen = frame.join(F.broadcast(frame_of(frame.sparkSession, column_of)), "work")
    counted = chosen.groupBy("group", "column").count().toArrow()
    counts = np.zeros((len(numbers), len(works)))
    rows = np.searchsorted(numbers, counted.column("group").to_numpy())
    counts[rows, counted.column("column").to_numpy()] = counted.column("count").to_numpy()
    return counts, sizes.column("size").to_numpy()


def known_likes(ratings: SparkRatings, sources: Collection[str], years: NDArray[np.number]) -> SparkLikes:
    """The likes of `build.likes.known_likes`, by the same rule, in a cluster."""
    spark = ratings.frame.sparkSession
    source = F.regexp_replace("user_id", "-[^-]*$", "")
    kept = ratings.frame.where((F.col("rating") >= LIKED_FROM) & source.isin(sorted(sources)))
    year_of = pa.table({"work": pa.array(np.arange(len(years)), pa.int32()), "year": years.astype(np.float64)})
    liked = kept.select("user", "work", source.alias("source")).join(F.broadcast(frame_of(spark, year_of)), "work")
    liked = liked.persist(StorageLevel.MEMORY_AND_DISK)
    users = liked.groupBy("user", "source").agg(
        (F.sum("year") / F.count("*")).alias("year"), F.count("*").cast("double").alias("number")
    )
    found = _grouped(liked, users, (["source"], "year", BY_YEARS), (["source", "year_part"], "number", BY_NUMBER))
    liked.unpersist()
    return found


def watched_together(watched: DataFrame) -> SparkLikes:
    """The likes of `build.likes.watched_together`, by the same rule; `watched` has `user` and `work`, each
    pair once.
    """
    users = watched.groupBy("user").agg(F.count("*").cast("double").alias("number"))
    return _grouped(watched, users, ([], "number", BY_NUMBER))


# Every group of users, by these columns, is parted by the quantiles of a number of its members in so many.
_Parting = tuple[list[str], str, int]


def _grouped(liked: DataFrame, users: DataFrame, *partings: _Parting) -> SparkLikes:
    """The likes with the number of the user's group, in the order of the groups' parts."""
    users = users.persist(StorageLevel.MEMORY_AND_DISK)
    total, parted = users.count(), users
    for groups, name, parts in partings:
        parted = _parted(parted, total, groups, name, parts)
    keys = [*partings[0][0], *(f"{name}_part" for _, name, _ in partings)]
    found = parted.select(*keys).distinct().toArrow().sort_by([(key, "ascending") for key in keys])
    numbered = found.append_column("group", pa.array(np.arange(found.num_rows), pa.int32()))
    group_of = parted.join(F.broadcast(frame_of(liked.sparkSession, numbered)), keys).select("user", "group")
    likes = liked.select("user", "work").join(group_of, "user").select("user", "work", "group")
    likes = likes.persist(StorageLevel.MEMORY_AND_DISK)
    likes.count()  # so that what it was made from can be let go of
    users.unpersist()
    return SparkLikes((likes,))


def _parted(users: DataFrame, total: int, groups: Sequence[str], name: str, parts: int) -> DataFrame:
    """Every group parted in so many by the quantiles of its members' values, in the new column `<name>_part`."""
    shares = F.lit([number / parts for number in range(1, parts)])
    bucket = F.pmod(F.xxhash64("user"), F.lit(_BUCKETS))
    seen = users if total <= _MOST_USERS else users.where(bucket < int(_MOST_USERS / total * _BUCKETS))
    cuts = frame_of(users.sparkSession, seen.groupBy(*groups).agg(F.percentile(name, shares).alias("cuts")).toArrow())
    found = users.join(F.broadcast(cuts), list(groups)) if groups else users.crossJoin(F.broadcast(cuts))
    below: list[Column] = [(F.col("cuts")[number] < F.col(name)).cast("int") for number in range(parts - 1)]
    return found.withColumn(f"{name}_part", reduce(lambda one, other: one + other, below)).drop("cuts")


def fit_cooccurrence(
    item_features: ItemFeatures, ratings: SparkRatings | None, watched: DataFrame, telling: Collection[str]
) -> CooccurrenceModel | None:
    """The model of `build.cooccurrence.fit_cooccurrence`; `watched` has `user` and `work`, each pair once.

    `ratings` is None where there are too few of them.
    """
    years = item_features.numbers["year"]  # as models may know them
    likes = known_likes(ratings, telling, years) if ratings is not None else SparkLikes(())
    shared = watched_together(watched)
    found = CooccurrenceModel.fit(item_features.film_documents, item_features.film_numbers, likes, shared)
    for frame in (*likes.frames, *shared.frames):
        frame.unpersist()
    return found
