"""The report, the test of honesty and the ranker of a cluster against those of one machine."""

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.build.evaluate import PROGRESS
from recsys.build.evaluate import evaluate as on_one_machine
from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.rankers import fit_ease, popularity_of
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ease import EaseModel
from recsys.models.ratings.engines import ALS, FAST
from recsys.progress import silent
from recsys.spark import evaluate as in_cluster
from recsys.spark.als import AlsParameters
from tests.build.evaluation.planted import planted
from tests.build.test_likes import watched
from tests.fixtures.bundles import assert_same_arrays
from tests.fixtures.catalogue import pair_model
from tests.models.planted_likes import N_WORKS, likes
from tests.spark.frames import pairs, spark_ratings

SCALE = (1.0, 5.0)
PAIRS = pair_model(35)


@pytest.fixture(scope="module")
def dataset():
    ratings, features = planted(n_users=120)
    return Dataset(ratings, features_of(features, ratings), SCALE)


@pytest.fixture(scope="module")
def content(dataset):
    _, features = planted(n_users=120)
    return CosineModel(
        dataset.ratings.works, ContentModel.fit([{"genre": one} for one in features.genres], {"genre": 1})
    )


@pytest.fixture(scope="module")
def nobody(spark):
    return spark.createDataFrame([], "user int, work int")


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """What is tuned is tested where it is read: here there is one candidate."""
    monkeypatch.setattr(in_cluster, "tuned", lambda _, seed: AlsParameters(4, 0.1, seed=seed))


def test_where_everybody_is_a_judge_the_report_is_that_of_one_machine(spark, dataset, content, nobody):
    steps: list[str] = []
    ratings = spark_ratings(spark, *dataset)
    metrics, telling, model = in_cluster.evaluate(ratings, nobody, content, PAIRS, 0, steps.append)
    times = pa.table({"timestamp": ratings.sample(10**6, 0).timestamps})
    expected, telling_there, there = on_one_machine(dataset, times, watched([]), content, PAIRS, 0, FAST, silent)
    assert steps == list(PROGRESS)
    assert metrics["engine"] == ALS
    assert metrics.keys() == expected.keys()
    for part in (metrics, metrics["cold_works"]):
        other = expected if part is metrics else expected["cold_works"]
        assert part["split"] == other["split"]
        assert part["ratings"] == other["ratings"]
        for name, errors in other["models"].items():
            found = part["models"][ALS if name == FAST else name]
            assert found == pytest.approx(errors, rel=0.1 if name == FAST else 1e-9)
    # The same splits, biases and shuffles: the same verdict, to the last shuffle.
    for found, other in (
        (metrics["titles"], expected["titles"]),
        (metrics["titles"]["sources"]["user"], expected["titles"]["sources"]["user"]),
    ):
        assert (found["p"], found["signal"]) == (other["p"], other["signal"])
        assert found["explained"] == pytest.approx(other["explained"])
    assert telling == telling_there == ["user"]
    assert model is not None
    assert there is not None
    np.testing.assert_array_equal(model.popularity, popularity_of(dataset.ratings))
    assert_same_arrays(model.ease, fit_ease(dataset.ratings))
    assert model.ranker.weights.keys() == there.ranker.weights.keys()


def test_judges_are_some_users_where_there_are_many(spark, dataset, content, nobody):
    ratings = spark_ratings(spark, *dataset)
    n = len(dataset.ratings)
    metrics, telling, model = in_cluster.evaluate(ratings, nobody, content, PAIRS, 0, silent, most=n // 2)
    held_out = metrics["ratings"]["test"]
    assert metrics["ratings"]["train"] == n - held_out  # all others' ratings are learned from
    assert 0.03 * n < held_out < 0.07 * n
    assert "users drawn by hash" in metrics["split"]
    assert telling == ["user"]
    assert model is not None
    np.testing.assert_array_equal(model.popularity, popularity_of(dataset.ratings))


def test_where_titles_mean_nothing_that_is_found(spark, dataset, content, nobody):
    data = dataset.ratings
    stars = np.random.default_rng(0).permutation(data.ratings)
    chance = RatingArrays(data.users, data.works, data.user_nums, data.work_nums, stars)
    ratings = spark_ratings(spark, chance, dataset.features, SCALE)
    found = in_cluster.evaluate(ratings, nobody, content, PAIRS, 0, silent)
    assert found.metrics["titles"]["signal"] is False
    assert (found.metrics["cold_works"], found.telling, found.ranker) == ({}, [], None)


def test_ease_is_that_of_one_machine(spark):
    liked = likes()
    found = in_cluster.fit_ease(pairs(spark, liked), liked.counts(N_WORKS))
    assert_same_arrays(found, EaseModel.fit(liked.user_nums, liked.work_nums, liked.n_users, N_WORKS))
