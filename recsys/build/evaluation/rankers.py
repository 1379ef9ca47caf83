"""What lists can be ordered by: popularity, predicted ratings, EASE, implicit's ALS, and the mix of signals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Nums, PlainDataset, not_installed
from recsys.build.evaluation.splits import Mask, last_in_time, rows_by_user
from recsys.models.content.model import ContentModel
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import Choice, Ranker, Signals, list_signals
from recsys.models.ratings.collaborative import LIKED_FROM

Stars = NDArray[np.float32]
# A user's (work_nums, ratings), both (n_history,), to scores (n_works,): comparable for one user, in no unit.
Scorer = Callable[[Nums, Stars], NDArray[np.floating]]

# The weights are few: on three MovieLens folders 300 users teach the weights that 1,000 do, 200 some that cost 0.0007
# of NDCG@10.
MOST_CHOOSERS = 400
WORTH_OF_LIKED = 2.0  # where what was chosen and not liked is worth 1; 1 to 5 tried on validation slices
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
        plain = PlainDataset(self.plain.ratings.where(rows), self.plain.scale, self.plain.features)
        return TimedDataset(plain, self.timestamps[rows], self.content)


class UserPrediction(NamedTuple):
    """What a user is expected to give each work, both (n_works,): stars, and the probability of at least 4."""

    predicted: NDArray[np.floating]
    liking: NDArray[np.floating]


# Fits an engine; what is fitted turns a user's (work_nums, ratings) into what is predicted for them.
FitPredictor = Callable[[PlainDataset, int], Callable[[Nums, Stars], UserPrediction]]
# Of a user's (work_nums, ratings).
SignalsOf = Callable[[Nums, Stars], Signals]


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


def popularity_of(ratings: RatingArrays) -> NDArray[np.int64]:
    """How many ratings each work has, shape (n_works,)."""
    return np.bincount(ratings.work_nums, minlength=len(ratings.works))


def fit_ease(ratings: RatingArrays) -> EaseModel:
    """EASE on who rated what, with its defaults."""
    return EaseModel.fit(ratings.user_nums, ratings.work_nums, len(ratings.users), len(ratings.works))


def learn_ranker(dataset: TimedDataset, fit_predictor: FitPredictor, seed: int) -> Ranker:
    """The weights, learned on the last fifth of each user's ratings, which the signals do not see."""
    ratings = dataset.plain.ratings
    later = last_in_time(ratings.user_nums, dataset.timestamps)
    signals_of = _fit_signals(dataset.where(~later), fit_predictor, seed)
    return learn_weights(ratings.where(~later), ratings.where(later), signals_of, seed)


def learn_weights(
    before: RatingArrays, after: RatingArrays, signals_of: SignalsOf, seed: int, left_out: Mask | None = None
) -> Ranker:
    """The weights with which the signals from each user's ratings `before` would best have listed those `after`.

    A work that was chosen and then liked is worth more than one that was chosen. Of very many users some teach.
    `left_out` (n_works,) are works that nobody could have been shown.
    """
    histories, futures = rows_by_user(before.user_nums), rows_by_user(after.user_nums)
    users = np.array([user for user in futures if user in histories])
    if len(users) > MOST_CHOOSERS:
        users = np.sort(np.random.default_rng(seed).choice(users, MOST_CHOOSERS, replace=False))

    def choice(user: int) -> Choice:
        history, future = histories[user], futures[user]
        signals = signals_of(before.work_nums[history], before.ratings[history])
        worth = np.where(after.ratings[future] >= LIKED_FROM, WORTH_OF_LIKED, 1.0)
        eligible = _unseen(before.work_nums[history], len(before.works))
        if left_out is not None:
            eligible &= ~left_out
        return Choice(signals, eligible, after.work_nums[future], worth)

    return Ranker.fit(_Choices(users, choice))


class _Choices(Sequence[Choice]):
    """The choices of users, each made when it is asked for: all signals of all would take gigabytes."""

    def __init__(self, users: NDArray[np.integer], make: Callable[[int], Choice]) -> None:
        self._users, self._make = users.tolist(), make

    def __len__(self) -> int:
        return len(self._users)

    @overload
    def __getitem__(self, place: int) -> Choice: ...
    @overload
    def __getitem__(self, place: slice) -> list[Choice]: ...
    def __getitem__(self, place: int | slice) -> Choice | list[Choice]:
        if isinstance(place, slice):
            return [self._make(user) for user in self._users[place]]
        return self._make(self._users[place])


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
        signals_of = _fit_signals(dataset, fit_predictor, seed)
        n_works = len(dataset.plain.ratings.works)
        return lambda works, stars: mix.scores(signals_of(works, stars), _unseen(works, n_works))

    return RankingMethod(name, fit)


def _fit_signals(dataset: TimedDataset, fit_predictor: FitPredictor, seed: int) -> SignalsOf:
    popularity, ease = popularity_of(dataset.plain.ratings), fit_ease(dataset.plain.ratings)
    predict_user = fit_predictor(dataset.plain, seed)
    return lambda works, stars: list_signals(
        works, stars, popularity, ease, predict_user(works, stars).liking, dataset.content
    )


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


def _unseen(history: Nums, n_works: int) -> Mask:
    unseen = np.ones(n_works, dtype=bool)
    unseen[history] = False
    return unseen
