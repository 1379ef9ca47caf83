"""The default engine: its compiled loop, its features, its sampler, and what comes out of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recsys.build.evaluation.engines import answers_of, features_of
from recsys.build.evaluation.metrics import expected_calibration_error, interval_coverage, rmse
from recsys.build.evaluation.splits import hold_out
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.ratings.engines import POSTERIOR, fit_engine
from recsys.models.ratings.features import Features
from recsys.models.ratings.posterior.features import IMPLICIT_EXPONENT, FeatureGroup, Implicit
from recsys.models.ratings.posterior.fit import PosteriorParameters, fit_posterior
from recsys.models.ratings.posterior.gibbs import NOISE_SHAPE, Sampler, _wishart, by_row
from recsys.models.ratings.posterior.kernels import sample_rows
from recsys.models.ratings.posterior.unrated import UNRATED_RIDGE, Given, Unrated
from recsys.research.benchmark import Benchmark
from recsys.research.rated_films import read_rated_films
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted import SCALE, ids, planted

QUICK = PosteriorParameters(factors=2, burn_in=40, draws=20, thinning=2)


def predicted(model, train, test):
    """The held-out ratings' answers, each user folded in from their training ratings."""
    return answers_of(model, train)(test.user_nums, test.work_nums)


def halves(data, seed=0, share=0.2):
    held = hold_out(len(data), seed, share)
    return data.where(~held), data.where(held)


# The compiled loop


def some_rows(seed, n_rows=6, n_columns=9, k=3):
    """Ratings of some rows, the fourth without any, with everything that their conditionals need."""
    rng = np.random.default_rng(seed)
    known = rng.random((n_rows, n_columns)) < 0.6
    known[3:4] = False
    rows, columns = (nums.astype(np.int32) for nums in np.nonzero(known))
    root = rng.normal(size=(k, k))
    return {
        "starts": np.searchsorted(rows, np.arange(n_rows + 1)).astype(np.int64),
        "columns": columns,
        "targets": rng.normal(size=len(rows)),
        "precisions": rng.uniform(0.5, 2, len(rows)),
        "regressors": rng.normal(size=(n_columns, k)),
        "prior_mean": rng.normal(size=(n_rows, k)),
        "prior_precision": root @ root.T + 0.2 * np.eye(k),
    }


def conditional(given, row):
    """Mean and covariance of a row's coefficients by the textbook."""
    own = slice(given["starts"][row], given["starts"][row + 1])
    x, alpha = given["regressors"][given["columns"][own]], given["precisions"][own]
    covariance = np.linalg.inv(given["prior_precision"] + x.T @ (alpha[:, None] * x))
    moment = given["prior_precision"] @ given["prior_mean"][row] + x.T @ (alpha * given["targets"][own])
    return covariance @ moment, covariance


def run(given, normal, first=0, last=None):
    sampled, squares = np.full_like(normal, np.nan), np.full(len(normal), np.nan)
    sample_rows(first, len(normal) if last is None else last, *given.values(), normal, sampled, squares)
    return sampled, squares


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([1, 6, 40]))
def test_the_loop_equals_the_textbook(seed, k, n_rows):
    given = some_rows(seed, n_rows, k=k)
    normal = np.random.default_rng(seed).standard_normal((n_rows, k))
    sampled, squares = run(given, normal)
    mean, _ = run(given, np.zeros_like(normal))
    for row in range(n_rows):
        expected, covariance = conditional(given, row)
        np.testing.assert_allclose(mean[row], expected, rtol=1e-6, atol=1e-8)
        # A draw is mean + l⁻ᵀ normal, with l lᵀ the precision.
        factor = np.linalg.cholesky(np.linalg.inv(covariance))
        np.testing.assert_allclose(
            sampled[row], expected + np.linalg.solve(factor.T, normal[row]), rtol=1e-6, atol=1e-8
        )
        own = slice(given["starts"][row], given["starts"][row + 1])
        errors = given["targets"][own] - given["regressors"][given["columns"][own]] @ sampled[row]
        assert squares[row] == pytest.approx((errors**2).sum())


def test_draws_have_the_covariance_of_the_conditional():
    given = some_rows(1)
    rng = np.random.default_rng(0)
    draws = np.array([run(given, rng.standard_normal((6, 3)))[0] for _ in range(4_000)])
    for row in (0, 3):
        expected, covariance = conditional(given, row)
        spread = np.sqrt(np.diag(covariance))
        assert (np.abs(draws[:, row].mean(axis=0) - expected) < 4 * spread / np.sqrt(4_000)).all()
        np.testing.assert_allclose(np.cov(draws[:, row].T), covariance, atol=0.1 * covariance.max())


