"""What a build measures of its own collaborative model, on ratings held out: `metrics.json` of a bundle."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.build.dataset import groups_of
from recsys.build.evaluation.calibration import Calibration
from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.methods import Answers
from recsys.build.evaluation.metrics import interval_coverage, mae, rmse
from recsys.build.evaluation.signal import title_signal
from recsys.build.evaluation.splits import COLD_WORKS, HELD_OUT, hold_out, or_unknown
from recsys.build.evaluation.training import Fits, Training, local_fits
from recsys.build.svd import svd_of
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import SVD
from recsys.models.ratings.user_posterior import COVERAGE

# People whose held-out ratings are predicted: enough for the third decimal, where there are a hundred thousand.
MOST_PEOPLE = 5_000


def rating_report(dataset: Dataset, engine: str, seed: int, fits: Fits | None = None) -> dict[str, Any]:
    """Errors and calibration on ratings held out at random, and whether works explain anything of ratings.

    Surprise's SVD of the same training ratings is among the models; `svd` has how sure it is.
    `titles` has the test of `title_signal` over all ratings, and under `sources` that of each source's own. By `fits`
    the engine and the biases learn from more ratings than the dataset's, where it is a sample of whole users.
    """
    held_out = hold_out(len(dataset.ratings), seed)
    train, test = dataset.ratings.where(~held_out), dataset.ratings.where(held_out)
    training = (fits or local_fits(dataset, engine, seed))(held_out, np.zeros(len(dataset.ratings.works), dtype=bool))
    judged = _judge(training.fit(), training, train, test, seed)
    beside = svd_of(train, dataset.scale, seed).collaborative(train.works, keep_users=True)
    by_svd, actual = answers_of(beside, train)(judged.test.user_nums, judged.test.work_nums), judged.test.ratings
    compared = _compared(judged, dataset, engine, "biases")
    compared["models"][SVD] = _errors(by_svd.ratings, judged.test)
    return {
        "engine": engine,
        "split": f"random, {HELD_OUT:.0%} of the ratings held out, seed {seed}",
        **compared,
        SVD: {"interval": COVERAGE, "coverage": interval_coverage(by_svd.low, by_svd.high, actual)},
        "calibration": asdict(Calibration.of(judged.predicted, judged.test.ratings)),
        "titles": _signals(judged, seed),
    }


def title_signals(ratings: RatingArrays, seed: int) -> dict[str, Any]:
    """The `titles` of `rating_report` alone, for which no engine has to be fitted."""
    held_out = hold_out(len(ratings), seed)
    train = ratings.where(~held_out)
    bias = BiasModel.fit(train.user_nums, train.work_nums, train.ratings, len(train.users), len(train.works))
    return _signals(_split(len(train), bias, train, ratings.where(held_out), seed), seed)


def cold_report(
    dataset: Dataset,
    engine: str,
    model: CollaborativeModel,
    training: Training,
    train: RatingArrays,
    test: RatingArrays,
    seed: int,
) -> dict[str, Any]:
    """Errors and calibration of a model fitted on `training` for the ratings `test` of works that have none there.

    `train` are those of `training` by the dataset's users. They lack each user's last fifth too, so that one fit, by a
    shorter chain, serves this and the learning of what orders lists: on three MovieLens folders that makes the errors
    given here 0.002 of RMSE too large.
    """
    judged = _judge(model, training, train, test, seed)
    return {
        "split": (
            f"all ratings of {COLD_WORKS:.0%} of the works held out, and of the others the last fifth of each user's, "
            f"seed {seed}"
        ),
        # Without a rating a work has no bias: what is left is the user's mean.
        **_compared(judged, dataset, engine, "user mean"),
        "calibration": asdict(Calibration.of(judged.predicted, judged.test.ratings)),
    }


@dataclass(frozen=True)
class _Split:
    """How many ratings taught, those to be predicted, and what biases learned from the others.

    `users` and `works` are the row numbers of `test`, -1 for who or what has no training rating.
    """

    n_train: int
    test: RatingArrays
    bias: BiasModel
    users: NDArray[np.int32]
    works: NDArray[np.int32]


@dataclass(frozen=True)
class _Judged(_Split):
    """One split, and what the engine learned from the others."""

    predicted: Answers


def _judge(
    model: CollaborativeModel, training: Training, train: RatingArrays, test: RatingArrays, seed: int
) -> _Judged:
    """Predict the ratings of `test`, of so many people as MOST_PEOPLE, by a model fitted on `training`."""
    split = _split(len(training), training.bias(), train, test, seed)
    predicted = answers_of(model, train)(split.test.user_nums, split.test.work_nums)
    return _Judged(**vars(split), predicted=predicted)


def _split(n_train: int, bias: BiasModel, train: RatingArrays, test: RatingArrays, seed: int) -> _Split:
    people = np.unique(test.user_nums)
    if len(people) > MOST_PEOPLE:
        people = np.random.default_rng(seed).choice(people, MOST_PEOPLE, replace=False)
        test = test.where(np.isin(test.user_nums, people))
    users = or_unknown(test.user_nums, train.user_nums, len(train.users))
    works = or_unknown(test.work_nums, train.work_nums, len(train.works))
    return _Split(n_train, test, bias, users, works)


def _signals(judged: _Split, seed: int) -> dict[str, Any]:
    """The test of all ratings held out, and of those of each source of users."""

    def signal(rows: NDArray[np.bool_]) -> dict[str, Any]:
        stars = judged.test.ratings[rows]
        return dict(title_signal(judged.bias, judged.users[rows], judged.works[rows], stars, seed))

    names, group_of = groups_of(judged.test.users)
    group = group_of[judged.test.user_nums]
    every = signal(np.ones(len(group), dtype=bool))
    if len(names) == 1:
        return every | {"sources": {names[0]: dict(every)}}
    return every | {"sources": {name: signal(group == number) for number, name in enumerate(names)}}


def _compared(judged: _Judged, dataset: Dataset, engine: str, biases: str) -> dict[str, Any]:
    """The sizes of a split, and the errors of the engine next to those of the global mean and of `biases`."""
    test, bias = judged.test, judged.bias
    return {
        "ratings": {"train": judged.n_train, "test": len(test)},
        "models": {
            "global mean": _errors(np.full(len(test), bias.global_mean), test),
            biases: _errors(np.clip(bias.predict(judged.users, judged.works), *dataset.scale), test),
            engine: _errors(judged.predicted.ratings, test),
        },
    }


def _errors(predicted: NDArray[np.floating], test: RatingArrays) -> dict[str, float]:
    return {"rmse": rmse(predicted, test.ratings), "mae": mae(predicted, test.ratings)}


def telling_sources(metrics: Mapping[str, Any]) -> list[str]:
    """The sources in whose ratings works mean something, of the metrics of `rating_report`."""
    return [name for name, found in metrics.get("titles", {}).get("sources", {}).items() if found["signal"]]
