"""How good a system's lists are: against the grades of their works, and against lists that others published."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.metrics import ndcg
from recsys.models.ranking.topk import top_k
from recsys.research.judged.gold import GOOD, Gold

K = 10
# What is measured of a graded seed, in this order: NDCG@K over the whole list and over its graded works alone, then the
# shares of the first K places.
GRADED = ("NDCG", "condensed", "good", "loose", "bad", "ungraded")
LISTED = ("NDCG", "hit")  # of a published list
# The scores of all works for a seed, (n_works,), NaN for what cannot be listed.
Scores = Callable[[int], NDArray[np.floating]]
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Lists:
    """A system's lists by seed, best first: its first K works, and the first K of those that are graded.

    The seed and its duplicates are in neither.
    """

    first: Mapping[int, NDArray[np.intp]]
    graded: Mapping[int, NDArray[np.intp]]


@dataclass(frozen=True)
class Mean:
    """The mean over seeds and its standard error; None where there are too few for it."""

    mean: float | None
    error: float | None

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> "Mean":
        """Of values (n_seeds,); NaN does not count."""
        known = values[~np.isnan(values)]
        mean = float(known.mean()) if len(known) else None
        return cls(mean, float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else None)


def make_lists(scores: Scores, gold: Gold, seeds: Iterable[int]) -> Lists:
    """The lists of a system for some seeds."""
    first, graded = {}, {}
    for seed in seeds:
        found = scores(seed)
        eligible = np.ones(len(found), dtype=bool)
        eligible[[seed, *gold.duplicates.get(seed, ())]] = False
        first[seed] = top_k(found, K, eligible)
        if seed in gold.grades:
            is_graded = np.zeros(len(found), dtype=bool)
            is_graded[list(gold.grades[seed])] = True
            graded[seed] = top_k(found, K, eligible & is_graded)
    return Lists(first, graded)


def graded_figures(lists: Lists, gold: Gold, seeds: Sequence[int]) -> Figures:
    """The figures GRADED of each seed, (n_seeds, 6); NDCG is NaN where no work has a grade above 0.

    The gain of a work is 2^grade - 1, of one without a grade 0, discounted by log2(1 + place) and divided by what the
    best K graded works would gain (Järvelin & Kekäläinen 2002). The condensed list leaves out what is not graded, so
    that a system is not punished for what no judge has seen (Sakai 2007). Places that a list of fewer than K lacks
    count in no share.
    """
    return _stacked([_graded(lists.first[seed], lists.graded[seed], gold.grades[seed]) for seed in seeds], len(GRADED))


def listed_figures(lists: Lists, gold: Gold, source: str, seeds: Sequence[int]) -> Figures:
    """The figures LISTED of each seed, (n_seeds, 2): NDCG@K, a work being in the list or not, and whether any is."""
    rows = []
    for seed in seeds:
        relevant = np.array(sorted(gold.lists[source][seed].keys() - gold.duplicates.get(seed, frozenset())), dtype=int)
        reached = ndcg(lists.first[seed], relevant, K)
        rows.append((reached, reached if math.isnan(reached) else float(reached > 0)))
    return _stacked(rows, len(LISTED))


def _graded(
    first: NDArray[np.intp], graded: NDArray[np.intp], grades: Mapping[int, int]
) -> tuple[float, float, float, float, float, float]:
    ideal = _gained(sorted(grades.values(), reverse=True)[:K])
    given = [grades.get(work) for work in first.tolist()]
    reached = (_gained([grade or 0 for grade in given]), _gained([grades[work] for work in graded.tolist()]))
    whole, condensed = (value / ideal if ideal else math.nan for value in reached)
    shares = (
        sum(grade is not None and grade >= GOOD for grade in given),
        given.count(1),
        given.count(0),
        given.count(None),
    )
    good, loose, bad, ungraded = (share / K for share in shares)
    return whole, condensed, good, loose, bad, ungraded


def _gained(grades: Collection[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(1 + place) for place, grade in enumerate(grades, start=1))


def _stacked(rows: Sequence[Sequence[float]], width: int) -> Figures:
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)