def test_only_the_rows_asked_for_are_written():
    given, normal = some_rows(2), np.random.default_rng(0).standard_normal((6, 3))
    whole, part = run(given, normal), run(given, normal, 2, 4)
    for one, other in zip(whole, part, strict=True):
        np.testing.assert_array_equal(other[2:4], one[2:4])
        assert np.isnan(other[:2]).all()
        assert np.isnan(other[4:]).all()


def test_ratings_by_row_keep_their_order():
    starts, columns, ratings = by_row(
        np.array([2, 0, 2, 0, 4], np.int32), np.array([5, 6, 7, 8, 9], np.int32), np.arange(5.0), 5
    )
    assert starts.tolist() == [0, 2, 2, 4, 4, 5]
    assert columns.tolist() == [6, 8, 5, 7, 9]
    assert ratings.tolist() == [1, 3, 0, 2, 4]


# Features


def pairs(seed, shape=(11, 7)):
    known = np.random.default_rng(seed).random(shape) < 0.5
    known[0], known[1, 0] = False, True
    rows, columns = np.nonzero(known)
    return rows.astype(np.int32), columns.astype(np.int32), known


@given(st.integers(0, 100))
def test_implicit_features_equal_their_definition(seed):
    rows, columns, known = pairs(seed)
    implicit = Implicit.of(rows, columns, known.shape, 0)
    n, share = known.sum(axis=1), known.sum(axis=0) / known.sum()
    dense = (known - n[:, None] * share) / np.maximum(n, 1)[:, None] ** IMPLICIT_EXPONENT
    group = implicit.group
    np.testing.assert_allclose(group.z @ group.v.T, dense, atol=1e-5)
    np.testing.assert_allclose(group.z.T @ group.z, np.diag(group.squares), atol=1e-5)
    np.testing.assert_array_equal(implicit.counts, n)
    np.testing.assert_allclose(implicit.share, share, rtol=1e-6)
    b = np.random.default_rng(seed).normal(size=(len(group.squares), 3)).astype(np.float32)
    entries = implicit.expand(b)
    np.testing.assert_allclose(known @ entries / np.maximum(n, 1)[:, None] ** IMPLICIT_EXPONENT, group.z @ b, atol=1e-5)


@pytest.mark.parametrize("rank", [4, 15, 40], ids=["truncated", "cut", "whole"])
def test_a_group_holds_the_leading_part_of_its_features(rank):
    rng = np.random.default_rng(0)
    x = (rng.normal(size=(30, 5)) @ rng.normal(size=(5, 20)) * 3 + rng.normal(0, 0.1, (30, 20))).astype(np.float32)
    group = FeatureGroup.of(csr_array(x), 0, rank)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    kept = min(rank, 20)
    np.testing.assert_allclose(group.z @ group.v.T, (u[:, :kept] * s[:kept]) @ vt[:kept], atol=1e-3)
    np.testing.assert_allclose(group.squares, s[:kept] ** 2, rtol=1e-4)
    b = rng.normal(size=(kept, 2)).astype(np.float32)
    np.testing.assert_allclose(group.z @ b, x.dot(group.expand(b)), atol=0.5 if rank == 4 else 1e-4)


# The sampler


def test_the_mean_of_the_wishart_distribution():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(3, 3))
    inverse_scale = root @ root.T + np.eye(3)
    draws = np.array([_wishart(9, inverse_scale, rng) for _ in range(6_000)])
    expected = 9 * np.linalg.inv(inverse_scale)
    np.testing.assert_allclose(draws.mean(axis=0), expected, atol=0.04 * np.abs(expected).max())
    np.testing.assert_array_equal(draws, draws.transpose(0, 2, 1))
    # Var W_ij = degrees (s_ij² + s_ii s_jj)
    scale = np.linalg.inv(inverse_scale)
    variance = 9 * (scale**2 + np.outer(np.diag(scale), np.diag(scale)))
    np.testing.assert_allclose(draws.var(axis=0), variance, rtol=0.15)


