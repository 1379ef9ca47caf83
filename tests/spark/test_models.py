"""Biases, factors and counts in a cluster against those of one machine."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.metrics import rmse
from recsys.build.evaluation.splits import hold_out
from recsys.build.likes import known_likes
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.engines import FAST, fit_engine
from recsys.models.vocabulary import Vocabulary
from recsys.spark import als, cooccurrence, counts
from recsys.spark.als import AlsParameters, fit_als
from recsys.spark.biases import WorkBiases, residuals
from recsys.spark.counts import together
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted import SCALE, planted
from tests.models.planted_likes import N_WORKS, documents, likes, numbers
from tests.spark.frames import pairs, spark_ratings


@pytest.fixture(scope="module")
def data():
    return planted(n_users=150)


@pytest.fixture(scope="module")
def ratings(spark, data):
    return spark_ratings(spark, data[0], data[1], SCALE)


def test_biases_are_those_of_one_machine(data, ratings):
    arrays, _ = data
    bias = BiasModel.fit(arrays.user_nums, arrays.work_nums, arrays.ratings, 150, 40)
    found = WorkBiases.of(ratings.by_work)
    assert found.mean == pytest.approx(bias.global_mean, abs=1e-12)
    np.testing.assert_allclose(found.biases, bias.work_bias, atol=1e-12)
    table = residuals(ratings, found).toArrow()
    users, works = (table.column(name).to_numpy() for name in ("user", "work"))
    np.testing.assert_allclose(table.column("bias").to_numpy(), bias.user_bias[users], atol=1e-12)
    left = dict(
        zip(zip(users.tolist(), works.tolist(), strict=True), table.column("residual").to_pylist(), strict=True)
    )
    expected = arrays.ratings - bias.predict(arrays.user_nums, arrays.work_nums)
    rows = zip(arrays.user_nums.tolist(), arrays.work_nums.tolist(), strict=True)
    np.testing.assert_allclose([left[row] for row in rows], expected, atol=1e-6)


def test_a_sample_of_everybody_is_all_ratings_in_their_order(data, ratings):
    arrays, times, users = ratings.sample(len(data[0]), 0)
    for name in ("user_nums", "work_nums", "ratings"):
        np.testing.assert_array_equal(getattr(arrays, name), getattr(data[0], name))
    assert arrays.users.ids == data[0].users.ids[:149]  # the last has no rating
    np.testing.assert_array_equal(users, np.arange(149))
    np.testing.assert_array_equal(times, np.arange(len(data[0])))


def test_a_smaller_sample_has_whole_users(data, ratings):
    arrays, _, users = ratings.sample(len(data[0]) // 3, 0)
    assert 0.2 < len(arrays) / len(data[0]) < 0.5
    counts_of = np.bincount(data[0].user_nums, minlength=150)
    np.testing.assert_array_equal(np.bincount(arrays.user_nums), counts_of[users])
    assert ratings.sample(len(data[0]) // 3, 1)[2].tolist() != users.tolist()


def test_with_other_features_ratings_are_not_counted_again_and_without_some_they_are(data, ratings):
    assert ratings.featured(data[1]).by_work is ratings.by_work
    fewer = ratings.featured(data[1]).where(ratings.frame.where("work < 20"))
    assert 0 < len(fewer) == (data[0].work_nums < 20).sum() < len(ratings)


def test_als_predicts_nearly_as_the_fast_engine_does(spark, data):
    arrays, features = data
    held = hold_out(len(arrays), 0)
    train, test = arrays.where(~held), arrays.where(held)
    model = fit_als(spark_ratings(spark, train, features, SCALE), train, AlsParameters(4, 0.05), 0)
    fast = fit_engine(FAST, train, features, SCALE, 0)
    by_als, by_fast = (
        rmse(answers_of(one, train)(test.user_nums, test.work_nums).ratings, test.ratings) for one in (model, fast)
    )
    assert by_als < 1.1 * by_fast  # of 149 people; `test_models_real` has it closer on real ones
    biases = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, 150, 40)
    assert by_als < 0.9 * rmse(biases.predict(test.user_nums, test.work_nums), test.ratings)
    # And its doubts are as the ratings are: the noise planted is 0.5, and works of a genre are alike.
    assert 0.4 < np.sqrt(1 / model.noise_precision[0]) < 0.9
    good, bad = model.coefficients_of(np.array([38, 39]))[:, 0, 0]
    assert good > bad + 0.2
    assert (model.doubt > 0).tolist() == [False] * 38 + [True] * 2


def test_what_predicts_best_is_taken_and_of_few_ratings_the_last_candidate(ratings, monkeypatch):
    monkeypatch.setattr(als, "CANDIDATES", ((2, 0.05), (2, 50.0)))  # of which the last leaves nothing but biases
    assert als.tuned(ratings, 3) == AlsParameters(2, 50.0, seed=3)
    monkeypatch.setattr(als, "FEWEST_TUNED", len(ratings))
    assert als.tuned(ratings, 3) == AlsParameters(2, 0.05, seed=3)


@pytest.mark.parametrize("rows", [512, 50])
def test_users_with_both_works_are_counted_exactly(spark, monkeypatch, rows):
    """In one block and in three, on works in any order, and in portions that end within a user."""
    monkeypatch.setattr(counts, "_ROWS", rows)
    planted_likes = likes()
    works = np.random.default_rng(0).permutation(N_WORKS)
    found = together(pairs(spark, planted_likes), works)
    np.testing.assert_array_equal(found, planted_likes.cooccurrences(works)[0])


def test_portions_hold_whole_users(monkeypatch):
    import pyarrow as pa

    monkeypatch.setattr(counts, "_PAIRS", 4)
    users = [0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 3]
    batches = [
        pa.record_batch({"user": pa.array(users[at : at + 3], pa.int32()), "column": pa.array([0, 1, 2], pa.int32())})
        for at in range(0, 12, 3)
    ]
    portions = [one.tolist() for one, _ in counts._of_whole_users(batches)]
    assert [user for one in portions for user in one] == users
    assert all(one[-1] != other[0] for one, other in pairwise(portions))
    assert len(portions) > 2


def test_likes_are_those_of_one_machine(spark, data):
    """Of two sources, one of which tells, its users parted by years and number."""
    arrays, features = data
    names = tuple(f"{'chance' if user % 4 == 0 else 'ml'}-{'ab'[user % 2]}-{user:03}" for user in range(150))
    order = np.argsort(np.argsort(names))
    renamed = replace(
        arrays, users=Vocabulary(tuple(sorted(names))), user_nums=order[arrays.user_nums].astype(np.int32)
    )
    years = np.random.default_rng(1).integers(1950, 2020, 40).astype(float)
    expected = known_likes(renamed, ["ml-a", "ml-b"], years)
    found = cooccurrence.known_likes(spark_ratings(spark, renamed, features, SCALE), ["ml-b", "ml-a"], years)
    assert len(np.unique(expected.group_of)) > 12
    np.testing.assert_array_equal(found.counts(40), expected.counts(40))
    for one, other in zip(found.cooccurrences(np.arange(40)), expected.cooccurrences(np.arange(40)), strict=True):
        np.testing.assert_array_equal(one, other)
    assert_same_arrays(PairScores.fit(found, 40), PairScores.fit(expected, 40))


def test_the_model_of_what_is_liked_and_watched_is_that_of_one_machine(spark):
    liked = likes(unrated=(3, 4))
    groups = liked.grouped(np.zeros_like(liked.group_of))
    watched = groups.where(liked.user_nums % 3 > 0)
    frame = pairs(spark, liked)
    in_cluster = cooccurrence.SparkLikes((frame.selectExpr("user", "work", "0 as `group`"),))
    with_watched = cooccurrence.SparkLikes((pairs(spark, watched).selectExpr("user", "work", "0 as `group`"),))
    # Of one machine's users without a like none is known to a cluster: here everybody likes something.
    assert len(np.unique(liked.user_nums)) == len(np.unique(watched.user_nums)) + 80 == 240
    watched = Likes(
        np.unique(watched.user_nums, return_inverse=True)[1].astype(np.int32),
        watched.work_nums,
        np.zeros(160, np.int32),
    )
    one = CooccurrenceModel.fit(documents(), numbers(), groups, watched)
    other = CooccurrenceModel.fit(documents(), numbers(), in_cluster, with_watched)
    assert_same_arrays(one, other)
