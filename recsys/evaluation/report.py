"""What a build measures of its own collaborative model, on ratings held out: `metrics.json` of a bundle."""

from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.evaluation.calibration import Calibration
from recsys.evaluation.engines import answers_of
from recsys.evaluation.methods import Answers
from recsys.evaluation.metrics import mae, rmse
from recsys.evaluation.signal import title_signal
from recsys.evaluation.splits import COLD_WORKS, HELD_OUT, Mask, cold_works, hold_out
from recsys.models.bias import BiasModel
from recsys.models.engines import fit_engine
from recsys.models.features import Features
from recsys.models.ratings import RatingArrays
from recsys.progress import Progress, silent

# People whose held-out ratings are predicted: enough for the third decimal, where there are a hundred thousand.
MOST_PEOPLE = 5_000


class Known(NamedTuple):
    """What a collaborative model is fitted on: ratings, a row of features for every work, the rating scale."""

    ratings: RatingArrays
    features: Features
    scale: tuple[float, float]


def rating_report(known: Known, engine: str, seed: int, progress: Progress = silent) -> dict[str, Any]:
    """Errors, calibration, works that nobody rated, and whether titles explain anything, each on ratings held out."""
    progress("evaluating on held-out ratings")
    held_out = hold_out(len(known.ratings), seed)
    train, test = known.ratings.where(~held_out), known.ratings.where(held_out)
    test, predicted = _predict(known, engine, train, test, seed)
    bias = _biases(train)
    users, works = _or_unknown(test, train)
    report: dict[str, Any] = {
        "engine": engine,
        "split": f"random, {HELD_OUT:.0%} of the ratings held out, seed {seed}",
        "ratings": {"train": len(train), "test": len(test)},
        "models": {
            "global mean": _errors(np.full(len(test), bias.global_mean), test),
            "biases": _errors(np.clip(bias.predict(users, works), *known.scale), test),
            engine: _errors(predicted.ratings, test),
        },
        "calibration": asdict(Calibration.of(predicted, test.ratings)),
        "titles": title_signal(bias, users, works, test.ratings, seed),
    }
    progress("evaluating on titles that nobody rated")
    # Where titles mean nothing, nothing can be learned of one that nobody rated, and another fit would only cost time.
    return report | {"cold_works": _cold(known, engine, seed) if report["titles"]["signal"] else {}}


def _predict(
    known: Known, engine: str, train: RatingArrays, test: RatingArrays, seed: int
) -> tuple[RatingArrays, Answers]:
    """Fit on the training part and predict the test part, of so many people as MOST_PEOPLE; and that test part."""
    model = fit_engine(engine, train, known.features, known.scale, seed)
    people = np.unique(test.user_nums)
    if len(people) > MOST_PEOPLE:
        people = np.random.default_rng(seed).choice(people, MOST_PEOPLE, replace=False)
        test = test.where(np.isin(test.user_nums, people))
    return test, answers_of(model, train)(test.user_nums, test.work_nums)


def _cold(known: Known, engine: str, seed: int) -> dict[str, Any]:
    """Works with all their ratings held out, known by their features alone."""
    held_out: Mask = cold_works(known.ratings.work_nums, len(known.ratings.works), seed)
    train, test = known.ratings.where(~held_out), known.ratings.where(held_out)
    if not len(train) or not len(test):
        return {}
    test, predicted = _predict(known, engine, train, test, seed)
    bias = _biases(train)
    users, works = _or_unknown(test, train)
    return {
        "split": f"all ratings of {COLD_WORKS:.0%} of the works held out, seed {seed}",
        "ratings": {"train": len(train), "test": len(test)},
        "models": {
            "global mean": _errors(np.full(len(test), bias.global_mean), test),
            "user mean": _errors(np.clip(bias.predict(users, works), *known.scale), test),
            engine: _errors(predicted.ratings, test),
        },
    }


def _biases(train: RatingArrays) -> BiasModel:
    triples = (train.user_nums, train.work_nums, train.ratings)
    return BiasModel.fit(*triples, len(train.users), len(train.works))


def _or_unknown(test: RatingArrays, train: RatingArrays) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Row numbers of the test ratings, -1 for who or what has no training rating."""
    users = np.bincount(train.user_nums, minlength=len(train.users)) > 0
    works = np.bincount(train.work_nums, minlength=len(train.works)) > 0
    return (
        np.where(users[test.user_nums], test.user_nums, -1).astype(np.int32),
        np.where(works[test.work_nums], test.work_nums, -1).astype(np.int32),
    )


def _errors(predicted: NDArray[np.floating], test: RatingArrays) -> dict[str, float]:
    return {"rmse": rmse(predicted, test.ratings), "mae": mae(predicted, test.ratings)}
