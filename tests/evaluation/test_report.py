from typing import Any

import numpy as np
import pytest

from recsys.evaluation.report import rating_report
from recsys.evaluation.splits import HELD_OUT, hold_out
from recsys.models.bias import BiasModel
from recsys.models.ratings import RatingArrays
from recsys.models.svd import SvdModel, SvdParameters
from recsys.models.vocabulary import Vocabulary

SCALE = (0.5, 5.0)
PARAMETERS = SvdParameters(factors=3, epochs=5, seed=2)


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


def test_every_figure_equals_the_plain_way(data):
    seed = seed_that_holds_out_the_last(data)
    report: dict[str, Any] = rating_report(data, SCALE, seed, PARAMETERS)

    held = hold_out(len(data), seed)
    users, works, stars = data.user_nums, data.work_nums, data.ratings.astype(float)
    bias = BiasModel.fit(users[~held], works[~held], data.ratings[~held], 17, 6)
    svd = SvdModel.fit(data.users, data.works, users[~held], works[~held], data.ratings[~held], SCALE, PARAMETERS)
    expected: dict[str, list[float]] = {"global mean": [], "biases": [], "svd": []}
    for user, work in zip(users[held], works[held], strict=True):
        u, i = int(user) if user in users[~held] else -1, int(work) if work in works[~held] else -1
        expected["global mean"].append(stars[~held].mean())
        b_u = bias.user_bias[u] if u >= 0 else 0
        b_i = bias.work_bias[i] if i >= 0 else 0
        expected["biases"].append(min(max(stars[~held].mean() + b_u + b_i, 0.5), 5.0))
        expected["svd"].append(svd.predict(u, i))

    assert expected["svd"][-1] == pytest.approx(stars[~held].mean())  # nobody knows the last user or the last work
    assert report["ratings"] == {"train": (~held).sum(), "test": held.sum()}
    assert report["split"] == f"random, 10% of the ratings held out, seed {seed}"
    for name, predicted in expected.items():
        errors = np.array(predicted) - stars[held]
        assert report["models"][name]["rmse"] == pytest.approx(np.sqrt((errors**2).mean())), name
        assert report["models"][name]["mae"] == pytest.approx(np.abs(errors).mean()), name
    assert set(report["models"]) == set(expected)


def test_held_out_ratings_teach_nothing(data):
    """Other stars on the held-out ratings change the errors, not the models: the mean's error tells exactly."""
    held = hold_out(len(data), 0)
    changed = RatingArrays(
        data.users, data.works, data.user_nums, data.work_nums, np.where(held, 5.0, data.ratings).astype(np.float32)
    )
    report: dict[str, Any] = rating_report(changed, SCALE, 0, PARAMETERS)
    error = 5.0 - data.ratings[~held].mean(dtype=float)
    assert report["models"]["global mean"]["mae"] == pytest.approx(error)


def test_the_same_seed_gives_the_same_report(data):
    assert rating_report(data, SCALE, 1, PARAMETERS) == rating_report(data, SCALE, 1, PARAMETERS)
