import numpy as np
import pytest

from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.models.similar.weights import SimilarWeights

CONTENT = ContentModel.fit([{"genre": [genre]} for genre in ("war", "war", "love", "love", "war")], {"genre": 1.0})
# Of the films of war the last is the better.
FACTS = ItemFacts.of(
    {name: np.array([0.0, 0, 0, 0, name == "quality"]) for name in ("year", "runtime", "fame", "quality")},
    np.zeros(5, dtype=bool),
    [[]] * 5,
)
NEIGHBOURS = NeighbourIndex(SimilarModel(CONTENT, PairModel(FACTS, SimilarWeights({}, quality=1.0))))
# Who chose work 0 chose work 3, and not work 1.
EASE = EaseModel(np.array([0, 2, 2, 2, 2, 2]), np.array([1, 3], np.int32), np.array([-0.5, 1.0], np.float16))
POPULARITY = np.array([9, 4, 4, 1, 0])
LIKING = np.array([0.1, 0.3, 0.9, 0.2, 0.8])
NOBODY = np.zeros(0, np.int64), np.zeros(0, np.float32)


def model(**weights):
    return RankingModel(EASE, Ranker(weights), POPULARITY)


def order(scores):
    """Works by falling score, those without one left out."""
    return [work for work in np.argsort(-scores, kind="stable").tolist() if not np.isnan(scores[work])]


def test_without_ratings_it_is_popularity_and_ties_go_by_liking():
    everything = np.ones(5, dtype=bool)
    scores = model(popularity=0.0, ease=1.0, liking=3.0).scores(*NOBODY, LIKING, NEIGHBOURS, everything)
    assert order(scores) == [0, 2, 1, 3, 4]
    assert order(model(liking=1.0).scores(*NOBODY, 1 - LIKING, NEIGHBOURS, everything)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"popularity": 1.0}, [1, 2, 3, 4]),
        ({"ease": 1.0}, [3, 2, 4, 1]),
        ({"liking": 1.0}, [2, 4, 1, 3]),
        ({"content": 1.0}, [1, 4, 2, 3]),
        ({"similar": 1.0}, [4, 1, 2, 3]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_each_signal_alone(weights, expected):
    """Somebody who liked work 0; what they have rated is not eligible."""
    eligible = np.array([False, True, True, True, True])
    scores = model(**weights).scores(np.array([0]), np.array([5.0]), LIKING, NEIGHBOURS, eligible)
    assert order(scores) == expected


def test_what_others_watch_is_a_signal_of_its_own():
    """By who watches what work 4 goes with work 0, if that was liked."""
    watched = EaseModel(np.array([0, 1, 1, 1, 1, 1]), np.array([4], np.int32), np.array([0.5], np.float16))
    of_both = RankingModel(EASE, Ranker({"watched": 1.0, "ease": 0.5}), POPULARITY, watched)
    eligible = np.array([False, True, True, True, True])
    liked, disliked = (
        of_both.scores(np.array([0]), np.array([stars]), LIKING, NEIGHBOURS, eligible) for stars in (5.0, 3.5)
    )
    assert order(liked) == [4, 3, 2, 1]
    assert order(disliked) == [3, 2, 4, 1]


def test_signals_are_mixed_over_what_is_eligible():
    """Standardised over works 1, 2 and 4 alone; work by work, ease (-0.5, 0, 0) and liking (0.3, 0.9, 0.8)."""
    eligible = np.array([False, True, True, False, True])
    scores = model(ease=1.0, liking=2.0).scores(np.array([0]), np.array([2.0]), LIKING, NEIGHBOURS, eligible)
    ease, liking = np.array([-0.5, 0, 0]), LIKING[[1, 2, 4]]
    expected = (ease - ease.mean()) / ease.std() + 2 * (liking - liking.mean()) / liking.std()
    np.testing.assert_allclose(scores[eligible], expected, atol=1e-5)
    assert np.isnan(scores[~eligible]).all()


def test_what_was_not_liked_has_no_alikes():
    """A work rated 3.5 pulls nothing up: all works are the same to it."""
    eligible = np.array([False, True, True, True, True])
    scores = model(content=1.0, similar=2.0).scores(np.array([0]), np.array([3.5]), LIKING, NEIGHBOURS, eligible)
    assert scores[eligible].tolist() == [0, 0, 0, 0]
