"""The films that a film catalogue knows, what it says of each, and which film a title means."""

import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.schema import FILM_CATALOGUE
from recsys.errors import NotFoundError
from recsys.serving import checks
from recsys.serving.queries.names import NameIndex

EXAMPLE = "Toy Story"
# United by a rule of their own: the votes of whoever counted most are better known than few of one source.
_OF_ANY_SOURCE = ("votes", "vote_average")
_DATED = re.compile(r"^(?P<title>.+?)\s*\((?P<year>\d{4})\)$")


class Films:
    """The works of a film catalogue (source `tmdb`) that have a release date, in the order of the works table.

    `work_nums` (n_films,) are their row numbers there. What another source had to add, such as the minutes of a film
    that the catalogue has without, is left out: answers over the film catalogue are of what the catalogue says.
    """

    def __init__(self, works: pa.Table) -> None:
        rows = film_rows(works)
        self._table = works.take(pa.array(rows)).combine_chunks()
        self.work_nums: NDArray[np.int64] = rows
        self.titles: list[str] = self._table.column("title").to_pylist()
        self.dates: NDArray[np.datetime64] = np.array(self._table.column("release_date").to_pylist(), "datetime64[D]")
        self.years: NDArray[np.int64] = self.dates.astype("datetime64[Y]").astype(np.int64) + 1970
        self.vote_counts: NDArray[np.int64] = self._table.column("votes").to_numpy()
        facts = self._table.column("fact_sources").combine_chunks()
        self._facts = facts
        self._columns: dict[str, pa.Array] = {}
        self.budgets: NDArray[np.int64] = self.column("budget").fill_null(0).to_numpy()
        self.revenues: NDArray[np.int64] = self.column("revenue").fill_null(0).to_numpy()
        self.returns: NDArray[np.float64] = returns(self.budgets, self.revenues)
        self._names = NameIndex(self.titles)

    def __len__(self) -> int:
        return len(self.titles)

    def column(self, name: str) -> pa.Array:
        """A column of `schema.WORKS`, one value a film; missing where another source filled it in.

        Only votes and their mean are of whichever source counted most.
        """
        if name not in self._columns:
            self._columns[name] = self._own(name)
        return self._columns[name]

    def _own(self, name: str) -> pa.Array:
        column = self._table.column(name).combine_chunks()
        if name in _OF_ANY_SOURCE:
            return column
        # Decoded anew for each column, of which there are few: kept, they are twenty megabytes.
        sources = (json.loads(one).get(name, FILM_CATALOGUE) for one in self._facts.dictionary.to_pylist())
        of_others = pa.array([FILM_CATALOGUE not in told.split(", ") for told in sources], pa.bool_())
        return pc.if_else(of_others.take(self._facts.indices), pa.scalar(None, column.type), column)

    def lists(self, name: str) -> list[list[str]]:
        """A column of lists, one list a film; empty where it is missing."""
        return [values or [] for values in self.column(name).to_pylist()]

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


def film_rows(works: pa.Table) -> NDArray[np.int64]:
    """The row numbers of the works that a film catalogue knows, with a release date, (n_films,)."""
    sources = works.column("sources").combine_chunks()
    known = pc.list_parent_indices(sources).filter(pc.equal(sources.flatten(), FILM_CATALOGUE)).to_numpy()
    dated = works.column("release_date").is_valid().to_numpy()
    rows: NDArray[np.int64] = np.unique(known[dated[known]]).astype(np.int64)
    return rows


def returns(budgets: NDArray[np.int64], revenues: NDArray[np.int64]) -> NDArray[np.float64]:
    """Revenue divided by budget, of the same shape; 0 where the budget is not known.

    >>> returns(np.array([10, 0]), np.array([25, 7])).tolist()
    [2.5, 0.0]
    """
    return np.divide(revenues, budgets, out=np.zeros(len(budgets)), where=budgets > 0)
