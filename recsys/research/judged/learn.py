"""Learning the weights of titles like one from graded pairs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.models.similar.weights import SimilarWeights
from recsys.research.judged.examples import Examples
from recsys.research.judged.gold import GOOD
from recsys.research.judged.pairs import Matrix, weights_of

# Chosen on the third for choosing, learning on the other: NDCG of the graded works alone changes by 0.005 at most
# between a tenth and ten times of it.
RIDGE = 50.0
# What co-occurrence counts is given. Grades alone would give it 0.08; up to 1 they lose nothing that can be told from
# chance (NDCG on the third for choosing 0.566 to 0.562 for series, 0.618 to 0.613 for films), and lists that others
# published gain (0.132 to 0.144 on average).
LIKED = 1.0
_FREE = ("quality",)  # may count either way: all other weights are 0 or more, or explanations would make no sense
_STEPS = 25  # of Newton's method


def learn(found: Examples, names: Sequence[str]) -> SimilarWeights:
    """The weights whose scores come nearest to the grades; `names` are those of the features.

    The chance that a suggestion is good follows from its score by a logistic regression on the same pairs, but for
    those of published lists.
    """
    free, is_liked = (np.array([name in chosen for name in names]) for chosen in (_FREE, ("liked",)))
    others = np.where(is_liked, 0.0, found.features)
    explained = LIKED * found.features[:, is_liked].sum(axis=1)
    values = ridge(others, found.grades - explained, found.counts, free, RIDGE) + LIKED * is_liked
    known = ~found.listed
    chance = logistic(found.features[known] @ values, found.grades[known] >= GOOD)
    return weights_of(names, values, chance)


def ridge(
    features: Matrix, grades: NDArray[np.float64], counts: NDArray[np.float64], free: NDArray[np.bool_], reg: float
) -> NDArray[np.float64]:
    """The w (n_features,) with the least Σ_i c_i (g_i - a - w·x_i)² + reg Σ_f (s_f w_f)², w_f ≥ 0 where not `free`.

    The a makes up for the means, which c weighs; s_f is the standard deviation of feature f, so that the unit of a
    feature does not matter. One that is the same for all pairs gets 0.
    """
    from scipy.optimize import lsq_linear  # serving must not need it

    spread = features.std(axis=0)
    used = np.flatnonzero(spread > 0)
    mean = np.average(features, axis=0, weights=counts)
    roots = np.sqrt(counts)
    left = ((features - mean)[:, used] / spread[used]) * roots[:, None]
    right = (grades - np.average(grades, weights=counts)) * roots
    left = np.vstack([left, np.sqrt(reg) * np.eye(len(used))])
    right = np.concatenate([right, np.zeros(len(used))])
    values = np.zeros(features.shape[1])
    values[used] = lsq_linear(left, right, bounds=(np.where(free[used], -np.inf, 0.0), np.inf)).x / spread[used]
    return values


def logistic(scores: NDArray[np.float64], good: NDArray[np.bool_]) -> tuple[float, float]:
    """Intercept and slope of the log-odds, by Newton's method (with a ridge of 1e-6), with four decimals."""
    x = np.column_stack([np.ones(len(scores)), scores])
    at = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(x @ at)))
        slope = x.T @ (x * (chance * (1 - chance))[:, None]) + 1e-6 * np.eye(2)
        at += np.linalg.solve(slope, x.T @ (good - chance) - 1e-6 * at)
    return round(float(at[0]), 4), round(float(at[1]), 4)
