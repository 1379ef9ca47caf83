import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.report import cold_report, rating_report, title_signals
from recsys.build.evaluation.splits import HELD_OUT, cold_works, hold_out
from recsys.build.evaluation.training import LocalTraining
from recsys.build.svd import svd_of
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.engines import ENGINES, FAST, POSTERIOR, fit_engine
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary
from tests.build.evaluation.planted import planted

SCALE = (0.5, 5.0)


@pytest.fixture(scope="module")
def data():
    """17 users, 6 works, the last user and the last work with one rating each: they can end up held out."""
    rng = np.random.default_rng(3)
    users, works = np.nonzero(rng.random((17, 6)) < 0.8)
    rows = ~((users == 16) & (works != 5)) & ~((works == 5) & (users != 16))
    users, works = np.append(users[rows & (users < 16)], 16), np.append(works[rows & (users < 16)], 5)
    stars = np.clip(np.round(2 * (3 + rng.normal(size=17)[users] + rng.normal(size=6)[works])) / 2, *SCALE)
    return RatingArrays(
        Vocabulary.of(f"user-{n:02}" for n in range(17)),
        Vocabulary.of(f"work-{n}" for n in range(6)),
        users.astype(np.int32),
        works.astype(np.int32),
        stars.astype(np.float32),
    )


@pytest.fixture(scope="module")
def known(data):
    return Dataset(data, Features.of([{"genre": ["ab"[n % 2]]} for n in range(6)], np.ones(6, dtype=bool)), SCALE)


@pytest.fixture(scope="module")
def small_planted():
    ratings, features = planted(n_users=30, n_works=15)
    return Dataset(ratings, features_of(features, ratings), (1.0, 5.0))


@pytest.mark.parametrize(("n_ratings", "share", "held"), [(100, 0.1, 10), (7, 0.5, 4), (2, 0.1, 1), (3, 1.0, 2)])
def test_how_many_are_held_out(n_ratings, share, held):
    mask = hold_out(n_ratings, 0, share)
    assert mask.shape == (n_ratings,)
    assert mask.dtype == np.bool_
    assert mask.sum() == held


def test_a_tenth_by_default_and_by_seed_alone():
    assert HELD_OUT == 0.1
    np.testing.assert_array_equal(hold_out(500, 4), hold_out(500, 4))
    assert hold_out(500, 4).sum() == 50
    assert (hold_out(500, 4) != hold_out(500, 5)).any()


def test_held_out_ratings_come_from_everywhere():
    held = np.mean([hold_out(40, seed) for seed in range(400)], axis=0)
    assert held == pytest.approx(np.full(40, 0.1), abs=0.07)


def test_where_keeps_the_rows_together(data):
    rows = data.ratings > 3
    part = data.where(rows)
    assert 0 < len(part) == rows.sum() < len(data)
    assert part.users is data.users
    assert part.works is data.works
    whole = set(zip(data.user_nums.tolist(), data.work_nums.tolist(), data.ratings.tolist(), strict=True))
    kept = set(zip(part.user_nums.tolist(), part.work_nums.tolist(), part.ratings.tolist(), strict=True))
    assert kept == {row for row in whole if row[2] > 3}


def seed_that_holds_out_the_last(data):
    """A seed whose held-out part has the one rating of the last user and the last work."""
    return next(seed for seed in range(1000) if hold_out(len(data), seed)[-1])


def errors(predicted, stars):
    gaps = np.array(predicted, dtype=float) - stars
    return {"rmse": pytest.approx(np.sqrt((gaps**2).mean())), "mae": pytest.approx(np.abs(gaps).mean())}


