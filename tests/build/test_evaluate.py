"""What evaluation finds, as the build asks for it: metrics, telling sources, and what orders lists."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.evaluate import PROGRESS, evaluate
from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.splits import cold_works, last_in_time
from recsys.models.content.model import ContentModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ranker import WEIGHTS
from recsys.models.ratings.engines import FAST, POSTERIOR
from recsys.progress import silent
from tests.build.evaluation.planted import planted


@pytest.fixture(scope="module")
def dataset():
    ratings, features = planted()
    return Dataset(ratings, features_of(features, ratings), (1.0, 5.0))


@pytest.fixture(scope="module")
def content():
    return ContentModel.fit([{"genre": genres} for genres in planted()[1].genres])


def timed(dataset):
    """The dataset's ratings with their times, one a second."""
    return pa.table({"timestamp": np.arange(len(dataset.ratings))})


def test_too_few_ratings_are_not_judged(content):
    assert evaluate(None, pa.table({"timestamp": [1]}), content, 0, None, silent) == ({}, [], None)


def test_works_that_matter(dataset, content):
    steps: list[str] = []
    metrics, telling, ranker = evaluate(dataset, timed(dataset), content, 0, FAST, steps.append)
    assert steps == list(PROGRESS)
    assert telling == ["user"]
    assert ranker is not None
    assert dict(ranker.ranker.weights) == metrics["lists"]["weights"]
    assert set(ranker.ranker.weights) == {"popularity", "ease", "liking", "content"}
    assert set(ranker.ranker.weights.values()) <= {*WEIGHTS}
    # What serves is fitted on all ratings.
    np.testing.assert_array_equal(ranker.popularity, np.bincount(dataset.ratings.work_nums, minlength=35))
    ratings = dataset.ratings
    cold = cold_works(ratings.work_nums, 35, 0)
    later = last_in_time(ratings.user_nums, np.arange(len(ratings)))
    assert metrics["cold_works"]["ratings"] == {"train": (~cold & ~later).sum(), "test": cold.sum()}


def test_works_that_nobody_rated_are_known_by_their_features(dataset, content):
    metrics, _, _ = evaluate(dataset, timed(dataset), content, 0, POSTERIOR, silent)
    cold = metrics["cold_works"]["models"]
    assert cold[POSTERIOR]["rmse"] < 0.95 * cold["user mean"]["rmse"]
    calibration = metrics["cold_works"]["calibration"]
    assert sum(one["size"] for one in calibration["bins"]) == metrics["cold_works"]["ratings"]["test"]
    assert calibration["coverage"] == pytest.approx(calibration["interval"], abs=0.1)


def test_where_works_mean_nothing_no_work_is_held_out(dataset, content):
    stars = np.random.default_rng(0).permutation(dataset.ratings.ratings)
    chance = dataset._replace(ratings=replace(dataset.ratings, ratings=stars))
    metrics, telling, ranker = evaluate(chance, timed(chance), content, 0, FAST, silent)
    assert metrics["titles"]["signal"] is False
    assert (metrics["cold_works"], telling, ranker) == ({}, [], None)
    assert "lists" not in metrics


def test_where_nobody_rated_five_there_is_nothing_to_learn_a_list_from(dataset, content):
    order, starts = dataset.ratings.by_user()
    few = np.zeros(len(dataset.ratings), dtype=bool)
    few[np.concatenate([order[start : start + 4] for start in starts[:-1]])] = True
    thin = dataset._replace(ratings=dataset.ratings.where(few))
    metrics, _, ranker = evaluate(thin, timed(thin), content, 0, FAST, silent)
    assert metrics["models"]
    assert ranker is None
