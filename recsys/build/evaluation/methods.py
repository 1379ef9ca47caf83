"""What can be evaluated: a method is a name and a way to fit; the fitted predicts pairs.

Row numbers in, stars out. A user or a work without a training rating arrives as -1, so no method can learn
from the mere presence of a number; one that says `uses_features` gets the true number of such a work, since it
knows the work by its features.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.models.dataset.arrays import RatingArrays

Nums = NDArray[np.int32]
Predicted = NDArray[np.floating]
# (user_nums, work_nums), both (n_pairs,), to ratings (n_pairs,); they need not be clipped to the scale.
Predictor = Callable[[Nums, Nums], Predicted]
# A newcomer's (work_nums, ratings), both (n_given,), to what predicts them works (n_works,).
FoldIn = Callable[[Nums, NDArray[np.float32]], Callable[[Nums], Predicted]]


@dataclass(frozen=True)
class WorkFeatures:
    """Features of the works, apart from their ratings, by row number.

    `genres` has one tuple of words for each work; `years` (n_works,) the release years, 0 where not known.
    """

    genres: tuple[tuple[str, ...], ...]
    years: NDArray[np.int32]


@dataclass(frozen=True)
class PlainDataset:
    """All that a method may see: the training ratings, the rating scale (lowest, highest) and the features.

    The vocabularies of `ratings` also hold the users and works of the ratings held out.
    """

    ratings: RatingArrays
    scale: tuple[float, float]
    features: WorkFeatures

    def where(self, rows: NDArray[np.bool_]) -> "PlainDataset":
        """The same with the ratings of some rows."""
        return replace(self, ratings=self.ratings.where(rows))


class Answers(NamedTuple):
    """What is said of pairs, each (n_pairs,): the rating, in stars; the ends of the interval that should hold it with
    probability COVERAGE; the probability of liking, which is a rating of at least LIKED_FROM
    (`models.ratings.collaborative`).
    """

    ratings: Predicted
    low: Predicted
    high: Predicted
    liking: Predicted


@dataclass(frozen=True)
class Fitted:
    """A fitted method; `fold_in` for newcomers, `answer` for predictions with their doubts, where it has them."""

    predict: Predictor
    fold_in: FoldIn | None = None
    answer: Callable[[Nums, Nums], Answers] | None = None


def not_installed(packages: Sequence[str]) -> tuple[str, ...]:
    """Those of the packages that are not installed."""
    return tuple(package for package in packages if find_spec(package) is None)


@dataclass(frozen=True)
class Method:
    """One row of the tables.

    `fit` takes the training data and a seed. `folds_in` says that what is fitted can fold in newcomers, `needs`
    names the packages of the extra `peers` that it cannot run without.
    """

    name: str
    fit: Callable[[PlainDataset, int], Fitted]
    folds_in: bool = False
    uses_features: bool = False
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of `needs` that are not installed."""
        return not_installed(self.needs)
