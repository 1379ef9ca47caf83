"""Methods side by side: their errors on held-out ratings and their seconds, as tables to print and to keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.calibration import Calibration
from recsys.build.evaluation.methods import Method, Nums, PlainDataset, Predicted
from recsys.build.evaluation.metrics import mae, rmse
from recsys.build.evaluation.splits import Newcomers, or_unknown, rows_by_user
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.user_posterior import COVERAGE
from recsys.research.report_table import NOTHING, ReportTable

ERRORS = ("RMSE", "MAE")
CALIBRATION = (f"in the {COVERAGE:.0%} interval", "Brier", "ECE")
SECONDS = ("fit, s", "predict, s")


@dataclass(frozen=True)
class Scores:
    """Errors in stars; seconds to fit, and to predict all that was held out; calibration of a method with doubts."""

    rmse: float
    mae: float
    fit_seconds: float
    predict_seconds: float
    calibration: Calibration | None = None


@dataclass(frozen=True)
class Row:
    """One method's scores, means over the folds; None and a note that says why where it did not run."""

    method: str
    scores: Scores | None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """What methods scored on one split; `train` and `test` count the ratings of the first fold."""

    name: str
    split: str
    folds: int
    train: int
    test: int
    rows: tuple[Row, ...]


def pair_scores(method: Method, training: PlainDataset, test: RatingArrays, seed: int) -> Scores:
    """Fit the method, predict the test ratings and compare."""
    start = perf_counter()
    fitted = method.fit(training, seed)
    fit_at = perf_counter()
    pairs = _seen(method, training, test)
    answers = fitted.answer(*pairs) if fitted.answer else None
    predicted = fitted.predict(*pairs) if answers is None else answers.ratings
    predict_at = perf_counter()
    scores = _scores(method, training, predicted, test.ratings, (fit_at - start, predict_at - fit_at))
    return scores if answers is None else replace(scores, calibration=Calibration.of(answers, test.ratings))


def newcomer_scores(
    method: Method, training: PlainDataset, ratings: RatingArrays, arrivals: Newcomers, given: Sequence[int], seed: int
) -> list[Scores]:
    """Fit the method without the newcomers, then for each number of ratings given fold them in and compare.

    `ratings` are all ratings, `arrivals` says which are the newcomers'. Raises ValueError for a method that cannot
    fold in.
    """
    start = perf_counter()
    fitted = method.fit(training, seed)
    fit_seconds = perf_counter() - start
    if fitted.fold_in is None:
        raise ValueError(f"{method.name} says that it folds in newcomers, but what it fits does not")
    scores = []
    for n in given:
        shown, rest = ratings.where(arrivals.given(n)), ratings.where(arrivals.asked(n))
        (_, shown_works), (_, rest_works) = _seen(method, training, shown), _seen(method, training, rest)
        shown_of, rest_of = rows_by_user(shown.user_nums), rows_by_user(rest.user_nums)
        predicted = np.empty(len(rest))
        begin = perf_counter()
        for user, rows in rest_of.items():
            predict = fitted.fold_in(shown_works[shown_of[user]], shown.ratings[shown_of[user]])
            predicted[rows] = predict(rest_works[rows])
        seconds = (fit_seconds, perf_counter() - begin)
        scores.append(_scores(method, training, predicted, rest.ratings, seconds))
    return scores


def mean_scores(folds: Sequence[Scores]) -> Scores:
    """The mean of each figure."""
    calibrations = [scores.calibration for scores in folds if scores.calibration]
    return Scores(
        rmse=float(np.mean([scores.rmse for scores in folds])),
        mae=float(np.mean([scores.mae for scores in folds])),
        fit_seconds=float(np.mean([scores.fit_seconds for scores in folds])),
        predict_seconds=float(np.mean([scores.predict_seconds for scores in folds])),
        calibration=Calibration.mean(calibrations) if calibrations else None,
    )


def rating_report_table(table: Table) -> ReportTable:
    """The table as people read it; the columns of calibration where a method has doubts to judge."""
    doubts = any(row.scores and row.scores.calibration for row in table.rows)
    mean = f"; mean of {table.folds} folds" if table.folds > 1 else ""
    return ReportTable(
        name=table.name,
        words=f"{table.split}; {table.train:,} training ratings, {table.test:,} test ratings{mean}.",
        columns=("method", *ERRORS, *(CALIBRATION if doubts else ()), *SECONDS),
        rows=tuple((row.method, *_cells(row.scores, doubts)) for row in table.rows),
        notes=tuple(f"{row.method}: {row.note}" for row in table.rows if row.note),
    )


def _cells(scores: Scores | None, doubts: bool) -> tuple[str, ...]:
    unjudged = (NOTHING,) * len(CALIBRATION) if doubts else ()
    if scores is None:
        return (*(NOTHING for _ in ERRORS), *unjudged, *(NOTHING for _ in SECONDS))
    one = scores.calibration
    judged = unjudged if one is None else (f"{one.coverage:.3f}", f"{one.brier:.4f}", f"{one.ece:.4f}")
    seconds = (f"{scores.fit_seconds:.2f}", f"{scores.predict_seconds:.2f}")
    return (f"{scores.rmse:.4f}", f"{scores.mae:.4f}", *judged, *seconds)


def _seen(method: Method, training: PlainDataset, pairs: RatingArrays) -> tuple[Nums, Nums]:
    """The pairs' row numbers, UNKNOWN for who or what has no training rating."""
    train = training.ratings
    users = or_unknown(pairs.user_nums, train.user_nums, len(train.users))
    if method.uses_features:
        return users, pairs.work_nums
    return users, or_unknown(pairs.work_nums, train.work_nums, len(train.works))


def _scores(
    method: Method,
    training: PlainDataset,
    predicted: Predicted,
    actual: NDArray[np.float32],
    seconds: tuple[float, float],
) -> Scores:
    if predicted.shape != actual.shape or not np.isfinite(predicted).all():
        raise ValueError(f"{method.name} must predict a number for each of {len(actual):,} pairs")
    clipped = np.clip(predicted, *training.scale)
    return Scores(rmse(clipped, actual), mae(clipped, actual), *seconds)
