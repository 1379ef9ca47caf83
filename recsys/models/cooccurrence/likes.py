"""Who likes what, and how often two works co-occur in what users like."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]


class Cooccurrences(Protocol):
    """Who likes what, as far as it must be known to learn which works belong together."""

    def counts(self, n_works: int) -> NDArray[np.int64]:
        """How many users like each work, shape (n_works,)."""

    def cooccurrences(self, works: NDArray[np.integer]) -> tuple[Matrix, Matrix]:
        """Of every two works, how many users like both and how many would by chance; both (len(works), len(works))."""

    def joined(self, other: Self) -> Self:
        """These likes and those of other people, in groups of their own."""


@dataclass(frozen=True)
class Likes:
    """Likes by row number: `user_nums` and `work_nums` of shape (n_likes,), each pair once.

    `group_of` (n_users,) is the number of the group that a user is of: of a source, say, since sources have different
    works. What chance explains is computed within each.
    """

    user_nums: NDArray[np.int32]
    work_nums: NDArray[np.int32]
    group_of: NDArray[np.int32]

    @classmethod
    def of(cls, users: ArrayLike, groups: ArrayLike, works: ArrayLike) -> "Likes":
        """From the names of users and of their groups and the works' row numbers, each (n_likes,), each pair once.

        Users and groups are numbered in the order of their names.
        """
        _, first, user_nums = np.unique(np.asarray(users, dtype=str), return_index=True, return_inverse=True)
        group_of = np.unique(np.asarray(groups, dtype=str)[first], return_inverse=True)[1]
        return cls(user_nums.astype(np.int32), np.asarray(works, dtype=np.int32), group_of.astype(np.int32))

    @classmethod
    def none(cls) -> "Likes":
        """No users and no likes."""
        nobody = np.zeros(0, dtype=np.int32)
        return cls(nobody, nobody, nobody)

    def __len__(self) -> int:
        return len(self.user_nums)

    @property
    def n_users(self) -> int:
        """The number of users, those without a like too."""
        return len(self.group_of)

    def where(self, rows: NDArray[np.bool_]) -> "Likes":
        """Some of the likes, `rows` of shape (n_likes,), under the same numbers."""
        return Likes(self.user_nums[rows], self.work_nums[rows], self.group_of)

    def grouped(self, group_of: NDArray[np.int32]) -> "Likes":
        """The same likes by users of other groups, (n_users,)."""
        return Likes(self.user_nums, self.work_nums, group_of)

    def joined(self, other: "Likes") -> "Likes":
        """These likes and those of other people, in groups of their own."""
        return Likes(
            np.concatenate([self.user_nums, other.user_nums + self.n_users]).astype(np.int32),
            np.concatenate([self.work_nums, other.work_nums]),
            np.concatenate([self.group_of, other.group_of + self.group_of.max(initial=-1) + 1]).astype(np.int32),
        )

    def counts(self, n_works: int) -> NDArray[np.int64]:
        """How many users like each work, shape (n_works,)."""
        return np.bincount(self.work_nums, minlength=n_works).astype(np.int64)

    def cooccurrences(self, works: NDArray[np.integer]) -> tuple[Matrix, Matrix]:
        """Of every two works, how many users like both and how many would by chance; both (len(works), len(works)).

        By chance: Σ_g n_gi n_gj / N_g, with n_gi of the N_g users of group g liking work i. The diagonals are those of
        a work with itself.

        >>> likes = Likes.of(["ana", "ana", "zoe"], ["club", "club", "club"], [0, 1, 1])
        >>> likes.cooccurrences(np.array([0, 1]))[0].tolist(), likes.cooccurrences(np.array([0, 1]))[1].tolist()
        ([[1.0, 1.0], [1.0, 2.0]], [[0.5, 1.0], [1.0, 2.0]])
        """
        from scipy.sparse import csr_array  # serving must not need it

        column = np.full(max(int(works.max(initial=-1)), int(self.work_nums.max(initial=-1))) + 1, -1, dtype=np.int64)
        column[works] = np.arange(len(works))
        kept = column[self.work_nums] >= 0
        pairs = (self.user_nums[kept], column[self.work_nums[kept]])
        liked = csr_array((np.ones(int(kept.sum())), pairs), shape=(self.n_users, len(works)))
        groups, members = np.unique(self.group_of, return_inverse=True)
        by_group = csr_array((np.ones(self.n_users), (members, np.arange(self.n_users))), (len(groups), self.n_users))
        counts = (by_group @ liked).toarray()
        return (liked.T @ liked).toarray(), by_chance(counts, np.bincount(members))


def by_chance(counts: NDArray[np.floating], sizes: NDArray[np.integer]) -> Matrix:
    """How many users would like both of every two works by chance, (n, n): Σ_g n_gi n_gj / N_g.

    `counts` (n_groups, n) are the n_gi, `sizes` (n_groups,) the N_g.
    """
    expected = np.zeros((counts.shape[1], counts.shape[1]))
    for of_group, size in zip(counts, sizes.tolist(), strict=True):
        expected += np.outer(of_group, of_group / size)
    return expected
