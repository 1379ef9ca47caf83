"""The catalogue in pictures: titles by service, kind, genre, time, length and age."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pyarrow as pa

from recsys.domain.schema import TYPES
from recsys.domain.services import service_name
from recsys.serving.explore import titles as counted
from recsys.serving.explore.titles import LAST_MINUTES, LAST_SEASONS, MINUTES_STEP, NOT_RATED, Breakdown
from recsys.serving.explore.words import title_words
from recsys.ui.charts import Bar, Choice, bars, cloud, columns, folded_table, panel, panels, shares
from recsys.ui.languages import Words

CLOUD = 40
_DECADE = 10
_OPEN_ENDED = {"minutes": str(LAST_MINUTES), "seasons": str(LAST_SEASONS)}
Chosen = Mapping[str, Sequence[str]]


def catalogue(titles: pa.Table, others: Mapping[str, Any], chosen: Chosen, words: Words) -> str:
    """All pictures of the titles; `others` holds, for each kind that is chosen, the titles without that choice."""

    def of(kind: str) -> pa.Table:
        return others.get(kind, titles)

    platforms = counted.types(of("platforms")).titles.items()
    kinds = counted.types(of("type"))
    genres, released = counted.genres(titles), counted.years_released(titles)
    all_genres = counted.genres(others["genre"]) if "genre" in others else genres
    decades = _by_decade(counted.years_released(others["decade"]) if "decade" in others else released)
    choices = [
        _choose("platforms", ((name, service_name(name), count) for name, count in platforms), chosen, words),
        _choose("type", ((name, kind_name(name, words), count) for name, count in _pairs(kinds)), chosen, words),
        _choose("genre", ((name, words.genre(name), count) for name, count in _pairs(all_genres)), chosen, words),
        _choose("decade", ((name, words("explore.decade.name", year=name), n) for name, n in decades), chosen, words),
    ]
    made = [
        _columns("released", released, words),
        _columns("added", counted.years_added(titles), words),
        _columns("minutes", counted.minutes(titles), words),
        _columns("seasons", counted.seasons(titles), words),
        _shares("genres", genres, words),
        _shares("maturity", counted.maturity(titles), words),
    ]
    return panels(words("explore.catalogue"), choices, fixed=True) + panels("", made)


def title_names(titles: pa.Table, words: Words) -> str:
    """The words of titles as a cloud, and as bars."""
    found = [(one.word, one.works) for one in title_words(titles, CLOUD)]
    if not found:
        return ""
    spoken = words("explore.cloud.spoken", names=words.listed([word for word, _ in found[:10]]))
    rows = bars([Bar(word, count, words.number(count)) for word, count in found])
    folded = f"<details><summary>{escape(words('explore.cloud.bars'))}</summary>{rows}</details>"
    made = panel(words("explore.cloud"), words("explore.cloud.told"), cloud(found, spoken), folded)
    return panels(words("explore.words"), [made], fixed=True)


def kind_name(kind: str, words: Words) -> str:
    """Films or series."""
    return words("input.type.movie" if kind == TYPES[0] else "input.type.series")


def _choose(kind: str, rows: Iterable[tuple[str, str, int]], chosen: Chosen, words: Words) -> str:
    """Bars to choose by: for each its value, its name and its number."""
    pressed = chosen.get(kind, ())
    made = [
        Bar(name, count, words.number(count), Choice(kind, value, value in pressed))
        for value, name, count in rows
        if count or value in pressed
    ]
    return panel(words(f"explore.{kind}"), words("explore.press"), bars(made), tall=kind == "genre") if made else ""


def _columns(name: str, found: Breakdown, words: Words) -> str:
    """Columns of all services together, and a table of each."""
    total = sum(found.totals)
    if not total:
        return ""
    rows = [Bar(_group(name, group, words), count, words.number(count)) for group, count in _pairs(found)]
    highest = max(rows, key=lambda row: row.number)
    told = words(f"explore.{name}.told", group=highest.name, titles=words.number(total))
    header = [words(f"explore.{name}.axis"), *(service_name(platform) for platform in found.counts)]
    lines = [
        [row.name, *(words.number(counts[place]) for counts in found.counts.values())]
        for place, row in enumerate(rows)
        if row.number
    ]
    title = words(f"explore.{name}")
    spoken = words("explore.spoken", title=title, told=told)
    return panel(title, told, columns(rows, spoken), folded_table(words("explore.table"), header, lines))


def _shares(name: str, found: Breakdown, words: Words) -> str:
    """How the titles of each service are made up."""
    by_platform, totals = found.shares, found.totals
    rows = [
        (
            _group(name, str(group), words),
            [(of_platform[place], words.percent(of_platform[place])) for of_platform in by_platform.values()],
        )
        for place, group in enumerate(found.groups)
        if totals[place]
    ]
    if not rows:
        return ""
    title = words(f"explore.{name}")
    header = [words(f"explore.{name}.axis"), *(service_name(platform) for platform in by_platform)]
    return panel(title, words(f"explore.{name}.told"), shares(header, rows, title))


def _group(name: str, group: str, words: Words) -> str:
    """The name of a group, as people of the language say it."""
    if name == "genres":
        return words.genre(group)
    if name == "maturity":
        named = {"all": "input.maturity.all", NOT_RATED: "explore.maturity.unknown"}
        return words(named[group]) if group in named else group
    if group == _OPEN_ENDED.get(name):
        return f"{group}+"
    return f"{group}–{int(group) + MINUTES_STEP - 1}" if name == "minutes" else group


def _by_decade(years: Breakdown) -> list[tuple[str, int]]:
    """How many titles are of each decade, oldest first."""
    found: dict[str, int] = {}
    for year, count in _pairs(years):
        decade = str(int(year) // _DECADE * _DECADE)
        found[decade] = found.get(decade, 0) + count
    return list(found.items())


def _pairs(found: Breakdown) -> list[tuple[str, int]]:
    """Each group, as text, and how many titles of all services are in it."""
    return [(str(group), count) for group, count in zip(found.groups, found.totals, strict=True)]
