"""The film catalogue in pictures: what films returned, by genre and by decade."""

from collections.abc import Sequence

import pyarrow as pa

from recsys.serving.explore.films import MoneyGroup, money_by_decade, money_by_genre
from recsys.ui.charts import Range, folded_table, panel, panels, ranges
from recsys.ui.languages import Words

FEWEST = 5  # films, for a group to be drawn: quartiles of less say little and stretch the scale


def money(movies: pa.Table, words: Words) -> str:
    """Return by genre and by decade, of films whose cost and revenue are known; nothing where there are none."""
    genres, decades = money_by_genre(movies), money_by_decade(movies)
    made = [
        _returns("return_genre", genres, [words.genre(one.group.lower()) for one in genres], words),
        _returns("return_decade", decades, [words("explore.decade.name", year=one.group) for one in decades], words),
    ]
    return panels(words("explore.money"), made)


def _returns(name: str, groups: Sequence[MoneyGroup], names: Sequence[str], words: Words) -> str:
    if not groups:
        return ""
    rows = [
        Range(group, one.lower_quartile, one.median, one.upper_quartile, _times(one.median, words))
        for group, one in zip(names, groups, strict=True)
        if one.films >= FEWEST
    ]
    header = [words(f"explore.{key}") for key in ("group", "films", "median", "quarter", "three_quarters", "together")]
    lines = [
        (
            group,
            words.number(one.films),
            *(_times(value, words) for value in (one.median, one.lower_quartile, one.upper_quartile, one.together)),
        )
        for group, one in zip(names, groups, strict=True)
    ]
    table = folded_table(words("explore.table"), header, lines)
    return panel(words(f"explore.{name}"), words("explore.return.told", n=words.number(FEWEST)), ranges(rows), table)


def _times(value: float, words: Words) -> str:
    return f"×{words.number(value, 1)}"
