"""Which ratings a model may learn from, and which it is judged by.

Every split is a mask of shape (n_ratings,), True where a rating is held out; the rest is for training.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.vocabulary import UNKNOWN

Mask = NDArray[np.bool_]

HELD_OUT = 0.1
NEWCOMERS = 0.15
COLD_WORKS = 0.1
LAST_IN_TIME = 0.2


def hold_out(n_ratings: int, seed: int, share: float = HELD_OUT) -> Mask:
    """Which ratings are held out: a random `share` of them, at least one and never all, shape (n_ratings,)."""
    rng = np.random.default_rng(seed)
    return _mask(n_ratings, rng.choice(n_ratings, _count(n_ratings, share), replace=False))


def k_folds(n_ratings: int, k: int, seed: int) -> list[Mask]:
    """`k` masks that hold out every rating once: scikit-learn's `KFold(k, shuffle=True, random_state=seed)`.

    Published figures rest on that shuffle, so it is made here with numpy's older generator, as there.
    """
    order = np.arange(n_ratings)
    np.random.RandomState(seed).shuffle(order)
    return [_mask(n_ratings, fold) for fold in np.array_split(order, k)]


def cold_works(work_nums: NDArray[np.int32], n_works: int, seed: int, share: float = COLD_WORKS) -> Mask:
    """All ratings of a random `share` of the works."""
    return hold_out(n_works, seed, share)[work_nums]


def last_in_time(user_nums: NDArray[np.int32], timestamps: NDArray[np.int64], share: float = LAST_IN_TIME) -> Mask:
    """Each user's last `share` of ratings, rounded down; of ratings of one second, those further down the file."""
    order = np.lexsort((timestamps, user_nums))
    counts = np.bincount(user_nums)
    places = _places(user_nums[order], counts)
    # Python's 0.2 is a little more than a fifth, so five ratings would be floored to none without the slack.
    kept = counts - np.floor(share * counts + 1e-9).astype(np.int64)
    held_out = np.zeros(len(user_nums), dtype=bool)
    held_out[order] = places >= kept[user_nums[order]]
    return held_out


@dataclass(frozen=True)
class Newcomers:
    """Users who are away while a model is fitted, and arrive one rating after the other, in random order.

    `places` (n_ratings,): a rating's place in its newcomer's order, from 0; -1 for ratings of everybody else.
    `counts` (n_ratings,): how many ratings the rating's user has.
    """

    places: NDArray[np.int64]
    counts: NDArray[np.int64]

    @property
    def held_out(self) -> Mask:
        """All ratings of the newcomers."""
        return self.places >= 0

    def given(self, n: int) -> Mask:
        """The first `n` ratings of each newcomer who has more than `n`; the first 3 are among the first 10."""
        return self.held_out & (self.places < n) & (self.counts > n)

    def asked(self, n: int) -> Mask:
        """What is to be predicted from `given(n)`: the other ratings of the same newcomers."""
        return (self.places >= n) & (self.counts > n)


def newcomers(user_nums: NDArray[np.int32], n_users: int, seed: int, share: float = NEWCOMERS) -> Newcomers:
    """A random `share` of the users with their ratings in random order."""
    rng = np.random.default_rng(seed)
    away = _mask(n_users, rng.choice(n_users, _count(n_users, share), replace=False))
    counts = np.bincount(user_nums, minlength=n_users)
    order = np.lexsort((rng.random(len(user_nums)), user_nums))
    places = np.empty(len(user_nums), dtype=np.int64)
    places[order] = _places(user_nums[order], counts)
    return Newcomers(np.where(away[user_nums], places, -1), counts[user_nums])


def or_unknown(nums: NDArray[np.int32], trained: NDArray[np.int32], n: int) -> NDArray[np.int32]:
    """Row numbers of `n` users or works, UNKNOWN for those that no training rating, one of `trained`, is of."""
    known: Mask = np.bincount(trained, minlength=n) > 0
    return np.where(known[nums], nums, UNKNOWN).astype(np.int32)


def rows_by_user(user_nums: NDArray[np.int32]) -> dict[int, NDArray[np.int64]]:
    """The rows of each user who has any, in their order."""
    order = np.argsort(user_nums, kind="stable")
    users, starts = np.unique(user_nums[order], return_index=True)
    return dict(zip(users.tolist(), np.split(order, starts[1:]), strict=True))


def _count(n: int, share: float) -> int:
    return min(max(1, round(share * n)), n - 1)


def _mask(n: int, rows: NDArray[np.integer]) -> Mask:
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    return mask


def _places(sorted_nums: NDArray[np.int32], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each row within its number's run, from 0, where equal numbers stand together in order."""
    starts = np.cumsum(counts) - counts
    places: NDArray[np.int64] = np.arange(len(sorted_nums)) - starts[sorted_nums]
    return places