def test_the_hyperparameters_are_found():
    """A few hundred users with known bias variance and noise, works all alike."""
    rng = np.random.default_rng(1)
    n_users, n_works = 400, 25
    users, works = (nums.astype(np.int32) for nums in np.nonzero(rng.random((n_users, n_works)) < 0.8))
    bias = rng.normal(0.3, 0.6, n_users)
    quiet = np.where(np.arange(n_users) % 2, 0.4, 0.9)  # the sd of the noise, by user
    ratings = bias[users] + rng.normal(size=len(users)) * quiet[users]
    by_user = [Implicit.of(users, works, (n_users, n_works), 0).group]
    by_work = [Implicit.of(works, users, (n_works, n_users), 0).group]
    sampler = Sampler(users, works, ratings, by_user, by_work, ((1.0,), (1.0,)), (n_users, n_works), 1, 0)
    kept = []
    with ThreadPoolExecutor(2) as threads:
        for sweep in range(150):
            sampler.sweep(threads)
            if sweep >= 50:
                mean = sampler.users.w[:, 0].mean() + sampler.works.w[:, 0].mean()
                # No rating tells a bias from a factor that all works share.
                shared = sampler.users.w @ [1.0, sampler.works.w[:, 1].mean()]
                kept.append((mean, shared.std(), *np.sqrt(1 / sampler.noise[:2]), sampler.population_noise))
    mean, spread, *noise, population = np.mean(kept, axis=0)
    assert mean == pytest.approx(0.3, abs=0.1)
    assert spread == pytest.approx(0.6, abs=0.06)
    assert noise == pytest.approx([0.9, 0.4], abs=0.2)
    assert 1 / 0.9**2 < population < 1 / 0.4**2


# What comes out


def test_a_planted_structure_is_recovered_beyond_biases():
    data, features = planted(150, 60)
    train, test = halves(data)
    found = predicted(fit_posterior(train, features, SCALE, QUICK), train, test)
    users, works = test.user_nums, test.work_nums
    bias = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, 150, 60)
    of_biases = rmse(np.clip(bias.predict(users, works), *SCALE), test.ratings)
    assert rmse(found.ratings, test.ratings) < 0.6  # the noise, with the rounding to halves, is 0.52
    assert of_biases > 0.68


def drawn_from_the_model(seed, n_users=150, n_works=70, share=0.4):
    """Real-valued ratings by the model's own story, noise differing by user as its prior says."""
    rng = np.random.default_rng(seed)
    users, works = np.nonzero(rng.random((n_users, n_works)) < share)
    p, q = rng.normal(0, 0.6, (n_users, 3)), rng.normal(0, 0.6, (n_works, 3))
    noise = 1 / np.sqrt(rng.gamma(NOISE_SHAPE, 2.0 / NOISE_SHAPE, n_users))
    stars = 3 + p[users, 0] + q[works, 0] + (p[users, 1:] * q[works, 1:]).sum(axis=1)
    stars += rng.normal(size=len(users)) * noise[users]
    return RatingArrays(
        ids("u", n_users), ids("w", n_works), users.astype(np.int32), works.astype(np.int32), stars.astype(np.float32)
    )


def test_intervals_hold_as_many_as_they_say():
    data = drawn_from_the_model(0)
    train, test = halves(data)
    model = fit_posterior(train, Features.none(70), (-20.0, 20.0), QUICK)
    found = predicted(model, train, test)
    assert interval_coverage(found.low, found.high, test.ratings) == pytest.approx(0.8, abs=0.035)
    assert expected_calibration_error(found.liking, test.ratings >= LIKED_FROM) < 0.06


def test_intervals_are_wider_where_there_is_less_to_go_by():
    data, features = planted()
    model = replace(fit_posterior(data, features, SCALE, QUICK), noise_shape=0.0)  # else people's own noise tells too
    rows = np.flatnonzero(data.user_nums == 0)
    everything = np.arange(38)
    deviations = [
        model.fold_in(data.work_nums[rows[:n]], data.ratings[rows[:n]]).predict(everything).deviation.mean()
        for n in (0, 2, 10)
    ]
    assert deviations[0] > 1.02 * deviations[1] > 1.02**2 * deviations[2]


