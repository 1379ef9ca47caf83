"""One contract for all engines, and what the served model works out, against dense solves in 64 bits."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recsys.models.ratings.collaborative import LIKED_FROM, StoredUsers
from recsys.models.ratings.engines import ENGINES, FAST, POSTERIOR, fit_engine
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.svd import SvdModel, SvdParameters
from recsys.models.ratings.user_posterior import COVERAGE, normal_cdf
from recsys.models.vocabulary import Vocabulary
from tests.fixtures.bundles import tiny_collaborative
from tests.models.planted import SCALE, planted, random_model

HALF_KNOWN = 20.0  # as in the model: ratings that halve what is unsure of somebody's choice of works
SVD = "svd"
EVERY_ENGINE = pytest.mark.parametrize("engine", [*ENGINES, SVD])
NOBODY = np.zeros(0, np.int64), np.zeros(0, np.float32)


@cache
def fitted(engine):
    data, features = planted()
    if engine != SVD:
        return fit_engine(engine, data, features, SCALE, 0)
    parameters = SvdParameters()
    svd = SvdModel.fit(data.users, data.works, data.user_nums, data.work_nums, data.ratings, SCALE, parameters)
    return PointEstimate.measured(svd, data, parameters.reg, 0).collaborative(data.works, keep_users=False)


@cache
def ratings_of(user):
    data, _ = planted()
    rows = np.flatnonzero(data.user_nums == user)
    return data.work_nums[rows], data.ratings[rows]


def everything(model):
    return np.arange(len(model.works))


def dense_coefficients(model, work_nums):
    """(len(work_nums), S, k), a work at a time."""
    found = np.empty((len(work_nums), *model.prior_mean.shape))
    for place, work in enumerate(work_nums):
        row = model.row_of[work]
        if row >= 0:
            found[place] = model.coefficients[row]
            continue
        entries = slice(model.features.starts[work], model.features.starts[work + 1])
        found[place] = model.work_mean
        for column, value in zip(model.features.columns[entries], model.features.values[entries], strict=True):
            found[place] += float(value) * model.feature_coefficients[column].astype(float)
    return found


def prior_of(model, draw, work_nums):
    """Mean and precision before anybody's ratings are looked at, for somebody who rated these works."""
    n = len(work_nums)
    mean = model.prior_mean[draw].astype(float)
    rows = [model.row_of[work] for work in work_nums if model.row_of[work] >= 0]
    if rows:
        mean = mean + model.implicit[rows, draw].astype(float).sum(axis=0) / n**model.implicit_exponent
    variance = np.linalg.inv(model.prior_precision[draw].astype(float))
    variance += HALF_KNOWN / (HALF_KNOWN + n) * model.implicit_variance[draw].astype(float)
    return mean, np.linalg.inv(variance)


def dense(model, draw, noise, work_nums, ratings):
    """Mean and covariance of somebody's coefficients under a draw by the textbook, and what solved them: regressors
    and targets, those of works that nobody rated divided by the root of how many times noisier they are.
    """
    coefficients = dense_coefficients(model, work_nums)[:, draw]
    mean, precision = prior_of(model, draw, work_nums)
    root = np.sqrt([noisier(model, draw, work, mean) for work in work_nums])
    x = np.column_stack([np.ones(len(work_nums)), coefficients[:, 1:]]) / root[:, None]
    y = (ratings.astype(float) - model.global_mean - coefficients[:, 0]) / root
    covariance = np.linalg.inv(precision + noise * x.T @ x)
    return covariance @ (precision @ mean + noise * x.T @ y), covariance, x, y


def noisier(model, draw, work, w):
    """How many times the variance of the population's noise somebody's rating of a work has, their mean being `w`."""
    seen = np.array([1.0, *w[1:]])
    return 1 + float(model.noise_precision[draw] * model.doubt[work]) * (
        seen @ model.work_variance[draw].astype(float) @ seen
    )


def dense_mean(model, draw, w, works):
    """Predicted ratings under a draw, not cut to the scale."""
    coefficients = dense_coefficients(model, works)[:, draw]
    return model.global_mean + w[0] + coefficients[:, 0] + coefficients[:, 1:] @ w[1:]


# What every engine holds


