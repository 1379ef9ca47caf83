"""Whether titles explain anything of ratings that users alone do not: a permutation test on ratings held out."""

import numpy as np
from numpy.typing import NDArray

from recsys.models.ratings.bias import BiasModel

PERMUTATIONS = 999
SIGNIFICANT = 0.01
MOST_RATINGS = 100_000  # a signal that so many do not show is none that a list could be made of


def title_signal(
    bias: BiasModel, users: NDArray[np.int32], works: NDArray[np.int32], ratings: NDArray[np.float32], seed: int
) -> dict[str, object]:
    """Test the item part of a bias model on held-out ratings, all (n,); -1 is an unknown user or work.

    Statistic: Σ e_n b_n, with e = r - μ - b_u what users leave unexplained and b the bias of the rating's work. Under
    the hypothesis that titles mean nothing the b are exchangeable among the ratings, so it is compared with the same
    sum after shuffling them (Good 2005, «Permutation, Parametric and Bootstrap Tests of Hypotheses»); p counts the
    shuffles that reach it, itself included. `explained` is the share of the squared residuals that b takes away.
    """
    known = np.flatnonzero(works >= 0)
    rng = np.random.default_rng(seed)
    if len(known) > MOST_RATINGS:
        known = rng.choice(known, MOST_RATINGS, replace=False)
    user_bias = np.append(bias.user_bias, 0.0)[users[known]]
    residuals = ratings[known] - bias.global_mean - user_bias
    biases = bias.work_bias[works[known]]
    found = float(residuals @ biases)
    reached = sum(float(residuals @ rng.permutation(biases)) >= found for _ in range(PERMUTATIONS))
    total, left = float((residuals**2).sum()), float(((residuals - biases) ** 2).sum())
    p = (reached + 1) / (PERMUTATIONS + 1)
    return {
        "p": p,
        "explained": 1 - left / total if total else 0.0,
        "permutations": PERMUTATIONS,
        "signal": len(known) > 0 and p <= SIGNIFICANT,
    }
