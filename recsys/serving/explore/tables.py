"""The tables that are explored: all of a bundle's, or what passes a choice."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.tables import BundleTables
from recsys.serving.filters import FilterIndex, Filters

EVERYTHING = Filters()


@dataclass(frozen=True)
class Tables:
    """Rows of a bundle's tables: what services list now, what was rated, the works, and those of them that are films.

    `movies` has the columns of `works` (`schema.WORKS`).
    """

    titles: pa.Table
    ratings: pa.Table
    works: pa.Table
    movies: pa.Table


class Explorer:
    """Chooses the rows of a bundle that pass the filters which lists are limited by."""

    def __init__(self, tables: BundleTables, index: FilterIndex) -> None:
        self._index = index
        self._offers = tables.offers
        titles = tables.titles.filter(tables.titles.column("current"))
        self._title_works = tables.work_ids.numbers(titles.column("work_id").to_pylist())
        rated = tables.ratings.column("work_id").combine_chunks()
        self._rated_works: NDArray[np.int32] = tables.work_ids.numbers(rated.dictionary.to_pylist())
        self._ratings: NDArray[np.int32] = rated.indices.to_numpy()
        self._films = pc.equal(tables.works.column("type"), "movie").to_numpy()
        self._all = Tables(titles, tables.ratings, tables.works, tables.works.filter(self._films))

    def among(self, filters: Filters = EVERYTHING) -> Tables:
        """The works that pass and their ratings; of their titles those on the chosen services in the chosen country."""
        if filters == EVERYTHING:
            return self._all
        works = self._index.mask(filters)
        return Tables(
            titles=self._titles(filters, works),
            ratings=self._all.ratings.filter(works[self._rated_works][self._ratings]),
            works=self._all.works.filter(works),
            movies=self._all.works.filter(works & self._films),
        )

    def titles(self, filters: Filters) -> pa.Table:
        """The titles of `among` alone."""
        return self._all.titles if filters == EVERYTHING else self._titles(filters, self._index.mask(filters))

    def _titles(self, filters: Filters, works: NDArray[np.bool_]) -> pa.Table:
        titles = works[self._title_works]
        if filters.platforms:
            titles &= pc.is_in(
                self._all.titles.column("service").cast(pa.string()), pa.array(filters.platforms)
            ).to_numpy()
        if filters.country is not None:
            titles &= self._shown_in(filters.country)
        return self._all.titles.filter(titles)

    def _shown_in(self, country: str) -> NDArray[np.bool_]:
        """The titles that a service shows in the country now, (n_titles,)."""
        now = self._offers.filter(
            pc.and_(self._offers.column("until").is_null(), pc.equal(self._offers.column("country"), country))
        )
        shown = set(_keys(now))
        return np.array([key in shown for key in _keys(self._all.titles)], dtype=bool)


def _keys(rows: pa.Table) -> list[tuple[str, str]]:
    services, title_ids = (rows.column(name).cast(pa.string()).to_pylist() for name in ("service", "title_id"))
    return list(zip(services, title_ids, strict=True))
