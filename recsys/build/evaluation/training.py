"""What models are fitted on while they are judged: the ratings that a split leaves, on one machine or elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.rankers import fit_ease, popularity_of
from recsys.build.evaluation.splits import Mask
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ease import EaseModel
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import POSTERIOR, fit_engine


class Training(Protocol):
    """Ratings that models may learn from; works and users are numbered as in the dataset that is judged by."""

    def __len__(self) -> int:
        """How many they are."""

    def bias(self) -> BiasModel:
        """The biases, those of users for the dataset's."""

    def fit(self) -> CollaborativeModel:
        """The engine's model."""

    def quick_fit(self) -> CollaborativeModel:
        """The same, or one that is found sooner and nearly as good."""

    def ease(self) -> EaseModel:
        """EASE on who rated what."""

    def popularity(self) -> NDArray[np.int64]:
        """How many ratings each work has, shape (n_works,)."""


# What is left without some ratings of a dataset, (n_ratings,), and without any of some works, (n_works,).
Fits = Callable[[Mask, Mask], Training]


@dataclass(frozen=True)
class LocalTraining:
    """All ratings of a dataset, in memory."""

    dataset: Dataset
    engine: str
    seed: int

    def __len__(self) -> int:
        return len(self.dataset.ratings)

    def bias(self) -> BiasModel:
        """As `Training`."""
        data = self.dataset.ratings
        return BiasModel.fit(data.user_nums, data.work_nums, data.ratings, len(data.users), len(data.works))

    def fit(self) -> CollaborativeModel:
        """As `Training`."""
        return fit_engine(self.engine, *self.dataset, self.seed)

    def quick_fit(self) -> CollaborativeModel:
        """As `Training`; of the default engine from a shorter chain."""
        if self.engine != POSTERIOR:
            return self.fit()
        # What only fitting needs is imported by what is fitted.
        from recsys.models.ratings.posterior.fit import QUICK, fit_posterior

        return fit_posterior(*self.dataset, replace(QUICK, seed=self.seed))

    def ease(self) -> EaseModel:
        """As `Training`."""
        return fit_ease(self.dataset.ratings)

    def popularity(self) -> NDArray[np.int64]:
        """As `Training`."""
        return popularity_of(self.dataset.ratings)


def local_fits(dataset: Dataset, engine: str, seed: int) -> Fits:
    """Fits on what a split leaves of the dataset's own ratings."""

    def without(held_out: Mask, cold: Mask) -> LocalTraining:
        kept = ~held_out & ~cold[dataset.ratings.work_nums]
        return LocalTraining(dataset._replace(ratings=dataset.ratings.where(kept)), engine, seed)

    return without
