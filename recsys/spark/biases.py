"""Biases of works and users by damped means, aggregated in a cluster: those of `models.ratings.bias`."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from recsys.models.ratings.bias import USER_DAMPING, WORK_DAMPING, damped_mean
from recsys.spark.dataset import SparkRatings, WorkSums, frame_of


class WorkBiases(NamedTuple):
    """The mean rating μ, in stars, and how much better each work is rated, (n_works,), 0 without a rating."""

    mean: float
    biases: NDArray[np.float64]

    @classmethod
    def of(cls, by_work: WorkSums) -> "WorkBiases":
        """From the sums of the works' ratings."""
        sums, counts = by_work
        return cls(by_work.mean, damped_mean(sums - counts * by_work.mean, counts, WORK_DAMPING))


def residuals(ratings: SparkRatings, of_works: WorkBiases) -> DataFrame:
    """What neither work nor user explains of each rating: `user`, `work`, `residual` float, and the user's bias `bias`.

    One shuffle, by user. A user's bias is damped as on one machine.
    """
    table = pa.table(
        {"work": pa.array(np.arange(len(of_works.biases)), pa.int32()), "of_work": of_works.mean + of_works.biases}
    )
    left = ratings.frame.join(F.broadcast(frame_of(ratings.frame.sparkSession, table)), "work").select(
        "user", "work", (F.col("rating").cast("double") - F.col("of_work")).alias("left")
    )
    biases = left.groupBy("user").agg((F.sum("left") / (F.count("*") + F.lit(USER_DAMPING))).alias("bias"))
    explained = left.join(biases, "user")
    return explained.select("user", "work", (F.col("left") - F.col("bias")).cast("float").alias("residual"), "bias")
