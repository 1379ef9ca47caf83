"""Errors of predicted ratings, in stars."""

import numpy as np
from numpy.typing import NDArray


def rmse(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Root mean squared error: √(mean((r̂ - r)²)). Both of shape (n,), n > 0."""
    return float(np.sqrt(np.mean((predicted.astype(np.float64) - actual) ** 2)))


def mae(predicted: NDArray[np.floating], actual: NDArray[np.floating]) -> float:
    """Mean absolute error: mean(|r̂ - r|). Both of shape (n,), n > 0."""
    return float(np.mean(np.abs(predicted.astype(np.float64) - actual)))
