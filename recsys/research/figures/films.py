"""The film catalogue in figures."""

from collections.abc import Sequence

import numpy as np

from recsys.research.figures.canvas import BLUE, GREY, VERMILION, Chart, chart
from recsys.serving.explore.films import MoneyGroup, VoteGroup


def quartiles(
    groups: Sequence[MoneyGroup] | Sequence[VoteGroup],
    title: str,
    across: str,
    up: str,
    *,
    logarithmic: bool = False,
    mark: float | None = None,
) -> Chart:
    """Each group's median as a dot on the line from its lower to its upper quartile, the first group on top.

    `mark` draws a line at a value that means something, say a return of 1.
    """
    figure, axes = chart(title, across, up, (7.2, 1.2 + 0.26 * len(groups)))
    places = np.arange(len(groups))[::-1]
    lower, upper = [group.lower_quartile for group in groups], [group.upper_quartile for group in groups]
    axes.hlines(places, lower, upper, color=BLUE, linewidth=3, alpha=0.45)
    axes.plot([group.median for group in groups], places, "o", color=BLUE)
    axes.set_yticks(places, [f"{group.group} ({group.films:,})" for group in groups], fontsize=8)
    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
    if mark is not None:
        axes.axvline(mark, color=VERMILION, linestyle="--", linewidth=1)
    axes.grid(axis="x", alpha=0.3, color=GREY)
    return figure
