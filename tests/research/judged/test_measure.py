import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.research.judged.gold import Gold
from recsys.research.judged.measure import GRADED, K, Mean, graded_figures, listed_figures, make_lists

N_WORKS = 30
LOG = [math.log2(1 + place) for place in range(1, K + 1)]


def gold_with(grades=None, duplicates=None, lists=None):
    return Gold(grades or {}, duplicates or {}, lists or {}, {}, {})


def by(order, n_works=N_WORKS):
    """Scores by which works come in that order; what it leaves out cannot be listed."""
    scores = np.full(n_works, np.nan)
    scores[order] = -np.arange(len(order), dtype=np.float64)
    return lambda _: scores


def test_the_figures_of_one_seed_by_hand():
    gold = gold_with({0: {5: 3, 6: 0, 7: 1, 20: 2}})
    order = [0, 9, 5, 6, 10, 11, 7, 12, 13, 14, 15, 20]
    lists = make_lists(by(order), gold, [0])
    assert lists.first[0].tolist() == [9, 5, 6, 10, 11, 7, 12, 13, 14, 15]
    assert lists.graded[0].tolist() == [5, 6, 7, 20]
    ideal = 7 / LOG[0] + 3 / LOG[1] + 1 / LOG[2]
    expected = {
        "NDCG": (7 / LOG[1] + 1 / LOG[5]) / ideal,
        "condensed": (7 / LOG[0] + 1 / LOG[2] + 3 / LOG[3]) / ideal,
        "good": 0.1,
        "loose": 0.1,
        "bad": 0.1,
        "ungraded": 0.7,
    }
    figures = graded_figures(lists, gold, [0])
    assert figures.shape == (1, len(GRADED))
    assert dict(zip(GRADED, figures[0], strict=True)) == pytest.approx(expected)


def test_the_seed_and_its_duplicates_are_in_no_list():
    gold = gold_with({0: {5: 3}}, {0: frozenset({1, 2})}, {"list": {0: {2: 1.0, 3: 1.0}}})
    lists = make_lists(by([1, 0, 2, 3, 5]), gold, [0])
    assert lists.first[0].tolist() == [3, 5]
    assert listed_figures(lists, gold, "list", [0]).tolist() == [[1.0, 1.0]]


def test_a_list_that_is_short_has_no_share_of_the_places_that_it_lacks():
    gold = gold_with({0: {5: 2, 6: 0}})
    figures = graded_figures(make_lists(by([5, 9]), gold, [0]), gold, [0])
    assert figures[0].tolist() == pytest.approx([1.0, 1.0, 0.1, 0.0, 0.0, 0.1])
    nothing = graded_figures(make_lists(by([]), gold, [0]), gold, [0])
    assert nothing[0].tolist() == [0.0] * 6


def test_a_seed_without_anything_good_has_no_ndcg_and_does_not_count_in_means():
    gold = gold_with({0: {5: 0}, 1: {5: 3}}, {2: frozenset({9})}, {"list": {2: {9: 1.0}}})
    figures = graded_figures(make_lists(by([5]), gold, [0, 1]), gold, [0, 1])
    assert np.isnan(figures[0, :2]).all()
    assert figures[0, 4] == 0.1
    assert Mean.of(figures[:, 0]) == Mean(1.0, None)
    assert np.isnan(listed_figures(make_lists(by([5]), gold, [2]), gold, "list", [2])).all()


def test_published_lists_by_hand():
    gold = gold_with(lists={"list": {0: {5: 1.0, 6: 0.2}, 1: {29: 1.0}}})
    order = [*range(2, 20)]
    figures = listed_figures(make_lists(by(order), gold, [0, 1]), gold, "list", [0, 1])
    expected = [[(1 / LOG[3] + 1 / LOG[4]) / (1 / LOG[0] + 1 / LOG[1]), 1.0], [0.0, 0.0]]
    assert figures == pytest.approx(np.array(expected))


def test_the_mean_and_its_standard_error():
    found = Mean.of(np.array([1.0, 2.0, 6.0, np.nan]))
    assert found.mean == 3.0
    assert found.error == pytest.approx(math.sqrt(7 / 3))
    assert Mean.of(np.array([np.nan])) == Mean(None, None)


def naive(scores, grades, duplicates, seed):
    """The definitions once more, without arrays."""
    listable = [work for work in range(len(scores)) if not math.isnan(scores[work]) and work not in {seed, *duplicates}]
    order = sorted(listable, key=lambda work: (-scores[work], work))

    def dcg(works):
        return sum((2 ** grades.get(work, 0) - 1) / math.log2(2 + place) for place, work in enumerate(works[:10]))

    ideal = dcg(sorted(grades, key=lambda work: -grades[work]))
    given = [grades.get(work, -1) for work in order[:10]]
    shares = [sum(grade in wanted for grade in given) / 10 for wanted in ((2, 3), (1,), (0,), (-1,))]
    if not ideal:
        return [math.nan, math.nan, *shares]
    return [dcg(order) / ideal, dcg([work for work in order if work in grades]) / ideal, *shares]


works = st.integers(1, N_WORKS - 1)


@given(
    scores=st.lists(st.sampled_from([math.nan, 0.0, 0.25, 0.5, 1.0, 2.0]), min_size=N_WORKS, max_size=N_WORKS),
    grades=st.dictionaries(works, st.integers(0, 3), min_size=1, max_size=20),
    duplicates=st.frozensets(works, max_size=4),
)
def test_the_figures_are_those_of_a_naive_version(scores, grades, duplicates):
    grades = {work: grade for work, grade in grades.items() if work not in duplicates} or {1: 0}
    gold = gold_with({0: grades}, {0: duplicates - grades.keys()})
    found = graded_figures(make_lists(lambda _: np.array(scores), gold, [0]), gold, [0])
    expected = naive(scores, grades, duplicates - grades.keys(), 0)
    assert found[0].tolist() == pytest.approx(expected, nan_ok=True)
