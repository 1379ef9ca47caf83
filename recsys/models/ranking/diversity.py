"""Maximal marginal relevance: lists of works that are relevant and not all alike."""

import numpy as np
from numpy.typing import NDArray


def mmr(
    relevance: NDArray[np.floating], similarities: NDArray[np.floating], k: int, diversity: float
) -> NDArray[np.intp]:
    """The places of `min(k, n)` candidates, in the order in which they should be listed.

    Each next one maximises (1 - diversity) · relevance - diversity · (its largest similarity to those already
    listed), ties by relevance and then by place (Carbonell & Goldstein 1998; their λ is 1 - diversity). `relevance`
    (n,) is scaled to run from 0 to 1, as `similarities` (n, n) do, so that the setting means the same whatever the
    relevance is measured in. A diversity of 0 is the order of relevance; 1 looks at similarity alone, after the most
    relevant.

    Raises ValueError when diversity is not within 0 and 1, the shapes differ, or a relevance is no number.
    """
    if not 0 <= diversity <= 1:
        raise ValueError(f"diversity must be from 0 to 1, got {diversity}")
    n = len(relevance)
    if similarities.shape != (n, n):
        raise ValueError(f"similarities must have shape ({n}, {n}), one for each pair, got {similarities.shape}")
    if not np.isfinite(relevance).all():
        raise ValueError("every candidate must have a finite relevance")
    order = np.argsort(-relevance, kind="stable")
    if diversity == 0:  # scaling could round two relevances to one
        return order[:k]
    # From here on a candidate is its place in the order of relevance, so that ties go to the more relevant.
    gain = (1 - diversity) * _from_0_to_1(relevance[order])
    closest, listed = np.zeros(n), np.zeros(n, dtype=bool)
    chosen: list[int] = []
    for _ in range(min(k, n)):
        # With nothing listed nothing is alike, and the most relevant comes first at any setting.
        best = int(np.argmax(np.where(listed, -np.inf, gain - diversity * closest))) if chosen else 0
        chosen.append(best)
        listed[best] = True
        closest = np.maximum(closest, similarities[order[best], order])
    return order[chosen]


def _from_0_to_1(values: NDArray[np.floating]) -> NDArray[np.float64]:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    # All are equally relevant: similarity alone decides.
    return (values.astype(np.float64) - low) / (high - low) if high > low else np.zeros(len(values))
