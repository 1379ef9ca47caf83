import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.build.evaluation.metrics import intra_list_diversity
from recsys.models.ranking.diversity import mmr

# Works 0 and 1 are twins, 2 is a little like them, 3 like nothing.
RELEVANCE = np.array([0.9, 0.8, 0.5, 0.1])
ALIKE = np.array([[1, 1, 0.4, 0], [1, 1, 0.4, 0], [0.4, 0.4, 1, 0], [0, 0, 0, 1.0]])


def test_worked_by_hand():
    # Relevance runs from 0 to 1: 1, 0.875, 0.5, 0. After work 0, at a half:
    # work 1 has 0.4375 - 0.5, work 2 0.25 - 0.2, work 3 0 - 0; then work 1 -0.0625 and work 3 0.
    assert mmr(RELEVANCE, ALIKE, 4, 0.5).tolist() == [0, 2, 3, 1]
    # At a fifth: work 1 has 0.7 - 0.2, work 2 0.4 - 0.08, work 3 0.
    assert mmr(RELEVANCE, ALIKE, 4, 0.2).tolist() == [0, 1, 2, 3]
    assert mmr(RELEVANCE, ALIKE, 2, 1.0).tolist() == [0, 3]


def test_no_unit_of_relevance_matters():
    assert mmr(100 * RELEVANCE - 7, ALIKE, 4, 0.5).tolist() == [0, 2, 3, 1]


@st.composite
def candidates(draw):
    n = draw(st.integers(0, 9))
    relevance = np.array(draw(st.lists(st.integers(-3, 3).map(float), min_size=n, max_size=n)))
    upper = np.triu(np.random.default_rng(draw(st.integers(0, 99))).integers(0, 5, (n, n)) / 4, 1)
    return relevance, upper + upper.T + np.eye(n)


def naive(relevance, similarities, k, diversity):
    """The definition, candidate by candidate."""
    low, high = min(relevance, default=0), max(relevance, default=0)
    listed: list[int] = []
    while len(listed) < min(k, len(relevance)):
        best = None
        for place, value in enumerate(relevance):
            if place in listed:
                continue
            scaled = (value - low) / (high - low) if high > low else 0.0
            closest = max((similarities[place, other] for other in listed), default=0.0)
            gain = (1 - diversity) * scaled - diversity * closest
            key = (gain, value, -place) if listed else (value, -place, 0)
            if best is None or key > best[0]:
                best = key, place
        assert best is not None
        listed.append(best[1])
    return listed


@given(candidates(), st.integers(0, 12), st.sampled_from([0.25, 0.5, 0.75, 1.0]))
def test_equal_to_the_definition(given_, k, diversity):
    relevance, similarities = given_
    listed = mmr(relevance, similarities, k, diversity)
    assert listed.tolist() == naive(relevance, similarities, k, diversity)
    assert len(set(listed.tolist())) == min(k, len(relevance))


@given(candidates(), st.integers(0, 12))
def test_without_diversity_it_is_the_order_of_relevance(given_, k):
    relevance, similarities = given_
    assert mmr(relevance, similarities, k, 0).tolist() == np.argsort(-relevance, kind="stable")[:k].tolist()


def test_relevances_that_differ_by_a_hair_keep_their_order():
    relevance = np.array([1.0, np.nextafter(1.0, 2.0), 1e300])
    assert mmr(relevance, np.eye(3), 3, 0).tolist() == [2, 1, 0]


def test_more_diversity_costs_relevance_and_buys_distance():
    rng = np.random.default_rng(2)
    vectors = np.abs(rng.normal(size=(60, 4)))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    similarities, relevance = vectors @ vectors.T, rng.random(60)
    lists = [mmr(relevance, similarities, 8, diversity) for diversity in (0, 0.3, 0.6, 1)]
    kept = [relevance[listed].sum() for listed in lists]
    diversities = [intra_list_diversity(similarities[np.ix_(listed, listed)]) for listed in lists]
    assert kept == sorted(kept, reverse=True)
    assert diversities == sorted(diversities)
    assert len({listed[0] for listed in lists}) == 1


@pytest.mark.parametrize("diversity", [-0.1, 1.1, float("nan")])
def test_a_setting_out_of_range(diversity):
    with pytest.raises(ValueError, match="from 0 to 1"):
        mmr(RELEVANCE, ALIKE, 2, diversity)


def test_what_does_not_fit_together():
    with pytest.raises(ValueError, match=r"shape \(4, 4\)"):
        mmr(RELEVANCE, ALIKE[:3], 2, 0.5)
    with pytest.raises(ValueError, match="finite"):
        mmr(np.array([1.0, np.nan]), np.eye(2), 2, 0.5)


def test_arguments_stay_as_they_are():
    relevance, similarities = RELEVANCE.copy(), ALIKE.copy()
    mmr(relevance, similarities, 3, 0.5)
    np.testing.assert_array_equal(relevance, RELEVANCE)
    np.testing.assert_array_equal(similarities, ALIKE)
