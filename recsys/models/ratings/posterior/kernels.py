"""The compiled inner loop of the sampler: one Gaussian conditional per row, rows independent of each other."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Without the interpreter's lock, so that two threads run at once; sums in whichever order fills the processor's
# vectors; compiled once, kept in this folder.
_compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit(
    nogil=True, fastmath=True, error_model="numpy", cache=True
)
_LANES = 16  # rows that are solved side by side, a vector holding one number of each


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
    squares: Floats,
) -> None:
    """For each row in `first:last`, a draw from the Gaussian conditional of its coefficients given its ratings.

    Row r has the ratings `starts[r]:starts[r + 1]`; rating n has the regressors `regressors[columns[n]]`, (k,), the
    target `targets[n]` and the noise precision `precisions[n]`. Written to: `sampled` (n_rows, k), the mean and what
    the standard `normal`s of that shape make of the covariance, and `squares` (n_rows,), the draw's sum of squared
    errors.
    """
    k = regressors.shape[1]
    a, b = np.empty((k, k)), np.empty(k)
    lower = np.ones((k, k, _LANES))
    moment, draw = np.zeros((k, _LANES)), np.zeros((k, _LANES))
    for row_of_lane_0 in range(first, last, _LANES):
        rows = range(row_of_lane_0, min(last, row_of_lane_0 + _LANES))
        for lane, row in enumerate(rows):
            own = slice(starts[row], starts[row + 1])
            _begin(a, b, prior_precision, prior_mean[row])
            _add(a, b, regressors, columns[own], targets[own], precisions[own])
            for i in range(k):
                moment[i, lane], draw[i, lane] = b[i], normal[row, i]
                for j in range(i + 1):
                    lower[i, j, lane] = a[i, j]
        _factorise(lower)
        _solve(lower, moment, draw)
        for lane, row in enumerate(rows):
            for i in range(k):
                sampled[row, i] = draw[i, lane]
            own = slice(starts[row], starts[row + 1])
            squares[row] = _squared_error(regressors, columns[own], sampled[row], targets[own])


@_compiled
def _begin(a: Floats, b: Floats, prior_precision: Floats, prior_mean: Floats) -> None:
    """The prior's precision, (k, k), and its product with the mean, (k,)."""
    for i in range(len(b)):
        b[i] = 0.0
        for j in range(len(b)):
            a[i, j] = prior_precision[i, j]
            b[i] += prior_precision[i, j] * prior_mean[j]


@_compiled
def _add(
    a: Floats, b: Floats, regressors: Floats, columns: NDArray[np.int32], targets: Floats, precisions: Floats
) -> None:
    """What a row's ratings add to both."""
    n = 0
    while n + 4 <= len(columns):
        own = slice(n, n + 4)
        _add_four(a, b, regressors, columns[own], targets[own], precisions[own])
        n += 4
    while n < len(columns):
        _add_one(a, b, regressors[columns[n]], targets[n], precisions[n])
        n += 1


@_compiled
def _add_one(a: Floats, b: Floats, x: Floats, target: float, precision: float) -> None:
    """One rating's part."""
    for i in range(len(b)):
        scaled = precision * x[i]
        b[i] += scaled * target
        for j in range(len(b)):
            a[i, j] += scaled * x[j]


@_compiled
def _add_four(
    a: Floats, b: Floats, regressors: Floats, columns: NDArray[np.int32], targets: Floats, precisions: Floats
) -> None:
    """The same of four ratings, the sums being read and written once."""
    x, y, z, w = regressors[columns[0]], regressors[columns[1]], regressors[columns[2]], regressors[columns[3]]
    for i in range(len(b)):
        of_x, of_y, of_z, of_w = precisions[0] * x[i], precisions[1] * y[i], precisions[2] * z[i], precisions[3] * w[i]
        b[i] += of_x * targets[0] + of_y * targets[1] + of_z * targets[2] + of_w * targets[3]
        for j in range(len(b)):
            a[i, j] += of_x * x[j] + of_y * y[j] + of_z * z[j] + of_w * w[j]


@_compiled
def _factorise(a: Floats) -> None:
    """Cholesky's a = l lᵀ in place, in the lower triangle of each lane, (k, k, lanes); of the diagonal the inverse."""
    for j in range(len(a)):
        for p in range(j):
            for lane in range(_LANES):
                a[j, j, lane] -= a[j, p, lane] * a[j, p, lane]
        for lane in range(_LANES):
            a[j, j, lane] = 1.0 / np.sqrt(a[j, j, lane])
        for i in range(j + 1, len(a)):
            for p in range(j):
                for lane in range(_LANES):
                    a[i, j, lane] -= a[i, p, lane] * a[j, p, lane]
            for lane in range(_LANES):
                a[i, j, lane] *= a[j, j, lane]


@_compiled
def _solve(lower: Floats, b: Floats, draw: Floats) -> None:
    """In place of standard normals, (k, lanes), draws around the mean (l lᵀ)⁻¹ b of covariance (l lᵀ)⁻¹: what solves
    lᵀ draw = l⁻¹ b + normal.
    """
    k = len(b)
    for i in range(k):
        for p in range(i):
            for lane in range(_LANES):
                b[i, lane] -= lower[i, p, lane] * b[p, lane]
        for lane in range(_LANES):
            b[i, lane] *= lower[i, i, lane]
    for i in range(k - 1, -1, -1):
        for lane in range(_LANES):
            draw[i, lane] += b[i, lane]
        for p in range(i + 1, k):
            for lane in range(_LANES):
                draw[i, lane] -= lower[p, i, lane] * draw[p, lane]
        for lane in range(_LANES):
            draw[i, lane] *= lower[i, i, lane]


@_compiled
def _squared_error(regressors: Floats, columns: NDArray[np.int32], w: Floats, targets: Floats) -> float:
    total = 0.0
    for n in range(len(columns)):
        error = targets[n]
        for i in range(len(w)):
            error -= regressors[columns[n], i] * w[i]
        total += error * error
    return total