@EVERY_ENGINE
def test_shapes_fit_each_other(engine):
    model, (data, _) = fitted(engine), planted()
    rated = np.unique(data.work_nums)
    k = model.prior_mean.shape[1]
    assert model.works == data.works
    assert np.flatnonzero(model.rated(everything(model))).tolist() == rated.tolist()
    assert sorted(model.row_of[rated]) == [*range(len(rated))]
    for name in ("coefficients", "implicit"):
        assert getattr(model, name).shape == (len(rated), model.n_draws, k), name
    assert model.feature_coefficients.shape == (model.features.n_features, model.n_draws, k)
    for name in ("prior_precision", "implicit_variance", "work_variance"):
        matrices = getattr(model, name)
        assert matrices.shape == (model.n_draws, k, k), name
        np.testing.assert_allclose(matrices, matrices.transpose(0, 2, 1), rtol=1e-4, atol=1e-6, err_msg=name)
        assert (np.linalg.eigvalsh(matrices.astype(float)) > -1e-6).all(), name
    assert (model.noise_precision > 0).all()
    assert ((model.doubt > 0) == ~model.rated(everything(model))).all()
    assert SCALE[0] < model.liking_cut < SCALE[1]
    assert model.global_mean == pytest.approx(data.ratings.mean(dtype=float))


@EVERY_ENGINE
@pytest.mark.parametrize("user", [0, 7, 68, 69])
def test_answers_are_ratings_intervals_and_probabilities(engine, user):
    model = fitted(engine)
    found = model.fold_in(*ratings_of(user)).predict(everything(model))
    assert all(array.shape == (len(model.works),) and np.isfinite(array).all() for array in found)
    assert (SCALE[0] <= found.low).all()
    assert (found.low <= found.ratings).all()
    assert (found.ratings <= found.high).all()
    assert (found.high <= SCALE[1]).all()
    assert (found.low < found.high).all()
    assert ((found.liking >= 0) & (found.liking <= 1)).all()
    np.testing.assert_array_equal(found.ratings, np.clip(found.mean, *SCALE))
    surest = np.argsort((found.mean - model.liking_cut) / found.deviation)
    assert (np.diff(found.liking[surest]) >= 0).all()
    mean, liking = model.fold_in(*ratings_of(user)).overview()
    rated = model.rated(everything(model))
    assert (np.diff(liking[rated][np.argsort(mean[rated])]) >= 0).all()


@EVERY_ENGINE
def test_the_parts_add_up(engine):
    model = fitted(engine)
    for user in (0, 69):
        folded = model.fold_in(*ratings_of(user))
        means = folded.predict(everything(model)).mean
        for work in (0, 17, 38, 39):
            assert sum(folded.parts(work)) == pytest.approx(means[work], abs=1e-4)
            assert folded.parts(work).global_mean == model.global_mean


def influences(folded, work):
    return folded.influences(np.array([work]))[0]


@EVERY_ENGINE
def test_influences_and_the_prior_add_up(engine):
    """x_iᵀ A⁻¹ Λ m, by a dense solve, is what the ratings do not explain."""
    model = fitted(engine)
    works, stars = ratings_of(3)
    folded = model.fold_in(works, stars)
    for work in (0, 5, 38):
        total = []
        coefficients = dense_coefficients(model, [work])[0]
        for draw in range(model.n_draws):
            mean, precision = prior_of(model, draw, works)
            _, covariance, _, _ = dense(model, draw, folded.noise_precision[draw], works, stars)
            seen = np.array([1.0, *coefficients[draw, 1:]])
            total.append(model.global_mean + coefficients[draw, 0] + seen @ covariance @ precision @ mean)
        added = influences(folded, work)
        assert added.shape == (len(works),)
        assert np.mean(total) + added.sum() == pytest.approx(folded.predict(np.array([work])).mean[0], abs=1e-3)


@EVERY_ENGINE
def test_an_influence_is_what_the_rating_adds(engine):
    """Half a star more moves the prediction as much as it moves that rating's influence, the noise held fixed."""
    model = replace(fitted(engine), noise_shape=0.0)
    works, stars = ratings_of(3)
    folded, work = model.fold_in(works, stars), 20
    for place in (0, 4):
        other = stars.copy()
        other[place] += 0.5
        moved = model.fold_in(works, other)
        by = moved.predict(np.array([work])).mean[0] - folded.predict(np.array([work])).mean[0]
        expected = np.zeros(len(works))
        expected[place] = by
        np.testing.assert_allclose(influences(moved, work) - influences(folded, work), expected, atol=1e-3)
        assert abs(by) > 0.001


