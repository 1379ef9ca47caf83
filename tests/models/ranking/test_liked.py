"""How much each work of a history counts among what somebody likes."""

import numpy as np
import pytest

from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import content_of_liked, list_signals
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.neighbours import MOST_LIKED, NeighbourIndex
from tests.fixtures.catalogue import content_model, pair_model

# Works 0 and 1 are alike by 2, works 1 and 2 by 1.
ROWS = [{"genre:war": 2.0}, {"genre:war": 1.0, "cast:ana": 1.0}, {"cast:ana": 1.0}, {}]


def chance(score):
    return 1 / (1 + np.exp(1 - 2 * score))


def test_cosines_are_added_up_by_what_each_counts():
    content = content_model(ROWS)
    whole = [content_of_liked(content, np.array([work])) for work in (0, 2)]
    np.testing.assert_allclose(
        content_of_liked(content, np.array([0, 2]), np.array([0.25, 1.0])), 0.25 * whole[0] + whole[1], rtol=1e-5
    )


def test_chances_are_a_mean_by_what_each_counts():
    index = NeighbourIndex(SimilarModel(content_model(ROWS), pair_model(4, chance=(-1.0, 2.0))))
    found = index.scores(np.array([0, 2]), np.array([5.0, 5.0]), np.array([0.25, 1.0]))
    assert found == pytest.approx([0, (0.25 * chance(2) + chance(1)) / 1.25, 0, 0])


def test_what_counts_for_little_takes_part_last():
    index = NeighbourIndex(
        SimilarModel(content_model([{f"genre:{work // 2:02}": 1.0} for work in range(64)]), pair_model(64))
    )
    works, counts = 2 * np.arange(MOST_LIKED + 2), np.ones(MOST_LIKED + 2)
    counts[[0, 5]] = 0.5
    found = index.scores(works, np.full(len(works), 4.0), counts)
    assert sorted(set(works + 1) - set(np.flatnonzero(found).tolist())) == [1, 11]


def test_a_history_counts_by_stars_unless_it_says_how():
    history, stars = np.array([0, 1, 2]), np.array([4.0, 3.5, 5.0], dtype=np.float32)
    users, works = np.array([0, 0, 1, 1], np.int32), np.array([0, 3, 2, 3], np.int32)
    content, ease = content_model(ROWS), EaseModel.fit(users, works, 2, 4, 1.0, 3, 1)
    index = NeighbourIndex(SimilarModel(content, pair_model(4)))

    def signals(liked):
        return list_signals(history, stars, np.zeros(4, int), ease, np.ones(4), content, ease, index, liked)

    by_stars, told = signals(None), signals(np.array([1.0, 0.0, 1.0]))
    for name, values in by_stars.items():
        np.testing.assert_array_equal(values, told[name], err_msg=name)
    half = signals(np.array([1.0, 0.0, 0.5]))
    np.testing.assert_allclose(half["content"], content_of_liked(content, history[[0, 2]], np.array([1, 0.5])))
    # What others watch who watch the same goes by what was watched, not by how it was liked.
    np.testing.assert_array_equal(half["watched"], by_stars["watched"])
    assert (half["similar"] != by_stars["similar"]).any()
