import math

import numpy as np
import pytest

from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.pairs import FEWEST_LIKES, LEAST, PairScores, log_cooccurrence_ratio
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted_likes import N_WORKS, likes

# Two sources: users 0 to 3 and users 4 to 5. Work 2 is liked by nobody.
FEW = Likes(
    user_nums=np.array([0, 0, 1, 1, 2, 4, 4, 5], np.int32),
    work_nums=np.array([0, 1, 0, 1, 1, 1, 3, 3], np.int32),
    group_of=np.array([0, 0, 0, 0, 1, 1], np.int32),
)


def test_likes_by_name():
    users, groups = ["new-2", "old-1", "new-10", "old-1"], ["new", "old", "new", "old"]
    likes = Likes.of(users, groups, [5, 5, 0, 2])
    assert likes.user_nums.tolist() == [1, 2, 0, 2]
    assert likes.work_nums.tolist() == [5, 5, 0, 2]
    assert likes.group_of.tolist() == [0, 0, 1]
    empty = Likes.of([], [], [])
    assert (len(empty), empty.n_users) == (0, 0)
    assert empty.user_nums.dtype == empty.work_nums.dtype == empty.group_of.dtype == np.int32


def test_cooccurrences_worked_by_hand():
    found, expected = FEW.cooccurrences(np.array([0, 1, 3]))
    assert found.tolist() == [[2, 2, 0], [2, 4, 1], [0, 1, 2]]
    # Work 0: 2 of 4 and 0 of 2 users; work 1: 3 and 1; work 3: 0 and 2.
    assert expected.tolist() == [[1, 1.5, 0], [1.5, 9 / 4 + 1 / 2, 1], [0, 1, 2]]


def test_cooccurrences_keeps_the_order_of_the_works_asked_for():
    found, expected = FEW.cooccurrences(np.array([3, 2, 1]))
    assert found.tolist() == [[2, 0, 1], [0, 0, 0], [1, 0, 4]]
    assert expected[0].tolist() == [2, 0, 1]


def test_counts_and_parts():
    assert FEW.counts(5).tolist() == [2, 4, 0, 2, 0]
    part = FEW.where(FEW.user_nums < 2)
    assert len(part) == 4
    assert part.n_users == 6
    assert len(Likes.none()) == 0
    assert Likes.none().counts(3).tolist() == [0, 0, 0]
    assert Likes.none().cooccurrences(np.array([0, 2]))[0].tolist() == [[0, 0], [0, 0]]


def test_likes_of_other_people_are_in_groups_of_their_own():
    joined = FEW.joined(FEW.where(FEW.work_nums == 1))
    assert joined.user_nums.tolist() == [*FEW.user_nums.tolist(), 6, 7, 8, 10]
    assert joined.work_nums.tolist() == [*FEW.work_nums.tolist(), 1, 1, 1, 1]
    assert joined.group_of.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3]
    assert {joined.user_nums.dtype, joined.work_nums.dtype, joined.group_of.dtype} == {np.dtype(np.int32)}
    found, expected = joined.cooccurrences(np.array([0, 1]))
    assert found.tolist() == [[2, 2], [2, 8]]
    # Of the others 3 of 4 and 1 of 2 like work 1, and nobody work 0.
    assert expected.tolist() == [[1, 1.5], [1.5, 2 * (9 / 4 + 1 / 2)]]
    for one, other in ((FEW, Likes.none()), (Likes.none(), FEW)):
        assert_same_arrays(one.joined(other), FEW)


def test_what_an_era_likes_is_explained_by_it():
    """Two generations like twenty works each, whichever of them: within each nothing goes together."""
    rng = np.random.default_rng(0)
    era = np.arange(400) % 2
    users, works = np.nonzero((rng.random((400, 40)) < 0.5) & (era[:, None] == np.arange(40) // 20))
    together = Likes(users.astype(np.int32), works.astype(np.int32), np.zeros(400, np.int32))
    parted = together.grouped(era.astype(np.int32))
    assert parted.group_of.tolist() == era.tolist()
    np.testing.assert_array_equal(parted.work_nums, together.work_nums)
    same = np.equal.outer(np.arange(40) // 20, np.arange(40) // 20) & ~np.eye(40, dtype=bool)
    plain, grouped = (log_cooccurrence_ratio(likes, np.arange(40), 30.0)[same] for likes in (together, parted))
    assert plain.min() > LEAST
    assert abs(grouped.mean()) < 0.01
    # Of pairs that are kept hardly any is left, and those of all are.
    kept = [len(PairScores.fit(likes, 40).works) for likes in (together, parted)]
    assert kept[0] == same.sum()
    assert kept[1] < 0.2 * kept[0]


def test_the_log_ratio_worked_by_hand():
    assert log_cooccurrence_ratio(FEW, np.array([0, 1]), 10.0) == pytest.approx(
        np.array([[0, math.log(12 / 11.5)], [math.log(12 / 11.5), 0]])
    )


def test_pairs_of_frequent_cooccurrence_are_kept_and_symmetric():
    planted = likes(unrated=(5,))
    pairs = PairScores.fit(planted, N_WORKS)
    full = log_cooccurrence_ratio(planted, np.arange(N_WORKS), 30.0).astype(np.float16)
    for work in range(N_WORKS):
        works, values = pairs.row(work)
        assert works.tolist() == np.flatnonzero(full[work] >= LEAST).tolist()
        np.testing.assert_array_equal(values, full[work, works].astype(np.float32))
        others = np.arange(N_WORKS)[::-1]
        np.testing.assert_array_equal(pairs.of(work, others), np.where(full >= LEAST, full, 0)[work, others])
    np.testing.assert_array_equal(full, full.T)
    assert pairs.of(0, np.array([4]))[0] > 0  # of one kind
    assert pairs.of(0, np.array([1, 5, 0])).tolist() == [0, 0, 0]
    assert PairScores.none(4).of(3, np.array([0, 3])).tolist() == [0, 0]


def test_works_with_few_likes_take_no_part():
    assert FEW.counts(4).max() < FEWEST_LIKES
    assert_same_arrays(PairScores.fit(FEW, 4), PairScores.none(4))


def test_pairs_of_some_works_under_their_new_numbers():
    pairs = PairScores.fit(likes(), N_WORKS)
    chosen = np.array([8, 3, 4, 0, 117])
    part = pairs.take(chosen)
    for place, work in enumerate(chosen):
        assert np.all(np.diff(part.row(place)[0]) > 0)
        assert part.of(place, np.arange(5)).tolist() == pairs.of(work, chosen).tolist()
