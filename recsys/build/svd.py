"""Surprise's SVD, fitted on the same ratings as the collaborative model."""

import numpy as np

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.svd import SvdModel, SvdParameters

# Surprise keeps ratings in Python's lists and learns for two minutes and 5 GB where there are ten times as many.
MOST_RATINGS = 1_000_000


def fit_svd(dataset: Dataset | None, seed: int) -> PointEstimate | None:
    """Surprise's SVD with what its answers need, None where there are too few ratings."""
    return svd_of(dataset.ratings, dataset.scale, seed) if dataset is not None else None


def svd_of(ratings: RatingArrays, scale: tuple[float, float], seed: int) -> PointEstimate:
    """Surprise's SVD of some ratings with what its answers need.

    Of more than MOST_RATINGS it sees those of some users, drawn at random, and all of theirs: whoever it has not seen
    is folded in like a visitor.
    """
    seen, parameters = whole_users(ratings, MOST_RATINGS, seed), SvdParameters(seed=seed)
    svd = SvdModel.fit(seen.users, seen.works, seen.user_nums, seen.work_nums, seen.ratings, scale, parameters)
    return PointEstimate.measured(svd, seen, parameters.reg, seed)


def whole_users(ratings: RatingArrays, most: int, seed: int) -> RatingArrays:
    """All ratings of users drawn at random, as many users as have at most `most` ratings together, but one at least."""
    if len(ratings) <= most:
        return ratings
    users = np.random.default_rng(seed).permutation(len(ratings.users))
    total = np.cumsum(np.bincount(ratings.user_nums, minlength=len(users))[users])
    drawn = np.zeros(len(users), dtype=bool)
    drawn[users[: max(1, int(np.searchsorted(total, most, side="right")))]] = True
    return ratings.where(drawn[ratings.user_nums])
