"""What people watch as ratings, and which of it is left out to learn from."""

import numpy as np

from recsys.build.watching import FEWEST_WATCHED, WATCHED_STARS, one_of_each, watching
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.vocabulary import Vocabulary
from tests.build.test_likes import ratings, watched

WORKS = Vocabulary(("alien", "brazil", "cube", "dark"))
PAIRS = [(user, work) for user, n in (("zoe", 4), ("ana", 3), ("bo", 2), ("cy", 1)) for work in WORKS.ids[:n]]


def test_everything_watched_is_liked_by_somebody_of_their_name():
    found = watching(watched(PAIRS, unused=["nobody"]), WORKS)
    assert found.users.ids == ("watched ana", "watched bo", "watched cy", "watched zoe")
    assert found.works is WORKS
    of_rows = zip(found.user_nums.tolist(), found.work_nums.tolist(), strict=True)
    assert [(found.users.ids[user].removeprefix("watched "), WORKS.ids[work]) for user, work in of_rows] == PAIRS
    assert set(found.ratings.tolist()) == {WATCHED_STARS}
    assert WATCHED_STARS >= LIKED_FROM
    assert [one.dtype for one in (found.user_nums, found.work_nums, found.ratings)] == [np.int32, np.int32, np.float32]


def test_who_rates_and_who_watches_are_others_though_their_names_be_the_same():
    rated = ratings([(0, 1, 3.0), (1, 0, 4.0)], ["ana", "zoe"])
    joined = rated.joined(watching(watched(PAIRS), rated.works))
    assert len(joined.users) == 2 + 4
    assert joined.user_nums[:2].tolist() == [0, 1]
    assert np.bincount(joined.user_nums).tolist() == [1, 1, 3, 2, 1, 4]


def test_nobody_watches_anything():
    found = watching(watched([]), WORKS)
    assert (len(found), len(found.users)) == (0, 0)
    assert found.user_nums.dtype == np.int32
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
