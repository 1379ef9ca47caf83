"""The fast engine: biased matrix factorisation by stochastic gradient descent, for tens of millions of ratings.

The model and what is minimised are those of `models.ratings.svd`: Σ (r - r̂)² + reg (b_u² + b_i² + |p_u|² + |q_i|²),
rating by rating (Funk 2006). Numba compiles the loop, in 32-bit numbers.

Two threads never touch the same row: users and works are cut in two halves each, and while one thread takes the first
users' ratings of the first works, the other takes the second users' of the second works; then they change works
(Gemulla et al. 2011, «Large-Scale Matrix Factorization with Distributed Stochastic Gradient Descent»). So the outcome
does not depend on which is faster: on one machine the same seed gives the same bytes.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from math import ceil, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.svd import SvdModel, SvdParameters

# Up to here the parameters of `SvdParameters` are affordable, which are the more accurate ones.
MOST_FOR_SMALL = 2_000_000
# Where an epoch was worse than the one before, the steps were too large: how much smaller they become, how often.
SLOWING = 0.4
SLOWINGS = 2


@dataclass(frozen=True)
class SgdParameters(SvdParameters):
    """How the factors are learned: as `SvdParameters`, and on how many threads, and when to stop.

    `watched` is the share of the ratings that is kept out of learning and predicted after every epoch. An epoch after
    which they are predicted worse is undone; learning goes on with smaller steps, and ends when it has been slowed
    SLOWINGS times and is worse again. With 0, all ratings are learned from, for all epochs.
    """

    threads: int = 1
    watched: float = 0.0


def parameters_for(n_ratings: int, seed: int = 0) -> SgdParameters:
    """The defaults for that many ratings.

    Where there are many, steps are larger and epochs fewer, and one rating in a hundred can be spared to be watched:
    where ratings do not depend on the work, each epoch beyond the biases would only learn noise.
    """
    if n_ratings <= MOST_FOR_SMALL:
        return SgdParameters(seed=seed)
    return SgdParameters(
        factors=64, epochs=25, learning_rate=0.015, reg=0.04, initial_sd=0.02, seed=seed, threads=2, watched=0.01
    )


class _Arrays(NamedTuple):
    """The parts of the model, float32, changed in place while they are learned; shapes as in SvdModel."""

    user_bias: NDArray[np.float32]
    user_factors: NDArray[np.float32]
    work_bias: NDArray[np.float32]
    work_factors: NDArray[np.float32]


class _Ordered(NamedTuple):
    """Ratings by user, each user's by part of the works, otherwise in their own order; 8 bytes a rating.

    Those by user u of works in part p of P are the rows `starts[u * P + p]` to `starts[u * P + p + 1]`.
    """

    starts: NDArray[np.int64]
    work_nums: NDArray[np.int32]
    ratings: NDArray[np.float32]


def fit_sgd(data: RatingArrays, scale: tuple[float, float], parameters: SgdParameters) -> SvdModel:
    """Fit on ratings (each pair once); `parameters_for` has parameters that suit their number.

    One thread takes the ratings in the users' order, and each user's in their own. Raises ValueError when the factors
    grow beyond all bounds.
    """
    rng = np.random.default_rng(parameters.seed)
    arrays = _initial(len(data.users), len(data.works), parameters, rng)
    watched = np.zeros(len(data), dtype=bool)
    watched[rng.choice(len(data), ceil(parameters.watched * len(data)), replace=False)] = True
    mean = float(data.ratings.mean(dtype=np.float64))
    epoch = _epoch(data, ~watched, np.float32(mean), parameters, arrays)

    rate, slowed = parameters.learning_rate, 0
    best, best_error = arrays, inf
    for _ in range(parameters.epochs):
        epoch(np.float32(rate))
        if not parameters.watched:
            continue
        error = _squared_error(data.where(watched), mean, arrays)
        if error <= best_error:
            best, best_error = _Arrays(*(array.copy() for array in arrays)), error
        elif slowed < SLOWINGS:
            rate, slowed = rate * SLOWING, slowed + 1
            for array, before in zip(arrays, best, strict=True):
                array[:] = before
        else:
            break
    if not all(np.isfinite(array).all() for array in best):
        raise ValueError(
            f"learning_rate must be so small that the factors stay finite, found {parameters.learning_rate}. "
            "Choose a smaller one, or a larger reg."
        )
    return SvdModel(data.users, data.works, scale, mean, **best._asdict())


def _initial(n_users: int, n_works: int, parameters: SvdParameters, rng: np.random.Generator) -> _Arrays:
    """Biases 0, factors normal with `initial_sd`."""

    def factors(n_rows: int) -> NDArray[np.float32]:
        drawn = rng.standard_normal((n_rows, parameters.factors), dtype=np.float32)
        return drawn * np.float32(parameters.initial_sd)

    users, works = factors(n_users), factors(n_works)
    return _Arrays(np.zeros(n_users, dtype=np.float32), users, np.zeros(n_works, dtype=np.float32), works)


def _epoch(
    data: RatingArrays, learned: NDArray[np.bool_], mean: np.float32, parameters: SgdParameters, arrays: _Arrays
) -> Callable[[np.float32], None]:
    """A function that, with steps of the size given, goes through the learned ratings once and changes the arrays."""
    parts = parameters.threads
    part_of_work = _cut(np.bincount(data.work_nums[learned], minlength=len(data.works)), parts).astype(np.int8)
    part_of_user = _cut(np.bincount(data.user_nums[learned], minlength=len(data.users)), parts)
    user_bounds = np.searchsorted(part_of_user, np.arange(parts + 1)).tolist()
    ordered = _Ordered(
        np.zeros(len(data.users) * parts + 1, dtype=np.int64),
        np.empty(np.count_nonzero(learned), dtype=np.int32),
        np.empty(np.count_nonzero(learned), dtype=np.float32),
    )
    _compiled(_order)(data.user_nums, data.work_nums, data.ratings, learned, part_of_work, parts, *ordered)
    descend = _compiled(_descend)
    reg = np.float32(parameters.reg)

    def epoch(rate: np.float32) -> None:
        def block(user_part: int, work_part: int) -> None:
            start, end = user_bounds[user_part : user_part + 2]
            descend(start, end, work_part, parts, *ordered, mean, rate, reg, *arrays)

        with ThreadPoolExecutor(parts) as pool:
            for shift in range(parts):
                # Only when all blocks of a shift are done may the next begin. As the parts hold equally many ratings,
                # two blocks that run at the same time do too, however unevenly users and works meet.
                list(pool.map(block, range(parts), [(part + shift) % parts for part in range(parts)]))

    return epoch


def _cut(counts: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """The part of every row, rising, so that each part has about equally many ratings; `counts` are those by row."""
    before = np.cumsum(counts) - counts
    part: NDArray[np.int64] = np.minimum(before * parts // max(1, int(counts.sum())), parts - 1)
    return part


def _squared_error(data: RatingArrays, mean: float, arrays: _Arrays) -> float:
    """Mean squared error of the predictions, not clipped."""
    users, works = data.user_nums, data.work_nums
    interaction = np.einsum("nf,nf->n", arrays.user_factors[users], arrays.work_factors[works])
    errors = data.ratings - (mean + arrays.user_bias[users] + arrays.work_bias[works] + interaction)
    return float(np.mean(errors**2, dtype=np.float64))


@cache
def _compiled(function: Callable[..., None]) -> Callable[..., None]:
    """The loop as machine code, which numba keeps on disk between runs; Python runs on while it does."""
    import numba  # serving must not need it

    compiled: Callable[..., None] = numba.njit(nogil=True, cache=True, fastmath=True)(function)
    return compiled


def _order(
    user_nums: NDArray[np.int32],
    work_nums: NDArray[np.int32],
    ratings: NDArray[np.float32],
    learned: NDArray[np.bool_],
    part_of_work: NDArray[np.int8],
    parts: int,
    starts: NDArray[np.int64],
    ordered_work_nums: NDArray[np.int32],
    ordered_ratings: NDArray[np.float32],
) -> None:
    """Fill the arrays of `_Ordered` by counting, which is stable and needs no further memory; `starts` come as 0."""
    for row in range(len(user_nums)):
        if learned[row]:
            starts[user_nums[row] * parts + part_of_work[work_nums[row]] + 1] += 1
    for group in range(1, len(starts)):
        starts[group] += starts[group - 1]
    places = starts[:-1].copy()
    for row in range(len(user_nums)):
        if learned[row]:
            group = user_nums[row] * parts + part_of_work[work_nums[row]]
            ordered_work_nums[places[group]] = work_nums[row]
            ordered_ratings[places[group]] = ratings[row]
            places[group] += 1


def _descend(
    first_user: int,
    end_user: int,
    part: int,
    parts: int,
    starts: NDArray[np.int64],
    work_nums: NDArray[np.int32],
    ratings: NDArray[np.float32],
    mean: np.float32,
    learning_rate: np.float32,
    reg: np.float32,
    user_bias: NDArray[np.float32],
    user_factors: NDArray[np.float32],
    work_bias: NDArray[np.float32],
    work_factors: NDArray[np.float32],
) -> None:
    """One step down the gradient for every rating by some users of the works of one part."""
    for user in range(first_user, end_user):
        p = user_factors[user]
        for row in range(starts[user * parts + part], starts[user * parts + part + 1]):
            work = work_nums[row]
            q = work_factors[work]
            interaction = np.float32(0)
            for f in range(len(p)):
                interaction += p[f] * q[f]
            error = ratings[row] - (mean + user_bias[user] + work_bias[work] + interaction)
            user_bias[user] += learning_rate * (error - reg * user_bias[user])
            work_bias[work] += learning_rate * (error - reg * work_bias[work])
            for f in range(len(p)):
                before = p[f]
                p[f] += learning_rate * (error * q[f] - reg * before)
                q[f] += learning_rate * (error * before - reg * q[f])
