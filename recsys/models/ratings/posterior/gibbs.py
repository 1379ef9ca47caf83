"""Gibbs sampling of a factor model whose prior means depend on who rated what and on features of the works."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from recsys.models.ratings.posterior.features import FeatureGroup, Single
from recsys.models.ratings.posterior.kernels import Floats, sample_rows

THREADS = 2
# The noise of a user is Gamma(shape, shape / population's): 4 says that people differ by about a half either way.
NOISE_SHAPE = 4.0
# The priors of the hyperparameters, weak against a hundred rows.
_MEAN_STRENGTH = 2.0
_PRIOR_VARIANCE = 0.05
_INITIAL_SD = 0.1
_INITIAL_PRECISION = 10.0
_INITIAL_NOISE_PRECISION = 1.5


@dataclass
class Side:
    """One side of the factor model, users or works: each row's coefficients w, (n_rows, k), and their prior.

    w_r ~ N(m + Σ_g z_gr·b_g, Λ⁻¹), with b_g ~ N(0, (λ_g Λ)⁻¹) by column, (m, Λ) normal-Wishart, λ_g gamma: the prior
    of Macau (Simm et al. 2017) over that of BPMF (Salakhutdinov & Mnih 2008).
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    ratings: Floats
    groups: Sequence[FeatureGroup]
    strengths: list[float]  # λ_g
    w: Floats
    known: list[Single] = field(init=False)  # z_g·b_g, (n_rows, k) each
    prior_mean: Floats = field(init=False)  # (n_rows, k)
    m: Floats = field(init=False)
    precision: Floats = field(init=False)  # Λ
    b: list[Single] = field(init=False)
    squares: Floats = field(init=False)  # squared errors of each row

    def __post_init__(self) -> None:
        n, k = self.w.shape
        self.m, self.precision = np.zeros(k), np.eye(k) * _INITIAL_PRECISION
        self.b = [np.zeros((group.z.shape[1], k), np.float32) for group in self.groups]
        self.known = [np.zeros((n, k), np.float32) for _ in self.groups]
        self.prior_mean, self.squares = np.zeros((n, k)), np.zeros(n)

    @property
    def regressors(self) -> Floats:
        """What the other side's coefficients are multiplied with: a one for its bias, then this side's factors."""
        x = self.w.copy()
        x[:, 0] = 1.0
        return x

    def sample_prior(self, rng: np.random.Generator) -> None:
        """Draw Λ, m, every b_g and λ_g given the coefficients."""
        n, k = self.w.shape
        rest = self.w - sum(self.known, np.zeros((n, k)))
        mean = rest.mean(axis=0)
        scatter = (rest - mean).T @ (rest - mean) + n * _MEAN_STRENGTH / (n + _MEAN_STRENGTH) * np.outer(mean, mean)
        scatter += np.eye(k) * (k + 1) * _PRIOR_VARIANCE
        degrees = k + 1 + n
        for strength, b in zip(self.strengths, self.b, strict=True):
            scatter += strength * b.T @ b
            degrees += len(b)
        self.precision = _wishart(degrees, scatter, rng)
        root = np.linalg.inv(np.linalg.cholesky(self.precision))  # rootᵀ root = Λ⁻¹
        self.m = n * mean / (n + _MEAN_STRENGTH) + rng.standard_normal(k) @ root / np.sqrt(n + _MEAN_STRENGTH)
        rest -= self.m
        for g, group in enumerate(self.groups):
            rest += self.known[g]
            variance = 1.0 / (group.squares + self.strengths[g])
            noise = rng.standard_normal((len(variance), k)) @ root
            drawn = variance[:, None] * (group.z.T @ rest.astype(np.float32)) + np.sqrt(variance)[:, None] * noise
            energy = float(((drawn @ self.precision) * drawn).sum())
            self.strengths[g] = rng.gamma(1.0 + drawn.size / 2) / (1.0 + energy / 2)
            self.b[g] = drawn.astype(np.float32)
            self.known[g] = group.z @ self.b[g]
            rest -= self.known[g]
        self.prior_mean = self.w - rest

    def sample_rows(self, other: "Side", precisions: Floats, rng: np.random.Generator, threads: Executor) -> None:
        """Draw every row's coefficients given the other side; `precisions` is the noise precision of each rating."""
        normal = rng.standard_normal(self.w.shape)  # drawn here, so that the threads' order changes nothing
        targets = self.ratings - other.w[self.columns, 0]
        # Cut where each thread has as many ratings.
        cuts = np.searchsorted(self.starts, np.linspace(0, self.starts[-1], THREADS + 1)[1:-1])
        bounds = [0, *cuts.tolist(), len(self.w)]
        arrays = (self.starts, self.columns, targets, precisions, other.regressors, self.prior_mean, self.precision)
        written = (normal, self.w, self.squares)
        done = [threads.submit(sample_rows, first, last, *arrays, *written) for first, last in pairwise(bounds)]
        for part in done:
            part.result()


