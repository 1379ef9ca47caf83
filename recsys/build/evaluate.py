"""What the collaborative model is worth on ratings held out, and what orders a list, learned on such ratings too."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recsys.build.collaborative import engine_for
from recsys.build.evaluation.learn_ranker import predictor_of
from recsys.build.evaluation.methods import Nums
from recsys.build.evaluation.rankers import Stars, fit_ease, learn_weights, popularity_of
from recsys.build.evaluation.report import cold_report, rating_report, telling_sources
from recsys.build.evaluation.splits import cold_works, last_in_time
from recsys.build.likes import watched_together
from recsys.models.content.cosine import CosineModel
from recsys.models.cooccurrence.likes import Likes
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker, Signals, list_signals
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import POSTERIOR, fit_engine
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.progress import Progress

WATCHED_REG = 200.0  # of EASE on what people watch: half as many people as rated
PROGRESS = ("evaluating on held-out ratings", "evaluating on works that nobody rated", "learning what orders a list")


class Evaluation(NamedTuple):
    """What evaluation finds: nothing where there are too few ratings.

    `telling` are the sources of users (`dataset.groups_of`) in whose ratings works mean something; `ranker` is None
    where they mean nothing at all, or nobody rated so much that there is a last fifth to learn from.
    """

    metrics: dict[str, Any]
    telling: list[str]
    ranker: RankingModel | None


def evaluate(
    dataset: Dataset | None,
    ratings: pa.Table,
    watched: pa.Table,
    content: CosineModel,
    pairs: PairModel,
    seed: int,
    engine: str | None,
    progress: Progress,
) -> Evaluation:
    """Judge the engine and learn what orders lists; `ratings` are the dataset's with their times.

    What people have `watched` says nothing of stars: it is a signal of its own.
    """
    chosen = engine_for(ratings.num_rows, engine)
    progress(PROGRESS[0])
    if dataset is None or chosen is None:
        return Evaluation({}, [], None)
    # Thousands of people are answered, as the app does it: threads within a product double what each of them costs.
    with threadpool_limits(1):
        metrics = rating_report(dataset, chosen, seed)
        telling = telling_sources(metrics)
        # Where works mean nothing, nothing can be learned of one that nobody rated, and popularity is chance.
        if not metrics["titles"]["signal"]:
            return Evaluation(metrics | {"cold_works": {}}, telling, None)
        together = _fit_watched(watched_together(watched, dataset.ratings.works), len(dataset.ratings.works))
        taught = _Taught(
            ratings.column("timestamp").to_numpy(), together, NeighbourIndex(SimilarModel(content.content, pairs))
        )
        cold, ranker = _learn(dataset, taught, chosen, seed, progress)
    metrics["cold_works"] = cold
    if ranker is None:
        return Evaluation(metrics, telling, None)
    model = RankingModel(fit_ease(dataset.ratings), ranker, popularity_of(dataset.ratings), together)
    return Evaluation(metrics | {"lists": {"weights": dict(ranker.weights)}}, telling, model)


class _Taught(NamedTuple):
    """When each rating of a dataset was given, (n_ratings,), what is watched together, and what is like what."""

    timestamps: NDArray[np.int64]
    watched: EaseModel | None
    neighbours: NeighbourIndex


def _fit_watched(watched: Likes, n_works: int) -> EaseModel | None:
    """EASE on who watches what, None where nobody told."""
    if not len(watched):
        return None
    return EaseModel.fit(watched.user_nums, watched.work_nums, watched.n_users, n_works, reg=WATCHED_REG)


def _learn(
    dataset: Dataset,
    taught: _Taught,
    engine: str,
    seed: int,
    progress: Progress,
) -> tuple[dict[str, Any], Ranker | None]:
    """The errors for works that nobody rated, and the weights of the signals, by one fit that sees neither."""
    progress(PROGRESS[1])
    ratings = dataset.ratings
    cold = cold_works(ratings.work_nums, len(ratings.works), seed)
    if cold.all():
        cold = np.zeros(len(ratings), dtype=bool)
    later = last_in_time(ratings.user_nums, taught.timestamps) & ~cold
    train = ratings.where(~cold & ~later)
    if not len(train):
        return {}, None
    model = _quick_fit(engine, dataset._replace(ratings=train), seed)
    report = cold_report(dataset, engine, model, train, ratings.where(cold), seed) if cold.any() else {}

    progress(PROGRESS[2])
    later &= np.isin(ratings.user_nums, train.user_nums)
    if not later.any():
        return report, None
    ease, popularity, predict = fit_ease(train), popularity_of(train), predictor_of(model)

    def signals_of(works: Nums, stars: Stars) -> Signals:
        liking = predict(works, stars).liking
        content = taught.neighbours.model.content
        return list_signals(works, stars, popularity, ease, liking, content, taught.watched, taught.neighbours)

    is_cold = np.bincount(ratings.work_nums[cold], minlength=len(ratings.works)) > 0
    ranker = learn_weights(train, ratings.where(later), signals_of, seed, left_out=is_cold)
    return report, ranker


def _quick_fit(engine: str, dataset: Dataset, seed: int) -> CollaborativeModel:
    """The engine's model; of the default engine from a shorter chain."""
    if engine != POSTERIOR:
        return fit_engine(engine, *dataset, seed)
    # What only fitting needs is imported by what is fitted.
    from recsys.models.ratings.posterior.fit import QUICK, fit_posterior

    return fit_posterior(*dataset, replace(QUICK, seed=seed))
