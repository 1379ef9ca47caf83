"""All titles, searched by an inexact spelling."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.serving.search.grams import GramIndex
from recsys.serving.search.keys import SortedKeys, encoded
from recsys.serving.search.reading import Reading, readings
from recsys.serving.search.spelling import MOST_EDITS, distance

# For k results so many more of the nearest by letter triples are looked at (hardly a damaged title was further down),
# and half as many of the best known that begin with what was typed.
MORE_SIMILAR, BEGUN = 100, 2
# Further away than this part of what was typed a title has only a few letters in common with it; but one letter may
# be the beginning of any title.
FURTHEST, FURTHEST_OF_A_LETTER = 0.45, 1.5
# What being known ten times as well is worth, in edits; more where a title may only not be typed to its end.
KNOWN, KNOWN_UNFINISHED = 0.1, 0.2
NAMESAKE = 0.3  # in edits, for every better known work of the title: eleven Cinderellas leave room for other titles
ANOTHER_YEAR, NEXT_YEAR = 1.0, 0.2  # in edits, where a year was typed that is not the work's


class TitleIndex:
    """Rows of titles; several may share a key.

    Every row's key is a `search_key`; `years` are release years and `popularity` says how well known each is, all of
    shape (n_rows,). Rows below `n_first` can be asked for alone.
    """

    def __init__(
        self,
        keys: Sequence[str],
        years: NDArray[np.int32],
        popularity: NDArray[np.float64],
        n_first: int | None = None,
    ) -> None:
        self._years = years
        self._popularity = popularity
        self._n_first = len(keys) if n_first is None else n_first
        distinct = sorted({encoded(key) for key in keys})
        self._keys = SortedKeys(distinct)
        number = {key: at for at, key in enumerate(distinct)}
        key_of = np.fromiter((number[encoded(key)] for key in keys), dtype=np.int32, count=len(keys))
        self._grams = GramIndex(distinct)
        self._rows = np.lexsort((np.arange(len(keys)), -years, -popularity, key_of)).astype(np.int32)
        self._starts = np.searchsorted(key_of[self._rows], np.arange(len(distinct) + 1)).astype(np.int32)
        self._known = np.zeros(len(distinct), dtype=np.float32)  # as well as its best known row
        np.maximum.at(self._known, key_of, popularity.astype(np.float32))
        self._has_first = np.zeros(len(distinct), dtype=np.bool_)
        self._has_first[key_of[: self._n_first]] = True

    def exact(self, text: str, *, first_only: bool = False) -> list[int]:
        """The rows whose title this is, or whose title and year; the best known first, then the newest."""
        for reading in readings(text):
            number = self._keys.number(reading.key)
            rows = [] if number is None else self._rows_of(number, first_only)
            of_year = [row for row in rows if reading.year in (None, self._years[row])]
            if of_year:
                return of_year
        return []

    def search(self, text: str, k: int, *, first_only: bool = False) -> list[int]:
        """The k rows whose titles are nearest to the text, best first; fewer where nothing is near.

        What `exact` finds comes first, in its order. Of the others a better known one comes before one as near.
        """
        exact = self.exact(text, first_only=first_only)
        nearest: dict[int, float] = {}
        read = readings(text)
        for reading in read:
            for row, far in self._near(reading, k + MORE_SIMILAR // len(read), first_only):
                nearest[row] = min(far, nearest.get(row, math.inf))
        ranked = sorted(nearest, key=lambda row: (nearest[row], -self._popularity[row], -self._years[row], row))
        return list(dict.fromkeys([*exact, *ranked]))[:k]

    def _near(self, reading: Reading, count: int, first_only: bool) -> Iterable[tuple[int, float]]:
        """Rows not too far away, and how far each is, with the year and less what it is known."""
        furthest = min(max(FURTHEST_OF_A_LETTER, FURTHEST * len(reading.key)), MOST_EDITS)
        for number in self._candidates(reading.key, count, first_only):
            title = self._keys.text(number)
            far = distance(reading, title)
            if far > furthest:
                continue
            known = KNOWN_UNFINISHED if title.startswith(reading.key) else KNOWN
            for place, row in enumerate(self._rows_of(number, first_only)):
                rank = NAMESAKE * place - known * math.log10(1 + self._popularity[row])
                yield row, far + _wrong_year(reading.year, int(self._years[row])) + rank

    def _candidates(self, key: str, count: int, first_only: bool) -> list[int]:
        """The numbers of keys that may be near: the best known that begin so, and those with the same triples."""
        if not key.split():
            return []
        beginning = self._keys.beginning_with(key)
        begun = np.arange(beginning.start, beginning.stop)
        if first_only:
            begun = begun[self._has_first[begun]]
        if len(begun) > count // BEGUN:
            begun = begun[np.argpartition(-self._known[begun], count // BEGUN)[: count // BEGUN]]
        similar = self._grams.nearest(encoded(key), count, self._has_first if first_only else None)
        return list(dict.fromkeys([*begun.tolist(), *similar]))

    def _rows_of(self, number: int, first_only: bool) -> list[int]:
        rows: list[int] = self._rows[self._starts[number] : self._starts[number + 1]].tolist()
        return [row for row in rows if row < self._n_first] if first_only else rows


def _wrong_year(typed: int | None, year: int) -> float:
    if typed is None or typed == year:
        return 0.0
    return NEXT_YEAR if abs(typed - year) == 1 else ANOTHER_YEAR
