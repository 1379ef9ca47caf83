"""What the rules about extras, twins and sagas read of the works: how they are called, and a few facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.text import title_key

# A work is about another one only if that one has so many votes, and so many times as many.
_KNOWN, _TIMES_KNOWN = 1000, 10


HEAD = re.compile(r"\s*(?::|\s[-–—/|])\s+")


@dataclass(frozen=True)
class Facts:
    """What the rules read of one work. `runtime` is in minutes, None where nobody says.

    `noted` says that it is somewhere known as a work: it has votes or an IMDb id.
    """

    row: int
    title: str
    is_movie: bool
    year: int
    genres: frozenset[str]
    runtime: int | None
    seasons: int | None
    votes: int
    noted: bool
    language: str | None
    described: bool


class Shelf:
    """The works by row number; arrays are of shape (n_works,)."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue, self._works = catalogue, catalogue.bundle.works
        self.titles: Sequence[str] = catalogue.names()
        self.keys: Sequence[str] = [title_key.__wrapped__(title) for title in self.titles]
        self.is_movie, self.years, self.votes = catalogue.is_movie, catalogue.years, catalogue.votes
        self._genres: list[list[str]] = self._column("genres")
        self._languages: list[str | None] = self._column("original_language")
        self._described = pc.list_value_length(self._works.column("descriptions")).to_numpy() > 0
        self.collections: list[str | None] = self._column("collection")
        self.imdb_ids: list[str | None] = self._column("imdb_id")
        self.runtimes: list[int | None] = self._column("runtime")
        self.seasons: list[int | None] = self._column("seasons")
        self.release_dates: list[str | None] = self._column("release_date")

    def __len__(self) -> int:
        return len(self.titles)

    def facts(self, row: int) -> Facts:
        """The facts of one work."""
        votes = int(self.votes[row])
        return Facts(
            row,
            self.titles[row],
            bool(self.is_movie[row]),
            int(self.years[row]),
            frozenset(self._genres[row]),
            self.runtimes[row],
            self.seasons[row],
            votes,
            votes > 0 or self.imdb_ids[row] is not None,
            self._languages[row],
            bool(self._described[row]),
        )

    def named(self, name: str, of: Facts) -> Facts | None:
        """The far better known work of that name, or also called so, not newer than one that speaks of it."""
        written = name.strip("'\"‘’“” .…")
        row = self._best_known.get(title_key(written))
        if row is None:  # «La casa de papel» is «Money Heist»
            row = max(self._catalogue.titles.exact(written), key=self.votes.__getitem__, default=of.row)
        if row == of.row or self.votes[row] < max(_KNOWN, _TIMES_KNOWN * of.votes):
            return None
        return self.facts(row) if self.years[row] <= of.year + 1 else None

    def series_named(self, name: str, of: Facts) -> Facts | None:
        """The well-known series of that name, None where it is the work that is asked of."""
        row = self._best_series.get(title_key(name))
        return self.facts(row) if row not in (None, of.row) and self.votes[row] >= _KNOWN else None

    def begins_alike(self, head: str, of: Facts) -> bool:
        """Whether a known work of that kind and year, or of a year next to it, has a name that begins so."""
        return any(
            abs(int(self.years[row]) - of.year) <= 1 and bool(self.is_movie[row]) == of.is_movie
            for row in self._known_by_head.get(title_key(head), ())
        )

    @cached_property
    def _known_by_head(self) -> dict[str, list[int]]:
        """The rows of works that have votes, by what stands before the colon in their names."""
        found: dict[str, list[int]] = {}
        for row in np.flatnonzero(self.votes > 0).tolist():
            if split := HEAD.search(self.titles[row]):
                found.setdefault(title_key(self.titles[row][: split.start()]), []).append(row)
        return found

    @cached_property
    def _best_known(self) -> dict[str, int]:
        return {self.keys[row]: row for row in self._by_votes}

    @cached_property
    def _by_votes(self) -> list[int]:
        """All rows, the best known last, so that it stays in a dictionary of them."""
        rows: list[int] = np.argsort(self.votes, kind="stable").tolist()
        return rows

    @cached_property
    def _best_series(self) -> dict[str, int]:
        return {self.keys[row]: row for row in self._by_votes if not self.is_movie[row]}

    def _column(self, name: str) -> list[Any]:
        values: list[Any] = self._works.column(name).to_pylist()
        return values


def ranks(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """The place of each value among them, the highest first, ties by row number."""
    places = np.empty(len(values), dtype=np.int64)
    places[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return places
