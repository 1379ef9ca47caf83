"""Who likes what, for the co-occurrence model, from the ratings."""

from collections.abc import Collection

import numpy as np

from recsys.build.dataset import groups_of
from recsys.models.cooccurrence.likes import Likes
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import LIKED_FROM


def known_likes(ratings: RatingArrays, sources: Collection[str]) -> Likes:
    """The ratings of LIKED_FROM and more by users from some sources (`dataset.groups_of`), each source a group.

    `sources` are those in whose ratings works mean something: likes of others are chance.
    """
    names, group_of = groups_of(ratings.users)
    telling = np.isin(group_of, [number for number, name in enumerate(names) if name in sources])
    kept = (ratings.ratings >= LIKED_FROM) & telling[ratings.user_nums]
    users, user_nums = np.unique(ratings.user_nums[kept], return_inverse=True)
    groups = np.unique(group_of[users], return_inverse=True)[1]
    return Likes(user_nums.astype(np.int32), ratings.work_nums[kept], groups.astype(np.int32))
