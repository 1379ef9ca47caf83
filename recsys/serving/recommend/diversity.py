"""Lists that are not all alike: so many works of one franchise, and a setting for how varied a list is."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.diversity import mmr
from recsys.models.ranking.topk import top_k_of_groups
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.franchises import franchise_numbers

PER_FRANCHISE = 2  # unless asked otherwise
# A varied list is chosen among so many times as many works as are asked for.
_CANDIDATES = 5


@dataclass(frozen=True)
class DiversitySettings:
    """How varied a list is, from 0 to 1, and how many works of one franchise it holds at most. Made by `parse`."""

    diversity: float = 0.0
    per_franchise: int = PER_FRANCHISE

    @classmethod
    def parse(cls, diversity: object, per_franchise: object) -> "DiversitySettings":
        """Settings from what somebody sent. Raises InvalidValueError naming the argument."""
        return cls(
            checks.number("diversity", diversity, 0, 1),
            checks.whole_number("per_franchise", per_franchise, 1, checks.MOST_RESULTS),
        )


class Diversity:
    """Chooses the works of a list by their scores, so that it is as varied as asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._content = catalogue.bundle.similar.content
        self._catalogue = catalogue

    @cached_property
    def _franchises(self) -> NDArray[np.int32]:
        """The franchise of every work; made for the first list."""
        collections = self._catalogue.bundle.works.column("collection").to_pylist()
        return franchise_numbers(self._catalogue.names(), collections)

    def chosen(
        self, scores: NDArray[np.floating], k: int, eligible: NDArray[np.bool_], settings: DiversitySettings
    ) -> NDArray[np.intp]:
        """The rows of the list, in its order; `scores` and `eligible` are of shape (n_works,)."""
        candidates = k if not settings.diversity else _CANDIDATES * k
        rows = top_k_of_groups(scores, candidates, self._franchises, settings.per_franchise, eligible)
        if not settings.diversity or not len(rows):
            return rows
        return rows[mmr(scores[rows], self._content.cosines(rows), k, settings.diversity)]
