"""Learning the weights of titles like one from graded pairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.similar.weights import SimilarWeights
from recsys.research.judged.gold import CHOOSE, GOOD, LEARN
from recsys.research.judged.pairs import Matrix, PairFeatures, weights_of
from recsys.research.judged.seeds import Seeds

# Chosen on the third for choosing, learning on the other: NDCG of the graded works alone changes by 0.005 at most
# between a tenth and ten times of each.
RIDGE = 50.0
UNSEEN, UNSEEN_GRADE = 20, 0.0  # works drawn for each seed, which nobody would suggest, and the grade they count as
UNSEEN_WEIGHT = 0.5  # of each, where a graded pair counts 1
LISTED_GRADE, LISTED_WEIGHT = 2.0, 0.1  # of a work in a published list
MOST_PAIRS = 30  # of a seed that count in full
_FREE = ("quality",)  # may count either way: all other weights are 0 or more, or explanations would make no sense


@dataclass(frozen=True)
class Examples:
    """Pairs to learn from: `features` (n, n_features), what each is worth, (n,), and how much it counts, (n,)."""

    features: Matrix
    grades: NDArray[np.float64]
    counts: NDArray[np.float64]


def examples(features: PairFeatures, seeds: Seeds, thirds: Iterable[int], seed: int) -> Examples:
    """The graded pairs of the seeds of some thirds, those of published lists, and works drawn at random."""
    random, gold = np.random.default_rng(seed), seeds.gold
    rows: list[Matrix] = []
    grades: list[NDArray[np.float64]] = []
    counts: list[NDArray[np.float64]] = []

    def add(work: int, others: Sequence[int], values: Sequence[float], count: float) -> None:
        if len(others):
            rows.append(features.of(work, np.array(others)))
            grades.append(np.array(values, dtype=np.float64))
            counts.append(np.full(len(others), count))

    n_works = features.model.n_works
    for of_third in thirds:
        for work in seeds.graded(of_third):
            of_work = gold.grades[work]
            add(work, list(of_work), list(of_work.values()), min(1.0, MOST_PAIRS / len(of_work)))
            drawn = [other for other in random.choice(n_works, UNSEEN).tolist() if other not in (work, *of_work)]
            add(work, drawn, [UNSEEN_GRADE] * len(drawn), UNSEEN_WEIGHT)
        for source in gold.lists:
            for work in seeds.listed(source, of_third):
                others = [other for other in gold.lists[source][work] if other not in gold.grades.get(work, {})]
                count = LISTED_WEIGHT * min(1.0, 8 / max(len(others), 1))
                add(work, others, [LISTED_GRADE] * len(others), count)
    return Examples(np.vstack(rows), np.concatenate(grades), np.concatenate(counts))


def learn(features: PairFeatures, seeds: Seeds, thirds: Sequence[int] = (LEARN, CHOOSE)) -> SimilarWeights:
    """The weights whose scores come nearest to the grades, by ridge regression with weights of 0 or more.

    The chance that a suggestion is good follows from its score by a logistic regression on the same pairs.
    """
    found = examples(features, seeds, thirds, seed=0)
    values = _ridge(found, features.names)
    graded = found.counts > LISTED_WEIGHT
    chance = _logistic(found.features[graded] @ values, found.grades[graded] >= GOOD)
    return weights_of(features.names, values, chance)


def _ridge(found: Examples, names: Sequence[str]) -> NDArray[np.float64]:
    from scipy.optimize import lsq_linear  # serving must not need it

    spread = found.features.std(axis=0)
    used = spread > 0
    mean = np.average(found.features, axis=0, weights=found.counts)
    middle = float(np.average(found.grades, weights=found.counts))
    roots = np.sqrt(found.counts)
    left = ((found.features - mean)[:, used] / spread[used]) * roots[:, None]
    n_used = int(used.sum())
    left = np.vstack([left, np.sqrt(RIDGE) * np.eye(n_used)])
    right = np.concatenate([(found.grades - middle) * roots, np.zeros(n_used)])
    lowest = np.array([-np.inf if name in _FREE else 0.0 for name in names])[used]
    values = np.zeros(len(names))
    values[used] = lsq_linear(left, right, bounds=(lowest, np.inf)).x / spread[used]
    return values


def _logistic(scores: NDArray[np.float64], good: NDArray[np.bool_]) -> tuple[float, float]:
    """Intercept and slope of the log-odds, by Newton's method (with a ridge of 1e-6)."""
    x = np.column_stack([np.ones(len(scores)), scores])
    at = np.zeros(2)
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(x @ at)))
        slope = x.T @ (x * (chance * (1 - chance))[:, None]) + 1e-6 * np.eye(2)
        at += np.linalg.solve(slope, x.T @ (good - chance) - 1e-6 * at)
    return round(float(at[0]), 4), round(float(at[1]), 4)
