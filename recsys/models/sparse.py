"""Rows of a sparse matrix that is kept as plain arrays: row r has the entries `starts[r]:starts[r + 1]`."""

from typing import NamedTuple

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


class Matches(NamedTuple):
    """The entries of some rows compared with those of one row, all of shape (n_entries,).

    `entries` as `entries_of` has them; `whose`, the place of their row among the rows; `places`, where in the one row
    their column is, or would have to be inserted; `common`, whether it is there.
    """

    entries: NDArray[np.int64]
    whose: NDArray[np.int64]
    places: NDArray[np.int64]
    common: NDArray[np.bool_]


def match_columns(
    starts: NDArray[np.integer], columns: NDArray[np.integer], row: int, others: NDArray[np.integer]
) -> Matches:
    """Compare the columns of some rows, `others` (n_others,), with those of one; the columns of a row ascend.

    >>> match_columns(np.array([0, 2, 4]), np.array([1, 5, 5, 6]), 0, np.array([1])).common
    array([ True, False])
    """
    own = columns[starts[row] : starts[row + 1]]
    entries, counts = entries_of(starts, others)
    theirs = columns[entries]
    places = np.searchsorted(own, theirs)
    return Matches(entries, np.repeat(np.arange(len(others)), counts), places, np.append(own, -1)[places] == theirs)
