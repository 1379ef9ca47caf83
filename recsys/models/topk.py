"""Exact selection of the k best rows."""

import numpy as np
from numpy.typing import NDArray


def top_k(scores: NDArray[np.floating], k: int, eligible: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Row numbers of the `min(k, eligible rows)` highest scores, best first, ties by row number.

    `scores` and `eligible` have shape (n,). A row whose score is NaN cannot be ranked and is never eligible.
    """
    allowed = ~np.isnan(scores) if eligible is None else eligible & ~np.isnan(scores)
    rows = np.flatnonzero(allowed)
    if k <= 0 or not len(rows):
        return rows[:0]
    values = scores[rows]
    if k < len(rows):
        # Everything at or above the k-th value stays, so that the sort below and not the partition
        # decides among equal scores.
        kth = np.partition(values, len(values) - k)[len(values) - k]
        rows, values = rows[values >= kth], values[values >= kth]
    return rows[np.lexsort((rows, -values))][:k]
