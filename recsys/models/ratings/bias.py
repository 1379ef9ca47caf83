"""The bias model: how generous a user is and how well a work is liked, nothing else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Damping counts as that many ratings at the mean: a work with three ratings is pulled most of the way back, one
# with three hundred hardly. The values are those of Funk's 2006 article and of LensKit's tests.
WORK_DAMPING = 10.0
USER_DAMPING = 10.0


@dataclass(frozen=True)
class BiasModel:
    """r̂ = μ + b_u + b_i, with damped means.

    b_i = Σ_u (r_ui - μ) / (n_i + damping), then b_u = Σ_i (r_ui - μ - b_i) / (n_u + damping); Koren 2010, «Factor in
    the Neighbors», eq. 2.1. An unknown user or work (row number -1) has bias 0.

    Shapes: `user_bias` (n_users,), `work_bias` (n_works,), in stars.
    """

    global_mean: float
    user_bias: NDArray[np.float64]
    work_bias: NDArray[np.float64]

    @classmethod
    def fit(
        cls,
        user_nums: NDArray[np.int32],
        work_nums: NDArray[np.int32],
        ratings: NDArray[np.float32],
        n_users: int,
        n_works: int,
    ) -> "BiasModel":
        """Fit on ratings given as three arrays of shape (n_ratings,)."""
        mean = float(ratings.mean(dtype=np.float64))
        residuals = ratings.astype(np.float64) - mean
        work_counts = np.bincount(work_nums, minlength=n_works)
        work_bias = damped_mean(np.bincount(work_nums, residuals, n_works), work_counts, WORK_DAMPING)
        return cls.of_works(mean, work_bias, user_nums, work_nums, ratings, n_users)

    @classmethod
    def of_works(
        cls,
        mean: float,
        work_bias: NDArray[np.float64],
        user_nums: NDArray[np.int32],
        work_nums: NDArray[np.int32],
        ratings: NDArray[np.float32],
        n_users: int,
    ) -> "BiasModel":
        """The biases of users next to those of works, (n_works,), from all their ratings, each (n_ratings,)."""
        residuals = ratings.astype(np.float64) - mean - work_bias[work_nums]
        user_counts = np.bincount(user_nums, minlength=n_users)
        user_bias = damped_mean(np.bincount(user_nums, residuals, n_users), user_counts, USER_DAMPING)
        return cls(mean, user_bias, work_bias)

    def predict(self, user_nums: NDArray[np.int32], work_nums: NDArray[np.int32]) -> NDArray[np.float64]:
        """Predicted ratings of pairs, shape (n_pairs,), not clipped to the scale."""
        user_bias = np.append(self.user_bias, 0.0)[user_nums]
        work_bias = np.append(self.work_bias, 0.0)[work_nums]
        predicted: NDArray[np.float64] = self.global_mean + user_bias + work_bias
        return predicted


def damped_mean(sums: NDArray[np.number], counts: NDArray[np.integer], damping: float) -> NDArray[np.float64]:
    """The means of residuals of which there are so many, pulled to 0 as by `damping` more that are 0; all (n,)."""
    return sums.astype(np.float64) / (counts + damping)
