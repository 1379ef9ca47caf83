"""How many factors scikit-surprise's SVD should have, as the field's tutorials find it: by cross-validation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.build.evaluation.methods import PlainDataset
from recsys.build.evaluation.splits import k_folds
from recsys.progress import Progress, silent
from recsys.research.baselines import surprise_method
from recsys.research.rating_tables import pair_scores


@dataclass(frozen=True)
class FactorScore:
    """The errors in stars that one number of factors has, each fold held out once, and their mean."""

    factors: int
    folds: list[float]

    @property
    def rmse(self) -> float:
        """The mean over the folds."""
        return float(np.mean(self.folds))


def svd_by_factors(
    training: PlainDataset, factors: Sequence[int], folds: int, seed: int, progress: Progress = silent
) -> list[FactorScore]:
    """Cross-validate Surprise's SVD for each number of factors, its other parameters being its defaults.

    All numbers are measured on the same folds.
    """
    masks = k_folds(len(training.ratings), folds, seed)
    scores = []
    for number in factors:
        progress(f"SVD with {number} factors, {folds} folds")
        method = surprise_method(f"SVD with {number} factors", "SVD", n_factors=number)
        errors = []
        for held_out in masks:
            test = training.ratings.where(held_out)
            errors.append(pair_scores(method, training.where(~held_out), test, seed).rmse)
        scores.append(FactorScore(number, errors))
    return scores
