"""Finding the work that a written title means, where only its title, year and kind are known.

For what visitors bring and clients ask: rows of a rated file, a title typed into a field, an old slug. The same reading
of titles and the same rules of year and kind as `linking.linker`, over plain arrays, so that serving can build it from
the tables of a bundle:

    matcher = TitleMatcher.of(zip(names, work_numbers), types, years, last_years, known, seasons)
    matcher.match("Star Wars: Episode V - The Empire Strikes Back", 1980, "movie")   # work number, or None

Building reads every name (some 15 µs each), so build it when it is first asked. Rules, the first that decides:

- Names: `titles.read_title` of both; decorations and spelling do not count. A part of a title (`The Empire Strikes
  Back`, `Dune` for `Dune: Part One`) only counts where no whole title fits, in the very year.
- Kind: `movie` never means a series, nor `tv show` a film. Without a kind a film of that year goes first, and a series
  is meant only where no film can be.
- Year of a film: its own, else one more or less where the article is the same (`Guilty` of 2020 is not `The Guilty` of
  2021) and no other film of the name follows within `LATER_DATED` years, since services date films by when they
  came to show them. A film that sources date differently fits each of its dates.
- Year of a series: from its first season to its last. Where only the newest season's year is known, the first is
  reckoned from the number of seasons.
- Of several that fit, the nearest year, then the same article, then the one that is better known by far
  (`MUCH_BETTER_KNOWN` times); none where that does not decide.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recsys.domain.schema import TYPES
from recsys.ingest.linking.titles import Title, read_title

MUCH_BETTER_KNOWN = 4
YEAR_SLACK = 1  # a film's year differs by one between sources that count from a festival and from a release
LATER_DATED = 3
_SERIES = TYPES[1]


class Candidate(NamedTuple):
    """A work that a title may mean: how far its year is (0 where none was asked), and whether by a part of a title."""

    work: int
    apart: int
    by_part: bool
    other_article: bool
    known: float


class TitleMatcher:
    """The names of works by their keys: finds the one work that a title, year and kind mean."""

    def __init__(
        self,
        hashes: NDArray[np.int64],
        works: NDArray[np.int32],
        articles: NDArray[np.int32],
        part_from: tuple[NDArray[np.int64], NDArray[np.int32]],
        facts: tuple[NDArray[np.bool_], NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]],
    ) -> None:
        """`hashes` of whole keys, sorted, with their `works` and hashed `articles`; `part_from` the same of parts."""
        self._hashes, self._works, self._articles = hashes, works, articles
        self._part_hashes, self._part_works = part_from
        self._series, self._years, self._last_years, self._known, self._seasons = facts

    @classmethod
    def of(
        cls,
        names: Iterable[tuple[str, int]],
        types: Sequence[str],
        years: ArrayLike,
        last_years: ArrayLike,
        known: ArrayLike,
        seasons: ArrayLike | None = None,
    ) -> "TitleMatcher":
        """A matcher of works numbered from 0.

        `names` are (name as written, work number), any number a work. All else has one value a work: `types` of
        `schema.TYPES`; `years` the first that any source gives; `last_years` the last (the same for most films; of a
        series its newest season, or where it ended); `known` how many votes or ratings; `seasons` how many, 0 where not
        known.
        """
        first, last = np.asarray(years, dtype=np.int32), np.asarray(last_years, dtype=np.int32)
        whole: list[tuple[int, int, int]] = []
        parts: list[tuple[int, int]] = []
        for name, work in names:
            title = read_title(name)
            whole.append((hash(title.key), work, hash(title.article) & 0x7FFFFFFF))
            parts += [(hash(part), work) for part in title.parts]
        whole, parts = sorted(set(whole)), sorted(set(parts))
        return cls(
            np.array([row[0] for row in whole], dtype=np.int64),
            np.array([row[1] for row in whole], dtype=np.int32),
            np.array([row[2] for row in whole], dtype=np.int32),
            (np.array([row[0] for row in parts], dtype=np.int64), np.array([row[1] for row in parts], dtype=np.int32)),
            (
                np.array([kind == _SERIES for kind in types], dtype=bool),
                first,
                np.maximum(first, last),
                np.nan_to_num(np.asarray(known, dtype=np.float64)),
                np.zeros(len(first), dtype=np.int32) if seasons is None else np.asarray(seasons, dtype=np.int32),
            ),
        )

    def match(self, title: str, year: int | None = None, type: str | None = None) -> int | None:
        """The number of the work that is meant; None where none is, or several could be.

        `type` is one of `schema.TYPES`, None where it is not known. Without a `year` that which a decoration of the
        title says counts.
        """
        found = self.candidates(title, year, type)
        if not found:
            return None
        best = found[0]
        rivals = [other for other in found[1:] if other[1:4] == best[1:4]]
        if not rivals:
            return best.work
        return best.work if best.known >= MUCH_BETTER_KNOWN * max(1.0, *(other.known for other in rivals)) else None

    def candidates(self, title: str, year: int | None = None, type: str | None = None) -> list[Candidate]:
        """All works that the title may mean, the best first; those of one kind of evidence only."""
        read = read_title(title)
        asked = read.year if year is None else year
        whole = self._fitting(self._whole(read), asked, type)
        if whole or (asked is None and len(read.key) < _LONG_PART):
            return whole
        parts = self._fitting(self._by_part(read), asked, type)
        return [found for found in parts if found.apart == 0]

    def _whole(self, title: Title) -> list[tuple[int, bool, bool]]:
        """Works of the title's key, with False for «by a part» and whether the article is another one."""
        at = _range(self._hashes, hash(title.key))
        article = hash(title.article) & 0x7FFFFFFF
        found: dict[int, bool] = {}
        for work, other in zip(self._works[at].tolist(), self._articles[at].tolist(), strict=True):
            found[work] = found.get(work, True) and other != article
        return [(work, False, other_article) for work, other_article in found.items()]

    def _by_part(self, title: Title) -> list[tuple[int, bool, bool]]:
        """Works that have the title for a part, or a part of the title for their name."""
        found = set(self._part_works[_range(self._part_hashes, hash(title.key))].tolist())
        for part in title.parts:
            found.update(self._works[_range(self._hashes, hash(part))].tolist())
        return [(work, True, False) for work in sorted(found)]

    def _fitting(self, found: list[tuple[int, bool, bool]], year: int | None, type: str | None) -> list[Candidate]:
        candidates = []
        later = 0
        for work, by_part, other_article in found:
            if type is not None and (type == _SERIES) != bool(self._series[work]):
                continue
            apart = 0 if year is None else self._apart(work, year)
            if apart is not None and not (apart and other_article):
                candidates.append(Candidate(work, apart, by_part, other_article, float(self._known[work])))
            later += self._later_dated(work, year)
        if later and candidates and not any(one.apart == 0 for one in candidates):
            candidates = [
                one for one in candidates if self._series[one.work] or later == self._later_dated(one.work, year)
            ]
        if type is None and any(not self._series[one.work] for one in candidates):
            candidates = [one for one in candidates if not self._series[one.work]]
        return sorted(candidates, key=lambda one: (one.apart, one.other_article, -one.known, one.work))

    def _later_dated(self, work: int, year: int | None) -> bool:
        """Whether it is a film that came up to `LATER_DATED` years after the year."""
        return year is not None and not self._series[work] and 0 < int(self._years[work]) - year <= LATER_DATED

    def _apart(self, work: int, year: int) -> int | None:
        """How far the year is from the work's, None where it cannot be that one's."""
        first, last = int(self._years[work]), int(self._last_years[work])
        if not self._series[work]:
            apart = min(abs(year - first), abs(year - last))
            return apart if apart <= YEAR_SLACK else None
        return series_years_apart(year, first, last, int(self._seasons[work]))


# A part of a title that is asked for without a year: shorter ones could be anything.
_LONG_PART = 12


def series_years_apart(year: int, first: int, last: int, seasons: int) -> int | None:
    """How far a year is from a series' years, None where it is too far.

    `first` equal to `last` with several `seasons` says that only the newest season's year is known: then the series
    began about as many years before as it has seasons, twice as many where it paused.

    >>> series_years_apart(2005, 2013, 2013, 9), series_years_apart(2014, 2008, 2008, 1)
    (0, None)
    """
    reckoned = min(first, last - max(seasons, 1) + 1) if first == last else first
    earliest = min(reckoned, last - 2 * max(seasons, 1)) if first == last else first - 1
    if not earliest <= year <= last + 1:
        return None
    return max(reckoned - year, 0, year - last)


def _range(sorted_hashes: NDArray[np.int64], sought: int) -> slice:
    low, high = np.searchsorted(sorted_hashes, sought, "left"), np.searchsorted(sorted_hashes, sought, "right")
    return slice(int(low), int(high))
