"""What the collaborative model is worth on ratings held out, and what orders a list, learned on such ratings too."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recsys.build.collaborative import engine_for
from recsys.build.evaluation.learn_ranker import predictor_of
from recsys.build.evaluation.methods import Nums
from recsys.build.evaluation.rankers import Stars, learn_weights
from recsys.build.evaluation.report import cold_report, rating_report, telling_sources
from recsys.build.evaluation.splits import cold_works, last_in_time
from recsys.build.evaluation.training import Fits, local_fits
from recsys.build.likes import watched_together
from recsys.models.content.cosine import CosineModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker, Signals, list_signals
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
    if dataset is None or chosen is None:
        progress(PROGRESS[0])
        return Evaluation({}, [], None)
    n_works, data = len(dataset.ratings.works), dataset

    def fit_watched() -> EaseModel | None:
        likes = watched_together(watched, data.ratings.works)
        if not len(likes):
            return None
        return EaseModel.fit(likes.user_nums, likes.work_nums, likes.n_users, n_works, reg=WATCHED_REG)

    times, fits = ratings.column("timestamp").to_numpy(), local_fits(dataset, chosen, seed)
    return judged(Judged(dataset, times, chosen, fits, fit_watched), content, pairs, seed, progress)


class Judged(NamedTuple):
    """The ratings that are judged by and learned from, when each was given, (n_ratings,), the engine's name, and how it
    and EASE on what is watched, None where nobody told, are fitted.
    """

    dataset: Dataset
    timestamps: NDArray[np.int64]
    engine: str
    fits: Fits
    fit_watched: Callable[[], EaseModel | None]


def judged(data: Judged, content: CosineModel, pairs: PairModel, seed: int, progress: Progress) -> Evaluation:
    """What `evaluate` finds, wherever models are fitted."""
    ratings = data.dataset.ratings
    progress(PROGRESS[0])
    # Thousands of people are answered, as the app does it: threads within a product double what each of them costs.
    with threadpool_limits(1):
        metrics = rating_report(data.dataset, data.engine, seed, data.fits)
        telling = telling_sources(metrics)
        # Where works mean nothing, nothing can be learned of one that nobody rated, and popularity is chance.
        if not metrics["titles"]["signal"]:
            return Evaluation(metrics | {"cold_works": {}}, telling, None)
        together, neighbours = data.fit_watched(), NeighbourIndex(SimilarModel(content.content, pairs))
        cold, ranker = _learn(data, together, neighbours, seed, progress)
        metrics["cold_works"] = cold
        if ranker is None:
            return Evaluation(metrics, telling, None)
        every = data.fits(np.zeros(len(ratings), dtype=bool), np.zeros(len(ratings.works), dtype=bool))
        model = RankingModel(every.ease(), ranker, every.popularity(), together)
    return Evaluation(metrics | {"lists": {"weights": dict(ranker.weights)}}, telling, model)


def _learn(
    data: Judged, together: EaseModel | None, neighbours: NeighbourIndex, seed: int, progress: Progress
) -> tuple[dict[str, Any], Ranker | None]:
    """The errors for works that nobody rated, and the weights of the signals, by one fit that sees neither."""
    progress(PROGRESS[1])
    ratings = data.dataset.ratings
    cold = cold_works(ratings.work_nums, len(ratings.works), seed)
    if cold.all():
        cold = np.zeros(len(ratings), dtype=bool)
    is_cold = np.bincount(ratings.work_nums[cold], minlength=len(ratings.works)) > 0
    later = last_in_time(ratings.user_nums, data.timestamps) & ~cold
    train = ratings.where(~cold & ~later)
    if not len(train):
        return {}, None
    training = data.fits(later, is_cold)
    model = training.quick_fit()
    left_out = ratings.where(cold)
    report = cold_report(data.dataset, data.engine, model, training, train, left_out, seed) if cold.any() else {}

    progress(PROGRESS[2])
    later &= np.isin(ratings.user_nums, train.user_nums)
    if not later.any():
        return report, None
    ease, popularity, predict = training.ease(), training.popularity(), predictor_of(model)

    def signals_of(works: Nums, stars: Stars) -> Signals:
        liking = predict(works, stars).liking
        return list_signals(works, stars, popularity, ease, liking, neighbours.model.content, together, neighbours)

    return report, learn_weights(train, ratings.where(later), signals_of, seed, left_out=is_cold)
