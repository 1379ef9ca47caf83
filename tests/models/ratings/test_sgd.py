import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.build.evaluation.metrics import rmse
from recsys.build.evaluation.splits import hold_out
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.sgd import MOST_FOR_SMALL, SLOWING, SLOWINGS, SgdParameters, fit_sgd, parameters_for
from recsys.models.ratings.svd import SvdModel, SvdParameters
from recsys.models.vocabulary import Vocabulary
from recsys.research.null_ratings import null_ratings
from tests.fixtures.bundles import assert_same_arrays

SCALE = (0.5, 5.0)
TINY = SgdParameters(factors=3, epochs=4, learning_rate=0.05, reg=0.1, initial_sd=0.5, seed=3)


def arrays(users, works, ratings, n_users, n_works):
    return RatingArrays(
        Vocabulary(tuple(f"u{n}" for n in range(n_users))),
        Vocabulary(tuple(f"w{n}" for n in range(n_works))),
        np.asarray(users, np.int32),
        np.asarray(works, np.int32),
        np.asarray(ratings, np.float32),
    )


def some(n_users, n_works, share, seed=0):
    """Some pairs in no order, with a preference in two dimensions; the last user and the last work have no rating."""
    rng = np.random.default_rng(seed)
    users, works = np.nonzero(rng.random((n_users - 1, n_works - 1)) < share)
    order = rng.permutation(len(users))
    users, works = users[order], works[order]
    preference = rng.normal(size=(n_users, 2)) @ rng.normal(size=(2, n_works))
    noise = rng.normal(0, 0.3, len(users))
    stars = np.clip(np.round(2 * (3.5 + 0.7 * preference[users, works] + noise)) / 2, *SCALE)
    return arrays(users, works, stars, n_users, n_works)


def start(data: RatingArrays, parameters: SgdParameters):
    """What is learned, before it is, in 64 bits, and which ratings are watched."""
    rng = np.random.default_rng(parameters.seed)
    shapes = [(len(data.users), parameters.factors), (len(data.works), parameters.factors)]
    p, q = (rng.standard_normal(shape, dtype=np.float32).astype(float) * parameters.initial_sd for shape in shapes)
    watched = rng.choice(len(data), math.ceil(parameters.watched * len(data)), replace=False)
    learned = {"user_bias": np.zeros(len(p)), "user_factors": p, "work_bias": np.zeros(len(q)), "work_factors": q}
    return learned, watched.tolist()


def error_of(data: RatingArrays, row: int, learned) -> float:
    u, i, (bu, p, bi, q) = data.user_nums[row], data.work_nums[row], learned.values()
    return float(data.ratings[row] - (data.ratings.mean(dtype=float) + bu[u] + bi[i] + p[u] @ q[i]))


def epoch(data: RatingArrays, rows, rate, reg, learned) -> None:
    """The equations one rating at a time, in the order of `rows`."""
    bu, p, bi, q = learned.values()
    for row in rows:
        u, i, error = data.user_nums[row], data.work_nums[row], error_of(data, row, learned)
        bu[u] += rate * (error - reg * bu[u])
        bi[i] += rate * (error - reg * bi[i])
        p[u], q[i] = p[u] + rate * (error * q[i] - reg * p[u]), q[i] + rate * (error * p[u] - reg * q[i])


def loop(data: RatingArrays, parameters: SgdParameters, rows: list[int]):
    learned, _ = start(data, parameters)
    for _ in range(parameters.epochs):
        epoch(data, rows, parameters.learning_rate, parameters.reg, learned)
    return learned


def assert_equal(model, expected):
    for name, array in expected.items():
        assert getattr(model, name).dtype == np.float32
        np.testing.assert_allclose(getattr(model, name), array, atol=1e-4, err_msg=name)


def predictions(model: SvdModel, data: RatingArrays):
    pairs = zip(data.user_nums.tolist(), data.work_nums.tolist(), strict=True)
    return np.array([model.predict(user, work) for user, work in pairs])


def test_one_thread_is_the_loop_in_the_order_of_users():
    data = some(13, 7, 0.5)
    rows = sorted(range(len(data)), key=lambda row: data.user_nums[row])
    assert rows != list(range(len(data)))
    model = fit_sgd(data, SCALE, TINY)
    assert model.global_mean == pytest.approx(data.ratings.mean(dtype=float))
    assert_equal(model, loop(data, TINY, rows))


def halves(nums, n_rows):
    """Worked out the slow way: a row is in the second half when half of the ratings or more stand before it."""
    return [int(2 * np.count_nonzero(nums < row) >= len(nums)) for row in range(n_rows)]


def test_two_threads_are_the_loop_in_the_order_of_blocks():
    data = some(31, 12, 0.4)
    of_user, of_work = halves(data.user_nums, 31), halves(data.work_nums, 12)
    blocks: list[list[int]] = [[], [], [], []]
    for row in range(len(data)):
        user_half, work_half = of_user[data.user_nums[row]], of_work[data.work_nums[row]]
        # First the two blocks on the diagonal, then the two others.
        blocks[2 * (user_half != work_half) + user_half].append(row)
    assert min(map(len, blocks)) > 10
    rows = [row for block in blocks for row in sorted(block, key=lambda row: data.user_nums[row])]
    assert_equal(fit_sgd(data, SCALE, replace(TINY, threads=2)), loop(data, TINY, rows))


