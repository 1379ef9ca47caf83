"""Who likes what, for the co-occurrence model, from the ratings and from what people watch."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import work_rows
from recsys.build.dataset import groups_of
from recsys.bundle.tables import codes
from recsys.models.cooccurrence.likes import Likes
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.vocabulary import Vocabulary

# Into how many groups of the same size the users of a source are parted by the years of what they like, and each of
# these by how much they like.
BY_YEARS, BY_NUMBER = 4, 3


def known_likes(ratings: RatingArrays, sources: Collection[str], years: NDArray[np.number]) -> Likes:
    """The ratings of LIKED_FROM and more by users from some sources (`dataset.groups_of`).

    `sources` are those in whose ratings works mean something: likes of others are chance. `years` (n_works,) part the
    users of a source into groups: what chance explains is computed within each, so that two works of the same years, or
    that everybody likes, do not seem to belong together for that alone.
    """
    names, group_of = groups_of(ratings.users)
    telling = np.isin(group_of, [number for number, name in enumerate(names) if name in sources])
    kept = (ratings.ratings >= LIKED_FROM) & telling[ratings.user_nums]
    users, user_nums = np.unique(ratings.user_nums[kept], return_inverse=True)
    likes = Likes(user_nums.astype(np.int32), ratings.work_nums[kept], group_of[users])
    number = np.bincount(likes.user_nums, minlength=len(users))
    mean_year = np.bincount(likes.user_nums, years[likes.work_nums], len(users)) / number
    return likes.grouped(_parted(_parted(group_of[users], mean_year, BY_YEARS), number, BY_NUMBER))


def watched_together(watched: pa.Table, works: Vocabulary) -> Likes:
    """What people watch, each as a like, the people parted by how much that is."""
    work_nums = work_rows(watched, works)
    # Of the dictionary's names those that stand in some row: whoever watches nothing is nobody.
    users, user_nums = np.unique(codes(watched.column("user_id"))[1], return_inverse=True)
    number = np.bincount(user_nums, minlength=len(users))
    return Likes(user_nums.astype(np.int32), work_nums, _parted(np.zeros_like(users), number, BY_NUMBER))


def _parted(groups: NDArray[np.integer], values: NDArray[np.number], parts: int) -> NDArray[np.int32]:
    """Every group parted in so many by the quantiles of its members' values; groups and values (n,)."""
    found = np.zeros(len(groups), dtype=np.int64)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        cuts = np.quantile(values[members], np.arange(1, parts) / parts)
        found[members] = np.searchsorted(cuts, values[members]) + group * parts
    return np.unique(found, return_inverse=True)[1].astype(np.int32)
