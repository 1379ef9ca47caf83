"""The tables that are explored: all of a bundle's, or what passes a choice."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import MOVIES
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex, Filters

EVERYTHING = Filters()


@dataclass(frozen=True)
class Tables:
    """Rows of a bundle's tables; `ratings` have the rated work's `work_id` beside their own columns."""

    titles: pa.Table
    ratings: pa.Table
    movies: pa.Table


class Explorer:
    """Chooses the rows of a bundle that pass the filters which lists are limited by."""

    def __init__(self, bundle: Bundle, catalogue: Catalogue, index: FilterIndex) -> None:
        self._index = index
        self._title_works = catalogue.work_nums
        self._platforms = bundle.titles.column("platform")
        work_of = dict(zip(bundle.titles.column("title_id").to_pylist(), catalogue.work_nums.tolist(), strict=True))
        rated = bundle.ratings.column("title_id").combine_chunks()
        of_word = np.array([work_of[title_id] for title_id in rated.dictionary.to_pylist()], dtype=np.int32)
        self._rated_works: NDArray[np.int32] = of_word[rated.indices.to_numpy()] if len(rated) else of_word
        works = pa.DictionaryArray.from_arrays(pa.array(self._rated_works), pa.array(bundle.works.ids, pa.string()))
        movies = bundle.films.movies if bundle.films is not None else MOVIES.empty_table()
        self._all = Tables(bundle.titles, bundle.ratings.append_column("work_id", works), movies)

    def among(self, filters: Filters = EVERYTHING) -> Tables:
        """The titles of works that pass, on the chosen services alone, the ratings of these works, and the films.

        The film catalogue knows genres, years and minutes; no other filter limits it.
        """
        if filters == EVERYTHING:
            return self._all
        works = self._index.mask(filters)
        titles = works[self._title_works]
        if filters.platforms:
            titles &= pc.is_in(self._platforms, pa.array(filters.platforms)).to_numpy()
        return Tables(
            titles=self._all.titles.filter(titles),
            ratings=self._all.ratings.filter(works[self._rated_works]),
            movies=self._all.movies.filter(_passing(self._all.movies, filters)),
        )


def _passing(movies: pa.Table, filters: Filters) -> NDArray[np.bool_]:
    passing = np.ones(movies.num_rows, dtype=bool)
    for column, low, high in (
        ("release_year", filters.year_from, filters.year_to),
        ("runtime", filters.minutes_from, filters.minutes_to),
    ):
        values = movies.column(column).cast(pa.float64()).fill_null(np.nan).to_numpy()
        if low is not None:
            passing &= values >= low
        if high is not None:
            passing &= values <= high
    if filters.genre is not None:
        genres = movies.column("genres").to_pylist()
        passing &= np.array([filters.genre in map(str.lower, labels) for labels in genres], dtype=bool)
    return passing