def test_a_worse_epoch_is_undone_and_the_steps_become_smaller():
    data = some(60, 25, 0.6)
    parameters = replace(TINY, epochs=90, learning_rate=0.12, reg=0.02, initial_sd=0.1, watched=0.2)
    learned, watched = start(data, parameters)
    rows = sorted(set(range(len(data))) - set(watched), key=lambda row: data.user_nums[row])
    rate, best, course = parameters.learning_rate, (math.inf, learned), ""
    while len(course) < parameters.epochs and course.count("w") <= SLOWINGS:
        learned = {name: array.copy() for name, array in best[1].items()}
        epoch(data, rows, rate, parameters.reg, learned)
        error = sum(error_of(data, row, learned) ** 2 for row in watched)
        if error <= best[0]:
            best, course = (error, learned), course + "b"
        else:
            rate, course = rate * SLOWING, course + "w"
    assert course.count("w") == SLOWINGS + 1
    assert course.count("wb") == SLOWINGS  # smaller steps led on, each time
    assert_equal(fit_sgd(data, SCALE, parameters), best[1])


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(threads):
    data = some(400, 90, 0.3)
    parameters = replace(TINY, threads=threads, watched=0.1)
    model = fit_sgd(data, SCALE, parameters)
    for _ in range(3):
        assert_same_arrays(model, fit_sgd(data, SCALE, parameters))
    assert not np.allclose(model.work_factors, fit_sgd(data, SCALE, replace(parameters, seed=4)).work_factors)


def test_the_ratings_given_are_not_changed():
    data = some(20, 9, 0.5)
    copies = data.user_nums.copy(), data.work_nums.copy(), data.ratings.copy()
    for array in (data.user_nums, data.work_nums, data.ratings):
        array.flags.writeable = False
    fit_sgd(data, SCALE, replace(TINY, threads=2, watched=0.2))
    for array, copy in zip((data.user_nums, data.work_nums, data.ratings), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_what_nobody_rated_keeps_no_bias():
    model = fit_sgd(some(20, 9, 0.5), SCALE, TINY)
    assert model.user_bias[-1] == model.work_bias[-1] == 0
    assert np.all(model.user_bias[:-1] != 0)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_taste_is_learned_that_biases_cannot_tell(threads):
    data = some(500, 120, 0.3)
    held_out = hold_out(len(data), 0)
    train, test = data.where(~held_out), data.where(held_out)
    model = fit_sgd(train, SCALE, SgdParameters(factors=8, epochs=60, learning_rate=0.02, reg=0.03, threads=threads))
    biases = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, 500, 120)
    assert rmse(predictions(model, test), test.ratings) < 0.45  # the noise, with the rounding to halves, is 0.33
    assert rmse(biases.predict(test.user_nums, test.work_nums), test.ratings) > 0.8


def test_watching_undoes_what_only_learned_noise():
    null = null_ratings(40_000, 500, 300)
    data = arrays(null.users, null.titles, null.halves / 2, 500, 300)
    held_out = hold_out(len(data), 1)
    train, test = data.where(~held_out), data.where(held_out)
    eager = SgdParameters(factors=8, epochs=60, learning_rate=0.03, reg=0.001)
    errors = {
        watched: rmse(predictions(fit_sgd(train, SCALE, replace(eager, watched=watched)), test), test.ratings)
        for watched in (0.0, 0.05)
    }
    assert errors[0.05] < errors[0.0] - 0.1
    assert errors[0.05] < 1.02


def test_factors_that_grow_beyond_bounds_are_told():
    with pytest.raises(ValueError, match="learning_rate must be so small"):
        fit_sgd(some(20, 9, 0.5), SCALE, replace(TINY, learning_rate=5.0, epochs=50))


def test_the_defaults_follow_the_number_of_ratings():
    small, large = parameters_for(MOST_FOR_SMALL, 5), parameters_for(MOST_FOR_SMALL + 1, 5)
    assert small == SgdParameters(seed=5)
    assert (large.threads, large.watched, large.seed) == (2, 0.01, 5)


@pytest.mark.real_data
def test_as_accurate_as_surprise_on_the_published_split(real_data):
    parts = [
        pd.read_csv(real_data / "movielens" / "ml-100k" / f"u1.{part}", sep="\t", header=None)
        for part in ("base", "test")
    ]
    users, works, stars = (pd.concat(parts)[column].to_numpy() for column in range(3))
    data = arrays(users - 1, works - 1, stars, users.max(), works.max())
    is_train = np.arange(len(data)) < len(parts[0])
    train, test = data.where(is_train), data.where(~is_train)
    parameters = SvdParameters(epochs=30)
    triples = (train.user_nums, train.work_nums, train.ratings)
    theirs = SvdModel.fit(data.users, data.works, *triples, (1.0, 5.0), parameters)
    reference = rmse(predictions(theirs, test), test.ratings)
    assert reference < 0.94
    for threads in (1, 2):
        ours = fit_sgd(train, (1.0, 5.0), SgdParameters(epochs=30, threads=threads))
        assert rmse(predictions(ours, test), test.ratings) == pytest.approx(reference, abs=0.003)
