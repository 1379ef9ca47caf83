"""Lists that are not all alike: so many works of one franchise, no extras, no work twice, sagas in order, and a setting
for how varied a list is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.diversity import mmr
from recsys.models.ranking.topk import top_k_of_groups
from recsys.models.similar.nearest import Nearest
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.extras import extras_of
from recsys.serving.recommend.franchises import ALONE, franchise_numbers
from recsys.serving.recommend.sagas import Sagas
from recsys.serving.recommend.shelf import Shelf
from recsys.serving.recommend.twins import pairs_of

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


@dataclass(frozen=True)
class _Allowed:
    """What may be listed, `own`, what may be behind it, `extra`, and what is known, each (n_works,)."""

    own: NDArray[np.bool_]
    extra: NDArray[np.bool_]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class _Rules:
    """What lists go by, of all works: `franchises` and `extra` are of shape (n_works,), `twins` (n_pairs, 2), the
    better known work of a pair second.
    """

    franchises: NDArray[np.int32]
    extra: NDArray[np.bool_]
    twins: NDArray[np.int64]
    sagas: Sagas

    @classmethod
    def of(cls, catalogue: Catalogue) -> "_Rules":
        shelf = Shelf(catalogue)
        franchises = franchise_numbers(shelf.titles, shelf.keys, shelf.collections)
        extra = np.zeros(len(shelf), dtype=bool)
        extra[list(extras_of(shelf))] = True
        twins = pairs_of(shelf, lambda rows: [work.directors for work in catalogue.works_at(rows)])
        passed_over = extra.copy()
        passed_over[twins[:, 0]] = True
        return cls(franchises, extra, twins, Sagas.of(shelf, franchises, passed_over))

    def marked(self, rows: Sequence[int] | NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which works are among some, (n_works,)."""
        found = np.zeros(len(self.extra), dtype=bool)
        found[np.asarray(rows, dtype=np.intp)] = True
        return found

    def with_twins(self, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The known works and their twins, (n_works,)."""
        lesser, better = self.twins.T
        all_known = known.copy()
        all_known[better[known[lesser]]] = True
        all_known[lesser[known[better]]] = True
        return all_known

    def allowed(self, eligible: NDArray[np.bool_], known: Sequence[int]) -> _Allowed:
        """What may be listed of the eligible works, (n_works,), for somebody who knows some."""
        is_known = self.marked(known)
        all_known = self.with_twins(is_known)
        once = self.once_each(eligible & (is_known | ~all_known))
        extras_alone = len(known) > 0 and bool(self.extra[list(known)].all())
        own = once if extras_alone else once & ~self.extra
        return _Allowed(own, once & ~own, all_known)

    def once_each(self, eligible: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The eligible works, of twins the better known one alone."""
        lesser, better = self.twins.T
        once = eligible.copy()
        once[lesser[eligible[better]]] = False
        return once

    def in_place_of(self, rows: NDArray[np.integer]) -> NDArray[np.integer]:
        """The works that may be listed in the place of some: their twins, and the parts of their sagas."""
        lesser, better = self.twins.T
        return np.concatenate([better[self.marked(rows)[lesser]], self.sagas.parts_with(rows)])


class Diversity:
    """Chooses the works of a list by their scores, so that it is as varied as asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._similar = catalogue.bundle.similar
        self._catalogue = catalogue

    @cached_property
    def _rules(self) -> _Rules:
        """Made for the first list."""
        return _Rules.of(self._catalogue)

    @property
    def franchises(self) -> NDArray[np.int32]:
        """The franchise of every work, (n_works,), ALONE for a work that is in none."""
        return self._rules.franchises

    def chosen(
        self,
        scores: NDArray[np.floating],
        k: int,
        eligible: NDArray[np.bool_],
        settings: DiversitySettings,
        known: Sequence[int] = (),
    ) -> NDArray[np.intp]:
        """The rows of the list, in its order; `scores` and `eligible` are of shape (n_works,).

        `known` are works that the person has rated, asked about or hidden. Extras come last, where there is nothing
        else; for somebody who knows extras alone they are works like others.
        """
        allowed = self._rules.allowed(eligible, known)
        rows = top_k_of_groups(scores, _wanted(k, settings), self.franchises, settings.per_franchise, allowed.own)
        rows = self._in_order(rows, scores[rows], k, allowed, settings)
        return self._filled(rows, scores, k, allowed.extra, settings.per_franchise) if len(rows) < k else rows

    def chosen_among(
        self,
        best: Nearest,
        k: int,
        eligible: NDArray[np.bool_],
        settings: DiversitySettings,
        known: Sequence[int] = (),
    ) -> NDArray[np.intp] | None:
        """The same list from the `best` of all works, by their scores; None where these are too few.

        Of other works only those of `in_place_of` need be told whether they are `eligible`, (n_works,).
        """
        allowed, wanted = self._rules.allowed(eligible, known), _wanted(k, settings)
        groups = self.franchises[best.rows]
        places = top_k_of_groups(best.scores, wanted, groups, settings.per_franchise, allowed.own[best.rows])
        if len(places) < wanted:
            return None
        return self._in_order(best.rows[places], best.scores[places], k, allowed, settings)

    def in_place_of(self, rows: NDArray[np.integer]) -> NDArray[np.integer]:
        """The works, any of them, that may be listed in the place of some (n,)."""
        return self._rules.in_place_of(rows)

    def _in_order(
        self,
        rows: NDArray[np.integer],
        scores: NDArray[np.floating],
        k: int,
        allowed: _Allowed,
        settings: DiversitySettings,
    ) -> NDArray[np.intp]:
        """The k candidates of the list, as varied as asked, and sagas in order; both are of shape (n_candidates,)."""
        if settings.diversity and len(rows):
            rows = rows[mmr(scores, self._similar.alike(rows), k, settings.diversity)]
        return self._rules.sagas.in_order(rows.astype(np.intp), allowed.own, allowed.known)

    def next_parts(self, known: Sequence[int]) -> list[tuple[int, int]]:
        """The next part of each saga of which somebody knows a part, and the part that it follows, by row number."""
        return self._rules.sagas.next_parts(self._rules.with_twins(self._rules.marked(known)))

    def _filled(
        self, rows: NDArray[np.intp], scores: NDArray[np.floating], k: int, extra: NDArray[np.bool_], most: int
    ) -> NDArray[np.intp]:
        """The list with the best of the extras behind, as many as it has room for."""
        franchises = self._rules.franchises
        listed, filled = Counter(franchises[rows].tolist()), rows.tolist()
        for row in top_k_of_groups(scores, k, franchises, most, extra).tolist():
            listed[franchises[row]] += 1
            if franchises[row] == ALONE or listed[franchises[row]] <= most:
                filled.append(row)
        return np.array(filled[:k], dtype=np.intp)


def _wanted(k: int, settings: DiversitySettings) -> int:
    """How many works a list of k is chosen among."""
    return _CANDIDATES * k if settings.diversity else k
