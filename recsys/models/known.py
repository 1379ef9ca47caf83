"""What a collaborative model is fitted on."""

from typing import NamedTuple

from recsys.models.features import Features
from recsys.models.ratings import RatingArrays


class Known(NamedTuple):
    """Ratings, a row of features for every work, rated or not, and the rating scale."""

    ratings: RatingArrays
    features: Features
    scale: tuple[float, float]
