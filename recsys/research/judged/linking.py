"""Which work a row of a file of opinions means."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import work_rows
from recsys.build.standing import standing
from recsys.domain.schema import TYPES
from recsys.ingest.linking.matching import TitleMatcher
from recsys.models.vocabulary import Vocabulary

_MOVIE, _SERIES = TYPES


@dataclass(frozen=True)
class WorkFinder:
    """The rows of works by the ids of their listings and by title, year and type."""

    by_title_id: Mapping[str, int]
    matcher: TitleMatcher

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> "WorkFinder":
        """Of the tables works, names and titles (`domain.schema`); of namesakes the most famous one is found."""
        works, names, titles = (tables[name] for name in ("works", "names", "titles"))
        ids = Vocabulary(tuple(works.column("work_id").to_pylist()))
        listed = work_rows(titles, ids)
        first, last = _years(works, titles, listed)
        matcher = TitleMatcher.of(
            zip(names.column("name").to_pylist(), work_rows(names, ids).tolist(), strict=True),
            works.column("type").to_pylist(),
            first,
            last,
            10 ** standing(works)["fame"],
            works.column("seasons").fill_null(0).to_numpy(),
        )
        return cls(dict(zip(titles.column("title_id").to_pylist(), listed.tolist(), strict=True)), matcher)

    def find(self, title_id: str, title: str, year: int | None, type: str | None, usual: str | None) -> int | None:
        """The work of the listing, else what the title means, None where nothing is called so.

        Where the type is not told, works of the type `usual` go first: an article on series like one names series.
        """
        if title_id in self.by_title_id:
            return self.by_title_id[title_id]
        for wanted in dict.fromkeys((type or usual, type)):
            found = self.matcher.candidates(title, year, wanted)
            if found:
                return found[0].work
        return None


def _years(works: pa.Table, titles: pa.Table, listed: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The first and the last year that a work answers to, (n_works,) each.

    A film has its own and those that services date it by, a series those until its end or newest listed season.
    """
    first: NDArray[np.int32] = works.column("year").to_numpy().copy()
    last = np.maximum(first, works.column("end_year").fill_null(0).to_numpy()).astype(np.int32)
    years = titles.column("release_year").to_numpy()
    np.maximum.at(last, listed, years)
    is_film = np.asarray(works.column("type").to_numpy(zero_copy_only=False) == _MOVIE)
    dated = is_film[listed] & (years > 0)
    np.minimum.at(first, listed[dated], years[dated])
    return first, last
