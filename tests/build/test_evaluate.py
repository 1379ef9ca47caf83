"""What evaluation finds, as the build asks for it: metrics, telling sources, and what orders lists."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.evaluate import PROGRESS, evaluate
from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.splits import cold_works, last_in_time
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ranker import BY_HAND, WEIGHTS
from recsys.models.ratings.engines import FAST, POSTERIOR
from recsys.progress import silent
from tests.build.evaluation.planted import planted
from tests.build.test_likes import watched
from tests.fixtures.bundles import assert_same_arrays
from tests.fixtures.catalogue import pair_model


@pytest.fixture(scope="module")
def dataset():
    ratings, features = planted()
    return Dataset(ratings, features_of(features, ratings), (1.0, 5.0))


@pytest.fixture(scope="module")
def content():
    ratings, features = planted()
    return CosineModel(ratings.works, ContentModel.fit([{"genre": one} for one in features.genres], {"genre": 1.0}))


def timed(dataset):
    """The dataset's ratings with their times, one a second."""
    return pa.table({"timestamp": np.arange(len(dataset.ratings))})


PAIRS = pair_model(35)
NOBODY = watched([])


def test_too_few_ratings_are_not_judged(content):
    found = evaluate(None, pa.table({"timestamp": [1]}), NOBODY, content, PAIRS, 0, None, silent)
    assert found == ({}, [], None)


def test_works_that_matter(dataset, content):
    steps: list[str] = []
    metrics, telling, ranker = evaluate(dataset, timed(dataset), NOBODY, content, PAIRS, 0, FAST, steps.append)
    assert steps == list(PROGRESS)
    assert telling == ["user"]
    assert ranker is not None
    assert dict(ranker.ranker.weights) == metrics["lists"]["weights"]
    assert set(ranker.ranker.weights) == {"popularity", "ease", "liking", "content", "similar"}
    assert ranker.ranker.weights["similar"] == BY_HAND["similar"]
    assert {weight for name, weight in ranker.ranker.weights.items() if name not in BY_HAND} <= {*WEIGHTS}
    assert ranker.watched is None
    # What serves is fitted on all ratings.
    np.testing.assert_array_equal(ranker.popularity, np.bincount(dataset.ratings.work_nums, minlength=35))
    ratings = dataset.ratings
    cold = cold_works(ratings.work_nums, 35, 0)
    later = last_in_time(ratings.user_nums, np.arange(len(ratings)))
    assert metrics["cold_works"]["ratings"] == {"train": (~cold & ~later).sum(), "test": cold.sum()}


def test_works_that_nobody_rated_are_known_by_their_features(dataset, content):
    metrics, _, _ = evaluate(dataset, timed(dataset), NOBODY, content, PAIRS, 0, POSTERIOR, silent)
    cold = metrics["cold_works"]["models"]
    assert cold[POSTERIOR]["rmse"] < 0.95 * cold["user mean"]["rmse"]
    calibration = metrics["cold_works"]["calibration"]
    assert sum(one["size"] for one in calibration["bins"]) == metrics["cold_works"]["ratings"]["test"]
    assert calibration["coverage"] == pytest.approx(calibration["interval"], abs=0.1)


def test_where_works_mean_nothing_no_work_is_held_out(dataset, content):
    stars = np.random.default_rng(0).permutation(dataset.ratings.ratings)
    chance = dataset._replace(ratings=replace(dataset.ratings, ratings=stars))
    metrics, telling, ranker = evaluate(chance, timed(chance), NOBODY, content, PAIRS, 0, FAST, silent)
    assert metrics["titles"]["signal"] is False
    assert (metrics["cold_works"], telling, ranker) == ({}, [], None)
    assert "lists" not in metrics


def test_where_nobody_rated_five_there_is_nothing_to_learn_a_list_from(dataset, content):
    order, starts = dataset.ratings.by_user()
    few = np.zeros(len(dataset.ratings), dtype=bool)
    few[np.concatenate([order[start : start + 4] for start in starts[:-1]])] = True
    thin = dataset._replace(ratings=dataset.ratings.where(few))
    metrics, _, ranker = evaluate(thin, timed(thin), NOBODY, content, PAIRS, 0, FAST, silent)
    assert metrics["models"]
    assert ranker is None


# Forty people who watch the same four of the works that have no genre, and one who watches two works.
WATCHED = watched(
    [(f"seen-{user:02}", f"work-{work:02}") for user in range(40) for work in (2, 5, 8, 11)]
    + [("seen-99", "work-00"), ("seen-99", "work-01")]
)


def test_what_people_watch_is_a_signal_of_its_own(dataset, content):
    metrics, _, ranker = evaluate(dataset, timed(dataset), WATCHED, content, PAIRS, 0, FAST, silent)
    plain, _, alone = evaluate(dataset, timed(dataset), NOBODY, content, PAIRS, 0, FAST, silent)
    assert ranker is not None
    assert alone is not None
    assert ranker.watched is not None
    # Whoever watches three of the four is told of the fourth, and of nothing that nobody watches.
    scores = ranker.watched.scores(np.array([2, 5, 8]))
    assert scores.argmax() == 11
    assert set(np.flatnonzero(scores).tolist()) <= {2, 5, 8, 11}
    assert ranker.ranker.weights["watched"] == BY_HAND["watched"]
    # It is no rating: popularity, EASE and all that is said of stars are what they are without.
    np.testing.assert_array_equal(ranker.popularity, alone.popularity)
    assert_same_arrays(ranker.ease, alone.ease)
    for key in ("models", "calibration", "cold_works", "titles"):
        assert metrics[key] == plain[key]
