"""How good predictions are: errors in stars, lists against what was chosen, and probabilities against what happened.

Arrays of predictions and outcomes are of shape (n,) with n > 0 unless said otherwise; works are row numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Works = NDArray[np.integer]

BINS = 10  # of the reliability plot, as in Naeini et al.


class ReliabilityBin(NamedTuple):
    """Predictions from `low` to `high`: how many, their mean, and the share of them that came true."""

    low: float
    high: float
    size: int
    predicted: float
    observed: float


def rmse(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Root mean squared error: √(mean((r̂ - r)²)), in stars."""
    return float(np.sqrt(np.mean((predicted.astype(np.float64) - actual) ** 2)))


def mae(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Mean absolute error: mean(|r̂ - r|), in stars."""
    return float(np.mean(np.abs(predicted.astype(np.float64) - actual)))


def ndcg(listed: Works, relevant: Works, k: int) -> float:
    """Normalised discounted cumulative gain of the first k of a list, best first, of distinct works; 0 to 1.

    Σ 1 / log2(1 + place) over the relevant works listed, divided by the largest sum that a list of k could have
    (Järvelin & Kekäläinen 2002, relevance 0 or 1). NaN when nothing is relevant.
    """
    if not len(relevant):
        return float("nan")
    discounts = 1 / np.log2(np.arange(2, k + 2))
    hits = np.isin(listed[:k], relevant)
    return float(discounts[: len(hits)][hits].sum() / discounts[: len(relevant)].sum())


def recall(listed: Works, relevant: Works, k: int) -> float:
    """The share of the relevant works that are among the first k of the list; NaN when nothing is relevant."""
    return float(np.isin(listed[:k], relevant).sum() / len(relevant)) if len(relevant) else float("nan")


def catalogue_coverage(lists: Sequence[Works], n_works: int) -> float:
    """The share of the works that stand in at least one list (Herlocker et al. 2004)."""
    return len(np.unique(np.concatenate(lists))) / n_works


def novelty(lists: Sequence[Works], counts: NDArray[np.integer], n_users: int) -> float:
    """Mean self-information of what is listed, in bits: -log2 of the share of users who rated the work.

    `counts` (n_works,) are the works' training ratings; a work without any counts as rated once, or it would be
    infinitely novel (Vargas & Castells 2011, «Rank and Relevance in Novelty and Diversity Metrics»).
    """
    return float(-np.log2(np.maximum(counts, 1)[np.concatenate(lists)] / n_users).mean())


def intra_list_diversity(similarities: NDArray[np.floating]) -> float:
    """Mean of 1 - similarity over the pairs of one list (Ziegler et al. 2005); NaN for a list of fewer than two.

    `similarities` (n, n) is symmetric.
    """
    pairs = similarities[np.triu_indices(len(similarities), 1)]
    return float(1 - pairs.mean(dtype=np.float64)) if len(pairs) else float("nan")


def interval_coverage(low: NDArray[np.floating], high: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """The share of what happened that lies within its interval, ends included."""
    return float(np.mean((low <= actual) & (actual <= high)))


def brier_score(probabilities: NDArray[np.floating], happened: NDArray[np.bool_]) -> float:
    """Mean squared difference between the probability and what happened, 1 or 0 (Brier 1950); 0 is perfect."""
    return float(np.mean((probabilities.astype(np.float64) - happened) ** 2))


def reliability(
    probabilities: NDArray[np.floating], happened: NDArray[np.bool_], bins: int = BINS
) -> list[ReliabilityBin]:
    """The bins of a reliability plot, equally wide over 0 to 1, lowest first; those without predictions left out.

    A probability on an edge belongs to the bin above it, 1 to the last. Raises ValueError for what is no probability.
    """
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("probabilities must be from 0 to 1")
    edges = np.linspace(0, 1, bins + 1)
    number = np.minimum(np.searchsorted(edges, probabilities, side="right") - 1, bins - 1)
    counts = np.bincount(number, minlength=bins)
    predicted = np.bincount(number, probabilities, bins) / np.maximum(counts, 1)
    observed = np.bincount(number, happened, bins) / np.maximum(counts, 1)
    columns = (edges[:-1], edges[1:], counts, predicted, observed)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [ReliabilityBin(*row) for row in rows if row[2]]


def expected_calibration_error(
    probabilities: NDArray[np.floating], happened: NDArray[np.bool_], bins: int = BINS
) -> float:
    """Mean distance between predicted and observed over the bins of `reliability`, weighted by their counts.

    ECE of Naeini, Cooper & Hauskrecht 2015, made known by Guo et al. 2017; 0 is perfect.
    """
    rows = reliability(probabilities, happened, bins)
    return sum(row.size * abs(row.predicted - row.observed) for row in rows) / len(probabilities)
