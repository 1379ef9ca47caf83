"""The compiled inner loop of the sampler: one Gaussian conditional per row, rows independent of each other."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Without the interpreter's lock, so that two threads run side by side; compiled once, kept beside this file.
_compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit(nogil=True, cache=True)


@_compiled
def sample_rows(
    first: int,
    last: int,
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    targets: Floats,
    precisions: Floats,
    regressors: Floats,
    prior_mean: Floats,
    prior_precision: Floats,
    normal: Floats,
    sampled: Floats,
    mean: Floats,
    squares: Floats,
) -> None:
    """For each row in `first:last`, the Gaussian conditional of its coefficients given its ratings: mean and a draw.

    Row r has the ratings `starts[r]:starts[r + 1]`; rating n has the regressors `regressors[columns[n]]`, (k,), the
    target `targets[n]` and the noise precision `precisions[n]`. Written to: `mean` and `sampled` (n_rows, k), the
    latter from the standard `normal`s of that shape, and `squares` (n_rows,), the draw's sum of squared errors.
    """
    k = regressors.shape[1]
    a, b = np.empty((k, k)), np.empty(k)
    for row in range(first, last):
        for i in range(k):
            b[i] = 0.0
            for j in range(k):
                a[i, j] = prior_precision[i, j]
                b[i] += prior_precision[i, j] * prior_mean[row, j]
        for n in range(starts[row], starts[row + 1]):
            _add(a, b, regressors[columns[n]], targets[n], precisions[n])
        _factorise(a)
        _solve(a, b, normal[row], mean[row], sampled[row])
        squares[row] = 0.0
        for n in range(starts[row], starts[row + 1]):
            squares[row] += _squared_error(regressors[columns[n]], sampled[row], targets[n])


@_compiled
def _add(a: Floats, b: Floats, x: Floats, target: float, precision: float) -> None:
    """One rating's part of the precision, in its lower triangle, and of its product with the mean."""
    for i in range(len(b)):
        scaled = precision * x[i]
        b[i] += scaled * target
        for j in range(i + 1):
            a[i, j] += scaled * x[j]


@_compiled
def _factorise(a: Floats) -> None:
    """Cholesky's a = l lᵀ in place, in the lower triangle."""
    for j in range(len(a)):
        for p in range(j):
            a[j, j] -= a[j, p] * a[j, p]
        a[j, j] = np.sqrt(a[j, j])
        for i in range(j + 1, len(a)):
            for p in range(j):
                a[i, j] -= a[i, p] * a[j, p]
            a[i, j] /= a[j, j]


@_compiled
def _solve(lower: Floats, b: Floats, normal: Floats, mean: Floats, sampled: Floats) -> None:
    """The mean (l lᵀ)⁻¹ b, and a draw around it of covariance (l lᵀ)⁻¹, whose difference solves lᵀ d = normal."""
    k = len(b)
    for i in range(k):
        for p in range(i):
            b[i] -= lower[i, p] * b[p]
        b[i] /= lower[i, i]
    for i in range(k - 1, -1, -1):
        mean[i], sampled[i] = b[i], b[i] + normal[i]
        for p in range(i + 1, k):
            mean[i] -= lower[p, i] * mean[p]
            sampled[i] -= lower[p, i] * sampled[p]
        mean[i] /= lower[i, i]
        sampled[i] /= lower[i, i]


@_compiled
def _squared_error(x: Floats, w: Floats, target: float) -> float:
    error = target
    for i in range(len(w)):
        error -= x[i] * w[i]
    return error * error
