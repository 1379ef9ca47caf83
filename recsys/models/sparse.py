"""Rows of a sparse matrix that is kept as plain arrays: row r has the entries `starts[r]:starts[r + 1]`."""

import numpy as np
from numpy.typing import NDArray


def entries_of(starts: NDArray[np.integer], rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of some rows, one row after the other, shape (n_entries,), and how many each row has, (len(rows),).

    >>> entries_of(np.array([0, 2, 2, 5]), np.array([2, 0, 1]))
    (array([2, 3, 4, 0, 1]), array([3, 2, 0]))
    """
    counts = (starts[rows + 1] - starts[rows]).astype(np.int64)
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) + np.repeat(starts[rows] - before, counts), counts
