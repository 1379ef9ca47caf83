"""All titles of both catalogues, each work once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.serving.search.index import TitleIndex
from recsys.text import search_key


class FoundTitle(NamedTuple):
    """A work on a service by its number, or, where `on_service` is False, a film by its row of the movies table."""

    on_service: bool
    row: int


class Titles:
    """The works of the streaming catalogue, then the films that are none of them, searched together.

    A film that the build found to be a work, or of a work's title and year, is that work, and its votes make the work
    better known.
    """

    def __init__(self, index: TitleIndex, n_works: int, films: NDArray[np.int32]) -> None:
        """`films`, of shape (n_films on no service,), are rows of the movies table; the index's rows follow it."""
        self._index = index
        self._n_works = n_works
        self._films = films

    @classmethod
    def of(
        cls,
        titles: pa.Table,
        first_rows: Sequence[int],
        popularity: NDArray[np.float64],
        movies: pa.Table,
        film_works: NDArray[np.integer],
    ) -> "Titles":
        """The titles of the tables of a bundle.

        `first_rows` has each work's row of the titles table, `popularity`, of shape (n_works,), its ratings;
        `film_works`, of shape (n_films,), the work that each film is, -1 for none.
        """
        works = titles.select(["display_title", "release_year", "type"]).take(first_rows)
        keys = _keys(works.column("display_title"))
        years: list[int] = works.column("release_year").to_pylist()
        known: list[float] = popularity.tolist()
        kinds = works.column("type").to_pylist()
        work_of = {pair: row for row, pair in enumerate(zip(keys, years, strict=True)) if kinds[row] == "movie"}
        alone: list[int] = []
        votes, linked = movies.column("vote_count").to_pylist(), film_works.tolist()
        film_years = movies.column("release_year").to_pylist()
        for film, pair in enumerate(zip(_keys(movies.column("title")), film_years, strict=True)):
            work = work_of.get(pair, -1) if linked[film] < 0 else linked[film]
            if work >= 0:
                known[work] += votes[film]
            else:
                alone.append(film)
                keys.append(pair[0])
                years.append(pair[1])
                known.append(votes[film])
        index = TitleIndex(keys, np.array(years, dtype=np.int32), np.array(known, dtype=np.float64), len(first_rows))
        return cls(index, len(first_rows), np.array(alone, dtype=np.int32))

    def search(self, text: str, k: int) -> list[FoundTitle]:
        """The k works and films whose titles are nearest to the text, best first; fewer where nothing is near."""
        return [
            FoundTitle(True, row) if row < self._n_works else FoundTitle(False, int(self._films[row - self._n_works]))
            for row in self._index.search(text, k)
        ]

    def works_like(self, text: str, k: int) -> list[int]:
        """The k works on a service whose titles are nearest to the text, by number."""
        return self._index.search(text, k, first_only=True)

    def called(self, text: str) -> list[int]:
        """The works on a service whose title this is, or title and year, by number; the best known first."""
        return self._index.exact(text, first_only=True)

    def films_called(self, text: str) -> list[int]:
        """The films on no service whose title this is, or title and year, by row; the best known first."""
        found = [row - self._n_works for row in self._index.exact(text) if row >= self._n_works]
        return [int(self._films[row]) for row in found]


def _keys(titles: pa.ChunkedArray) -> list[str]:
    return [search_key(title) for title in titles.to_pylist()]
