from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.errors import UnreadableError
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.sgd import SgdParameters, fit_sgd
from recsys.models.ratings.svd import SvdModel, SvdParameters
from recsys.models.vocabulary import Vocabulary
from tests.models.planted import SCALE, ids, planted

PARAMETERS = SgdParameters(factors=3, epochs=30, learning_rate=0.02, reg=0.05)


def fitted(keep_users=False, reg=PARAMETERS.reg):
    data, _ = planted()
    svd = fit_sgd(data, SCALE, PARAMETERS)
    return data, svd, PointEstimate.measured(svd, data, reg, 0).collaborative(data.works, keep_users=keep_users)


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
    svd = fit_sgd(data, SCALE, replace(PARAMETERS, epochs=2))
    model = PointEstimate.measured(svd, data, 0.05, 0).collaborative(data.works, keep_users=True)
    found = model.fold_in(np.array([0]), np.array([3.0])).predict(np.arange(2))
    assert all(np.isfinite(array).all() for array in found)
    assert (found.deviation > 0).all()


def test_a_file_answers_stored_users_as_surprise_does(tmp_path):
    """Its own model, loaded through its own reader, in an order in which its row numbers are ours; served over more
    works than were rated, in another order.
    """
    from surprise import SVD, Dataset, Reader

    rng = np.random.default_rng(2)
    known = rng.random((25, 12)) < 0.5
    known[0] = known[:, 0] = True
    users, works = (nums.astype(np.int32) for nums in np.nonzero(known))
    stars = (rng.integers(1, 11, len(users)) / 2).astype(np.float32)
    data = RatingArrays(ids("u", 25), ids("w", 12), users, works, stars)
    parameters = SvdParameters(seed=5)
    svd = SvdModel.fit(data.users, data.works, users, works, stars, SCALE, parameters)
    PointEstimate.measured(svd, data, parameters.reg, 5).save(tmp_path / "svd.safetensors")
    theirs = SVD(
        n_factors=parameters.factors,
        n_epochs=parameters.epochs,
        lr_all=parameters.learning_rate,
        reg_all=parameters.reg,
        init_std_dev=parameters.initial_sd,
        random_state=5,
    )
    frame = pd.DataFrame({"user": users, "work": works, "rating": stars.astype(float)})
    theirs.fit(Dataset.load_from_df(frame, Reader(rating_scale=SCALE)).build_full_trainset())

    alone = SvdModel.load(tmp_path / "svd.safetensors")
    served = Vocabulary(("new", *reversed(data.works.ids)))
    model = PointEstimate.load(tmp_path / "svd.safetensors").collaborative(served, keep_users=True)
    for user in range(25):
        rows = users == user
        expected = [theirs.predict(user, work).est for work in range(12)]
        found = model.stored_user(f"u{user:03}", 12 - works[rows], stars[rows]).predict(np.arange(12, 0, -1)).ratings
        np.testing.assert_allclose(found, expected, atol=1e-5)
        estimates = [alone.estimate(f"u{user:03}", work) for work in data.works.ids]
        np.testing.assert_allclose(estimates, expected, atol=1e-5)
        assert alone.estimate(f"u{user:03}", "new") == pytest.approx(theirs.predict(user, "new").est, abs=1e-5)
    assert alone.estimate("nobody", "w003") == pytest.approx(theirs.predict("nobody", 3).est, abs=1e-5)
    assert alone.estimate("nobody", "new") == pytest.approx(stars.mean())


def test_who_rated_nothing_is_not_kept_with_what_the_descent_began_with():
    data, svd, _ = fitted()
    estimate = PointEstimate.measured(svd, data, PARAMETERS.reg, 0)
    assert data.users.ids[69] == "u069"
    assert estimate.svd.users.ids == data.users.ids[:69]
    assert estimate.svd.works.ids == data.works.ids[:38]
    assert estimate.n_ratings == len(data)
    model, nobody = estimate.collaborative(data.works, keep_users=True), (data.work_nums[:0], data.ratings[:0])
    np.testing.assert_array_equal(model.stored_user("u069", *nobody).w, model.fold_in(*nobody).w)


def test_a_strength_that_is_none_is_refused():
    data, svd, _ = fitted()
    arrays = PointEstimate.measured(svd, data, PARAMETERS.reg, 0).to_arrays()
    with pytest.raises(UnreadableError, match=r"two positive numbers, found -0\.9.* and 3"):
        PointEstimate.from_arrays({**arrays, "measured": arrays["measured"] * [-1, 1, 1, 1]})
