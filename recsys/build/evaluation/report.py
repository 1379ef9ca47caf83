"""What a build measures of its own collaborative model, on ratings held out: `metrics.json` of a bundle."""

from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.calibration import Calibration
from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.methods import Answers
from recsys.build.evaluation.metrics import mae, rmse
from recsys.build.evaluation.signal import title_signal
from recsys.build.evaluation.splits import COLD_WORKS, HELD_OUT, Mask, cold_works, hold_out, or_unknown
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.engines import fit_engine
from recsys.progress import Progress, silent

# People whose held-out ratings are predicted: enough for the third decimal, where there are a hundred thousand.
MOST_PEOPLE = 5_000


def rating_report(known: Dataset, engine: str, seed: int, progress: Progress = silent) -> dict[str, Any]:
    """Errors, calibration, works that nobody rated, and whether titles explain anything, each on ratings held out."""
    progress("evaluating on held-out ratings")
    held_out = hold_out(len(known.ratings), seed)
    judged = _judge(known, engine, held_out, seed)
    report: dict[str, Any] = {
        "engine": engine,
        "split": f"random, {HELD_OUT:.0%} of the ratings held out, seed {seed}",
        **_compared(judged, known, engine, "biases"),
        "calibration": asdict(Calibration.of(judged.predicted, judged.test.ratings)),
        "titles": title_signal(judged.bias, judged.users, judged.works, judged.test.ratings, seed),
    }
    progress("evaluating on titles that nobody rated")
    # Where titles mean nothing, nothing can be learned of one that nobody rated, and another fit would only cost time.
    return report | {"cold_works": _cold(known, engine, seed) if report["titles"]["signal"] else {}}


class _Judged(NamedTuple):
    """One split: how many ratings taught, those predicted, and what the engine and biases learned from the others.

    `users` and `works` are the row numbers of `test`, -1 for who or what has no training rating.
    """

    n_train: int
    test: RatingArrays
    predicted: Answers
    bias: BiasModel
    users: NDArray[np.int32]
    works: NDArray[np.int32]


def _judge(known: Dataset, engine: str, held_out: Mask, seed: int) -> _Judged:
    """Fit on what is not held out and predict what is, of so many people as MOST_PEOPLE."""
    train, test = known.ratings.where(~held_out), known.ratings.where(held_out)
    model = fit_engine(engine, train, known.features, known.scale, seed)
    people = np.unique(test.user_nums)
    if len(people) > MOST_PEOPLE:
        people = np.random.default_rng(seed).choice(people, MOST_PEOPLE, replace=False)
        test = test.where(np.isin(test.user_nums, people))
    predicted = answers_of(model, train)(test.user_nums, test.work_nums)
    bias = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, len(train.users), len(train.works))
    users = or_unknown(test.user_nums, train.user_nums, len(train.users))
    works = or_unknown(test.work_nums, train.work_nums, len(train.works))
    return _Judged(len(train), test, predicted, bias, users, works)


def _cold(known: Dataset, engine: str, seed: int) -> dict[str, Any]:
    """Works with all their ratings held out, known by their features alone."""
    held_out = cold_works(known.ratings.work_nums, len(known.ratings.works), seed)
    if held_out.all() or not held_out.any():
        return {}
    return {
        "split": f"all ratings of {COLD_WORKS:.0%} of the works held out, seed {seed}",
        # Without a rating a work has no bias: what is left is the user's mean.
        **_compared(_judge(known, engine, held_out, seed), known, engine, "user mean"),
    }


def _compared(judged: _Judged, known: Dataset, engine: str, biases: str) -> dict[str, Any]:
    """The sizes of a split, and the errors of the engine beside the global mean and `biases`."""
    test, bias = judged.test, judged.bias
    return {
        "ratings": {"train": judged.n_train, "test": len(test)},
        "models": {
            "global mean": _errors(np.full(len(test), bias.global_mean), test),
            biases: _errors(np.clip(bias.predict(judged.users, judged.works), *known.scale), test),
            engine: _errors(judged.predicted.ratings, test),
        },
    }


def _errors(predicted: NDArray[np.floating], test: RatingArrays) -> dict[str, float]:
    return {"rmse": rmse(predicted, test.ratings), "mae": mae(predicted, test.ratings)}
