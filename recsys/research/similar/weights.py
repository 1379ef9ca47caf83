"""What each weight of similar titles is worth, and where a search for better ones arrives."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.progress import Progress, silent
from recsys.research.report_table import NOTHING, ReportTable
from recsys.research.similar.ablation import (
    COOCCURRENCE,
    COSINE,
    FACTORS,
    LEAST_SCORE,
    PAIR_SHRINKAGE,
    PAIRS,
    PRESENT,
    REG,
    SHRINKAGE,
    WIDTH,
    Ablation,
    Weights,
    rated_trials,
    unrated_trials,
)
from recsys.research.similar.measure import K, Measured

TIMES = (0.0, 0.5, 2.0)  # what a weight is tried at
COOCCURRENCE_WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)
ROUNDS = 3  # of the search, at most
UNRATED, CONTENT, RATED = "unrated works", "the cosine alone", "rated works"
_ONLY_RATED = (PAIRS, PAIR_SHRINKAGE, LEAST_SCORE)
# Making ready, every weight, the weight of co-occurrence, every weight in every round of the search, the test half.
STEPS = 1 + len(PRESENT) + 1 + len(PRESENT) * ROUNDS + 1


class Effect(NamedTuple):
    """How a change moves the mean NDCG@K, and the standard error of that over the lists."""

    difference: float
    error: float

    @property
    def is_sure(self) -> bool:
        """Whether it is twice the standard error or more."""
        return abs(self.difference) >= 2 * self.error > 0


@dataclass(frozen=True)
class WeightRow:
    """A weight by one of the measures; `effects` at TIMES its value, None where it cannot be 0."""

    weight: str
    measure: str
    value: float
    effects: tuple[Effect | None, ...]


@dataclass(frozen=True)
class CooccurrenceRow:
    """What a weight of co-occurrence does: mean NDCG@K by two measures, and how many of a film's franchise and of its
    director's films are in its list of K, of those that could (`Ablation.listed_share`); None where there are none.
    """

    weight: float
    unrated: float
    rated: float
    franchise: float | None
    director: float | None


@dataclass(frozen=True)
class Reached:
    """Mean NDCG@K by one measure in both halves, with the present weights and with those that were found."""

    measure: str
    present: list[float]
    found: list[float]


@dataclass(frozen=True)
class WeightsTable:
    """All weights; `found` are those that the search changed, {name: value}."""

    rows: tuple[WeightRow, ...]
    cooccurrence: tuple[CooccurrenceRow, ...]
    found: dict[str, float]
    reached: tuple[Reached, ...]
    seed: int


class _Measures:
    """Every measure over one half of the works."""

    def __init__(self, measured: Measured, seed: int, *, test: bool = False) -> None:
        unrated = Ablation(measured, unrated_trials(measured, seed, test=test))
        rated = Ablation(measured, rated_trials(measured, seed, test=test))
        self._ablations = {
            UNRATED: unrated,
            CONTENT: unrated,
            RATED: rated,
        }
        self._kept: dict[tuple[str, tuple[float, ...]], NDArray[np.float64]] = {}

    def lists(self, measure: str, weights: Weights) -> NDArray[np.float64]:
        key = (measure, tuple(weights.values()))
        if key not in self._kept:
            shown = {**weights, COOCCURRENCE: 0.0} if measure == CONTENT else weights
            self._kept[key] = self._ablations[measure].ndcg(shown)
        return self._kept[key]

    def cooccurrence(self, weight: float) -> CooccurrenceRow:
        """What that weight of co-occurrence does, the others being the present ones."""
        weights = {**PRESENT, COOCCURRENCE: weight}
        reached = [float(self.lists(measure, weights).mean()) for measure in (UNRATED, RATED)]
        shares = [self._ablations[UNRATED].listed_share(weights, field) for field in ("collection", "director")]
        return CooccurrenceRow(weight, *reached, *(None if np.isnan(share) else share for share in shares))


def weights_table(measured: Measured, seed: int, progress: Progress = silent) -> WeightsTable:
    """Try each weight at TIMES its value, then climb from the present ones, on the tuning half."""
    progress("making ready")
    tuning = _Measures(measured, seed)
    rows: list[WeightRow] = []
    for name, value in PRESENT.items():
        progress(f"{name}, now {value:g}")
        rows += [
            WeightRow(name, measure, value, tuple(tried.values()))
            for measure, tried in _tried(tuning, PRESENT, name).items()
        ]
    progress("what co-occurrence does to lists")
    cooccurrence = tuple(tuning.cooccurrence(weight) for weight in COOCCURRENCE_WEIGHTS)
    found = _climb(tuning, progress)
    progress("the test half")
    test = _Measures(measured, seed, test=True)
    halves = (tuning, test)
    reached = [
        Reached(measure, *([float(half.lists(measure, at).mean()) for half in halves] for at in (PRESENT, found)))
        for measure in (UNRATED, CONTENT, RATED)
    ]
    changed = {name: value for name, value in found.items() if value != PRESENT[name]}
    return WeightsTable(tuple(rows), cooccurrence, changed, tuple(reached), seed)


def _measures_of(name: str) -> tuple[str, ...]:
    if name.startswith(COSINE):
        return UNRATED, CONTENT
    if name == COOCCURRENCE:
        return UNRATED, RATED
    return (RATED,) if name in _ONLY_RATED else (UNRATED,)


def _tried(measures: _Measures, weights: Weights, name: str) -> dict[str, dict[float, Effect | None]]:
    """By every measure of the weight and for each of TIMES, what it does to the lists."""
    effects: dict[str, dict[float, Effect | None]] = {}
    for measure in _measures_of(name):
        base = measures.lists(measure, weights)
        effects[measure] = {}
        for times in TIMES:
            if times == 0 and (name.startswith(WIDTH) or name in (FACTORS, SHRINKAGE, REG, PAIR_SHRINKAGE)):
                effects[measure][times] = None
                continue
            moved = measures.lists(measure, {**weights, name: weights[name] * times}) - base
            effects[measure][times] = Effect(float(moved.mean()), float(moved.std(ddof=1) / np.sqrt(len(moved))))
    return effects


def _climb(measures: _Measures, progress: Progress) -> dict[str, float]:
    """Weight by weight to the best of TIMES, by the sum of its measures, where the gain is sure; until none is."""
    weights = dict(PRESENT)
    for number in range(1, ROUNDS + 1):
        before = dict(weights)
        for name in PRESENT:
            progress(f"search, round {number}: {name}")
            tried = _tried(measures, weights, name).values() if weights[name] else []
            sums = {
                times: _sum([effect for by_times in tried if (effect := by_times[times])]) for times in TIMES if tried
            }
            times, best = max(sums.items(), key=lambda one: one[1].difference, default=(1.0, Effect(0.0, 0.0)))
            if best.difference > 0 and best.is_sure:
                weights[name] *= times
        if weights == before:
            break
    return weights


def _sum(effects: list[Effect]) -> Effect:
    return Effect(sum(one.difference for one in effects), float(np.hypot.reduce([one.error for one in effects] or [0])))


def weights_report_tables(table: WeightsTable) -> list[ReportTable]:
    """The tables as people read them."""
    halves = f"Tuning half of the works, seed {table.seed}; as in the suite `similar`"
    worth = ReportTable(
        name="what each weight is worth",
        words=(
            f"Change of NDCG@{K} when one weight is left out, halved or doubled, in brackets where it is less than two "
            f"standard errors. {halves}: «{UNRATED}» never seen in the likes learned from, «{RATED}» by the likes of "
            "other people."
        ),
        columns=("weight", "measured on", "value", "left out", "half", "double"),
        rows=tuple(
            (row.weight, row.measure, f"{row.value:g}", *(_cell(effect) for effect in row.effects))
            for row in table.rows
        ),
    )
    lists = ReportTable(
        name="what co-occurrence does to lists",
        words=(
            f"Tuning half of the works; mean NDCG@{K} by its weight, the others as they are, and how many of a film's "
            f"franchise and of its director's films are in its list of {K}, of those that could."
        ),
        columns=("co-occurrence", UNRATED, RATED, "franchise", "director"),
        rows=tuple(
            (f"{row.weight:g}", f"{row.unrated:.3f}", f"{row.rated:.3f}", _share(row.franchise), _share(row.director))
            for row in table.cooccurrence
        ),
    )
    arrived = ", ".join(f"{name} {PRESENT[name]:g} → {value:g}" for name, value in table.found.items())
    search = ReportTable(
        name="where a search arrives",
        words=(
            f"NDCG@{K}. Weight by weight, the best of left out, half and double is taken where the gain in the sum of "
            f"its measures is two standard errors or more, in up to {ROUNDS} rounds: {arrived or 'nothing changes'}."
        ),
        columns=("measured on", "tuning, present", "tuning, found", "test, present", "test, found"),
        rows=tuple(
            (row.measure, *(f"{figure:.3f}" for half in zip(row.present, row.found, strict=True) for figure in half))
            for row in table.reached
        ),
    )
    return [worth, lists, search]


def _share(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}"


def _cell(effect: Effect | None) -> str:
    if effect is None:
        return NOTHING
    return f"{effect.difference:+.3f}" if effect.is_sure else f"({effect.difference:+.3f})"
