from functools import cache

import numpy as np
import pytest

from recsys.build.evaluation.engines import OURS, answers_of, documents_of, features_of
from recsys.build.evaluation.learn_ranker import predictor_by
from recsys.build.svd import svd_of
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.engines import ENGINES, FAST, fit_engine
from recsys.models.vocabulary import UNKNOWN, Vocabulary
from tests.build.evaluation.planted import FEATURES_OF_FOUR, SCALE, planted, training

SVD = "svd"  # whose users are kept
EVERY_ENGINE = pytest.mark.parametrize("engine", [*ENGINES, SVD])


@cache
def fitted(engine):
    ratings, features = planted(n_users=30, n_works=15)
    known = features_of(features, ratings)
    if engine != SVD:
        return ratings, fit_engine(engine, ratings, known, SCALE, 0)
    return ratings, svd_of(ratings, SCALE, 0).collaborative(ratings.works, keep_users=True)


def test_what_is_known_of_the_works():
    assert documents_of(FEATURES_OF_FOUR) == [
        {"genre": (), "decade": ["199"]},
        {"genre": ("drama",), "decade": []},
        {"genre": ("drama", "war"), "decade": ["200"]},
        {"genre": (), "decade": ["200"]},
    ]
    ratings = RatingArrays(
        Vocabulary.of("ab"),
        Vocabulary.of("wxyz"),
        np.array([0, 1, 0], np.int32),
        np.array([1, 2, 3], np.int32),
        np.ones(3, np.float32),
    )
    assert features_of(FEATURES_OF_FOUR, ratings).n_features == 2  # drama and the two thousands


@EVERY_ENGINE
def test_every_pair_is_answered_as_its_user_is(engine):
    ratings, model = fitted(engine)
    users, works = np.array([3, UNKNOWN, 7, 3, 29], np.int32), np.array([0, 5, 5, 14, 0], np.int32)
    found = answers_of(model, ratings)(users, works)
    for place, (user, work) in enumerate(zip(users.tolist(), works.tolist(), strict=True)):
        rows = np.flatnonzero(ratings.user_nums == user)
        given = ratings.work_nums[rows], ratings.ratings[rows]
        person = model.fold_in(*given) if user == UNKNOWN else model.stored_user(ratings.users.ids[user], *given)
        expected = person.predict(np.array([work]))
        for name, array in found._asdict().items():
            assert array[place] == pytest.approx(getattr(expected, name)[0], abs=1e-4), (name, user)


def test_somebody_unknown_is_not_the_last_user():
    """-1 is also a place in a list: the last one's."""
    ratings, model = fitted(SVD)
    works = np.arange(15, dtype=np.int32)
    answer = answers_of(model, ratings)
    nobody, last = (answer(np.full(15, user, np.int32), works).ratings for user in (UNKNOWN, 29))
    assert np.abs(nobody - last).max() > 0.1
    none = np.zeros(0, np.int32), np.zeros(0, np.float32)
    np.testing.assert_allclose(nobody, model.fold_in(*none).predict(works).ratings, atol=1e-5)


def test_our_methods_are_the_engines():
    ratings, features = planted(n_users=30, n_works=15)
    assert [method.name for method in OURS] == [f"butaca {engine}" for engine in ENGINES]
    assert all(method.folds_in and method.uses_features and not method.missing for method in OURS)
    method = next(method for method in OURS if method.name.endswith(FAST))
    ours = method.fit(training(ratings, features), 0)
    pairs = ratings.user_nums[:50], ratings.work_nums[:50]
    expected = answers_of(fitted(FAST)[1], ratings)(*pairs).ratings
    np.testing.assert_array_equal(ours.predict(*pairs), expected)
    assert ours.fold_in is not None
    works, stars = ratings.work_nums[:3], np.array([5, 1, 3], np.float32)
    folded = fitted(FAST)[1].fold_in(works, stars).predict(np.arange(15)).ratings
    np.testing.assert_array_equal(ours.fold_in(works, stars)(np.arange(15, dtype=np.int32)), folded)


def test_predictions_are_the_overview_of_whoever_has_these_ratings():
    ratings, features = planted(n_users=30, n_works=15)
    predict_user = predictor_by(FAST, lambda plain: features_of(plain.features, plain.ratings))(
        training(ratings, features), 0
    )
    works, stars = ratings.work_nums[:3], np.array([5, 1, 3], np.float32)
    for found, expected in zip(
        predict_user(works, stars), fitted(FAST)[1].fold_in(works, stars).overview(), strict=True
    ):
        np.testing.assert_array_equal(found, expected)
