"""Ratings of less weight and watches, against normal equations solved in 64 bits."""

from itertools import pairwise

import numpy as np
import pytest

from recsys.models.ratings.engines import POSTERIOR
from recsys.models.ratings.watches import AGAIN, FINISHED, ONCE, PART, SIGNS, WatchSign, fold_in_watches
from tests.models.planted import SCALE
from tests.models.ratings.test_collaborative import (
    EVERY_ENGINE,
    dense_coefficients,
    everything,
    fitted,
    noisier,
    prior_of,
    ratings_of,
)


def weighted(model, draw, noise, work_nums, ratings, weights):
    """Mean and covariance of somebody's coefficients: Σ_j w_j α x_j x_jᵀ and Σ_j w_j α x_j y_j, a rating at a time."""
    mean, precision = prior_of(model, draw, work_nums)
    a, b = precision.copy(), precision @ mean
    for work, star, weight in zip(work_nums, ratings.tolist(), weights.tolist(), strict=True):
        coefficients = dense_coefficients(model, [work])[0, draw]
        x, y = np.array([1.0, *coefficients[1:]]), star - model.global_mean - coefficients[0]
        share = weight * noise / noisier(model, draw, work, mean)
        a += share * np.outer(x, x)
        b += share * x * y
    return np.linalg.solve(a, b), np.linalg.inv(a)


@EVERY_ENGINE
def test_weights_are_those_of_the_normal_equations(engine):
    model = fitted(engine)
    works, stars = ratings_of(3)
    works, stars = np.append(works, 39), np.append(stars, np.float32(4.5))  # one that nobody rated
    weights = np.resize([1.0, 0.25, 0.0, 0.6], len(works))
    folded = model.fold_in(works, stars, weights)
    for draw in range(model.n_draws):
        mean, covariance = weighted(model, draw, float(folded.noise_precision[draw]), works, stars, weights)
        np.testing.assert_allclose(folded.w[draw], mean, atol=2e-3)
        np.testing.assert_allclose(folded.covariance[draw], covariance, atol=2e-3)
    assert (np.abs(model.fold_in(works, stars).w - folded.w) > 0.01).any()


@EVERY_ENGINE
def test_whole_weights_are_ratings(engine):
    model = fitted(engine)
    works, stars = ratings_of(5)
    one, other = model.fold_in(works, stars), model.fold_in(works, stars, np.ones(len(works)))
    for name in ("w", "covariance", "noise_precision", "x", "y"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-4, atol=1e-4, err_msg=name)


def test_what_weighs_less_does_not_tell_how_noisy_somebody_is():
    """Of nothing but light stars, however strange, the noise is the population's."""
    model = fitted(POSTERIOR)
    works, _ = ratings_of(5)
    strange = np.resize([0.5, 5.0], len(works)).astype(np.float32)
    light = model.fold_in(works, strange, np.full(len(works), 0.9))
    np.testing.assert_array_equal(light.noise_precision, model.noise_precision)
    assert (model.fold_in(works, strange).noise_precision < 0.9 * model.noise_precision).all()
    # Stars of no weight leave no trace; that their works were chosen does.
    weights = np.arange(len(works)) % 2
    one, other = (model.fold_in(works, np.where(weights, np.float32(3), stars), weights) for stars in (0.5, 5.0))
    np.testing.assert_array_equal(one.w, other.w)
    assert (np.abs(one.w - model.fold_in(works[weights > 0], np.full(weights.sum(), 3.0)).w) > 1e-3).any()


def test_what_a_choice_adds_with_ratings_and_prior_is_the_prediction():
    """x_iᵀ A⁻¹ Λ m of everybody's mean m is what neither ratings nor choices explain."""
    model = fitted(POSTERIOR)
    works, stars = ratings_of(3)
    folded = model.fold_in(works, stars)
    for work in (0, 5, 38):
        total = []
        for draw in range(model.n_draws):
            _, precision = prior_of(model, draw, works)
            coefficients = dense_coefficients(model, [work])[0, draw]
            seen = np.array([1.0, *coefficients[1:]])
            mean = seen @ folded.covariance[draw].astype(float) @ precision @ model.prior_mean[draw]
            total.append(model.global_mean + coefficients[0] + mean)
        row = np.array([work])
        added = folded.influences(row)[0].sum() + folded.influences_of_choice(row)[0].sum()
        assert np.mean(total) + added == pytest.approx(folded.predict(row).mean[0], abs=2e-3)


@pytest.mark.parametrize("engine", ["fast", "svd"])
def test_engines_that_learn_nothing_from_choices_say_so(engine):
    model = fitted(engine)
    works, stars = ratings_of(3)
    assert (model.fold_in(works, stars).influences_of_choice(np.arange(4)) == 0).all()
    # A watch that is no more than one adds what is predicted already.
    plain, watched = model.fold_in(works, stars), np.setdiff1d(np.arange(30), works)[:6]
    found = fold_in_watches(model, works, stars, watched, [WatchSign(0.0, 0.5, 0.1)] * len(watched))
    others = np.arange(30, 40)
    np.testing.assert_allclose(found.posterior.predict(others).mean, plain.predict(others).mean, atol=1e-4)


@EVERY_ENGINE
def test_watches_count_as_stars_above_what_is_predicted(engine):
    model = fitted(engine)
    works, stars = ratings_of(3)
    watched = np.setdiff1d(everything(model), works)[:3]
    signs = [WatchSign(0.0, 0.1, 0.1), WatchSign(0.5, 0.3, 0.5), WatchSign(9.0, 0.3, 0.5)]
    found = fold_in_watches(model, works, stars, watched, signs)
    chosen, padded = np.concatenate([works, watched]), np.concatenate([stars, [1.0, 1.0, 1.0]])
    expected = model.fold_in(chosen, padded, np.array([1.0] * len(works) + [0.0] * 3)).predict(watched).mean
    np.testing.assert_allclose(found.stars[:2], np.clip(expected[:2] + np.array([0.0, 0.5]), *SCALE), atol=1e-5)
    assert found.stars[2] == SCALE[1]
    by_hand = model.fold_in(
        chosen, np.concatenate([stars, found.stars]), np.array([1.0] * len(works) + [0.1, 0.3, 0.3])
    )
    np.testing.assert_allclose(found.posterior.w, by_hand.w, atol=1e-5)


def test_watched_alone_is_a_beginning():
    model = fitted(POSTERIOR)
    nobody = np.zeros(0, np.int64), np.zeros(0, np.float32)
    found = fold_in_watches(model, *nobody, np.array([1, 2]), [SIGNS[ONCE]] * 2)
    assert found.stars.shape == (2,)
    assert np.isfinite(found.posterior.predict(everything(model)).mean).all()


def test_ways_of_watching_are_ordered_between_nothing_and_a_liked_rating():
    ordered = [WatchSign(0.0, 0.0, 0.0), *(SIGNS[kind] for kind in (PART, ONCE, FINISHED, AGAIN))]
    for less, more in pairwise(ordered):
        assert less != more
        assert all(one <= other for one, other in zip(less, more, strict=True))
    assert all(0 <= sign.weight < 1 and 0 < sign.liked < 1 for sign in SIGNS.values())
