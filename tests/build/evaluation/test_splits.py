import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import KFold

from recsys.build.evaluation.splits import cold_works, hold_out, k_folds, last_in_time, newcomers

# 17 users, 6 works, every pair but some: rectangular, so that a swap is seen.
RNG = np.random.default_rng(5)
USERS, WORKS = (nums.astype(np.int32) for nums in np.nonzero(RNG.random((17, 6)) < 0.8))
N = len(USERS)


@pytest.mark.parametrize(("n_ratings", "k", "seed"), [(100, 5, 0), (103, 5, 0), (7, 3, 42), (2, 2, 1)])
def test_folds_are_those_of_scikit_learn(n_ratings, k, seed):
    folds = k_folds(n_ratings, k, seed)
    expected = [test for _, test in KFold(k, shuffle=True, random_state=seed).split(np.zeros(n_ratings))]
    assert [np.flatnonzero(fold).tolist() for fold in folds] == [test.tolist() for test in expected]


@given(st.integers(5, 200), st.integers(2, 5), st.integers(0, 99))
def test_folds_hold_out_every_rating_once(n_ratings, k, seed):
    folds = k_folds(n_ratings, k, seed)
    assert np.sum(folds, axis=0).tolist() == [1] * n_ratings
    assert max(fold.sum() for fold in folds) - min(fold.sum() for fold in folds) <= 1


def test_cold_works_lose_all_their_ratings():
    held_out = cold_works(WORKS, 6, seed=0, share=1 / 3)
    assert len(set(WORKS[held_out])) == 2
    assert set(WORKS[held_out]).isdisjoint(WORKS[~held_out])
    np.testing.assert_array_equal(held_out, hold_out(6, 0, 1 / 3)[WORKS])


def test_the_last_in_time_by_hand():
    users = np.array([0, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2], dtype=np.int32)
    times = np.array([9, 5, 1, 7, 3, 8, 4, 6, 6, 6, 6], dtype=np.int64)
    # A fifth of five ratings is one, of two none; half of user 2's equal times are those further down.
    assert np.flatnonzero(last_in_time(users, times)).tolist() == [0]
    assert np.flatnonzero(last_in_time(users, times, share=0.5)).tolist() == [0, 1, 5, 9, 10]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=60), st.sampled_from([0.1, 0.2]))
def test_nobody_s_past_is_held_out(rows, share):
    users = np.array([user for user, _ in rows], dtype=np.int32)
    times = np.array([time for _, time in rows], dtype=np.int64)
    held_out = last_in_time(users, times, share)
    for user in set(users.tolist()):
        mine = users == user
        assert held_out[mine].sum() == int(mine.sum() * round(share * 10)) // 10
        if held_out[mine].any():
            assert times[mine & held_out].min() >= times[mine & ~held_out].max()


def test_newcomers_arrive_whole_and_in_order():
    arrivals = newcomers(USERS, 17, seed=3, share=0.3)
    away = set(USERS[arrivals.held_out])
    assert len(away) == 5
    assert away.isdisjoint(USERS[~arrivals.held_out])
    for user in away:
        assert sorted(arrivals.places[user == USERS]) == list(range((user == USERS).sum()))
    np.testing.assert_array_equal(arrivals.counts, np.bincount(USERS)[USERS])


@pytest.mark.parametrize("n", [1, 3, 5, 6])
def test_what_newcomers_give_and_are_asked(n):
    arrivals = newcomers(USERS, 17, seed=3, share=0.6)
    given_, asked = arrivals.given(n), arrivals.asked(n)
    assert not (given_ & asked).any()
    enough = {user for user in set(USERS[arrivals.held_out]) if (user == USERS).sum() > n}
    assert set(USERS[given_]) == set(USERS[asked]) == enough
    for user in enough:
        assert given_[user == USERS].sum() == n
        assert (given_ | asked)[user == USERS].all()


def test_the_first_ratings_are_among_the_first_few_more():
    arrivals = newcomers(USERS, 17, seed=3, share=0.6)
    assert arrivals.given(2).any()
    still_there = arrivals.given(2) & (arrivals.counts > 3)
    assert not (still_there & ~arrivals.given(3)).any()


def test_a_seed_gives_the_same_newcomers_and_another_others():
    np.testing.assert_array_equal(newcomers(USERS, 17, 1).places, newcomers(USERS, 17, 1).places)
    assert (newcomers(USERS, 17, 1).places != newcomers(USERS, 17, 2).places).any()


def test_newcomers_are_drawn_from_everybody_and_their_order_is_random():
    """The first rating in the file is no likelier to be given first."""
    drawn = [newcomers(USERS, 17, seed, share=0.3) for seed in range(300)]
    often = [np.mean([(arrivals.places[user == USERS] >= 0).all() for arrivals in drawn]) for user in range(17)]
    assert often == pytest.approx(np.full(17, 5 / 17), abs=0.12)
    first = [arrivals.places[user == USERS][0] for arrivals in drawn for user in range(17)]
    counts = np.bincount(USERS)
    expected = np.mean([(counts[user] - 1) / 2 for user in range(17)])
    assert np.mean([place for place in first if place >= 0]) == pytest.approx(expected, abs=0.2)
