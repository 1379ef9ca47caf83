"""Ratings as arrays: what every collaborative model is fitted on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.vocabulary import UNKNOWN, Vocabulary


@dataclass(frozen=True)
class RatingArrays:
    """Ratings by row number: `user_nums`, `work_nums` and `ratings` of shape (n_ratings,), each pair once."""

    users: Vocabulary
    works: Vocabulary
    user_nums: NDArray[np.int32]
    work_nums: NDArray[np.int32]
    ratings: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.ratings)

    def where(self, rows: NDArray[np.bool_]) -> "RatingArrays":
        """The ratings of some rows, under the same vocabularies."""
        return RatingArrays(self.users, self.works, self.user_nums[rows], self.work_nums[rows], self.ratings[rows])

    def rated(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """The works with a rating, (n_rated,), and the place of every work among them, (n_works,), -1 without one."""
        rated = np.flatnonzero(np.bincount(self.work_nums, minlength=len(self.works)))
        row_of = np.full(len(self.works), UNKNOWN, dtype=np.int32)
        row_of[rated] = np.arange(len(rated), dtype=np.int32)
        return rated, row_of

    def by_user(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The ratings' places ordered by user, (n_ratings,), and where each user's begin there, (n_users + 1,)."""
        order = np.argsort(self.user_nums, kind="stable")
        return order, np.searchsorted(self.user_nums[order], np.arange(len(self.users) + 1))
