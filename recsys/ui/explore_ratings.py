"""The ratings in pictures: how many stars, by whom, of what; the most seen and the best rated."""

from collections.abc import Callable, Sequence

from recsys.serving.explore.ratings import (
    MOST_OF,
    Activity,
    RatedWork,
    Stars,
    best_rated,
    most_seen,
    stars,
    users_activity,
    works_activity,
)
from recsys.serving.explore.tables import Tables
from recsys.ui.charts import Bar, bars, columns, curve, folded_table, panel, panels
from recsys.ui.languages import Words

_TABLED_STEPS = 10  # of a curve


def opinions(tables: Tables, words: Words) -> str:
    """All pictures of the ratings of these titles; a sentence where there are none."""
    users, works = users_activity(tables.ratings), works_activity(tables.ratings)
    if users is None or works is None:
        return panels(words("explore.ratings"), [panel(words("explore.stars"), words("explore.ratings.none"), "")])
    seen, best = most_seen(tables.works, tables.ratings), best_rated(tables.works, tables.ratings)
    made = [
        _stars(stars(tables.ratings), words),
        _works("seen", seen, lambda work: (work.ratings, words.number(work.ratings)), words),
        _works("best", best, lambda work: (work.shrunk_mean, words.number(work.shrunk_mean, 2)), words),
        _activity("users", users, words),
        _activity("works", works, words),
    ]
    return panels(words("explore.ratings"), made)


def _stars(found: Stars, words: Words) -> str:
    names = [words.number(step, 1) for step in found.stars]
    rows = [Bar(name, count, words.number(count)) for name, count in zip(names, found.counts, strict=True)]
    title = words("explore.stars")
    told = words("explore.stars.told", ratings=words.number(sum(found.counts)), mean=words.number(found.mean or 0, 2))
    header = (words("explore.stars.axis"), words("about.ratings"))
    table = folded_table(words("explore.table"), header, [(row.name, row.told) for row in rows])
    return panel(title, told, columns(rows, words("explore.spoken", title=title, told=told)), table)


def _works(
    name: str, works: Sequence[RatedWork], number: Callable[[RatedWork], tuple[float, str]], words: Words
) -> str:
    rows = [Bar(f"{work.title} ({work.year})", *number(work)) for work in works]
    header = [words(f"explore.{key}") for key in ("title", "count", "mean", "shrunk")]
    lines = [
        (row.name, words.number(work.ratings), words.number(work.mean, 2), words.number(work.shrunk_mean, 2))
        for row, work in zip(rows, works, strict=True)
    ]
    table = folded_table(words("explore.table"), header, lines)
    return panel(words(f"explore.{name}"), words(f"explore.{name}.told"), bars(rows), table)


def _activity(name: str, found: Activity, words: Words) -> str:
    """How few make most of the ratings, and how many have how many."""
    steps = len(found.curve) - 1
    points = [(place / steps, share) for place, share in enumerate(found.curve)]
    few = words.percent(found.share_of_most)
    told = words(f"explore.{name}.told", few=few, most=words.percent(MOST_OF), all=words.number(found.size))
    title, across, up = words(f"explore.{name}"), words(f"explore.{name}.across"), words("explore.activity.up")
    spoken = words("explore.spoken", title=title, told=told)
    drawn = curve(points, spoken, across, up, [(found.share_of_most, MOST_OF)])
    lines = [(words.percent(x), words.percent(y)) for x, y in points[:: steps // _TABLED_STEPS]]
    shares = panel(title, told, drawn, folded_table(words("explore.table"), (across, up), lines))

    last = len(found.sizes) - 1
    rows = [
        Bar(f"{words.number(start)}+" if place == last else _span(start, words), size, words.number(size))
        for place, (start, size) in enumerate(zip(found.from_counts, found.sizes, strict=True))
    ]
    title, median = words(f"explore.{name}_ratings"), words.number(found.median, 0 if found.median % 1 == 0 else 1)
    told = words(f"explore.{name}_ratings.told", median=median, most=words.number(found.most))
    header = (words("explore.count"), words(f"explore.{name}.axis"))
    table = folded_table(words("explore.table"), header, [(row.name, row.told) for row in rows])
    counts = panel(title, told, columns(rows, words("explore.spoken", title=title, told=told)), table)
    return shares + counts


def _span(start: int, words: Words) -> str:
    """The counts from a doubling to before the next."""
    return words.number(start) if start == 1 else f"{words.number(start)}–{words.number(2 * start - 1)}"
