"""What a collaborative model is fitted on."""

from typing import NamedTuple

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.features import Features


class Dataset(NamedTuple):
    """Ratings, a row of features for every work, rated or not, and the rating scale."""

    ratings: RatingArrays
    features: Features
    scale: tuple[float, float]
