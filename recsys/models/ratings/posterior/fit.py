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
from recsys.models.ratings.posterior.unrated import Given, Unrated, doubts, features_of_rated, of_features


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
        kept, excess = _draw(data, rows, len(rated), features_of_rated(features, rated), mean, parameters)
        model = CollaborativeModel(
            works=data.works,
            scale=scale,
            global_mean=mean,
            row_of=row_of,
            implicit_exponent=IMPLICIT_EXPONENT,
            noise_shape=NOISE_SHAPE,
            features=features,
            doubt=doubts(features, excess, row_of, np.bincount(rows)),
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
    unrated = Unrated.of(own, by_work.counts)
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
    given = Given(
        np.repeat(np.arange(n_rated), np.diff(works.starts)),
        works.ratings - users.w[works.columns, 0],
        users.regressors[works.columns],
        1 / sampler.noise[works.columns],
    )
    return kept, of_features(own, unrated.excess(works.w, given))


def _rounded(values: NDArray[np.floating]) -> np.ndarray:
    """To what 16 bits hold: a bundle is half as large, and among the draws the rounding is lost."""
    return values.astype(np.float16)
