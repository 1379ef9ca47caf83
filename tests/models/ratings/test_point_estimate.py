from dataclasses import replace

import numpy as np
import pytest

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.point_estimate import one_draw
from recsys.models.ratings.sgd import SgdParameters, fit_sgd
from tests.models.planted import SCALE, ids, planted

PARAMETERS = SgdParameters(factors=3, epochs=30, learning_rate=0.02, reg=0.05)


def fitted(keep_users=False, reg=PARAMETERS.reg):
    data, _ = planted()
    svd = fit_sgd(data, SCALE, PARAMETERS)
    return data, svd, one_draw(svd, data, reg, 0, keep_users=keep_users)


def test_works_keep_what_was_fitted():
    data, svd, model = fitted()
    rated = np.unique(data.work_nums)
    found = model.coefficients_of(rated)[:, 0]
    np.testing.assert_array_equal(found[:, 0], svd.work_bias[rated])
    np.testing.assert_array_equal(found[:, 1:], svd.work_factors[rated])
    assert model.global_mean == svd.global_mean
    np.testing.assert_array_equal(model.coefficients_of(np.array([38, 39])), 0)
    np.testing.assert_allclose(model.work_variance[0], np.cov(found.T, ddof=0), rtol=1e-4, atol=1e-7)


def test_whoever_arrives_is_the_ridge_solution():
    """Σ_j (r_j - r̂_j)² + n̄ reg |(b, p)|² at its minimum, n̄ the mean number of ratings of those who rated."""
    data, svd, model = fitted()
    strength = PARAMETERS.reg * len(data) / 69  # the seventieth user has no ratings
    for user in (0, 5):
        rows = np.flatnonzero(data.user_nums == user)[:12]
        works, stars = data.work_nums[rows], data.ratings[rows]
        x = np.column_stack([np.ones(len(rows)), svd.work_factors[works]]).astype(float)
        y = stars - svd.global_mean - svd.work_bias[works]
        expected = np.linalg.solve(x.T @ x + strength * np.eye(4), x.T @ y)
        np.testing.assert_allclose(model.fold_in(works, stars).w[0], expected, atol=1e-4)


def test_more_regularisation_is_more_reserve():
    folded = [fitted(reg=reg)[2].fold_in(np.array([0, 1, 2]), np.full(3, 5.0)) for reg in (0.01, 0.1, 1.0)]
    sizes = [np.linalg.norm(one.w) for one in folded]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 5 * sizes[2]


def test_the_noise_is_the_error_on_ratings_kept_back():
    _, _, model = fitted()
    assert 0.4 < np.sqrt(1 / model.noise_precision[0]) < 0.9  # planted: 0.5, and what 20 ratings leave open
    assert model.noise_shape == 0


def test_users_are_kept_only_where_asked_for():
    data, svd, model = fitted(keep_users=True)
    assert fitted()[2].stored is None
    assert model.stored is not None
    assert model.stored.users.ids == data.users.ids[:69]
    np.testing.assert_array_equal(model.stored.coefficients[:, 0], svd.user_bias[:69])
    np.testing.assert_array_equal(model.stored.coefficients[:, 1:], svd.user_factors[:69])
    rows = data.user_nums == 3
    folded = model.stored_user("u003", data.work_nums[rows], data.ratings[rows])
    expected = [svd.predict(3, work) for work in range(38)]
    np.testing.assert_allclose(folded.predict(np.arange(38)).ratings, expected, atol=1e-5)


@pytest.mark.parametrize("stars", [[3.5] * 8, [2.0, 4.0] * 4], ids=["all the same", "of one work"])
def test_ratings_that_hardly_differ_make_a_model(stars):
    data = RatingArrays(
        ids("u", 8), ids("w", 2), np.arange(8, dtype=np.int32), np.zeros(8, np.int32), np.array(stars, "f4")
    )
    model = one_draw(fit_sgd(data, SCALE, replace(PARAMETERS, epochs=2)), data, 0.05, 0, keep_users=True)
    found = model.fold_in(np.array([0]), np.array([3.0])).predict(np.arange(2))
    assert all(np.isfinite(array).all() for array in found)
    assert (found.deviation > 0).all()
