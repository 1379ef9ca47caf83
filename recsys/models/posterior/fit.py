"""Fitting the default engine: a chain of draws, some of them kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from recsys.models.calibration import with_liking_cut
from recsys.models.collaborative import CollaborativeModel
from recsys.models.features import Features
from recsys.models.posterior.features import IMPLICIT_EXPONENT, FeatureGroup, implicit_features
from recsys.models.posterior.gibbs import NOISE_SHAPE, THREADS, Sampler
from recsys.models.ratings import RatingArrays


@dataclass(frozen=True)
class PosteriorParameters:
    """How long the chain is and how many factors a draw has. `thinning`: every so many draws one is kept."""

    factors: int = 16
    burn_in: int = 100
    draws: int = 50
    thinning: int = 4
    seed: int = 0


# Where the chain begins with the strengths of (users' implicit), (works' implicit, works' own) features: about where
# it ends on MovieLens, since these move slowest.
_STRENGTHS = ((1.0,), (0.5, 2.5))


def fit_posterior(
    data: RatingArrays, features: Features, scale: tuple[float, float], parameters: PosteriorParameters
) -> CollaborativeModel:
    """Draw from the posterior of r = μ + b_u + b_i + p_u·q_i + ε (BPMF, Salakhutdinov & Mnih 2008), with the prior
    means of Macau (Simm et al. 2017): users' from the works they rated (SVD++, Koren 2008), works' from the users who
    rated them («flipped», Rendle, Zhang & Koren 2019) and from their `features`, a row for each work of `data.works`.
    """
    n_users, n_works = len(data.users), len(data.works)
    rated = np.flatnonzero(np.bincount(data.work_nums, minlength=n_works))
    row_of = np.full(n_works, -1, dtype=np.int32)
    row_of[rated] = np.arange(len(rated), dtype=np.int32)
    rows = row_of[data.work_nums]
    mean = float(data.ratings.mean(dtype=np.float64))

    by_user = FeatureGroup.of(implicit_features(data.user_nums, rows, (n_users, len(rated))), parameters.seed)
    by_work = FeatureGroup.of(implicit_features(rows, data.user_nums, (len(rated), n_users)), parameters.seed)
    x = csr_array((features.values, features.columns, features.starts), shape=(n_works, features.n_features))
    own = [FeatureGroup.of(x[rated].astype(np.float64), parameters.seed)] if features.n_features else []
    sampler = Sampler(
        data.user_nums,
        rows,
        data.ratings.astype(np.float64) - mean,
        [by_user],
        [by_work, *own],
        _STRENGTHS,
        (n_users, len(rated)),
        parameters.factors,
        parameters.seed,
    )

    k, draws = parameters.factors + 1, parameters.draws
    coefficients = np.empty((len(rated), draws, k), np.float16)
    implicit = np.empty((len(rated), draws, k), np.float16)
    feature_coefficients = np.zeros((features.n_features, draws, k), np.float16)
    prior_mean, work_mean = np.empty((draws, k), np.float32), np.empty((draws, k), np.float32)
    prior_precision, work_variance = np.empty((draws, k, k), np.float32), np.empty((draws, k, k), np.float32)
    noise = np.empty(draws, np.float32)
    users, works = sampler.users, sampler.works
    # The products are thin: threads within one cost more than they bring, and change how its sums are rounded.
    with threadpool_limits(1), ThreadPoolExecutor(THREADS) as threads:
        for _ in range(parameters.burn_in):
            sampler.sweep(threads)
        for draw in range(draws):
            for _ in range(parameters.thinning):
                sampler.sweep(threads)
            coefficients[:, draw] = works.w
            implicit[:, draw] = by_user.expand(users.b[0])
            prior_mean[draw], prior_precision[draw] = users.m, users.precision
            work_mean[draw], work_variance[draw] = works.m, np.linalg.inv(works.precision)
            noise[draw] = sampler.population_noise
            for group, b in zip(own, works.b[1:], strict=True):
                feature_coefficients[:, draw] = group.expand(b)
    model = CollaborativeModel(
        works=data.works,
        scale=scale,
        global_mean=mean,
        row_of=row_of,
        coefficients=coefficients,
        implicit=implicit,
        implicit_exponent=IMPLICIT_EXPONENT,
        prior_mean=prior_mean,
        prior_precision=prior_precision,
        noise_precision=noise,
        noise_shape=NOISE_SHAPE,
        work_mean=work_mean,
        work_variance=work_variance,
        features=features,
        feature_coefficients=feature_coefficients,
    )
    return with_liking_cut(model, data, parameters.seed)
