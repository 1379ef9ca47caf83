"""What can order a user's list: popularity, predicted ratings, EASE, implicit's ALS, and the learned mix of signals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Nums, PlainDataset, not_installed
from recsys.build.evaluation.rankers import (
    FitPredictor,
    SignalsOf,
    Stars,
    fit_ease,
    learn_weights,
    popularity_of,
    unseen,
)
from recsys.build.evaluation.splits import Mask, last_in_time
from recsys.models.content.model import ContentModel
from recsys.models.ranking.ranker import Ranker, list_signals

# A user's (work_nums, ratings), both (n_history,), to scores (n_works,): comparable for one user, in no unit.
Scorer = Callable[[Nums, Stars], NDArray[np.floating]]

# The best of 16 to 64 factors, reg 0.1 to 30 and alpha 1 to 8 on a validation slice of MovieLens 100K.
ALS_FACTORS, ALS_REG, ALS_ALPHA = 64, 10.0, 1.0


@dataclass(frozen=True)
class TimedDataset:
    """All that a ranker may learn from. `timestamps` (n_ratings,) in seconds; `content` has the works' row numbers."""

    plain: PlainDataset
    timestamps: NDArray[np.int64]
    content: ContentModel | None = None

    def where(self, rows: Mask) -> "TimedDataset":
        """The same with some of the ratings."""
        return TimedDataset(self.plain.where(rows), self.timestamps[rows], self.content)


@dataclass(frozen=True)
class RankingMethod:
    """One row of the table; `needs` names the packages of the extra `peers` that it cannot run without."""

    name: str
    fit: Callable[[TimedDataset, int], Scorer]
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of `needs` that are not installed."""
        return not_installed(self.needs)


def learn_ranker(dataset: TimedDataset, fit_predictor: FitPredictor, seed: int) -> Ranker:
    """The weights, learned on the last fifth of each user's ratings, which the signals do not see."""
    ratings = dataset.plain.ratings
    later = last_in_time(ratings.user_nums, dataset.timestamps)
    signals_of = fit_signals(dataset.where(~later), fit_predictor, seed)
    return learn_weights(ratings.where(~later), ratings.where(later), signals_of, seed)


def fit_signals(dataset: TimedDataset, fit_predictor: FitPredictor, seed: int) -> SignalsOf:
    """The signals of `list_signals`, each fitted to all ratings of the dataset."""
    popularity, ease = popularity_of(dataset.plain.ratings), fit_ease(dataset.plain.ratings)
    predict_user = fit_predictor(dataset.plain, seed)
    return lambda works, stars: list_signals(
        works, stars, popularity, ease, predict_user(works, stars).liking, dataset.content
    )


def rankers(fit_predictor: FitPredictor) -> tuple[RankingMethod, ...]:
    """Every row of the table, with the predicted rating and the mix by one engine."""
    return (
        RankingMethod("popularity", _fit_popularity),
        by_rating("predicted rating", fit_predictor),
        RankingMethod("EASE", _fit_ease),
        RankingMethod("implicit ALS", _fit_als, needs=("implicit", "threadpoolctl")),
        by_ranker("mix", fit_predictor),
    )


def by_rating(name: str, fit_predictor: FitPredictor) -> RankingMethod:
    """The list that is a sort of predicted ratings."""

    def fit(dataset: TimedDataset, seed: int) -> Scorer:
        predict_user = fit_predictor(dataset.plain, seed)
        return lambda works, stars: predict_user(works, stars).predicted

    return RankingMethod(name, fit)


def by_ranker(name: str, fit_predictor: FitPredictor) -> RankingMethod:
    """The mix: weights learned on a slice of the ratings, signals then fitted to all of it."""

    def fit(dataset: TimedDataset, seed: int) -> Scorer:
        mix = learn_ranker(dataset, fit_predictor, seed)
        signals_of = fit_signals(dataset, fit_predictor, seed)
        n_works = len(dataset.plain.ratings.works)
        return lambda works, stars: mix.scores(signals_of(works, stars), unseen(works, n_works))

    return RankingMethod(name, fit)


def _fit_popularity(dataset: TimedDataset, seed: int) -> Scorer:
    del seed
    popularity = popularity_of(dataset.plain.ratings).astype(np.float64)
    return lambda *_: popularity


def _fit_ease(dataset: TimedDataset, seed: int) -> Scorer:
    del seed
    ease = fit_ease(dataset.plain.ratings)
    return lambda works, _: ease.scores(works)


def _fit_als(dataset: TimedDataset, seed: int) -> Scorer:
    """ALS of the library implicit (Hu, Koren & Volinsky 2008) on who rated what; a history is folded in."""
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    ratings = dataset.plain.ratings
    ones = np.ones(len(ratings), dtype=np.float32)
    shape = (len(ratings.users), len(ratings.works))
    chosen = csr_matrix((ones, (ratings.user_nums, ratings.work_nums)), shape=shape)
    with threadpool_limits(1, "blas"):  # implicit warns that its threads and those of BLAS get in each other's way
        model = AlternatingLeastSquares(
            factors=ALS_FACTORS,
            regularization=ALS_REG,
            alpha=ALS_ALPHA,
            num_threads=1,  # more would add up in no fixed order
            random_state=seed,
        )
        model.fit(chosen, show_progress=False)

    def score(works: Nums, _: Stars) -> NDArray[np.floating]:
        one = csr_matrix((ones[: len(works)], (np.zeros(len(works), np.int32), works)), shape=(1, shape[1]))
        factors = model.recalculate_user(np.array([0]), one)
        scores: NDArray[np.floating] = model.item_factors @ np.ravel(factors)
        return scores

    return score
