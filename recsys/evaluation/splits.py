"""Which ratings a model may learn from, and which it is judged by."""

import numpy as np
from numpy.typing import NDArray

HELD_OUT = 0.1


def hold_out(n_ratings: int, seed: int, share: float = HELD_OUT) -> NDArray[np.bool_]:
    """Which ratings are held out: a random `share` of them, at least one and never all, shape (n_ratings,)."""
    count = min(max(1, round(share * n_ratings)), n_ratings - 1)
    held_out = np.zeros(n_ratings, dtype=bool)
    held_out[np.random.default_rng(seed).choice(n_ratings, count, replace=False)] = True
    return held_out