def test_features_tell_of_works_that_nobody_rated():
    """A fifth of the works without their ratings: better than each user's mean, by their genres."""
    data, features = planted(150, 60)
    cold = data.work_nums % 5 == 0
    train, test = data.where(~cold), data.where(cold)
    found = predicted(fit_posterior(train, features, SCALE, QUICK), train, test)
    without = predicted(fit_posterior(train, Features.none(60), SCALE, QUICK), train, test)
    bias = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, 150, 60)
    user_mean = rmse(bias.predict(test.user_nums, np.full(len(test), -1, np.int32)), test.ratings)
    assert rmse(found.ratings, test.ratings) < 0.87 * user_mean
    assert rmse(without.ratings, test.ratings) > 0.95 * user_mean
    assert interval_coverage(found.low, found.high, test.ratings) == pytest.approx(0.8, abs=0.08)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    data, features = planted()
    model = fit_posterior(data, features, SCALE, QUICK)
    assert_same_arrays(model, fit_posterior(data, features, SCALE, QUICK))
    other = fit_posterior(data, features, SCALE, replace(QUICK, seed=1))
    assert not np.array_equal(model.coefficients, other.coefficients)
    assert model.noise_shape == NOISE_SHAPE
    assert model.prior_mean.shape == (20, 3)


