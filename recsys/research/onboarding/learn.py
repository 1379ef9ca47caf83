"""The constants of who knows what (`serving.recommend.familiarity`), by the people who teach."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.research.onboarding.people import Newcomer
from recsys.serving.recommend.askable import Askable
from recsys.serving.recommend.familiarity import after_answers

STEPS = (0.0, 0.25, 0.5, 1.0, 2.0)
_ROUNDS = 50  # of Newton's method, which needs ten
_WELL_KNOWN, _ASKED = 120, 10
_SUREST = 1e-6


class Fame(NamedTuple):
    """logit P(known) of a work of 100,000 votes, and what ten times as many add."""

    at_100_000: float
    per_tenfold: float


def learn_fame(people: Sequence[Newcomer], works: NDArray[np.integer], votes: NDArray[np.floating]) -> Fame:
    """The logistic regression of having rated some works, (n,), on log10 of their votes, (n,)."""
    x = np.column_stack([np.ones(len(works)), np.log10(np.maximum(votes, 1.0) / 1e5)])
    counts = _known(people, works).sum(axis=0)
    share = counts.sum() / (len(people) * len(works))
    weights = np.array([np.log(share / (1 - share)), 0.0])
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-x @ weights))
        curvature = len(people) * (x * (chances * (1 - chances))[:, None]).T @ x
        weights = weights + np.linalg.solve(curvature, x.T @ (counts - len(people) * chances))
    return Fame(*np.round(weights, 2).tolist())


def step_losses(people: Sequence[Newcomer], askable: Askable, seed: int) -> dict[float, float]:
    """For each of STEPS the mean log-loss, in nats, of who has rated which well-known work, ten others being told."""
    rng = np.random.default_rng(seed)
    best = np.argsort(-askable.chances, kind="stable")[:_WELL_KNOWN]
    known = _known(people, askable.works)
    losses: dict[float, list[float]] = {step: [] for step in STEPS}
    for row in known:
        asked = rng.choice(best, _ASKED, replace=False)
        rest = np.setdiff1d(best, asked)
        for step in STEPS:
            chances = after_answers(askable.chances, askable.alike, asked[row[asked]], asked[~row[asked]], step)[rest]
            chances = np.clip(chances, _SUREST, 1 - _SUREST)
            losses[step].append(float(-np.log(np.where(row[rest], chances, 1 - chances)).mean()))
    return {step: float(np.mean(of)) for step, of in losses.items()}


def _known(people: Sequence[Newcomer], works: NDArray[np.integer]) -> NDArray[np.bool_]:
    return np.array([np.isin(works, list(person.stars)) for person in people])