@EVERY_ENGINE
def test_the_order_of_ratings_does_not_matter(engine):
    model = fitted(engine)
    works, stars = ratings_of(5)
    order = np.random.default_rng(0).permutation(len(works))
    one, other = model.fold_in(works, stars), model.fold_in(works[order], stars[order])
    for mine, theirs in zip(one.predict(everything(model)), other.predict(everything(model)), strict=True):
        np.testing.assert_allclose(theirs, mine, atol=1e-3)
    np.testing.assert_allclose(influences(other, 1), influences(one, 1)[order], atol=1e-3)


@EVERY_ENGINE
def test_without_ratings_one_is_the_population(engine):
    model = fitted(engine)
    folded = model.fold_in(*NOBODY)
    np.testing.assert_allclose(folded.w, model.prior_mean, atol=1e-4)
    np.testing.assert_array_equal(folded.noise_precision, model.noise_precision)
    variance = np.linalg.inv(model.prior_precision.astype(float)) + model.implicit_variance
    np.testing.assert_allclose(folded.covariance, variance, rtol=1e-2, atol=1e-3)
    assert influences(folded, 0).shape == (0,)
    unknown = model.stored_user("nobody", *NOBODY).predict(everything(model))
    np.testing.assert_array_equal(unknown.mean, folded.predict(everything(model)).mean)
    data, _ = planted()
    means = np.bincount(data.work_nums, data.ratings) / np.bincount(data.work_nums)
    assert np.corrcoef(folded.predict(np.arange(38)).mean, means)[0, 1] > 0.8


@EVERY_ENGINE
def test_what_nobody_rated_is_what_its_features_say(engine):
    model = fitted(engine)
    unrated = np.array([38, 39])
    assert not model.rated(unrated).any()
    atol = {POSTERIOR: 1e-4, FAST: 1e-8}.get(engine, 0)
    np.testing.assert_allclose(model.coefficients_of(unrated), dense_coefficients(model, unrated), atol=atol)
    mixed = np.array([39, 3, 38, 3])
    np.testing.assert_allclose(model.coefficients_of(mixed), dense_coefficients(model, mixed), atol=1e-4)
    folded = model.fold_in(*ratings_of(2))
    found = folded.predict(mixed)
    assert found.mean[1] == found.mean[3]
    sure = replace(model, work_variance=np.zeros_like(model.work_variance)).fold_in(*ratings_of(2)).predict(mixed)
    assert (found.deviation[[0, 2]] > sure.deviation[[0, 2]]).all()
    np.testing.assert_array_equal(found.deviation[[1, 3]], sure.deviation[[1, 3]])
    if engine != FAST:  # of planted works features say all that this one knows
        assert (found.deviation[[0, 2]] > found.deviation[[1, 3]].max()).all()


@EVERY_ENGINE
def test_the_overview_is_the_mean_of_every_work(engine):
    model = fitted(engine)
    for user in (0, 69):
        folded = model.fold_in(*ratings_of(user))
        mean, liking = folded.overview()
        predicted = folded.predict(everything(model))
        np.testing.assert_allclose(mean, predicted.mean, atol=1e-3)
        seen = np.column_stack([np.ones(model.n_draws), folded.w[:, 1:]])
        of_unrated = np.mean([one @ variance @ one for one, variance in zip(seen, model.work_variance, strict=True)])
        variances = (1 / folded.noise_precision.astype(float)).mean() + of_unrated * model.doubt.astype(float)
        expected = [
            0.5 * math.erfc((model.liking_cut - star) / math.sqrt(2 * variance))
            for star, variance in zip(mean.tolist(), variances.tolist(), strict=True)
        ]
        np.testing.assert_allclose(liking, expected, atol=1e-5)


