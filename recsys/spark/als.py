"""Factors by alternating least squares in a cluster: `pyspark.ml`'s ALS on what biases leave unexplained."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark import StorageLevel
from pyspark.ml.recommendation import ALS
from pyspark.sql import DataFrame

from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.metrics import rmse
from recsys.build.evaluation.splits import hold_out
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import LIKED_FROM, CollaborativeModel
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.posterior.unrated import expecting
from recsys.models.ratings.svd import SvdModel
from recsys.models.vocabulary import Vocabulary
from recsys.spark.biases import WorkBiases, residuals
from recsys.spark.dataset import Sample, SparkRatings, without

MOST_TUNED = 5_000_000  # ratings, of whole users, that candidates are fitted on
MOST_MEASURED = 1_000_000  # of whole users on the driver, by which doubts are measured
# Of fewer, what is held out says less than the thousandths that candidates differ by: the last of them is taken.
FEWEST_TUNED = 50_000
_PEOPLE = 500  # whose held-out ratings judge a candidate


@dataclass(frozen=True)
class AlsParameters:
    """What is minimised is Σ (e - p_u·q_i)² + reg Σ (|p_u|² + |q_i|²), over the ratings' residuals e.

    `reg` is counted once for each rating, as ALS-WR does (Zhou et al. 2008) and as `models.ratings.sgd`, so that a user
    is folded in by the same rule (`PointEstimate`).
    """

    factors: int
    reg: float
    iterations: int = 10
    seed: int = 0


# On MovieLens 100K, a tenth held out, the fast engine's RMSE being 0.920: 0.934, 0.927 and 0.925; with a reg of 0.05
# 0.98 and more.
CANDIDATES = ((32, 0.1), (64, 0.1), (64, 0.15))


class WorkFactors(NamedTuple):
    """The works that ALS saw, (n,), ascending, and their factors, (n, factors)."""

    works: NDArray[np.int64]
    factors: NDArray[np.float32]


def fit_factors(explained: DataFrame, parameters: AlsParameters) -> WorkFactors:
    """Factors of the frame `residuals`; those of users stay in the cluster and are let go of."""
    blocks = max(2, explained.sparkSession.sparkContext.defaultParallelism)
    model = ALS(
        rank=parameters.factors,
        regParam=parameters.reg,
        maxIter=parameters.iterations,
        seed=parameters.seed,
        userCol="user",
        itemCol="work",
        ratingCol="residual",
        numUserBlocks=blocks,
        numItemBlocks=blocks,
        coldStartStrategy="drop",
    ).fit(explained.select("user", "work", "residual"))
    table = model.itemFactors.toArrow().sort_by("id")
    factors = table.column("features").combine_chunks().flatten().to_numpy()
    return WorkFactors(table.column("id").to_numpy().astype(np.int64), factors.reshape(table.num_rows, -1))


def estimate(ratings: SparkRatings, of_works: WorkBiases, found: WorkFactors, reg: float) -> PointEstimate:
    """Biases and factors as a point estimate without users, not yet tried on any ratings."""
    k = found.factors.shape[1]
    svd = SvdModel(
        Vocabulary(()),
        Vocabulary(tuple(ratings.works.ids[work] for work in found.works.tolist())),
        ratings.scale,
        of_works.mean,
        user_bias=np.zeros(0, np.float32),
        user_factors=np.zeros((0, k), np.float32),
        work_bias=of_works.biases[found.works].astype(np.float32),
        work_factors=found.factors,
    )
    return PointEstimate(svd, reg * len(ratings) / ratings.n_users, 1.0, LIKED_FROM, len(ratings))


def fit_als(ratings: SparkRatings, sample: RatingArrays, parameters: AlsParameters, seed: int) -> CollaborativeModel:
    """The model of all ratings, as `fit_engine` makes that of the fast engine: biases, factors, what features say of
    works that nobody rated, and doubts, which are measured on `sample`, ratings of whole users among them.
    """
    of_works = WorkBiases.of(ratings.by_work)
    explained = residuals(ratings, of_works).persist(StorageLevel.MEMORY_AND_DISK)
    found = fit_factors(explained, parameters)
    explained.unpersist()
    tried = estimate(ratings, of_works, found, parameters.reg).tried(sample, seed)
    model = tried.collaborative(ratings.works, keep_users=False)
    return expecting(model, ratings.features, ratings.by_work.counts, sample, seed)


def tuned(ratings: SparkRatings, seed: int) -> AlsParameters:
    """The parameters among CANDIDATES that predict best a tenth of the ratings of some people, held out.

    Each is fitted on the ratings of some users or all, MOST_TUNED, without that tenth; judged are those folded in. Of
    less than FEWEST_TUNED ratings nothing is fitted.
    """
    if len(ratings) < FEWEST_TUNED:
        factors, reg = CANDIDATES[-1]
        return AlsParameters(factors, reg, seed=seed)
    frame = ratings.some_users(MOST_TUNED, seed).persist(StorageLevel.MEMORY_AND_DISK)
    judges = ratings.where(frame).sample(MOST_MEASURED // 10, seed + 1)
    held_out = hold_out(len(judges.ratings), seed)
    train, test = judges.ratings.where(~held_out), judges.ratings.where(held_out)
    people = np.unique(test.user_nums)[:_PEOPLE]
    test = test.where(np.isin(test.user_nums, people))
    rest = ratings.where(without(frame, pairs_of(judges, held_out)))
    of_works = WorkBiases.of(rest.by_work)
    explained = residuals(rest, of_works).persist(StorageLevel.MEMORY_AND_DISK)
    errors = {}
    for factors, reg in CANDIDATES:
        parameters = AlsParameters(factors, reg, seed=seed)
        found = estimate(rest, of_works, fit_factors(explained, parameters), reg)
        model = found.collaborative(ratings.works, keep_users=False)
        errors[parameters] = rmse(answers_of(model, train)(test.user_nums, test.work_nums).ratings, test.ratings)
    explained.unpersist()
    frame.unpersist()
    return min(errors, key=lambda one: errors[one])


def pairs_of(sample: Sample, rows: NDArray[np.bool_]) -> pa.Table:
    """Some of the sample's ratings, (n_ratings,), as pairs of the frame's numbers, for `without`."""
    users = sample.numbers[sample.ratings.user_nums[rows]].astype(np.int32)
    return pa.table({"user": users, "work": sample.ratings.work_nums[rows].astype(np.int32)})


def fit_collaborative(ratings: SparkRatings, seed: int) -> CollaborativeModel:
    """The collaborative model of all ratings, with parameters tuned on them."""
    sample = ratings.sample(MOST_MEASURED, seed)
    return fit_als(ratings, sample.ratings, tuned(ratings, seed), seed)
