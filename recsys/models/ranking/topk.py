"""Exact selection of the k best rows."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

_GROUPS = 1024  # that the rows are divided among, to find which cannot be among the best
LEAST_ROWS = 2 * _GROUPS  # where that is worth it


def top_k(scores: NDArray[np.floating], k: int, eligible: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Row numbers of the `min(k, eligible rows)` highest scores, best first, ties by row number.

    `scores` and `eligible` have shape (n,). A row whose score is NaN cannot be ranked and is never eligible.
    """
    allowed = ~np.isnan(scores) if eligible is None else eligible & ~np.isnan(scores)
    if 0 < k <= _GROUPS // 2 and len(scores) >= LEAST_ROWS:
        with np.errstate(over="ignore"):
            held = scores - ~allowed * np.finfo(scores.dtype).max  # five times as fast as `where`
        high = allowed & (scores >= guess(held, k))
        # Whatever the guess: if k rows reach it, so do the k best.
        allowed = high if np.count_nonzero(high) >= k else allowed
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


def guess(scores: NDArray[np.floating], k: int) -> np.floating:
    """A value a little below that of the k-th best row, found at the pace of reading; a partition takes ten times that.

    The k-th highest of the groups' best. There are LEAST_ROWS or more, and k is at most a quarter of that.
    """
    whole = len(scores) - len(scores) % _GROUPS
    best = np.fmax.reduce(scores[:whole].reshape(-1, _GROUPS), axis=0)
    found: np.floating = np.partition(best, _GROUPS - k)[_GROUPS - k]
    return found


def top_k_of_groups(
    scores: NDArray[np.floating],
    k: int,
    groups: NDArray[np.integer],
    most: int,
    eligible: NDArray[np.bool_] | None = None,
) -> NDArray[np.intp]:
    """As `top_k`, but no more than `most` of one group; `groups` (n,) are their numbers, below 0 for a row in none."""
    wanted = 2 * k
    while True:
        rows = top_k(scores, wanted, eligible)
        listed: Counter[int] = Counter()
        kept = []
        for row, group in zip(rows.tolist(), groups[rows].tolist(), strict=True):
            listed[group] += 1
            if group < 0 or listed[group] <= most:
                kept.append(row)
        if len(kept) >= k or len(rows) < wanted:
            return np.array(kept[: max(k, 0)], dtype=np.intp)
        wanted *= 4  # groups took the places: look further down
