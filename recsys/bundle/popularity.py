"""How well known works are, by what a bundle's tables say."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.tables import codes
from recsys.models.vocabulary import Vocabulary


def popularity_of(work_ids: Vocabulary, works: pa.Table, titles: pa.Table, ratings: pa.Table) -> NDArray[np.float64]:
    """How many ratings each work has, (n_works,); then listings on services count, then votes."""
    rated, listed = (_rows_of_each(work_ids, table.column("work_id")) for table in (ratings, titles))
    votes = works.column("votes").to_numpy()
    found: NDArray[np.float64] = rated + 0.1 * listed + 1e-9 * votes
    return found


def _rows_of_each(work_ids: Vocabulary, column: pa.ChunkedArray) -> NDArray[np.float64]:
    """How many rows of a table are about each work, (n_works,)."""
    ids, numbers = codes(column)
    found = np.zeros(len(work_ids))
    np.add.at(found, work_ids.numbers(ids.tolist()), np.bincount(numbers, minlength=len(ids)))
    return found
