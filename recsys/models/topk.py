"""Exact selection of the k best rows."""

import numpy as np
from numpy.typing import NDArray

_GROUPS = 1024  # that many rows are dealt to, to see which cannot be among the best


def top_k(scores: NDArray[np.floating], k: int, eligible: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Row numbers of the `min(k, eligible rows)` highest scores, best first, ties by row number.

    `scores` and `eligible` have shape (n,). A row whose score is NaN cannot be ranked and is never eligible.
    """
    allowed = ~np.isnan(scores) if eligible is None else eligible & ~np.isnan(scores)
    if 0 < k <= _GROUPS // 2 and len(scores) >= 2 * _GROUPS:
        allowed &= scores >= _floor(scores, k, allowed)
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


def _floor(scores: NDArray[np.floating], k: int, allowed: NDArray[np.bool_]) -> np.floating:
    """A value that at least k of the allowed rows reach, -inf if there are not as many.

    The k-th highest of the groups' best: found at the pace of reading, where a partition takes ten times that.
    """
    whole = len(scores) - len(scores) % _GROUPS
    held = np.where(allowed[:whole], scores[:whole], scores.dtype.type(-np.inf))
    best: NDArray[np.floating] = held.reshape(-1, _GROUPS).max(axis=0)
    floor: np.floating = np.partition(best, _GROUPS - k)[_GROUPS - k]
    return floor
