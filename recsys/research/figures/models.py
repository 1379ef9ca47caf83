"""What models learned and how good they are, in figures."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import PercentFormatter

from recsys.build.evaluation.calibration import Calibration
from recsys.research.factors import FactorScore
from recsys.research.figures.canvas import BLUE, GREY, ORANGE, PALETTE, VERMILION, WIDE, Chart, chart
from recsys.serving.recommend.similar import SimilarWork

_MARKERS = "os^Dv*PX"


def factor_curve(scores: Sequence[FactorScore], reference: float, reference_name: str) -> Chart:
    """The cross-validated error by the number of factors, of every fold too, and a reference without factors."""
    figure, axes = chart("SVD by its number of factors", "factors", "RMSE on the fold held out, stars")
    places = range(len(scores))
    for place, score in zip(places, scores, strict=True):
        axes.plot([place] * len(score.folds), score.folds, "_", color=GREY, markersize=10)
    axes.plot(places, [score.rmse for score in scores], "o-", color=BLUE, label="mean of the folds")
    best = min(scores, key=lambda score: score.rmse)
    axes.plot(scores.index(best), best.rmse, "D", color=ORANGE, markersize=9, label=f"best: {best.factors} factors")
    axes.axhline(reference, color=VERMILION, linestyle="--", label=reference_name)
    axes.set_xticks(places, [str(score.factors) for score in scores])
    axes.legend(frameon=False, fontsize=8, bbox_to_anchor=(1, 1), loc="upper left")
    return figure


def error_bars(errors: Mapping[str, float], title: str, ours: Sequence[str] = ()) -> Chart:
    """The RMSE of each method, worst on top; `ours` in another colour."""
    names = sorted(errors, key=lambda name: errors[name])
    figure, axes = chart(
        title, "RMSE on held-out ratings, stars (shorter is better)", "method", (7.2, 1.2 + 0.28 * len(names))
    )
    colours = [ORANGE if name in ours else BLUE for name in names]
    bars = axes.barh(range(len(names)), [errors[name] for name in names], 0.75, color=colours)
    axes.bar_label(bars, [f"{errors[name]:.4f}" for name in names], padding=3, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlim(0, 1.12 * max(errors.values()))
    return figure


def reliability(found: Calibration) -> Chart:
    """How often people liked what they were said to like; on the diagonal predictions are right."""
    figure, axes = chart(
        "Is the chance of liking right?", "predicted chance of liking", "share that liked it", (4.6, 4.4)
    )
    predicted, observed = [one["predicted"] for one in found.bins], [one["observed"] for one in found.bins]
    largest = max((one["size"] for one in found.bins), default=1)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="right on average")
    axes.plot(predicted, observed, color=BLUE, linewidth=1)
    # The area of a dot tells how many predictions it stands for.
    sizes = [150 * one["size"] / largest for one in found.bins]
    axes.scatter(predicted, observed, sizes, color=BLUE, label="held-out ratings, by tenths")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    axes.legend(frameon=False, fontsize=8)
    return figure


def by_ratings_given(errors: Mapping[str, Mapping[int, float]], title: str) -> Chart:
    """A line for each method: its error by how many ratings of a newcomer it was given."""
    figure, axes = chart(title, "ratings given", "RMSE of the rest, stars")
    given = sorted({number for of_method in errors.values() for number in of_method})
    for (name, of_method), colour, marker in zip(errors.items(), PALETTE, _MARKERS, strict=False):
        known = [number for number in given if number in of_method]
        across = [given.index(number) for number in known]
        axes.plot(across, [of_method[number] for number in known], color=colour, marker=marker, label=name)
    axes.set_xticks(range(len(given)), [str(number) for number in given])
    axes.legend(frameon=False, fontsize=8)
    return figure


def shares(results: Sequence[SimilarWork], title: str) -> Chart:
    """What makes each work similar: the parts of the similarity by field, best first, parts against it left of 0."""
    figure, axes = chart(title, "part of the similarity", "work", (7.2, 1.4 + 0.34 * len(results)))
    total: dict[str, float] = {}
    for result in results:
        for feature in result.shared:
            total[feature.field] = total.get(feature.field, 0.0) + abs(feature.part)
    # As many fields as there are colours; the smallest are one.
    named = sorted(total, key=lambda field: -total[field])[: len(PALETTE) - 1]
    places = np.arange(len(results))[::-1]
    ends = {1: np.zeros(len(results)), -1: np.zeros(len(results))}
    for field, colour in zip([*named, "other fields"], PALETTE, strict=False):
        parts = np.array([_part(result, field, named) for result in results])
        label = field
        for sign, start in ends.items():
            of_sign = np.where(np.sign(parts) == sign, parts, 0.0)
            if of_sign.any():
                axes.barh(places, of_sign, 0.7, start, color=colour, label=label, edgecolor="white", linewidth=0.5)
                ends[sign] = start + of_sign
                label = "_nolegend_"  # once in the legend, whether it speaks for or against
    axes.set_yticks(places, [f"{result.work.title} ({result.work.year})" for result in results], fontsize=8)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.legend(frameon=False, fontsize=8, bbox_to_anchor=(1, 1), loc="upper left")
    return figure


def _part(result: SimilarWork, field: str, named: Sequence[str]) -> float:
    if field in named:
        return sum(feature.part for feature in result.shared if feature.field == field)
    return sum(feature.part for feature in result.shared if feature.field not in named)


def histogram(values: Sequence[float], title: str, across: str, up: str, bins: int = 30) -> Chart:
    """How a figure of many works is spread."""
    figure, axes = chart(title, across, up, WIDE)
    axes.hist(values, bins, color=BLUE)
    return figure
