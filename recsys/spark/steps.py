"""The steps of the build that learn from ratings, as functions of the values of the graph, in a cluster.

Each takes the frames that reading left: `rating_rows` (`user`, `work`, `rating`, `timestamp`, `at`, `user_id`) and
`watched_rows` (`user`, `work`).
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from recsys.build.dataset import FEWEST_RATINGS, SCALE, features_of_works
from recsys.build.evaluate import Evaluation
from recsys.build.graph import Step
from recsys.build.item_features import ItemFeatures
from recsys.build.svd import MOST_RATINGS, svd_of
from recsys.models.content.cosine import CosineModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.similar.model import PairModel
from recsys.models.vocabulary import Vocabulary
from recsys.progress import Progress
from recsys.spark import als, cooccurrence
from recsys.spark import evaluate as evaluation
from recsys.spark.dataset import SparkRatings


def ratings_of(works: pa.Table, rating_rows: DataFrame, item_features: ItemFeatures) -> SparkRatings:
    """The ratings with the features of all works: what `build.dataset.dataset_of` is on one machine."""
    vocabulary = Vocabulary(tuple(works.column("work_id").to_pylist()))
    bare = SparkRatings(rating_rows, vocabulary, Features.none(len(vocabulary)), SCALE)
    return bare.featured(features_of_works(item_features, bare.by_work.counts > 0))


def fit_collaborative(
    works: pa.Table, rating_rows: DataFrame, item_features: ItemFeatures, seed: int
) -> CollaborativeModel | None:
    """The model of ALS, None where there are too few ratings."""
    ratings = ratings_of(works, rating_rows, item_features)
    return als.fit_collaborative(ratings, seed) if len(ratings) >= FEWEST_RATINGS else None


def fit_svd(works: pa.Table, rating_rows: DataFrame, item_features: ItemFeatures, seed: int) -> PointEstimate | None:
    """Surprise's SVD on the driver: of more ratings than it can take it sees those of some users, as on one machine."""
    ratings = ratings_of(works, rating_rows, item_features)
    if len(ratings) < FEWEST_RATINGS:
        return None
    return svd_of(ratings.sample(MOST_RATINGS, seed).ratings, SCALE, seed)


def evaluate(
    works: pa.Table,
    rating_rows: DataFrame,
    watched_rows: DataFrame,
    item_features: ItemFeatures,
    content: CosineModel,
    pairs: PairModel,
    seed: int,
    progress: Progress,
) -> Evaluation:
    """What `build.evaluate.evaluate` finds, of ALS."""
    ratings = ratings_of(works, rating_rows, item_features)
    return evaluation.evaluate(ratings, watched_rows, content, pairs, seed, progress)


def fit_cooccurrence(
    works: pa.Table,
    rating_rows: DataFrame,
    watched_rows: DataFrame,
    item_features: ItemFeatures,
    telling: Collection[str],
) -> CooccurrenceModel | None:
    """What `build.cooccurrence.fit_cooccurrence` fits."""
    ratings = ratings_of(works, rating_rows, item_features)
    known = ratings if len(ratings) >= FEWEST_RATINGS else None
    return cooccurrence.fit_cooccurrence(item_features, known, watched_rows, telling)


_RATINGS = ("works", "rating_rows")
_IN_CLUSTER: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "collaborative": (fit_collaborative, (*_RATINGS, "item_features")),
    "svd": (fit_svd, (*_RATINGS, "item_features")),
    "evaluate": (evaluate, (*_RATINGS, "watched_rows", "item_features", "content", "pairs")),
    "cooccurrence": (fit_cooccurrence, (*_RATINGS, "watched_rows", "item_features", "telling")),
}


def in_cluster(step: Step) -> Step:
    """The step of the graph with a cluster's function in the place of one machine's, where there is one."""
    if step.name not in _IN_CLUSTER:
        return step
    function, inputs = _IN_CLUSTER[step.name]
    parameters = tuple(name for name in step.parameters if name != "engine")  # there is one
    return replace(step, function=function, inputs=inputs, parameters=parameters)
