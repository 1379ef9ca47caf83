"""What people watch as ratings, and which of it is left out to learn from."""

import numpy as np

from recsys.build.watching import FEWEST_WATCHED, WATCHED_STARS, one_of_each, watching
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.vocabulary import Vocabulary
from tests.build.test_likes import watched

WORKS = Vocabulary(("alien", "brazil", "cube", "dark"))
PAIRS = [(user, work) for user, n in (("zoe", 4), ("ana", 3), ("bo", 2), ("cy", 1)) for work in WORKS.ids[:n]]


def test_everything_watched_is_liked_by_somebody_of_their_name():
    found = watching(watched(PAIRS, unused=["nobody"]), WORKS)
    assert found.users.ids == ("ana", "bo", "cy", "zoe")
    assert found.works is WORKS
    of_rows = zip(found.user_nums.tolist(), found.work_nums.tolist(), strict=True)
    assert [(found.users.ids[user], WORKS.ids[work]) for user, work in of_rows] == PAIRS
    assert set(found.ratings.tolist()) == {WATCHED_STARS}
    assert WATCHED_STARS >= LIKED_FROM
    assert (found.user_nums.dtype, found.work_nums.dtype, found.ratings.dtype) == (np.int32, np.int32, np.float32)


def test_nobody_watches_anything():
    found = watching(watched([]), WORKS)
    assert (len(found), len(found.users), found.user_nums.dtype) == (0, 0, np.int32)
    assert one_of_each(found, 0).tolist() == []


def test_one_work_of_everybody_who_watches_enough_is_drawn():
    found = watching(watched(PAIRS), WORKS)
    number = dict(zip(found.users.ids, np.bincount(found.user_nums).tolist(), strict=True))
    drawn = [one_of_each(found, seed) for seed in range(60)]
    for one in drawn:
        by_user = dict(zip(found.users.ids, np.bincount(found.user_nums, one, 4).tolist(), strict=True))
        assert by_user == {user: float(number[user] >= FEWEST_WATCHED) for user in number}
    # Whichever it is: each of the seven rows, in time.
    assert np.sum(drawn, axis=0).tolist()[7:] == [0, 0, 0]
    assert np.sum(drawn, axis=0)[:7].min() >= 5
    np.testing.assert_array_equal(one_of_each(found, 3), drawn[3])