def plainly(known, engine, held, seed, train=None):
    """What the report must say of a split, rating by rating: the models' errors, every predicted held-out rating."""
    data = known.ratings
    users, works, stars = data.user_nums, data.work_nums, data.ratings.astype(float)
    train = ~held if train is None else train
    model = fit_engine(engine, data.where(train), known.features, known.scale, seed)
    bias = BiasModel.fit(users[train], works[train], data.ratings[train], len(data.users), len(data.works))
    mean = stars[train].mean()
    by_bias, predicted = [], []
    for user, work in zip(users[held].tolist(), works[held].tolist(), strict=True):
        own = train & (users == user)
        b_u = bias.user_bias[user] if own.any() else 0.0
        b_i = bias.work_bias[work] if (works[train] == work).any() else 0.0
        by_bias.append(min(max(mean + b_u + b_i, known.scale[0]), known.scale[1]))
        person = model.fold_in(works[own], data.ratings[own])
        predicted.append(person.predict(np.array([work])))
    ratings = np.concatenate([one.ratings for one in predicted])
    named = {"global mean": np.full(held.sum(), mean), "biases": by_bias, engine: ratings}
    return {name: errors(these, stars[held]) for name, these in named.items()}, predicted


def pairs(data, held):
    return [*zip(data.user_nums[held].tolist(), data.work_nums[held].tolist(), strict=True)]


def errors_of_svd(estimate, data, held):
    ids = [(data.users.ids[user], data.works.ids[work]) for user, work in pairs(data, held)]
    return errors([estimate.svd.estimate(*pair) for pair in ids], data.ratings[held])


def in_interval(estimate, data, held, user, work):
    """Whether the rating that a user gave a work lies where the SVD expects it, by the ratings that were not held."""
    own = ~held & (data.user_nums == user)
    model = estimate.collaborative(data.works, keep_users=True)
    person = model.stored_user(data.users.ids[user], data.work_nums[own], data.ratings[own])
    predicted = person.predict(np.array([work]))
    rated = data.ratings[(data.user_nums == user) & (data.work_nums == work)]
    return predicted.low <= rated <= predicted.high


def test_every_figure_equals_the_plain_way(known):
    data = known.ratings
    seed = seed_that_holds_out_the_last(data)
    report: dict[str, Any] = rating_report(known, FAST, seed)

    held = hold_out(len(data), seed)
    models, predicted = plainly(known, FAST, held, seed)
    assert report["engine"] == FAST
    assert report["split"] == f"random, 10% of the ratings held out, seed {seed}"
    assert report["ratings"] == {"train": (~held).sum(), "test": held.sum()}
    estimate = svd_of(data.where(~held), known.scale, seed)
    assert report["models"] == models | {"svd": errors_of_svd(estimate, data, held)}
    inside = [in_interval(estimate, data, held, *pair) for pair in pairs(data, held)]
    assert report["svd"] == {"interval": 0.8, "coverage": pytest.approx(np.mean(inside))}

    stars, liked = data.ratings[held], data.ratings[held] >= 4
    low, high, liking = (
        np.concatenate([getattr(one, name) for one in predicted]) for name in ("low", "high", "liking")
    )
    calibration = report["calibration"]
    assert (calibration["interval"], calibration["liked_from"]) == (0.8, 4.0)
    assert calibration["coverage"] == pytest.approx(((low <= stars) & (stars <= high)).mean())
    assert calibration["width"] == pytest.approx((high - low).mean(), rel=1e-5)
    assert calibration["brier"] == pytest.approx(((liking - liked) ** 2).mean())
    assert calibration["brier_of_share"] == pytest.approx(liked.var())
    assert 0 <= calibration["ece"] <= 1
    assert sum(row["size"] for row in calibration["bins"]) == held.sum()


def test_every_figure_of_works_that_nobody_rated_equals_the_plain_way(small_planted):
    data, seed = small_planted.ratings, 1
    held = cold_works(data.work_nums, len(data.works), seed)
    train = ~held & (np.arange(len(data)) % 5 > 0)
    training = LocalTraining(small_planted._replace(ratings=data.where(train)), FAST, seed)
    parts = (data.where(train), data.where(held))
    cold: dict[str, Any] = cold_report(small_planted, FAST, training.fit(), training, *parts, seed)
    models, _ = plainly(small_planted, FAST, held, seed, train)
    assert cold["split"].startswith("all ratings of 10% of the works held out, and of the others the last fifth")
    assert cold["split"].endswith(f"seed {seed}")
    assert cold["ratings"] == {"train": train.sum(), "test": held.sum()}
    assert cold["models"] == {{"biases": "user mean"}.get(name, name): found for name, found in models.items()}


