"""Charts as HTML: the browser needs no library, the page's colours hold in them, and every number is there as text.

What is drawn of boxes has `role="img"` and a sentence in its place, and comes with a table of the same numbers; bars
in a row are a list that reads well by itself. Names come from data: they are escaped here.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from recsys.ui import html

SHOWN_LABELS = 6  # of an axis
Point = tuple[float, float]


class Choice(NamedTuple):
    """What pressing a bar chooses (`explore.js`): a value of that kind; and whether it is chosen."""

    kind: str
    value: str
    pressed: bool


class Bar(NamedTuple):
    """A row: its name, its number, and that number in words; and what choosing it means, where it can be chosen."""

    name: str
    number: float
    told: str
    choice: Choice | None = None


class Range(NamedTuple):
    """A row with a middle value between two others, and that value in words."""

    name: str
    low: float
    middle: float
    high: float
    told: str


def panel(title: str, told: str, chart: str, table: str = "", *, tall: bool = False) -> str:
    """A chart with its title and a sentence; `chart` and `table` are markup. A tall one stands next to several."""
    sentence = f'<p class="muted">{escape(told)}</p>' if told else ""
    return (
        f'<section class="butaca-panel{_also("tall", tall)}"><h3>{escape(title)}</h3>{sentence}{chart}{table}</section>'
    )


def panels(title: str, made: Sequence[str], *, fixed: bool = False) -> str:
    """Charts side by side, under a heading where it has one; fixed ones keep their places. Nothing of none."""
    shown = "".join(made)
    head = f"<h2>{escape(title)}</h2>" if title else ""
    return f'{head}<div class="butaca-panels{_also("fixed", fixed)}">{shown}</div>' if shown else ""


def folded_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The same numbers as a table, folded away until somebody wants it."""
    # Whoever has no mouse scrolls a wide table by its focus.
    return (
        f"<details><summary>{escape(title)}</summary>"
        f'<div class="butaca-scroll" role="group" tabindex="0" aria-label="{escape(title)}">'
        f"{html.table(header, rows)}</div></details>"
    )


def bars(rows: Sequence[Bar], longest: float = 0) -> str:
    """A bar for each row, scaled to the longest or that number; those that can be chosen are buttons."""
    longest = longest or max((row.number for row in rows), default=0) or 1
    return f'<ul class="butaca-bars">{"".join(_bar(row, longest) for row in rows)}</ul>'


def columns(rows: Sequence[Bar], spoken: str) -> str:
    """A column for each row, with the highest number at the top and some of the names below; `spoken` says it."""
    highest = max((row.number for row in rows), default=0) or 1
    top = next((row.told for row in rows if row.number == highest), "")
    drawn = "".join(
        f'<span title="{escape(row.name)}: {escape(row.told)}"><i style="height: {_percent(row.number / highest)}%">'
        "</i></span>"
        for row in rows
    )
    step = -(-len(rows) // SHOWN_LABELS) or 1
    labels = "".join(
        f'<span style="left: {round(100 * (place + 0.5) / len(rows))}%">{escape(rows[place].name)}</span>'
        for place in range(0, len(rows), step)
    )
    return (
        f'<div class="butaca-columns" role="img" aria-label="{escape(spoken)}"><b>{escape(top)}</b>'
        f'<div class="butaca-plot">{drawn}</div><div class="butaca-axis">{labels}</div></div>'
    )


def ranges(rows: Sequence[Range]) -> str:
    """A row from its low to its high value, with a mark at the middle one."""
    highest = max((row.high for row in rows), default=0) or 1
    made = []
    for row in rows:
        low, middle, high = (_percent(value / highest) for value in (row.low, row.middle, row.high))
        made.append(
            f"<li><span>{escape(row.name)}</span>"
            f'<span class="butaca-range" aria-hidden="true"><i style="left: {low}%; width: {max(1, high - low)}%"></i>'
            f'<b style="left: {min(99, middle)}%"></b></span><span class="number">{escape(row.told)}</span></li>'
        )
    return f'<ul class="butaca-bars">{"".join(made)}</ul>'


def shares(header: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[float, str]]]], spoken: str) -> str:
    """A table with a bar under every number: for each row its name and (share, the share in words) a column."""
    highest = max((share for _, cells in rows for share, _ in cells), default=0) or 1
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(told)}{_length(share / highest)}</td>" for share, told in cells)
        + "</tr>"
        for name, cells in rows
    )
    return (
        f'<div class="butaca-scroll" role="group" tabindex="0" aria-label="{escape(spoken)}">'
        f'<table class="butaca-shares"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def curve(points: Sequence[Point], spoken: str, across: str, up: str, marks: Sequence[Point] = ()) -> str:
    """A line through points of 0 to 1, and the diagonal, with dots at `marks`; `across` and `up` name the axes."""
    line = " ".join(f"{100 * x:.1f},{100 - 100 * y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{100 * x:.1f}" cy="{100 - 100 * y:.1f}" r="2"></circle>' for x, y in marks)
    return (
        f'<figure class="butaca-curve"><span class="muted">{escape(up)}</span>'
        f'<svg viewBox="-3 -3 106 106" role="img" aria-label="{escape(spoken)}">'
        '<rect x="0" y="0" width="100" height="100"></rect><line x1="0" y1="100" x2="100" y2="0"></line>'
        f'<polyline points="{line}"></polyline>{dots}</svg><span class="muted">{escape(across)}</span></figure>'
    )


def cloud(words: Sequence[tuple[str, int]], spoken: str) -> str:
    """Words by the alphabet, each the larger the more often it stands."""
    most = max((count for _, count in words), default=0) or 1
    drawn = " ".join(
        f'<span style="--size: {_percent(count / most)}">{escape(word)}</span>' for word, count in sorted(words)
    )
    return f'<div class="butaca-cloud" role="img" aria-label="{escape(spoken)}">{drawn}</div>'


def _bar(row: Bar, longest: float) -> str:
    inside = (
        f'<span>{escape(row.name)}</span>{_length(row.number / longest)}<span class="number">{escape(row.told)}</span>'
    )
    if row.choice is None:
        return f"<li>{inside}</li>"
    choice, pressed = row.choice, str(row.choice.pressed).lower()
    return (
        f'<li><button type="button" data-choose="{escape(choice.kind)}" data-value="{escape(choice.value)}" '
        f'aria-pressed="{pressed}">{inside}</button></li>'
    )


def _also(name: str, so: bool) -> str:
    """One more class."""
    return f" {name}" if so else ""


def _length(share: float) -> str:
    return f'<span class="butaca-length" aria-hidden="true"><i style="width: {_percent(share)}%"></i></span>'


def _percent(share: float) -> int:
    """A share of 0 to 1 in hundredths; what is there at all is seen."""
    return max(1, min(100, round(100 * share))) if share > 0 else 0