@EVERY_ENGINE
def test_nobodys_answer_hangs_on_others(engine):
    """Asked in any company, before or after others, of one work or of all, the answer is the same."""
    model = fitted(engine)
    alone = model.fold_in(*ratings_of(4)).predict(np.array([11, 39]))
    model.fold_in(*ratings_of(9)).predict(everything(model))
    folded = model.fold_in(*ratings_of(4))
    model.fold_in(*NOBODY).overview()
    for found, expected in zip(folded.predict(everything(model)), alone, strict=True):
        np.testing.assert_allclose(found[[11, 39]], expected, atol=1e-5)


@EVERY_ENGINE
def test_no_argument_is_changed(engine):
    model = fitted(engine)
    works, stars = (array.copy() for array in ratings_of(1))
    works.flags.writeable = stars.flags.writeable = False
    before = model.coefficients.copy(), model.prior_mean.copy(), model.work_mean.copy()
    folded = model.fold_in(works, stars)
    folded.predict(everything(model))
    folded.overview()
    influences(folded, 38)
    folded.parts(0)
    for array, copy in zip((model.coefficients, model.prior_mean, model.work_mean), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@EVERY_ENGINE
def test_ratings_tell_of_other_works(engine):
    """From half of somebody's ratings the other half is predicted better than from none."""
    model = fitted(engine)
    gaps: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for user in range(20):
        works, stars = ratings_of(user)
        half = len(works) // 2
        for known, found in gaps.items():
            folded = model.fold_in(works[: half * known], stars[: half * known])
            found.append(folded.predict(works[half:]).ratings - stars[half:])
    errors = {known: np.sqrt(np.mean(np.concatenate(found) ** 2)) for known, found in gaps.items()}
    assert errors[True] < 0.85 * errors[False]


# Worked out


def test_by_hand():
    """One rating, 4.5 of the first work: y = 1, x = (1, 1, 0), prior mean (0.25, 0, 0) + (0.5, 0, -1), and A⁻¹ is
    1 - xxᵀ/3, so that w = (0.75 + 1/12, 1/12, -1).
    """
    model = tiny_collaborative()
    folded = model.fold_in(np.array([0]), np.array([4.5]))
    np.testing.assert_allclose(folded.w, [[10 / 12, 1 / 12, -1]], atol=1e-6)
    found = folded.predict(np.array([2, 0]))
    np.testing.assert_allclose(found.mean, [3.25 + 10 / 12 - 2, 3.5 + 11 / 12], atol=1e-5)
    # x A⁻¹ x, the noise, and for the work that nobody rated 0.5 + w₂².
    variances = [5 - 1 / 3 + 1 + 1.5, 2 / 3 + 1]
    np.testing.assert_allclose(found.deviation, np.sqrt(variances), atol=1e-5)
    half = 1.2815515655 * np.sqrt(variances)
    np.testing.assert_allclose(found.low, np.maximum(found.mean - half, 0.5), atol=1e-5)
    np.testing.assert_allclose(found.high, np.minimum(found.mean + half, 5), atol=1e-5)
    assert found.liking[1] == pytest.approx(0.5 + 0.5 * math.erf((11 / 12) / math.sqrt(5 / 3) / math.sqrt(2)), abs=1e-6)
    assert folded.parts(0) == pytest.approx((3, 10 / 12, 0.5, 1 / 12), abs=1e-6)
    assert influences(folded, 0) == pytest.approx([2 / 3], abs=1e-6)
    assert influences(folded, 1) == pytest.approx([1 / 3], abs=1e-6)  # the second work has no first factor


def test_by_hand_of_a_work_that_nobody_rated():
    """Its rating varies by 0.5 for the work's bias, besides 1 for noise: y = 1.25, x = (1, 0, 2), and A⁻¹x is
    1.5 x / (1.5 + 5).
    """
    folded = tiny_collaborative().fold_in(np.array([2]), np.array([4.5]))
    np.testing.assert_allclose(folded.w, [[0.25 + 1 / 6.5, 0, 2 / 6.5]], atol=1e-6)
    assert influences(folded, 0) == pytest.approx([1.25 / 6.5], abs=1e-6)


@EVERY_ENGINE
def test_a_rating_of_a_work_that_nobody_rated_says_less(engine):
    """Than it would if what is expected of the work were known to be so; of others nothing else is said."""
    model = replace(fitted(engine), noise_shape=0.0)
    sure = replace(model, work_variance=np.zeros_like(model.work_variance))
    works, stars = ratings_of(6)
    one, other = (of.fold_in(works, stars) for of in (model, sure))
    for mine, theirs in ((one.w, other.w), (one.covariance, other.covariance), (one.x, other.x), (one.y, other.y)):
        np.testing.assert_array_equal(mine, theirs)
    with_unrated = np.append(works, 38), np.append(stars, np.float32(0.5))
    one, other = (of.fold_in(*with_unrated) for of in (model, sure))
    np.testing.assert_array_equal(one.x[:, :-1], other.x[:, :-1])
    less, more = (abs(influences(folded, 38)[-1]) for folded in (one, other))
    assert 0.2 * more < less < (1 if engine == FAST else 0.95) * more
    # By Sherman and Morrison, of a rating weighed by f in place of 1, whose leverage was l, f / (1 - l + f l) is left.
    mean = model.prior_mean + model.implicit[model.row_of[works]].sum(axis=0) / len(with_unrated[0]) ** (
        model.implicit_exponent
    )
    f = 1 / (1 + model.noise_precision * model.doubt[38] * model.work_variance_seen(mean))
    x = other.x[:, -1]
    leverage = model.noise_precision * np.einsum("si,sij,sj->s", x, other.covariance, x)
    left = leverage * other.y[:, -1] * f / (1 - leverage + f * leverage)
    assert less == pytest.approx(abs(left.mean()), rel=1e-4)


def test_a_stored_user_is_worked_out_where_there_is_none():
    kept = StoredUsers(Vocabulary(("ana", "zoe")), np.array([[1, 0, 0], [0, 2, 1]], dtype=np.float32))
    model = replace(tiny_collaborative(), stored=kept)
    ana = model.stored_user("ana", np.array([0]), np.array([4.5]))
    assert ana.predict(np.arange(3)).mean.tolist() == [4.5, 3.5, 4.25]
    assert ana.parts(0) == (3, 1, 0.5, 0)
    for one in (
        model.stored_user("eva", np.array([0]), np.array([4.5])),
        model.fold_in(np.array([0]), np.array([4.5])),
    ):
        assert one.w[0, 0] == pytest.approx(10 / 12, abs=1e-6)


MODELS = settings(max_examples=60, deadline=None)


@st.composite
def visits(draw):
    """The seed of a random model, some of its works, and ratings of them."""
    works = draw(st.lists(st.integers(0, 8), unique=True, min_size=1, max_size=9))
    stars = draw(st.lists(st.integers(1, 10), min_size=len(works), max_size=len(works)))
    return draw(st.integers(0, 10**6)), np.array(works), np.array(stars, dtype=np.float32) / 2


@MODELS
@given(visits(), st.integers(1, 4), st.integers(1, 3))
def test_folding_in_equals_a_dense_solve(visit, draws, factors):
    seed, works, stars = visit
    model = random_model(seed, draws=draws, factors=factors)
    folded = model.fold_in(works, stars)
    np.testing.assert_array_equal(folded.noise_precision, model.noise_precision)
    found = folded.predict(np.arange(9))
    means, variances = np.empty((draws, 9)), np.empty((draws, 9))
    for draw in range(draws):
        noise = float(model.noise_precision[draw])
        w, covariance, _, _ = dense(model, draw, noise, works, stars)
        np.testing.assert_allclose(folded.w[draw], w, atol=2e-3)
        np.testing.assert_allclose(folded.covariance[draw], covariance, atol=2e-3)
        means[draw] = dense_mean(model, draw, w, np.arange(9))
        x = dense_coefficients(model, np.arange(9))[:, draw]
        x[:, 0] = 1
        seen = np.array([1.0, *w[1:]])
        of_work = model.doubt * (seen @ model.work_variance[draw].astype(float) @ seen)
        variances[draw] = np.einsum("ni,ij,nj->n", x, covariance, x) + 1 / noise + of_work
    np.testing.assert_allclose(found.mean, means.mean(axis=0), atol=5e-3)
    np.testing.assert_allclose(found.deviation, np.sqrt(variances.mean(axis=0) + means.var(axis=0)), rtol=5e-3)


@MODELS
@example((9, np.array([0, 1, 2, 3, 6]), np.full(5, 0.5, np.float32)), 2.0)  # three rounds were too few
@example((214009, np.array([4, 3, 1, 5, 8, 0]), np.full(6, 0.5, np.float32)), 2.0)  # five were
@given(visits(), st.sampled_from([2.0, 4.0]))
def test_how_noisy_somebodys_ratings_are_is_worked_out_with_them(visit, shape):
    """Given the noise the coefficients are the dense solution; and of the way from the population's noise to the one
    that the coefficients would say themselves, more than half is gone however strange the ratings.
    """
    seed, works, stars = visit
    model = random_model(seed, noise_shape=shape)
    folded = model.fold_in(works, stars)
    for draw in range(model.n_draws):
        w, covariance, _, _ = dense(model, draw, folded.noise_precision[draw], works, stars)
        np.testing.assert_allclose(folded.w[draw], w, atol=2e-3)
        np.testing.assert_allclose(folded.covariance[draw], covariance, atol=2e-3)
        begin = settled = float(model.noise_precision[draw])
        for _ in range(60):
            settled = noise_said(model, draw, settled, works, stars)
        assert abs(folded.noise_precision[draw] - settled) <= 0.5 * abs(begin - settled) + 1e-4


def noise_said(model, draw, noise, works, stars):
    """The noise precision that the coefficients given some noise precision say."""
    w, covariance, x, y = dense(model, draw, noise, works, stars)
    squares = ((y - x @ w) ** 2).sum() + np.einsum("ni,ij,nj->", x, covariance, x)
    return (model.noise_shape + len(works) / 2) / (model.noise_shape / model.noise_precision[draw] + squares / 2)


def test_how_noisy_ratings_are_is_settled_where_the_model_was_fitted():
    model = fitted(POSTERIOR)
    assert model.noise_shape > 0
    settled = []
    for user in range(8):
        folded = model.fold_in(*ratings_of(user))
        for draw in range(0, model.n_draws, 10):
            said = noise_said(model, draw, float(folded.noise_precision[draw]), *ratings_of(user))
            assert folded.noise_precision[draw] == pytest.approx(said, rel=0.05)
            settled.append(said / model.noise_precision[draw])
    assert min(settled) < 0.9 < 1.1 < max(settled)  # people differ


@MODELS
@given(visits(), st.sampled_from([0.0, 4.0]), st.integers(0, 8))
def test_influences_add_up_in_any_model(visit, shape, work):
    seed, works, stars = visit
    model = random_model(seed, noise_shape=shape)
    folded = model.fold_in(works, stars)
    prior = []
    for draw in range(model.n_draws):
        mean, precision = prior_of(model, draw, works)
        _, covariance, _, _ = dense(model, draw, folded.noise_precision[draw], works, stars)
        coefficients = dense_coefficients(model, [work])[0, draw]
        seen = np.array([1.0, *coefficients[1:]])
        prior.append(model.global_mean + coefficients[0] + seen @ covariance @ precision @ mean)
    total = np.mean(prior) + influences(folded, work).sum()
    assert total == pytest.approx(folded.predict(np.array([work])).mean[0], abs=5e-3)


@MODELS
@given(visits(), st.integers(0, 8))
def test_the_overview_and_the_parts_say_the_same_in_any_model(visit, work):
    seed, works, stars = visit
    folded = random_model(seed, noise_shape=4.0).fold_in(works, stars)
    mean, _ = folded.overview()
    np.testing.assert_allclose(mean, folded.predict(np.arange(9)).mean, atol=1e-3)
    assert sum(folded.parts(work)) == pytest.approx(mean[work], abs=1e-3)


@given(st.floats(-40, 40))
def test_the_normal_distribution(z):
    assert normal_cdf(np.array([z]))[0] == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=3e-7)


def test_the_interval_holds_what_it_says():
    assert (COVERAGE, LIKED_FROM) == (0.8, 4.0)
    unbounded = replace(tiny_collaborative(), scale=(-99.0, 99.0))
    found = unbounded.fold_in(*NOBODY).predict(np.array([1]))
    sides = (found.high - found.mean) / found.deviation
    assert 2 * normal_cdf(sides)[0] - 1 == pytest.approx(COVERAGE, abs=1e-5)
