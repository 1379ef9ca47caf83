"""Whether a bundle may take the place of an older one: its figures, how much it has, and what it says of itself."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from recsys.bundle.bundle import Bundle
from recsys.bundle.contents import contents
from recsys.domain.countries import country_name
from recsys.domain.services import service_name
from recsys.errors import RecsysError
from recsys.serving.service import Service

Better = Literal["lower", "higher"]
Way = tuple[str, ...]
Verdict = Literal["holds", "worse", "gone", "another test"]
_ENGINE = "{engine}"  # in a way: the collaborative engine's name, whichever it is
LOWER: Better = "lower"
HIGHER: Better = "higher"
_SLACK = 1e-9  # of a margin: 0.5 may be worse than 0.4 by a little more than a quarter, as floats have it


@dataclass(frozen=True)
class Measure:
    """A figure of `metrics.json` by its way there, which of two values is the `better` one, and what must be the same
    in both bundles for the test to be of one kind.
    """

    name: str
    way: Way
    better: Better
    same: tuple[Way, ...]


_KNOWN: tuple[Way, ...] = (("split",),)
# Which works are held out is drawn anew whenever there is another number of them.
_COLD: tuple[Way, ...] = (("cold_works", "split"), ("cold_works", "ratings"))
# What a bundle's report has to say how good its predictions are, and its lists, which are ordered by them.
MEASURES = (
    Measure("RMSE of predicted ratings", ("models", _ENGINE, "rmse"), LOWER, _KNOWN),
    Measure("MAE of predicted ratings", ("models", _ENGINE, "mae"), LOWER, _KNOWN),
    Measure("Brier score of the chance of liking", ("calibration", "brier"), LOWER, _KNOWN),
    Measure("RMSE of Surprise's SVD", ("models", "svd", "rmse"), LOWER, _KNOWN),
    Measure("RMSE for works without ratings", ("cold_works", "models", _ENGINE, "rmse"), LOWER, _COLD),
    Measure("Brier score for works without ratings", ("cold_works", "calibration", "brier"), LOWER, _COLD),
    Measure("whether ratings say anything of titles", ("titles", "signal"), HIGHER, _KNOWN),
)


@dataclass(frozen=True)
class Limits:
    """What is still accepted: a figure worse by the share `margin`, and of works and offers the `share` of before."""

    margin: float = 0.02
    share: float = 0.9


@dataclass(frozen=True)
class JudgedFigure:
    """A measure in both bundles, None where one has it not."""

    name: str
    better: Better
    before: float | None
    after: float | None
    verdict: Verdict


@dataclass(frozen=True)
class JudgedCount:
    """How many works there are, or a service shows in a country; `least` is how many there must be."""

    what: str
    before: int
    after: int
    least: int

    @property
    def holds(self) -> bool:
        """Whether there are enough."""
        return self.after >= self.least


@dataclass(frozen=True)
class Judgement:
    """What was compared, what else is worth knowing, and why the bundle is refused: no reason where it is not."""

    figures: list[JudgedFigure]
    counts: list[JudgedCount]
    notes: list[str]
    reasons: list[str]


def judge(before: Bundle, after: Bundle, limits: Limits) -> Judgement:
    """Compare the bundles by MEASURES and by how much there is."""
    figures = judged_figures(before.metrics, after.metrics, limits.margin)
    counts = _judged_counts(contents(before), contents(after), limits.share)
    reasons = [_why(figure, limits.margin) for figure in figures if figure.verdict in ("worse", "gone")]
    reasons += [_too_few(count, limits.share) for count in counts if not count.holds]
    notes = [
        f"{each.name}: not compared, the test is another one" for each in figures if each.verdict == "another test"
    ]
    if not _same_ratings(before.ratings, after.ratings):
        notes.append(
            f"The ratings changed, {before.ratings.num_rows:,} before and {after.ratings.num_rows:,} now: figures are "
            "of other ratings, and compared all the same"
        )
    return Judgement(figures, counts, notes, reasons)


def own_faults(bundle: Bundle) -> list[str]:
    """What speaks against a bundle without any other: figures that are none, an engine that is no better than the
    mean of all ratings although titles mean something, answers that fail.
    """
    metrics = bundle.metrics
    faults = []
    for measure in MEASURES:
        value = _value(metrics, measure.way)
        if value is not None and not math.isfinite(value):
            faults.append(f"{measure.name} is no number")
    engine, mean = (_value(metrics, ("models", name, "rmse")) for name in (_ENGINE, "global mean"))
    if engine is not None and mean is not None and bundle.titles_matter and engine >= mean:
        faults.append(
            f"the engine's RMSE, {engine:.4f}, must be below that of always saying the mean of all ratings, {mean:.4f}"
        )
    try:
        Service(bundle).warm_up()
    except Exception as error:  # noqa: BLE001 - an app would refuse it for whatever breaks
        faults.append(str(error) if isinstance(error, RecsysError) else f"its answers fail: {error!r}")
    return faults


def judged_figures(before: Mapping[str, Any], after: Mapping[str, Any], margin: float) -> list[JudgedFigure]:
    """The measures of two `metrics.json` that the older one has."""
    found = []
    for measure in MEASURES:
        then, now = _value(before, measure.way), _value(after, measure.way)
        if then is not None:
            same_test = all(_at(before, way) == _at(after, way) for way in measure.same)
            verdict = _verdict(measure, then, now, margin) if same_test or now is None else "another test"
            found.append(JudgedFigure(measure.name, measure.better, then, now, verdict))
    return found


def _verdict(measure: Measure, then: float, now: float | None, margin: float) -> Verdict:
    if now is None:
        return "gone"
    worse_by = now - then if measure.better == LOWER else then - now
    return "holds" if worse_by <= margin * abs(then) + _SLACK else "worse"


def _judged_counts(before: Mapping[str, Any], after: Mapping[str, Any], share: float) -> list[JudgedCount]:
    def count(what: str, then: int, now: int) -> JudgedCount:
        # Whole works, rounded down: a place with five may lose one. None at all is never enough.
        return JudgedCount(what, then, now, max(math.floor(share * then + _SLACK), min(1, then)) if share else 0)

    places = [
        count(_place(service, country), then, after["offers"].get(service, {}).get(country, 0))
        for service, countries in before["offers"].items()
        for country, then in countries.items()
    ]
    return [count("works", before["works"], after["works"]), *places]


def _same_ratings(before: pa.Table, after: pa.Table) -> bool:
    """Whether the same people rate the same works the same, whatever the order of the rows."""
    n = before.num_rows
    if after.num_rows != n:
        return False
    both = pa.concat_tables([before, after]).unify_dictionaries().combine_chunks()
    users, works = (both.column(name).combine_chunks().indices.to_numpy() for name in ("user_id", "work_id"))
    stars = both.column("rating").to_numpy()
    # A user rates a work once.
    then, now = np.lexsort((works[:n], users[:n])), n + np.lexsort((works[n:], users[n:]))
    return all(np.array_equal(values[then], values[now]) for values in (users, works, stars))


def _place(service: str, country: str) -> str:
    return f"{service_name(service)}, {country_name(country) if country else 'country not known'}"


def _why(figure: JudgedFigure, margin: float) -> str:
    if figure.after is None or figure.before is None:
        return f"{figure.name}: was {figure.before:.4f}, and is measured no more"
    worse = f"worse by more than {margin:.1%}, {figure.better} being better"
    return f"{figure.name}: was {figure.before:.4f} and is {figure.after:.4f}, {worse}"


def _too_few(count: JudgedCount, share: float) -> str:
    if not count.after:
        return f"{count.what}: were {count.before:,}, and nothing is left"
    return (
        f"{count.what}: were {count.before:,} and are {count.after:,}, fewer than {count.least:,}, {share:.0%} of them"
    )


def _value(metrics: Mapping[str, Any], way: Way) -> float | None:
    """The number there, None where there is none."""
    found = _at(metrics, way)
    return float(found) if isinstance(found, bool | int | float) else None


def _at(metrics: Mapping[str, Any], way: Way) -> object:
    found: object = metrics
    for name in way:
        key = metrics.get("engine") if name == _ENGINE else name
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