def test_the_ratings_given_are_not_changed():
    data, features = planted()
    copies = data.user_nums.copy(), data.work_nums.copy(), data.ratings.copy()
    for array in (data.user_nums, data.work_nums, data.ratings, features.values):
        array.flags.writeable = False
    fit_posterior(data, features, SCALE, replace(QUICK, burn_in=1, draws=2))
    for array, copy in zip((data.user_nums, data.work_nums, data.ratings), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_folding_in_is_what_the_sampler_would_draw():
    """The prior mean of somebody in training, as `fold_in` puts it together from kept arrays, is the sampler's: their
    implicit features by the kept coefficients. The two are the same only if every half of the bookkeeping is right.
    """
    data, features = planted()
    model = fit_posterior(data, features, SCALE, replace(QUICK, burn_in=5, draws=1, thinning=1))
    sampler_like = Implicit.of(data.user_nums, model.row_of[data.work_nums], (70, 38), 0)
    dense = sampler_like.group.z @ sampler_like.group.v.T  # (n_users, n_rated)
    for user in (0, 33, 68):
        rows = data.user_nums == user
        folded = model.fold_in(data.work_nums[rows], data.ratings[rows])
        expected = model.prior_mean[0] + dense[user] @ model.implicit[:, 0].astype(float)
        # A posterior mean is what the prior's and the ratings', each times its precision, come to together.
        x, y, noise = folded.x[0].astype(float), folded.y[0].astype(float), float(folded.noise_precision[0])
        posterior = np.linalg.inv(folded.covariance[0].astype(float))
        prior = np.linalg.solve(posterior - noise * x.T @ x, posterior @ folded.w[0] - noise * x.T @ y)
        np.testing.assert_allclose(prior, expected, atol=2e-3)


def test_a_model_without_features_knows_unrated_works_as_average():
    data, _ = planted()
    model = fit_posterior(data, Features.none(40), SCALE, QUICK)
    assert model.feature_coefficients.shape == (0, 20, 3)
    unrated = model.coefficients_of(np.array([38, 39]))
    np.testing.assert_array_equal(unrated[0], model.work_mean)
    np.testing.assert_array_equal(unrated[1], model.work_mean)
    counts = np.bincount(data.work_nums)[:38]
    average = np.average(model.coefficients.astype(float), axis=0, weights=counts)
    np.testing.assert_allclose(model.work_mean[:, 1:], average[:, 1:], atol=1e-3)
    # Raised by how much better what people choose suits them: these chose at random.
    np.testing.assert_allclose(model.work_mean[:, 0], average[:, 0], atol=0.03)


def test_what_is_expected_of_a_work_is_what_the_others_say():
    """Against the ridge regression without each work in turn."""
    rng = np.random.default_rng(3)
    n, k = 12, 3
    counts, w, seen = rng.integers(1, 9, n), rng.normal(size=(n, k)), rng.normal(size=(n, k))
    seen[:, 0] = counts
    own = FeatureGroup.of(csr_array(rng.normal(size=(n, 2)).astype(np.float32)), 0)
    unrated = Unrated.of(own, counts)
    x = np.column_stack([np.ones(n), own.z])
    ridge = np.diag([0, *[UNRATED_RIDGE * counts.mean()] * 2])
    errors = np.empty((n, k))
    for work in range(n):
        others = np.arange(n) != work
        weighted = x[others].T * counts[others]
        errors[work] = w[work] - x[work] @ np.linalg.solve(weighted @ x[others] + ridge, weighted @ w[others])
    mean, covariance, _ = unrated.of_draw(w, seen)
    np.testing.assert_allclose(covariance, np.cov(errors.T, aweights=counts, ddof=0), rtol=1e-5)
    intercept = np.linalg.solve(x.T * counts @ x + ridge, x.T * counts @ w)[0]
    np.testing.assert_allclose(mean - intercept, [(errors * seen).sum() / counts.sum(), 0, 0], atol=1e-6)


def test_works_of_a_kind_that_varies_more_are_doubted_more():
    """Works of one genre are all alike, those of another now good, now bad; the last two nobody rated."""
    rng = np.random.default_rng(0)
    n_users, n_works = 120, 82
    users, works = (nums.astype(np.int32) for nums in np.nonzero(rng.random((n_users, n_works - 2)) < 0.5))
    kind = np.arange(n_works) % 2
    stars = 3 + rng.normal(0, np.array([0.1, 0.8])[kind])[works] + rng.normal(0, 0.5, len(works))
    data = RatingArrays(ids("u", n_users), ids("w", n_works), users, works, stars.astype(np.float32))
    features = Features.of([{"genre": ["ab"[one]]} for one in kind], np.arange(n_works) < n_works - 2)
    model = fit_posterior(data, features, (-20.0, 20.0), QUICK)
    assert (model.doubt[:-2] == 0).all()
    assert model.doubt[-2] < 0.5
    assert model.doubt[-1] > 1.5
    assert model.doubt[-2:].mean() == pytest.approx(1, abs=0.1)
    deviations = model.fold_in(works[users == 0], data.ratings[users == 0]).predict(np.array([80, 81])).deviation
    assert deviations[1] > 1.3 * deviations[0]


def test_how_far_works_lie_from_what_is_expected_is_told_by_their_ratings():
    """A rating at a time, and by the ridge regression of what noise does not explain."""
    data, features = planted()
    own = FeatureGroup.of(csr_array((features.values, features.columns, features.starts))[:38], 0)
    by_user, by_work = (
        Implicit.of(*nums, shape, 0)
        for nums, shape in (
            ((data.user_nums, data.work_nums), (70, 38)),
            ((data.work_nums, data.user_nums), (38, 70)),
        )
    )
    strengths = ((1.0,), (1.0,))
    groups = [by_user.group], [by_work.group]
    centred = data.ratings.astype(float) - 3.3
    sampler = Sampler(data.user_nums, data.work_nums, centred, *groups, strengths, (70, 38), 2, 0)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(10):
            sampler.sweep(threads)
    unrated = Unrated.of(own, by_work.counts)
    w, users = sampler.works.w, sampler.users.w
    fitted = unrated.x @ unrated.solver @ w
    excess = np.zeros(38)
    for user, work, rating in zip(data.user_nums, data.work_nums, centred, strict=True):
        share = unrated.own_part[work]
        others_say = (fitted[work] - share * w[work]) / (1 - share)
        left = rating - users[user, 0] - others_say[0] - users[user, 1:] @ others_say[1:]
        excess[work] += (left**2 - 1 / sampler.noise[user]) / by_work.counts[work]
    raters = sampler.works.columns
    regressors = np.column_stack([np.ones(len(raters)), users[raters, 1:]])
    rows = np.repeat(np.arange(38), np.diff(sampler.works.starts))
    targets = sampler.works.ratings - users[raters, 0]
    found = unrated.excess(w, Given(rows, targets, regressors, 1 / sampler.noise[raters]))
    np.testing.assert_allclose(found, unrated.solver @ excess / np.average(excess, weights=by_work.counts), atol=1e-6)
    assert np.average(unrated.x @ found, weights=by_work.counts) == pytest.approx(1)


def test_of_one_work_alone_something_is_expected():
    mean, covariance, _ = Unrated.of(None, np.array([4])).of_draw(np.array([[0.5, 1.0]]), np.array([[4.0, 2.0]]))
    np.testing.assert_allclose(mean, [0.5, 1.0])
    np.testing.assert_array_equal(covariance, np.zeros((2, 2)))


@pytest.mark.real_data
def test_the_published_split(real_data):
    """u1 of MovieLens 100K, where the best published figures are 0.887 to 0.890."""
    benchmark = Benchmark.of(read_rated_films(real_data / "movielens" / "ml-100k", "u1"))
    train, test = (benchmark.ratings.where(rows) for rows in (~benchmark.held_out, benchmark.held_out))
    model = fit_engine(POSTERIOR, train, features_of(benchmark.features, train), benchmark.scale, 0)
    found = predicted(model, train, test)
    assert rmse(found.ratings, test.ratings) <= 0.885
    assert 0.77 <= interval_coverage(found.low, found.high, test.ratings) <= 0.83
    assert expected_calibration_error(found.liking, test.ratings >= LIKED_FROM) <= 0.02
