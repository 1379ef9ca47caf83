"""Ratings as arrays: what every collaborative model is fitted on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.vocabulary import Vocabulary


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

    def by_user(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The ratings' places ordered by user, (n_ratings,), and where each user's begin there, (n_users + 1,)."""
        order = np.argsort(self.user_nums, kind="stable")
        return order, np.searchsorted(self.user_nums[order], np.arange(len(self.users) + 1))
