"""Pairs of works to learn from, with what people say of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.research.judged.pairs import Matrix, PairFeatures
from recsys.research.judged.seeds import Seeds

UNSEEN, UNSEEN_GRADE = 20, 0.0  # works drawn for each seed, which nobody would suggest, and the grade they count as
UNSEEN_WEIGHT = 0.5  # of each, where a graded pair counts 1
LISTED_GRADE, LISTED_WEIGHT = 2.0, 0.1  # of a work in a published list
MOST_PAIRS, MOST_LISTED = 30, 8  # of a seed, graded and of a list, that count in full


@dataclass(frozen=True)
class Examples:
    """Pairs by their `features`, (n, n_features), what each is worth, and how much it counts, (n,) both.

    `listed` (n,) are those of published lists: somebody suggests them, but nobody says how good they are.
    """

    features: Matrix
    grades: NDArray[np.float64]
    counts: NDArray[np.float64]
    listed: NDArray[np.bool_]

    @classmethod
    def of(cls, features: PairFeatures, seeds: Seeds, of_third: int) -> "Examples":
        """The graded pairs of a third's seeds, works drawn at random beside them, and pairs of published lists."""
        gold, random = seeds.gold, np.random.default_rng(of_third)
        found = []
        for seed in seeds.graded(of_third):
            grades = gold.grades[seed]
            count = min(1.0, MOST_PAIRS / len(grades))
            found.append(cls._pairs(features, seed, list(grades), list(grades.values()), count))
            drawn = set(random.choice(features.model.n_works, UNSEEN).tolist())
            unseen = sorted(drawn - {seed, *grades, *gold.duplicates.get(seed, ())})
            found.append(cls._pairs(features, seed, unseen, [UNSEEN_GRADE] * len(unseen), UNSEEN_WEIGHT))
        for source, lists in gold.lists.items():
            for seed in seeds.listed(source, of_third):
                others = sorted(lists[seed].keys() - gold.grades.get(seed, {}).keys())
                count = LISTED_WEIGHT * min(1.0, MOST_LISTED / max(len(others), 1))
                found.append(cls._pairs(features, seed, others, [LISTED_GRADE] * len(others), count, listed=True))
        return cls.joined(found)

    @classmethod
    def joined(cls, parts: Sequence["Examples"]) -> "Examples":
        """All of some examples of the same features."""
        names = ("features", "grades", "counts", "listed")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def without(self, columns: NDArray[np.bool_]) -> "Examples":
        """The same where nothing is known of some features, (n_features,)."""
        return Examples(np.where(columns, 0.0, self.features), self.grades, self.counts, self.listed)

    @classmethod
    def _pairs(
        cls,
        features: PairFeatures,
        seed: int,
        others: Sequence[int],
        grades: Sequence[float],
        count: float,
        *,
        listed: bool = False,
    ) -> "Examples":
        n = len(others)
        rows = features.of(seed, np.array(others, dtype=np.int64))
        return cls(rows, np.array(grades, dtype=np.float64), np.full(n, count), np.full(n, listed))
