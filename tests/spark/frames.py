"""Ratings and likes of one machine as frames of a cluster, in another order and several partitions."""

import numpy as np
import pyarrow as pa

from recsys.models.cooccurrence.likes import Likes
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.features import Features
from recsys.spark.dataset import SparkRatings, frame_of


def spark_ratings(spark, data: RatingArrays, features: Features, scale, timestamps=None, seed=0) -> SparkRatings:
    """The ratings, shuffled."""
    order = np.random.default_rng(seed).permutation(len(data))
    times = np.arange(len(data)) if timestamps is None else timestamps
    users = np.array(data.users.ids, dtype=object)
    table = pa.table(
        {
            "user": pa.array(data.user_nums[order], pa.int32()),
            "work": pa.array(data.work_nums[order], pa.int32()),
            "rating": pa.array(data.ratings[order], pa.float32()),
            "timestamp": pa.array(times[order], pa.int64()),
            "at": pa.array(order, pa.int64()),
            "user_id": pa.array(users[data.user_nums[order]].tolist(), pa.string()),
        }
    )
    return SparkRatings(frame_of(spark, table).repartition(3), data.works, features, scale)


def pairs(spark, likes: Likes, seed=0):
    """Who likes what as `user` and `work`, shuffled."""
    order = np.random.default_rng(seed).permutation(len(likes))
    columns = {"user": likes.user_nums[order], "work": likes.work_nums[order]}
    return frame_of(spark, pa.table({name: pa.array(nums, pa.int32()) for name, nums in columns.items()}))
