"""What is known of a user given their ratings: the posterior of their coefficients, and predictions from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.models.ratings.regression import inverse
from recsys.models.ratings.svd import Parts

if TYPE_CHECKING:  # which makes these posteriors
    from recsys.models.ratings.collaborative import CollaborativeModel

Floats = NDArray[np.float32]
COVERAGE = 0.8
_HALF_WIDTH = 1.2815515655446004  # standard deviations either side that hold COVERAGE of a normal distribution


def normal_cdf(z: NDArray[np.floating]) -> Floats:
    """Φ(z) to 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26), since serving must not need scipy."""
    x = np.abs(z).astype(np.float64) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    upper = 1.0 - 0.5 * tail * np.exp(-x * x)
    probability: Floats = np.where(z >= 0, upper, 1.0 - upper).astype(np.float32)
    return probability


class Predictions(NamedTuple):
    """Predictions for some works, each (n,), in stars but for `liking`.

    `ratings` are the predicted ratings, clipped to the scale; `low` and `high` the ends of the interval in which the
    rating lies with probability COVERAGE; `liking` the probability of a rating of LIKED_FROM or more; `mean` the
    prediction before it was clipped and `deviation` the standard deviation of a rating around it.
    """

    ratings: Floats
    low: Floats
    high: Floats
    liking: Floats
    mean: Floats
    deviation: Floats


@dataclass(frozen=True)
class UserPosterior:
    """The posterior of a user given their ratings, under each draw of the model (`CollaborativeModel.fold_in`).

    `w` (S, k) is the mean of the coefficients (b_u, p_u), `covariance` (S, k, k) their covariance, `noise_precision`
    (S,) that of the ratings; `x` (S, n, k) and `y` (S, n) are the regressors and targets that they come from, those of
    works without ratings made as small as what they say is uncertain, those that weigh less times the root of that.
    `chosen` (n,) are the works rated, `prior_variance` (S, k, k) the covariance of the coefficients before that.
    """

    model: "CollaborativeModel"
    w: Floats
    covariance: Floats
    noise_precision: Floats
    x: Floats
    y: Floats
    chosen: NDArray[np.integer]
    prior_variance: Floats

    def parts(self, work_num: int) -> Parts:
        """The parts of the prediction of one work; their sum, clipped to the scale, is the predicted rating."""
        coefficients = self.model.coefficients_of(np.array([work_num]))[0]
        interaction = (coefficients[:, 1:] * self.w[:, 1:]).sum(axis=1)
        return Parts(
            self.model.global_mean,
            float(self.w[:, 0].mean()),
            float(coefficients[:, 0].mean()),
            float(interaction.mean()),
        )

    def predict(self, work_nums: NDArray[np.integer]) -> Predictions:
        """The predicted ratings of some works and how sure they are."""
        coefficients = self.model.coefficients_of(work_nums)  # (n, S, k)
        x = coefficients.copy()
        x[:, :, 0] = 1.0
        drawn = coefficients[:, :, 0] + np.einsum("nsk,sk->ns", x, self.w)
        by_draw = np.ascontiguousarray(x.transpose(1, 0, 2))
        variance = (np.matmul(by_draw, self.covariance) * by_draw).sum(axis=2).mean(axis=0)
        variance += self.model.doubt[work_nums] * self._unrated_variance
        deviation = np.sqrt(variance + drawn.var(axis=1) + (1 / self.noise_precision).mean())
        mean = self.model.global_mean + drawn.mean(axis=1)
        # The mixture over draws is taken for one normal distribution of its mean and variance.
        low, high = (np.clip(mean + sign * _HALF_WIDTH * deviation, *self.model.scale) for sign in (-1, 1))
        liking = normal_cdf((mean - self.model.liking_cut) / deviation)
        return Predictions(np.clip(mean, *self.model.scale), low, high, liking, mean, deviation)

    def overview(self) -> tuple[Floats, Floats]:
        """Predicted rating, not clipped to the scale, and probability of liking, of every work, (n_works,) each.

        The noise of ratings is the only uncertainty, with that of the coefficients of a work without ratings: for
        ordering, where `predict` would take too long.
        """
        model = self.model
        seen = self.w.copy()
        seen[:, 0] = 1.0
        share = np.float32(1 / model.n_draws)
        by_feature, by_row = (
            numbers.reshape(len(numbers), seen.size) @ seen.ravel() * share
            for numbers in (model.feature_coefficients, model.coefficients)
        )
        mean = model.features.sums(by_feature) + (model.work_mean * seen).sum() * share
        rated = model.row_of >= 0
        mean[rated] = by_row[model.row_of[rated]]
        mean += np.float32(model.global_mean + self.w[:, 0].mean())
        variance = (1 / self.noise_precision).mean() + model.doubt * self._unrated_variance
        return mean, normal_cdf((mean - model.liking_cut) / np.sqrt(variance))

    @property
    def _unrated_variance(self) -> float:
        """What the coefficients of a work without ratings, of doubt 1, add to the variance of its rating."""
        return float(self.model.work_variance_seen(self.w).mean())

    def influences(self, work_nums: NDArray[np.integer]) -> NDArray[np.float64]:
        """What each of the user's ratings adds to the predictions of some works, in stars, shape (m, n).

        Exact: given the noise, a prediction is linear in the ratings, x_iᵀ A⁻¹ (Λ m + α Σ_j x_j y_j), and this is the
        mean over draws of α x_iᵀ A⁻¹ x_j y_j, with A⁻¹ the covariance.
        """
        terms = (self.x * self.y[:, :, None]).transpose(1, 0, 2) * self.noise_precision[:, None]
        return self._pushes(work_nums, terms)

    def influences_of_choice(self, work_nums: NDArray[np.integer]) -> NDArray[np.float64]:
        """What having chosen each of the user's works adds to the predictions of some, whatever they rated it, in
        stars, shape (m, n): the mean over draws of x_iᵀ A⁻¹ Λ y_j / n^e. 0 under an engine that learns nothing of it.
        """
        rows, n = self.model.row_of[self.chosen], len(self.chosen)
        says = np.zeros((n, *self.w.shape), dtype=np.float32)
        says[rows >= 0] = self.model.implicit[rows[rows >= 0]] / n**self.model.implicit_exponent
        return self._pushes(work_nums, np.einsum("sij,nsj->nsi", inverse(self.prior_variance), says))

    def _pushes(self, work_nums: NDArray[np.integer], terms: Floats) -> NDArray[np.float64]:
        """What `terms` of the normal equations, (n, S, k), add to the predictions of some works, shape (m, n)."""
        x = self.model.coefficients_of(work_nums)  # (m, S, k)
        x[:, :, 0] = 1.0
        reach = np.einsum("sij,msj->msi", self.covariance, x)
        n, draws, size = terms.shape
        flat = terms.reshape(n, draws * size)
        pushed: NDArray[np.float64] = reach.reshape(len(x), draws * size).astype(np.float64) @ flat.T / draws
        return pushed
