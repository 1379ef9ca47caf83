"""Works like those that somebody liked: the nearest neighbours of each, put together."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import Floats
from recsys.models.similar.model import SimilarModel

NEIGHBOURS = 200  # of a work
MOST_LIKED = 30  # works of a history whose neighbours count, those with the most stars
_REMEMBERED = 8_192  # works whose neighbours are kept: 13 MB


class NeighbourIndex:
    """The nearest neighbours of works by a similar `model`, found when they are first asked for and then remembered."""

    def __init__(self, model: SimilarModel) -> None:
        self.model = model
        self._of = lru_cache(_REMEMBERED)(self._find)

    def scores(
        self,
        works: NDArray[np.integer],
        ratings: NDArray[np.floating],
        counts: NDArray[np.floating] | None = None,
    ) -> Floats:
        """For every work, (n_works,), the mean of its chances to be a good suggestion for each of some works, (n,),
        weighted by how much each of these `counts` (n,), above 0 and 1 unless given.

        Only MOST_LIKED works take part, those with the most stars, `ratings` (n,), times what they count, ties in their
        order; a work that is no neighbour of one has the chance 0 with that.
        """
        scores = np.zeros(self.model.n_works, dtype=np.float32)
        given = counts if counts is not None else np.ones(len(works))
        first = np.argsort(-(ratings * given), kind="stable")[:MOST_LIKED]
        total = float(given[first].sum())
        for work, count in zip(works[first].tolist(), given[first].tolist(), strict=True):
            rows, chances = self._of(work)
            scores[rows] += chances / (total / count)
        return scores

    def _find(self, work: int) -> tuple[NDArray[np.intp], Floats]:
        rows, scores = self.model.nearest(work, NEIGHBOURS)
        return rows, self.model.chances(scores)
