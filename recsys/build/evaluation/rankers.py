"""Learning the weights of what orders a user's list: popularity, EASE, predicted ratings, content."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Nums, PlainDataset
from recsys.build.evaluation.splits import Mask, rows_by_user
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import Choice, Ranker, Signals
from recsys.models.ratings.collaborative import LIKED_FROM

Stars = NDArray[np.float32]

# The weights are few: on three MovieLens folders 300 users teach the weights that 1,000 do, 200 some that cost 0.0007
# of NDCG@10.
MOST_CHOOSERS = 300
WORTH_OF_LIKED = 2.0  # where what was chosen and not liked is worth 1; 1 to 5 tried on validation slices


class UserPrediction(NamedTuple):
    """What a user is expected to give each work, both (n_works,): stars, and the probability of at least 4."""

    predicted: NDArray[np.floating]
    liking: NDArray[np.floating]


# Fits an engine; what is fitted turns a user's (work_nums, ratings) into what is predicted for them.
FitPredictor = Callable[[PlainDataset, int], Callable[[Nums, Stars], UserPrediction]]
# Of a user's (work_nums, ratings).
SignalsOf = Callable[[Nums, Stars], Signals]


def popularity_of(ratings: RatingArrays) -> NDArray[np.int64]:
    """How many ratings each work has, shape (n_works,)."""
    return np.bincount(ratings.work_nums, minlength=len(ratings.works))


def fit_ease(ratings: RatingArrays) -> EaseModel:
    """EASE on who rated what, with its defaults."""
    return EaseModel.fit(ratings.user_nums, ratings.work_nums, len(ratings.users), len(ratings.works))


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
        eligible = unseen(before.work_nums[history], len(before.works))
        if left_out is not None:
            eligible &= ~left_out
        return Choice(signals, eligible, after.work_nums[future], worth)

    return Ranker.fit(_Choices(users, choice))


class _Choices(Sequence[Choice]):
    """The choices of users, each made when it is read: all signals of all would take gigabytes."""

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


def unseen(history: Nums, n_works: int) -> Mask:
    """The works that are not in a history, shape (n_works,)."""
    unseen = np.ones(n_works, dtype=bool)
    unseen[history] = False
    return unseen
