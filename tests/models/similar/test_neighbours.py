"""Works like those that somebody liked: mean chances by hand."""

import numpy as np
import pytest

from recsys.models.similar.model import SimilarModel
from recsys.models.similar.neighbours import MOST_LIKED, NEIGHBOURS, NeighbourIndex
from tests.fixtures.catalogue import content_model, pair_model


def index_of(rows, **weights):
    return NeighbourIndex(SimilarModel(content_model(rows), pair_model(len(rows), **weights)))


# Works 0 and 1 are alike by 2, works 1 and 2 by 1, and nothing is like work 3.
ROWS = [{"genre:war": 2.0}, {"genre:war": 1.0, "cast:ana": 1.0}, {"cast:ana": 1.0}, {}]


def chance(score):
    return 1 / (1 + np.exp(1 - 2 * score))


def test_the_mean_chance_over_all_that_was_liked():
    index = index_of(ROWS, chance=(-1.0, 2.0))
    liked = index.scores(np.array([0, 2]), np.array([5.0, 4.0]))
    # Neither is a neighbour of itself, and work 1 is one of both.
    assert liked == pytest.approx([0, (chance(2) + chance(1)) / 2, 0, 0])
    # What is like one of them alone has no chance with the other.
    assert index.scores(np.array([0, 3]), np.array([5.0, 4.0])) == pytest.approx([0, chance(2) / 2, 0, 0])
    assert liked.dtype == np.float32
    assert index.scores(np.array([1]), np.array([4.0])) == pytest.approx([chance(2), 0, chance(1), 0])
    assert index.scores(np.array([3]), np.array([4.0])).tolist() == [0, 0, 0, 0]
    assert index.scores(np.array([], int), np.array([])).tolist() == [0, 0, 0, 0]
    everything = index.scores(np.arange(4), np.full(4, 4.0))
    assert everything == pytest.approx([chance(2) / 4, (chance(2) + chance(1)) / 4, chance(1) / 4, 0])


def pairs_alike(n):
    """Works 2i and 2i + 1 are alike, and no others."""
    return [{f"genre:{work // 2:02}": 1.0} for work in range(2 * n)]


def test_the_works_with_the_most_stars_count_and_of_equal_ones_the_first():
    index = index_of(pairs_alike(MOST_LIKED + 2))
    works = 2 * np.arange(MOST_LIKED + 2)[::-1]
    stars = np.full(MOST_LIKED + 2, 4.0)
    stars[-1] = 4.5  # work 0, the last
    found = index.scores(works, stars)
    # Of the works with four stars the last two are left out, works 2 and 4.
    expected = np.zeros(2 * MOST_LIKED + 4, bool)
    expected[works + 1] = True
    expected[[3, 5]] = False
    np.testing.assert_array_equal(found > 0, expected)
    assert (found > 0).sum() == MOST_LIKED
    # The mean is over those that count.
    assert found[expected] == pytest.approx(np.full(MOST_LIKED, 1 / (1 + np.exp(-1)) / MOST_LIKED))


def test_no_more_than_the_nearest_are_neighbours():
    index = index_of([{"genre:war": 1.0}] * (NEIGHBOURS + 3))
    found = index.scores(np.array([0]), np.array([5.0]))
    assert np.flatnonzero(found).tolist() == [*range(1, NEIGHBOURS + 1)]


def test_a_work_is_looked_up_once(monkeypatch):
    asked = []
    nearest = SimilarModel.nearest

    def counted(model, work, k, eligible=None):
        asked.append(work)
        return nearest(model, work, k, eligible)

    monkeypatch.setattr(SimilarModel, "nearest", counted)
    index = index_of(ROWS)
    first = index.scores(np.array([0, 1]), np.array([4.0, 5.0]))
    np.testing.assert_array_equal(index.scores(np.array([1, 0]), np.array([4.0, 5.0])), first)
    assert sorted(asked) == [0, 1]
