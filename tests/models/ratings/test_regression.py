"""The two ways to a user's coefficients, and the textbook's."""

import numpy as np
import pytest

from recsys.models.ratings.regression import Prior, few_ratings, many_ratings

DRAWS, SIZE = 3, 5


@pytest.mark.parametrize("n", [0, 1, 4])
def test_few_ratings_say_what_many_do(n):
    rng = np.random.default_rng(n)
    root = rng.normal(size=(DRAWS, SIZE, SIZE))
    variance = root @ root.transpose(0, 2, 1) + np.eye(SIZE)
    mean, x, y = rng.normal(size=(DRAWS, SIZE)), rng.normal(size=(DRAWS, n, SIZE)), rng.normal(size=(DRAWS, n))
    noise = np.array([0.5, 2.0, 8.0])
    prior = Prior(*(array.astype(np.float32) for array in (mean, variance)))
    ways = [way(prior, x.astype(np.float32), y.astype(np.float32)) for way in (few_ratings, many_ratings)]
    for draw in range(DRAWS):
        covariance = np.linalg.inv(np.linalg.inv(variance[draw]) + noise[draw] * x[draw].T @ x[draw])
        w = covariance @ (np.linalg.inv(variance[draw]) @ mean[draw] + noise[draw] * x[draw].T @ y[draw])
        squares = np.square(y[draw] - x[draw] @ w).sum() + np.trace(x[draw] @ covariance @ x[draw].T)
        for way in ways:
            found, spread = way.coefficients(noise.astype(np.float32))
            assert found[draw] == pytest.approx(w, abs=1e-4)
            assert spread[draw] == pytest.approx(covariance, abs=1e-4)
            assert way.squares(noise.astype(np.float32))[draw] == pytest.approx(squares, abs=1e-3)
