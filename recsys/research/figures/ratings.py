"""The ratings in figures."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import PercentFormatter

from recsys.research.figures.canvas import BLUE, GREY, ORANGE, VERMILION, Chart, chart
from recsys.serving.explore.ratings import MOST_OF, Activity, RatedWork, Stars


def stars_bars(found: Stars) -> Chart:
    """How many ratings give how many stars, and their mean."""
    figure, axes = chart("Ratings by stars", "stars", "ratings")
    axes.bar(found.stars, found.counts, 0.42, color=BLUE)
    axes.set_xticks(found.stars)
    if found.mean is not None:
        axes.axvline(found.mean, color=VERMILION, linestyle="--", label=f"mean, {found.mean:.2f} stars")
        axes.legend(frameon=False, fontsize=8)
    return figure


def activity_bars(found: Activity, whose: str) -> Chart:
    """How many of them (`whose`: users, works) have how many ratings, every bar twice as far as the one before."""
    figure, axes = chart(f"{whose.capitalize()} by number of ratings", "ratings", whose)
    places = range(len(found.sizes))
    axes.bar(places, found.sizes, 0.85, color=BLUE)
    ends = [2 * start - 1 for start in found.from_counts]
    names = [
        f"{start:,}" if start == end else f"{start:,}–{end:,}"
        for start, end in zip(found.from_counts, ends, strict=True)
    ]
    axes.set_xticks(places, names, fontsize=8)
    return figure


def concentration(users: Activity, works: Activity) -> Chart:
    """What share of the ratings the most active users gave, and the most rated works got."""
    figure, axes = chart(
        "How few make most of the ratings", "share of users, of works, most active first", "share of the ratings"
    )
    across = np.linspace(0, 1, len(users.curve))
    for name, one, colour, line in (("users", users, BLUE, "-"), ("works", works, ORANGE, "--")):
        label = f"{one.share_of_most:.0%} of the {name} make {MOST_OF:.0%}"
        axes.plot(across, one.curve, color=colour, linestyle=line, label=label)
        axes.plot([one.share_of_most], [MOST_OF], "o", color=colour)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="if all were alike")
    axes.axhline(MOST_OF, color=GREY, linewidth=0.6)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    return figure


def shrunk_means(works: Sequence[RatedWork]) -> Chart:
    """The works in their order, first on top: raw mean, and the mean shrunk by how few ratings it rests on."""
    figure, axes = chart("Best rated, and by how many", "mean rating, stars", "work", (7.2, 1.2 + 0.28 * len(works)))
    places = np.arange(len(works))[::-1]
    raw, shrunk = [work.mean for work in works], [work.shrunk_mean for work in works]
    axes.hlines(places, shrunk, raw, color=GREY, linewidth=1)
    axes.plot(raw, places, "o", color=ORANGE, fillstyle="none", label="mean")
    axes.plot(shrunk, places, "o", color=BLUE, label="shrunk mean")
    axes.set_yticks(places, [f"{work.title} ({work.ratings:,})" for work in works], fontsize=8)
    axes.legend(frameon=False, fontsize=8)
    return figure
