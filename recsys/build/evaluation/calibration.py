"""Whether a method's doubts are right: its intervals and its probabilities of liking against held-out ratings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Answers
from recsys.build.evaluation.metrics import brier_score, expected_calibration_error, interval_coverage, reliability
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.ratings.user_posterior import COVERAGE


@dataclass(frozen=True)
class Calibration:
    """How doubts compare with what happened.

    `coverage` is the share of the ratings that lay in the interval which should hold the share `interval`, `width` the
    mean width of the intervals in stars; `brier` and `ece` judge the probability of a rating of at least `liked_from`,
    `brier_of_share` is what always saying the share of such ratings would reach. `bins` are those of a reliability
    plot, each with `low`, `high`, `size`, `predicted` and `observed`.
    """

    interval: float
    coverage: float
    width: float
    liked_from: float
    brier: float
    brier_of_share: float
    ece: float
    bins: list[dict[str, float]]

    @classmethod
    def of(cls, answers: Answers, actual: NDArray[np.float32]) -> "Calibration":
        """The answers against the actual ratings, (n,)."""
        liked = actual >= LIKED_FROM
        return cls(
            interval=COVERAGE,
            coverage=interval_coverage(answers.low, answers.high, actual),
            width=float(np.mean(answers.high - answers.low)),
            liked_from=LIKED_FROM,
            brier=brier_score(answers.liking, liked),
            brier_of_share=float(liked.mean() * (1 - liked.mean())),
            ece=expected_calibration_error(answers.liking, liked),
            bins=[one._asdict() for one in reliability(answers.liking, liked)],
        )

    @classmethod
    def mean(cls, folds: Sequence["Calibration"]) -> "Calibration":
        """The mean of each figure; the bins of all folds together."""

        def mean(name: str) -> float:
            return float(np.mean([getattr(fold, name) for fold in folds]))

        return cls(
            interval=folds[0].interval,
            coverage=mean("coverage"),
            width=mean("width"),
            liked_from=folds[0].liked_from,
            brier=mean("brier"),
            brier_of_share=mean("brier_of_share"),
            ece=mean("ece"),
            bins=_together([one for fold in folds for one in fold.bins]),
        )


def _together(bins: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """Bins of equal bounds as one, whose shares are means weighted by size."""
    by_bounds: dict[tuple[float, float], list[dict[str, float]]] = defaultdict(list)
    for one in bins:
        by_bounds[one["low"], one["high"]].append(one)
    joined = []
    for (low, high), parts in sorted(by_bounds.items()):
        size = sum(one["size"] for one in parts)
        means = {name: sum(one["size"] * one[name] for one in parts) / size for name in ("predicted", "observed")}
        joined.append({"low": low, "high": high, "size": size, **means})
    return joined
