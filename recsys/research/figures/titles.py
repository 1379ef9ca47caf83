"""What services list, in figures."""

from typing import Any

import numpy as np

from recsys.domain.services import service_name
from recsys.research.figures.canvas import Chart, chart, style
from recsys.serving.explore.titles import Breakdown

_WIDTH = 0.85  # of a bar, a step of the axis being 1
_FEW = 5  # services, whose names have room side by side


def stacked(found: Breakdown, title: str, across: str) -> Chart:
    """Titles by group, the services' bars on one another; numeric groups stand at their places on the axis."""
    figure, axes = chart(title, across, "titles")
    numbers = [group for group in found.groups if isinstance(group, int)]
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 1
    # A number names the beginning of a step, so its bar stands right of it, or on it where a step is but one.
    places = np.array(numbers) + (step / 2 if step > 1 else 0) if numbers else np.arange(len(found.groups))
    below = np.zeros(len(found.groups))
    for number, (service, counts) in enumerate(found.counts.items()):
        colour, hatch = style(number)
        axes.bar(places, counts, _WIDTH * step, below, color=colour, hatch=hatch, label=service_name(service))
        below += counts
    if not numbers:
        axes.set_xticks(places, [str(group) for group in found.groups])
    if found.counts:
        # Of many services the legend would hide bars.
        outside: dict[str, Any] = {"bbox_to_anchor": (1, 1), "loc": "upper left"}
        axes.legend(frameon=False, fontsize=8, **(outside if len(found.counts) > _FEW else {}))
    axes.grid(axis="y", alpha=0.3)
    return figure


def share_table(found: Breakdown, title: str, up: str) -> Chart:
    """The share of each service's titles that is in each group, as a coloured table with the numbers in it."""
    shares = np.array(list(found.shares.values())).reshape(len(found.counts), len(found.groups)).T
    upright = len(found.counts) > _FEW  # the services' names, which take room below then
    figure, axes = chart(title, "service", up, (7.2, 1.2 + 0.26 * len(found.groups) + 1.2 * upright))
    if shares.size:
        # Cividis looks the same to colour-blind people, and grows from dark to light on paper too.
        axes.imshow(shares, cmap="cividis", aspect="auto", vmin=0, vmax=max(0.01, float(shares.max())))
    axes.set_xticks(range(len(found.counts)), [service_name(service) for service in found.counts])
    if upright:
        axes.tick_params(axis="x", labelrotation=90)
    axes.set_yticks(range(len(found.groups)), [str(group) for group in found.groups])
    middle = shares.max(initial=0) / 2
    for row, values in enumerate(shares.tolist()):
        for column, share in enumerate(values):
            colour = "black" if share > middle else "white"
            axes.text(column, row, f"{share:.0%}", ha="center", va="center", color=colour, fontsize=8)
    return figure
