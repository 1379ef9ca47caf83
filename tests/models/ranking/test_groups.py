import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recsys.models.ranking.groups import OFFSET, STRATEGIES, average, choice_shares, fair, least_misery
from recsys.models.ranking.topk import top_k

SCORES = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 12)), elements=st.sampled_from([0, 1, 2, 5.5]))


def shares_of(scores):
    return np.stack([choice_shares(one, np.ones(len(one), bool)) for one in scores])


def test_shares_by_place():
    # The places are 2, 1, 4 and 3: of equals the first row comes first.
    scores, everything = np.array([5.0, 9.0, 1.0, 1.0, np.nan]), np.array([True, True, True, True, True])
    assert choice_shares(scores, everything) == pytest.approx([1 / 12, 1 / 11, 1 / 13, 1 / 14, np.nan], nan_ok=True)
    assert choice_shares(scores, scores < 9) == pytest.approx([1 / 11, np.nan, 1 / 12, 1 / 13, np.nan], nan_ok=True)
    assert np.isnan(choice_shares(scores, ~everything)).all()


def test_strategies_on_paper():
    shares = np.array([[0.5, 0.02, 0.1, np.nan], [0.01, 0.5, 0.1, np.nan], [0.2, 0.1, 0.1, np.nan]])
    assert average(shares) == pytest.approx([0.71 / 3, 0.62 / 3, 0.1, np.nan], nan_ok=True)
    assert least_misery(shares) == pytest.approx([0.01, 0.02, 0.1, np.nan], nan_ok=True)
    # The third root of 0.001 each.
    assert fair(shares) == pytest.approx([0.1, 0.1, 0.1, np.nan], nan_ok=True)


def test_what_the_three_choose_for_two_who_want_different_things():
    # Places of the first person: 1 to 40; of the second: 40, 2 .. 39 backwards, 1. The middle is the least misery; what
    # one has at the top and the other at the bottom is the best average; 20 and 21 are the fairest of products.
    first = np.arange(40, 0, -1.0)
    shares = shares_of([first, first[::-1]])
    assert np.argmax(average(shares)) in (0, 39)
    assert np.argmax(least_misery(shares)) in (19, 20)
    assert (1 / fair(shares) ** 2).max() == pytest.approx((OFFSET + 20) * (OFFSET + 21))
    # Whoever loses a quarter of their share for another's doubling makes the product larger.
    (before, after) = fair(np.array([[0.08, 0.06], [0.02, 0.04]]))
    assert after > before


@given(SCORES, st.randoms())
def test_the_order_of_people_does_not_matter_to_the_last_bit(scores, random):
    shares = shares_of(scores)
    order = random.sample(range(len(scores)), len(scores))
    for strategy in STRATEGIES.values():
        assert strategy(shares).tobytes() == strategy(shares[order]).tobytes()


@given(SCORES)
def test_one_person_or_several_equal_ones_get_their_own_order(scores):
    own = top_k(scores[0], len(scores[0]))
    for strategy, people in itertools.product(STRATEGIES.values(), (1, 2, 3, 8)):
        together = strategy(shares_of([scores[0]] * people))
        assert top_k(together, len(together)).tolist() == own.tolist()


@given(SCORES)
def test_a_place_means_the_same_whatever_the_scale(scores):
    assert shares_of(scores).tobytes() == shares_of(scores * 7 + 3).tobytes()
