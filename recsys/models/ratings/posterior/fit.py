"""Fitting the default engine: a chain of draws, some of them kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.calibration import with_liking_cut
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.ratings.posterior.features import IMPLICIT_EXPONENT, FeatureGroup, Implicit
from recsys.models.ratings.posterior.gibbs import NOISE_SHAPE, THREADS, Sampler
from recsys.models.ratings.posterior.kernels import Floats


@dataclass(frozen=True)
class PosteriorParameters:
    """How long the chain is and how many factors a draw has. `thinning`: every so many draws one is kept.

    These 160 sweeps, where 300 (100, then every fourth) take twice the time: on a tenth held out, over two seeds, they
    cost 0.0008 of RMSE on three MovieLens folders together (540 thousand ratings) and nothing on MovieLens 100K; 80
    sweeps cost 0.0035 and 0.002. Intervals hold as many ratings after all of them.
    """

    factors: int = 16
    burn_in: int = 60
    draws: int = 50
    thinning: int = 2
    seed: int = 0


# For a fit that is only learned from on the way: half the time, and 0.003 of RMSE on those 540 thousand ratings.
QUICK = PosteriorParameters(burn_in=40, draws=20)
# Where the chain begins with the strengths of (users' implicit), (works' implicit, count, own) features: about where
# it ends on MovieLens, since these move slowest.
_STRENGTHS = ((1.0,), (0.5, 2.5, 2.5))
# The ridge of unrated works' coefficients on their features, in mean numbers of ratings: of 1 and 5 the better one on
# three of four cold splits of MovieLens 100K, by 0.002 of RMSE.
_UNRATED_RIDGE = 5.0
# How much more or less than others the coefficients of an unrated work may vary.
_DOUBTS = (0.25, 4.0)
# Of a work that nearly alone decides what is expected of it, no more than so much is taken to be its own doing.
_MOST_LEVERAGE = 0.9


def fit_posterior(
    data: RatingArrays, features: Features, scale: tuple[float, float], parameters: PosteriorParameters
) -> CollaborativeModel:
    """Draw from the posterior of r = μ + b_u + b_i + p_u·q_i + ε (BPMF, Salakhutdinov & Mnih 2008), with the prior
    means of Macau (Simm et al. 2017): users' from the works they rated (SVD++, Koren 2008), works' from the users who
    rated them («flipped», Rendle, Zhang & Koren 2019), from how many these are, and from their `features`, a row for
    each work of `data.works`.
    """
    # The products are thin: threads within one cost more than they bring, and change how its sums are rounded.
    with threadpool_limits(1):
        rated, row_of = data.rated()
        mean = float(data.ratings.mean(dtype=np.float64))
        rows = row_of[data.work_nums]
        kept, excess = _draw(data, rows, len(rated), _of_rated(features, rated), mean, parameters)
        model = CollaborativeModel(
            works=data.works,
            scale=scale,
            global_mean=mean,
            row_of=row_of,
            implicit_exponent=IMPLICIT_EXPONENT,
            noise_shape=NOISE_SHAPE,
            features=features,
            doubt=_doubts(features, excess, row_of, np.bincount(rows)),
            **kept._asdict(),
        )
        return with_liking_cut(model, data, parameters.seed)


class _Kept(NamedTuple):
    """The arrays of the model that hold something for every draw, with its names and shapes."""

    coefficients: np.ndarray
    implicit: np.ndarray
    feature_coefficients: np.ndarray
    prior_mean: np.ndarray
    prior_precision: np.ndarray
    implicit_variance: np.ndarray
    work_mean: np.ndarray
    work_variance: np.ndarray
    noise_precision: np.ndarray

    @classmethod
    def empty(cls, n_rated: int, n_features: int, draws: int, k: int) -> "_Kept":
        def rows(n: int) -> np.ndarray:
            return np.empty((n, draws, k), np.float32)

        def single(*shape: int) -> np.ndarray:
            return np.empty((draws, *shape), np.float32)

        return cls(
            coefficients=rows(n_rated),
            implicit=rows(n_rated),
            feature_coefficients=rows(n_features),
            prior_mean=single(k),
            prior_precision=single(k, k),
            implicit_variance=single(k, k),
            work_mean=single(k),
            work_variance=single(k, k),
            noise_precision=single(),
        )


def _draw(
    data: RatingArrays,
    rows: np.ndarray,
    n_rated: int,
    own: FeatureGroup | None,
    mean: float,
    parameters: PosteriorParameters,
) -> tuple[_Kept, Floats]:
    """Run the chain on ratings of `rows`, (n_ratings,), the works' places among the rated, and keep its draws; and
    what ones and the features say of how much works vary, (1 + n_features,), in the last of them.
    """
    n_users, seed, k = len(data.users), parameters.seed, parameters.factors + 1
    by_user = Implicit.of(data.user_nums, rows, (n_users, n_rated), seed)
    by_work = Implicit.of(rows, data.user_nums, (n_rated, n_users), seed)
    often = np.log(by_work.counts).astype(np.float32)
    count = FeatureGroup.of(csr_array((often - often.mean())[:, None]), seed)
    work_groups = [by_work.group, count] if own is None else [by_work.group, count, own]
    sampler = Sampler(
        data.user_nums,
        rows,
        data.ratings.astype(np.float64) - mean,
        [by_user.group],
        work_groups,
        (_STRENGTHS[0], _STRENGTHS[1][: len(work_groups)]),
        (n_users, n_rated),
        parameters.factors,
        seed,
    )
    users, works = sampler.users, sampler.works
    unrated = _Unrated.of(own, by_work.counts)
    raters = csr_array((np.ones(len(data)), works.columns, works.starts), shape=(n_rated, n_users))
    kept = _Kept.empty(n_rated, len(own.v) if own is not None else 0, parameters.draws, k)
    with ThreadPoolExecutor(THREADS + 1) as threads:  # one for a prior meanwhile
        for _ in range(parameters.burn_in):
            sampler.sweep(threads)
        for draw in range(parameters.draws):
            for _ in range(parameters.thinning):
                sampler.sweep(threads)
            kept.coefficients[:, draw] = _rounded(works.w)
            kept.implicit[:, draw] = _rounded(by_user.expand(users.b[0]))
            kept.prior_mean[draw], kept.prior_precision[draw] = users.m, users.precision
            kept.implicit_variance[draw] = np.cov((by_user.group.z @ users.b[0]).T, ddof=0)
            kept.noise_precision[draw] = sampler.population_noise
            of_unrated = unrated.of_draw(works.w, np.asarray(raters @ users.regressors))
            kept.work_mean[draw], kept.work_variance[draw], expected = of_unrated
            if own is not None:
                kept.feature_coefficients[:, draw] = _rounded(own.expand(expected.astype(np.float32)))
    excess = unrated.excess(sampler)
    if own is None:
        return kept, excess
    return kept, np.append(excess[0], own.expand(excess[1:].astype(np.float32))).astype(np.float64)


def _doubts(features: Features, excess: Floats, row_of: NDArray[np.int32], counts: np.ndarray) -> NDArray[np.float32]:
    """How many times `work_variance` the coefficients of each work vary, (n_works,), 1 on average over the ratings of
    rated works, which themselves have 0. `counts` (n_rated,) are their ratings, `excess` is that of `_draw`.

    Intervals of works that nobody rated should hold 80 % of the ratings. In thirds of these works by fame, over two
    splits, they hold 77.8, 78.7 and 80.7 % with one variance for all, 79.5, 79.5 and 80.5 % with this one; the
    calibration error of liking rises from 0.013 to 0.015.
    """
    places, columns, values = features.rows(np.arange(len(row_of)))
    varied = excess[0] + np.bincount(places, values * excess[1:][columns], minlength=len(row_of))
    doubts = np.clip(varied, *_DOUBTS)
    rated = row_of >= 0
    doubts /= np.average(doubts[rated], weights=counts[row_of[rated]])
    return np.where(rated, 0.0, _rounded(doubts)).astype(np.float32)


def _rounded(values: NDArray[np.floating]) -> np.ndarray:
    """To what 16 bits hold: a bundle is half as large, and among the draws the rounding is lost."""
    return values.astype(np.float16)


def _of_rated(features: Features, rated: np.ndarray) -> FeatureGroup | None:
    if not features.n_features:
        return None
    shape = (len(features.starts) - 1, features.n_features)
    every = csr_array((features.values, features.columns, features.starts), shape=shape)
    return FeatureGroup.of(every[rated], 0)


@dataclass(frozen=True)
class _Unrated:
    """Expected coefficients of a work without ratings: its features' whole effect, by ridge regression of each draw.

    Not the sampler's own coefficients of the features, which say only what the raters of a work do not say already,
    and these works have none. Works are weighted by their number of ratings: questions are about works that people
    watch.
    Shapes: `x` (n_rated, 1 + rank), ones and the features; `solver` (1 + rank, n_rated); `counts` (n_rated,);
    `own_part` (n_rated,), the share of each work's expectation that is its own coefficients, its leverage.
    """

    x: Floats
    solver: Floats
    counts: np.ndarray
    own_part: Floats

    @classmethod
    def of(cls, own: FeatureGroup | None, counts: np.ndarray) -> "_Unrated":
        ones = np.ones((len(counts), 1))
        x = ones if own is None else np.column_stack([ones, own.z])
        ridge = np.full(x.shape[1], _UNRATED_RIDGE * counts.mean())
        ridge[0] = 0.0
        solver = np.linalg.solve(x.T @ (counts[:, None] * x) + np.diag(ridge), x.T * counts)
        own_part = np.minimum(np.einsum("nr,rn->n", x, solver), _MOST_LEVERAGE)
        return cls(x, solver, counts, own_part)

    def of_draw(self, w: Floats, seen: Floats) -> tuple[Floats, Floats, Floats]:
        """Of works with the coefficients `w` (n_rated, k): mean (k,), covariance around the expected (k, k), and the
        features' coefficients (rank, k). `seen` (n_rated, k) is the sum of the regressors of those who rated each.

        What is expected of a work is what the others say of it, so that the covariance is a work's without ratings:
        with its own part, the intervals of such works that should hold 80 % of the ratings hold 77 %, without it 80 %.

        People rate what suits them better than its features say, so that what is expected lies below what those who
        choose a work give it: by 0.05 stars on average, which the mean bias is raised by. That takes the calibration
        error of liking on such works, over four splits, from 0.026 to 0.016.
        """
        b = self.solver @ w
        errors = self._errors(w, b)
        mean = b[0].copy()
        mean[0] += (errors * seen).sum() / self.counts.sum()
        return mean, np.cov(errors.T, fweights=self.counts, ddof=0), b[1:]

    def excess(self, sampler: Sampler) -> Floats:
        """What ones and the features say of how much works vary, (1 + rank,), 1 on average over ratings.

        How much further the ratings of each work lie from what the others say of it than their users' noise explains,
        by ridge regression. The drawn coefficients' own variance hides it, since those of a work with few ratings are
        drawn from one prior for all: from the least to the best known works it goes from 0.10 to 0.09, this from 0.24
        to 0.07. One draw is enough, as the noise of the ratings is far larger than that between draws.
        """
        works, users = sampler.works, sampler.users
        raters, rows = works.columns, np.repeat(np.arange(len(works.w)), np.diff(works.starts))
        expected = works.w - self._errors(works.w, self.solver @ works.w)
        errors = works.ratings - users.w[raters, 0] - np.einsum("nk,nk->n", users.regressors[raters], expected[rows])
        excess = np.bincount(rows, errors**2 - 1 / sampler.noise[raters]) / self.counts
        mean = np.average(excess, weights=self.counts)
        if mean <= 0:  # the works are all as expected
            return np.append(1.0, np.zeros(self.x.shape[1] - 1))
        found: Floats = self.solver @ excess / mean
        return found

    def _errors(self, w: Floats, b: Floats) -> Floats:
        """Of coefficients `w` against what the other works, by the regression's `b` (1 + rank, k), say of each."""
        errors: Floats = (w - self.x @ b) / (1 - self.own_part)[:, None]
        return errors