def by_row(
    rows: NDArray[np.int32], columns: NDArray[np.int32], ratings: Floats, n_rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    """Ratings grouped by row: where each row starts, (n_rows + 1,), the columns and the ratings, (n_ratings,)."""
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(n_rows + 1)).astype(np.int64)
    return starts, columns[order], ratings[order]


class Sampler:
    """The chain: `users` and `works`, the noise precision of each user, (n_users,), and of the population."""

    def __init__(
        self,
        user_nums: NDArray[np.int32],
        work_nums: NDArray[np.int32],
        ratings: Floats,
        user_groups: Sequence[FeatureGroup],
        work_groups: Sequence[FeatureGroup],
        strengths: tuple[Sequence[float], Sequence[float]],
        shape: tuple[int, int],
        factors: int,
        seed: int,
    ) -> None:
        """`ratings` are centred; `shape` is (n_users, n_works); `strengths` the first λ of the groups."""
        # One stream each, so that it changes nothing which of the threads draws first.
        streams = np.random.SeedSequence(seed).spawn(3)
        self.rng, self._user_rng, self._work_rng = (np.random.default_rng(stream) for stream in streams)

        def side(
            rows: NDArray[np.int32],
            columns: NDArray[np.int32],
            n: int,
            groups: Sequence[FeatureGroup],
            first: Sequence[float],
        ) -> Side:
            w = self.rng.normal(0.0, _INITIAL_SD, (n, factors + 1))
            w[:, 0] = 0.0
            return Side(*by_row(rows, columns, ratings, n), groups, list(first), w)

        self.users = side(user_nums, work_nums, shape[0], user_groups, strengths[0])
        self.works = side(work_nums, user_nums, shape[1], work_groups, strengths[1])
        self.noise = np.full(shape[0], _INITIAL_NOISE_PRECISION)
        self.population_noise = _INITIAL_NOISE_PRECISION
        self._counts = np.diff(self.users.starts)
        self.works.sample_prior(self._work_rng)

    def sweep(self, threads: ThreadPoolExecutor) -> None:
        """One draw of everything, each given the rest.

        The prior of one side and the coefficients of the other do not depend on one another: they are drawn at once.
        """
        rng, users, works = self.rng, self.users, self.works
        prior = threads.submit(users.sample_prior, self._user_rng)
        works.sample_rows(users, self.noise[works.columns], rng, threads)
        prior.result()
        prior = threads.submit(works.sample_prior, self._work_rng)
        users.sample_rows(works, np.repeat(self.noise, self._counts), rng, threads)
        prior.result()
        n = len(self.noise)
        rate = NOISE_SHAPE / self.population_noise + users.squares / 2
        self.noise = rng.gamma(NOISE_SHAPE + self._counts / 2) / rate
        self.population_noise = (NOISE_SHAPE * float(self.noise.sum()) + 1.0) / rng.gamma(n * NOISE_SHAPE + 1.0)


def _wishart(degrees: int, inverse_scale: Floats, rng: np.random.Generator) -> Floats:
    """A draw of the Wishart distribution, by Bartlett's decomposition."""
    k = len(inverse_scale)
    lower = np.tril(rng.standard_normal((k, k)), -1)
    lower[np.diag_indices(k)] = np.sqrt(rng.chisquare(degrees - np.arange(k)))
    # scale = inverse_scale⁻¹ = c⁻ᵀ c⁻¹ for inverse_scale = c cᵀ, so c⁻ᵀ is a root of it.
    root: Floats = solve_triangular(np.linalg.cholesky(inverse_scale), lower, lower=True, trans="T")
    return root @ root.T
