"""The dataset that a collaborative model is fitted on."""

from typing import NamedTuple

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.features import Features


class Dataset(NamedTuple):
    """Ratings, a row of features for every work, rated or not, and the lowest and highest rating there can be.

    The works are those of `ratings.works`; its users are all that rated.
    """

    ratings: RatingArrays
    features: Features
    scale: tuple[float, float]