def test_nobody_and_nothing_known_is_the_population(known):
    """The last user and the last work, once their one rating is held out: the answer for anybody about anything."""
    seed = seed_that_holds_out_the_last(known.ratings)
    train = known.ratings.where(~hold_out(len(known.ratings), seed))
    kept = svd_of(train, SCALE, seed).collaborative(train.works, keep_users=True)
    for model in (fit_engine(FAST, train, known.features, SCALE, seed), kept):
        person = model.stored_user("user-16", train.work_nums[:0], train.ratings[:0])
        said = model.coefficients_of(np.array([5]))[0, 0, 0]  # by its genre
        assert person.predict(np.array([5])).ratings == pytest.approx([train.ratings.mean() + said])
        assert bool(said) == bool(model.features.n_features)


def test_held_out_ratings_teach_nothing(known):
    """Other stars on the held-out ratings change the errors, not the models: the mean's error tells exactly."""
    data = known.ratings
    held = hold_out(len(data), 0)
    stars = np.where(held, 5.0, data.ratings).astype(np.float32)
    changed = known._replace(ratings=replace(data, ratings=stars))
    report: dict[str, Any] = rating_report(changed, FAST, 0)
    assert report["models"]["global mean"]["mae"] == pytest.approx(5.0 - data.ratings[~held].mean(dtype=float))
    models, _ = plainly(changed, FAST, held, 0)
    svd = svd_of(data.where(~held), known.scale, 0)
    assert report["models"] == models | {"svd": errors_of_svd(svd, changed.ratings, held)}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_report_and_it_is_json(known, engine):
    report = rating_report(known, engine, 1)
    assert report == rating_report(known, engine, 1)
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_of_very_many_people_some_are_asked(known, monkeypatch):
    monkeypatch.setattr("recsys.build.evaluation.report.MOST_PEOPLE", 2)
    whole = hold_out(len(known.ratings), 0).sum()
    report: dict[str, Any] = rating_report(known, FAST, 0)
    assert 2 <= report["ratings"]["test"] < whole
    assert sum(row["size"] for row in report["calibration"]["bins"]) == report["ratings"]["test"]
    assert report["ratings"]["train"] == len(known.ratings) - whole


def test_planted_titles_are_found_and_known_by_their_features():
    ratings, features = planted()
    report: dict[str, Any] = rating_report(Dataset(ratings, features_of(features, ratings), (1.0, 5.0)), POSTERIOR, 0)
    assert report["titles"]["signal"] is True
    assert report["models"][POSTERIOR]["rmse"] < 0.9 * report["models"]["biases"]["rmse"]
    assert report["models"]["biases"]["rmse"] < 0.95 * report["models"]["global mean"]["rmse"]
    assert report["calibration"]["brier"] < 0.7 * report["calibration"]["brier_of_share"]


def test_each_source_is_tested_by_its_own_ratings():
    """Of two sources one has works that matter, the other the same stars in another order."""
    ratings, features = planted()
    chance = np.random.default_rng(0).permutation(ratings.ratings)
    users = Vocabulary(tuple(f"told-{n:02}" for n in range(60)) + tuple(f"chance-{n:02}" for n in range(60)))
    both = RatingArrays(
        users,
        ratings.works,
        np.concatenate([ratings.user_nums, ratings.user_nums + np.int32(60)]),
        np.tile(ratings.work_nums, 2),
        np.concatenate([ratings.ratings, chance]),
    )
    report: dict[str, Any] = rating_report(Dataset(both, features_of(features, both), (1.0, 5.0)), FAST, 0)
    sources = report["titles"]["sources"]
    assert set(sources) == {"told", "chance"}
    assert sources["told"]["signal"] is True
    assert sources["chance"]["signal"] is False
    assert title_signals(both, 0) == report["titles"]  # which needs no engine
