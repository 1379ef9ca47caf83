"""The search index of a bundle's names."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.popularity import popularity_of
from recsys.bundle.rows import work_numbers
from recsys.domain.schema import TYPES
from recsys.models.search.index import TitleIndex, WorkFacts
from recsys.models.vocabulary import Vocabulary

_UNCOUNTED = 100.0  # votes that a listed work is taken to have where nobody counted


def search_index(works: pa.Table, names: pa.Table, titles: pa.Table, ratings: pa.Table) -> TitleIndex:
    """The index of all names of the works, by their row numbers; the tables are a bundle's."""
    work_ids = Vocabulary(tuple(works.column("work_id").to_pylist()))
    counted = popularity_of(work_ids, works, titles, ratings) + works.column("votes").to_numpy()
    of_titles = work_numbers(titles.column("work_id"), work_ids)
    years = works.column("year").to_numpy()
    facts = WorkFacts(years, _last_years(works, titles, of_titles), _known(counted, of_titles))
    alternative = pc.equal(names.column("kind").cast(pa.string()), "alternative").to_numpy()
    of_names = work_numbers(names.column("work_id"), work_ids)
    return TitleIndex.of(names.column("name").to_pylist(), of_names, alternative, facts)


def _known(counted: NDArray[np.float64], of_titles: NDArray[np.int32]) -> NDArray[np.float64]:
    """How well known each work is, to tell namesakes apart, (n_works,): its ratings and votes.

    A work that a service lists and of which nobody counted either is not unknown, only uncounted: «The Office» on a
    service is not a film of 1966 with eight votes.
    """
    listed = np.bincount(of_titles, minlength=len(counted)) > 0
    known: NDArray[np.float64] = np.where(listed & (counted < 1), _UNCOUNTED, counted)
    return known


def _last_years(works: pa.Table, titles: pa.Table, of_titles: NDArray[np.int32]) -> NDArray[np.int32]:
    """The last year that a work answers to, (n_works,): of a series that of its newest season, as far as known."""
    ended = works.column("end_year").fill_null(0).to_numpy()
    last: NDArray[np.int32] = np.maximum(works.column("year").to_numpy(), ended).astype(np.int32)
    listed = titles.column("release_year").to_numpy()
    series = pc.equal(works.column("type"), TYPES[1]).to_numpy()[of_titles]
    np.maximum.at(last, of_titles[series], listed[series])
    return last
