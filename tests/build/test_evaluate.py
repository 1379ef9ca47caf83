"""What evaluation finds, as the build asks for it: metrics, telling sources, and what orders lists."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.evaluate import PROGRESS, evaluate
from recsys.build.evaluation import rankers
from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.splits import cold_works, last_in_time
from recsys.build.watching import one_of_each, watching
from recsys.models.content.model import ContentModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ranker import WEIGHTS
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
    return ContentModel.fit([{"genre": genres} for genres in planted()[1].genres], {"genre": 1.0})


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
    assert set(ranker.ranker.weights.values()) <= {*WEIGHTS}
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


def test_what_people_watch_is_among_what_they_choose(dataset, content, monkeypatch):
    learned = []

    def learn_weights(before, after, signals_of, seed, left_out=None):
        learned.append((before, after))
        return rankers.learn_weights(before, after, signals_of, seed, left_out)

    monkeypatch.setattr("recsys.build.evaluate.learn_weights", learn_weights)
    metrics, _, ranker = evaluate(dataset, timed(dataset), WATCHED, content, PAIRS, 0, FAST, silent)
    plain, _, alone = evaluate(dataset, timed(dataset), NOBODY, content, PAIRS, 0, FAST, silent)
    assert ranker is not None
    assert alone is not None
    # What serves: popularity and EASE know what is watched.
    extra = np.zeros(35, int)
    extra[[2, 5, 8, 11]] = 40
    extra[:2] = 1
    np.testing.assert_array_equal(ranker.popularity - alone.popularity, extra)
    everything = dataset.ratings.joined(watching(WATCHED, dataset.ratings.works))
    assert_same_arrays(ranker.ease, rankers.fit_ease(everything))
    one, other = (model.ease.scores(np.array([2, 5, 8])) for model in (ranker, alone))
    assert np.argmax(np.where(np.isin(np.arange(35), [2, 5, 8]), -np.inf, one)) == 11
    assert one[11] > other[11]
    assert "similar" in ranker.ranker.weights
    # It says nothing of stars.
    for key in ("models", "calibration", "cold_works", "titles"):
        assert metrics[key] == plain[key]
    # What the weights are learned from: one work of everybody who watches enough is what they chose.
    (before, after), (before_alone, after_alone) = learned
    assert len(after) - len(after_alone) == 40
    assert len(before) - len(before_alone) == 40 * 3 + 2
    seen = watching(WATCHED, dataset.ratings.works)
    drawn = one_of_each(seen, 0)
    np.testing.assert_array_equal(after.work_nums[len(after_alone) :], seen.work_nums[drawn])
    np.testing.assert_array_equal(before.work_nums[len(before_alone) :], seen.work_nums[~drawn])
    assert before.users == after.users
    watchers = after.user_nums[len(after_alone) :]
    assert [after.users.ids[user] for user in watchers] == [f"watched seen-{user:02}" for user in range(40)]
    pairs = zip(before.user_nums.tolist(), before.work_nums.tolist(), strict=True)
    assert not {*pairs} & {*zip(after.user_nums.tolist(), after.work_nums.tolist(), strict=True)}


def test_where_works_mean_nothing_watching_teaches_no_list(dataset, content):
    stars = np.random.default_rng(0).permutation(dataset.ratings.ratings)
    chance = dataset._replace(ratings=replace(dataset.ratings, ratings=stars))
    assert evaluate(chance, timed(chance), WATCHED, content, PAIRS, 0, FAST, silent).ranker is None
