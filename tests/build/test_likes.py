"""Who likes what: high ratings of users from sources in which works mean something."""

import numpy as np

from recsys.build.likes import known_likes
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary

# (user, work, stars)
ROWS = [(0, 2, 4.0), (0, 1, 3.5), (1, 0, 5.0), (2, 0, 4.5), (2, 2, 0.5), (3, 1, 4.0)]
USERS = ("chance-1", "ml-100k-7", "ml-100k-8", "own-1")


def ratings():
    users, works, stars = zip(*ROWS, strict=True)
    return RatingArrays(
        Vocabulary(USERS),
        Vocabulary(("alien", "brazil", "cube")),
        np.array(users, np.int32),
        np.array(works, np.int32),
        np.array(stars, np.float32),
    )


def test_likes_are_high_ratings_of_telling_sources_each_source_a_group():
    likes = known_likes(ratings(), ["ml-100k", "own"])
    # Users 1, 2 and 3 in their order; the first two are of one group.
    assert list(zip(likes.user_nums.tolist(), likes.work_nums.tolist(), strict=True)) == [(0, 0), (1, 0), (2, 1)]
    assert likes.group_of.tolist() == [0, 0, 1]


def test_nobody_likes_anything_where_no_source_tells():
    likes = known_likes(ratings(), [])
    assert (len(likes), likes.n_users) == (0, 0)
