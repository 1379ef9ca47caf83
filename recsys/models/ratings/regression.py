"""The coefficients of a user, under each draw of a model, from ratings of a given noise.

y = x w + noise of the precision α, with w normal around `Prior.mean` with the covariance V. Two ways to the same
numbers: with few ratings through the n × n matrix K = x V xᵀ (Woodbury's identity), with many through the k × k matrix
V⁻¹ + α xᵀx.

Shapes: S draws, n ratings, k coefficients; x (S, n, k), y (S, n), α (S,).
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Prior(NamedTuple):
    """What is known of the coefficients before any rating: `mean` (S, k), `variance` (S, k, k)."""

    mean: Floats
    variance: Floats


class Regression(Protocol):
    """What ratings say of a user's coefficients."""

    def coefficients(self, noise: Floats) -> tuple[Floats, Floats]:
        """The mean (S, k) of the coefficients and their covariance (S, k, k), at that precision of ratings (S,)."""

    def squares(self, noise: Floats) -> Floats:
        """The expected sum of squared residuals (S,) at that precision of ratings (S,)."""


class Moments(NamedTuple):
    """Of regressors x (S, n, k) and targets y (S, n) under each draw: xᵀx (S, k, k), xᵀy (S, k) and yᵀy (S,)."""

    gram: Floats
    moment: Floats
    square: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats) -> "Moments":
        """The moments of these."""
        return cls(x.transpose(0, 2, 1) @ x, np.matmul(y[:, None, :], x)[:, 0], (y * y).sum(axis=1))

    def squares(self, w: Floats, covariance: Floats) -> Floats:
        """The expected sum of squared residuals (S,), the coefficients being w (S, k) ± `covariance` (S, k, k)."""
        spread = np.einsum("si,sij,sj->s", w, self.gram, w) + np.einsum("sij,sij->s", covariance, self.gram)
        squares: Floats = self.square - 2 * (w * self.moment).sum(axis=1) + spread
        return squares


@dataclass(frozen=True)
class _ByCoefficients:
    """The k × k way. `of_noise` are the moments of those ratings that say how noisy they are."""

    start: Floats
    precision: Floats
    moments: Moments
    of_noise: Moments

    def coefficients(self, noise: Floats) -> tuple[Floats, Floats]:
        covariance = inverse(self.precision + noise[:, None, None] * self.moments.gram)
        weighed = self.start + noise[:, None] * self.moments.moment
        return np.matmul(covariance, weighed[:, :, None])[:, :, 0], covariance

    def squares(self, noise: Floats) -> Floats:
        return self.of_noise.squares(*self.coefficients(noise))


@dataclass(frozen=True)
class _ByRatings:
    """The n × n way, in the basis of K's eigenvectors, where each precision of ratings is a division.

    `values` (S, n) are the eigenvalues of K, `residuals` (S, n) those of the prior mean, y - x m, in that basis,
    `reach` (S, k, n) is V xᵀ times the eigenvectors.
    """

    prior: Prior
    values: Floats
    residuals: Floats
    reach: Floats

    def coefficients(self, noise: Floats) -> tuple[Floats, Floats]:
        gain = (self.reach / (self.values + 1 / noise[:, None])[:, None, :]).astype(np.float32, copy=False)
        w: Floats = self.prior.mean + np.matmul(gain, self.residuals[:, :, None])[:, :, 0]
        covariance: Floats = self.prior.variance - gain @ self.reach.transpose(0, 2, 1)
        return w, covariance

    def squares(self, noise: Floats) -> Floats:
        left = 1 / (1 + noise[:, None] * self.values)
        squares: Floats = (np.square(left * self.residuals) + left * self.values).sum(axis=1)
        return squares


def many_ratings(prior: Prior, x: Floats, y: Floats, of_noise: Moments | None = None) -> Regression:
    """The regression for any number of ratings, with the moments of those that say how noisy they are: all of them."""
    precision, moments = inverse(prior.variance), Moments.of(x, y)
    start = np.matmul(precision, prior.mean[:, :, None])[:, :, 0]
    return _ByCoefficients(start, precision, moments, of_noise or moments)


def few_ratings(prior: Prior, x: Floats, y: Floats) -> Regression:
    """The regression for fewer ratings than coefficients, all of which say how noisy they are: five times as fast."""
    reach = prior.variance @ x.transpose(0, 2, 1)
    values, vectors = np.linalg.eigh(x @ reach)
    residuals = y - np.matmul(x, prior.mean[:, :, None])[:, :, 0]
    turned = np.matmul(residuals[:, None, :], vectors)[:, 0]
    return _ByRatings(prior, np.maximum(values, 0), turned, reach @ vectors)


def inverse(matrices: Floats) -> Floats:
    """The inverses of matrices, in their 32 bits: numpy's types promise 64."""
    return np.linalg.inv(matrices).astype(np.float32, copy=False)
