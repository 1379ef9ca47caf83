"""The film catalogue's table, and which film a title means."""

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.errors import NotFoundError
from recsys.serving import checks
from recsys.serving.queries.names import NameIndex

_DATED = re.compile(r"^(?P<title>.+?)\s*\((?P<year>\d{4})\)$")
EXAMPLE = "Toy Story"


class Films:
    """The films by row number of the movies table."""

    def __init__(self, movies: pa.Table) -> None:
        self._table = movies.combine_chunks()
        self.titles: list[str] = self._table.column("title").to_pylist()
        self.years: NDArray[np.int32] = self._table.column("release_year").to_numpy()
        self.dates: NDArray[np.datetime64] = np.array(self._table.column("release_date").to_pylist(), "datetime64[D]")
        self.vote_counts: NDArray[np.int64] = self._table.column("vote_count").to_numpy()
        self.budgets: NDArray[np.int64] = self._table.column("budget").to_numpy()
        self.revenues: NDArray[np.int64] = self._table.column("revenue").to_numpy()
        self.returns: NDArray[np.float64] = self._table.column("return").to_numpy()
        self._names = NameIndex(self.titles)

    def __len__(self) -> int:
        return len(self.titles)

    def column(self, name: str) -> pa.Array:
        """A column of the table, one value per film."""
        return self._table.column(name)

    def find(self, parameter: str, value: object) -> list[int]:
        """All films of a title, the one with most votes first; `Title (year)` picks those of a year.

        Raises NotFoundError with the nearest titles where there is none.
        """
        given = checks.text(parameter, value, EXAMPLE)
        dated = _DATED.match(given)
        of_title: list[int] = []
        if dated:
            of_title = self._names.rows(dated["title"]) or self._names.rows_without_spaces(dated["title"])
        # The year first: «Cinderella (2000)» is that year's Cinderella, though another film is called Cinderella 2000.
        found = [row for row in of_title if dated and self.years[row] == int(dated["year"])] or self._names.rows(given)
        if of_title and not found:
            rule = "No film of that title is of that year"
            raise NotFoundError(
                parameter, rule, given, suggestions=[self.name(row) for row in self._by_votes(of_title)]
            )
        found = found or self._names.rows_without_spaces(given)
        if not found:
            raise NotFoundError(parameter, "No film is called", given, suggestions=self._names.nearest(given))
        return self._by_votes(found)

    def name(self, row: int) -> str:
        """The film's title with its year."""
        return f"{self.titles[row]} ({self.years[row]})"

    def _by_votes(self, rows: list[int]) -> list[int]:
        return sorted(rows, key=lambda row: (-self.vote_counts[row], row))
