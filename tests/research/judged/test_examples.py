import numpy as np
import pytest

from recsys.research.judged import examples
from recsys.research.judged.examples import LISTED_WEIGHT, UNSEEN_WEIGHT, Examples
from recsys.research.judged.gold import LEARN, Gold, third
from recsys.research.judged.pairs import PairFeatures
from recsys.research.judged.seeds import Seeds
from tests.research.judged.test_pairs import N_WORKS, similar

TITLES = [f"Film {number}" for number in range(N_WORKS)]
YEARS = [2000] * N_WORKS
SEED = next(work for work in range(N_WORKS) if third(TITLES[work], 2000) == LEARN)
OTHER = next(work for work in range(N_WORKS) if third(TITLES[work], 2000) != LEARN)
ONE, TWO, THREE, FOUR = (work for work in range(N_WORKS) if work != SEED)


@pytest.fixture
def seeds():
    """Two works are graded for the seed, one is its duplicate; a list names one of the graded and another."""
    lists = {"list": {SEED: {ONE: 1.0, FOUR: 1.0}, OTHER: {SEED: 1.0}}}
    gold = Gold({SEED: {ONE: 3, TWO: 0}, OTHER: {SEED: 3}}, {SEED: frozenset({THREE})}, lists, {}, {})
    return Seeds(gold, TITLES, YEARS, ["movie"] * N_WORKS)


def test_the_pairs_of_a_third(seeds):
    features = PairFeatures(similar())
    found = Examples.of(features, seeds, LEARN)
    # All of so few works are drawn, but for the seed, what is graded for it and its duplicate.
    expected = [(ONE, 3, 1.0, False), (TWO, 0, 1.0, False), (FOUR, 0, UNSEEN_WEIGHT, False)]
    expected.append((FOUR, 2, LISTED_WEIGHT, True))
    works, grades, counts, listed = map(list, zip(*expected, strict=True))
    np.testing.assert_allclose(found.features, features.of(SEED, np.array(works)))
    assert found.grades.tolist() == grades
    assert found.counts.tolist() == counts
    assert found.listed.tolist() == listed
    again = Examples.of(features, seeds, LEARN)
    np.testing.assert_array_equal(again.features, found.features)


def test_seeds_with_many_pairs_count_no_more_than_others(seeds, monkeypatch):
    monkeypatch.setattr(examples, "MOST_PAIRS", 1)
    monkeypatch.setattr(examples, "MOST_LISTED", 1)
    assert Examples.of(PairFeatures(similar()), seeds, LEARN).counts[:2].tolist() == [0.5, 0.5]


def test_joined_and_without_a_feature(seeds):
    features = PairFeatures(similar())
    one = Examples.of(features, seeds, LEARN)
    both = Examples.joined([one, one])
    assert len(both.grades) == 2 * len(one.grades)
    columns = np.array([name == "quality" for name in features.names])
    left = one.without(columns)
    assert not left.features[:, columns].any()
    np.testing.assert_array_equal(left.features[:, ~columns], one.features[:, ~columns])
    assert one.features[:, columns].any()
