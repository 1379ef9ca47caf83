"""The names of anime, which lists give once a season: «Mushishi 2nd Season» is one of «Mushishi»."""

import re

from recsys.serving.imports.objects import texts

_SEASON = re.compile(
    r"^(?P<name>.*\S)[\s:,-]{1,3}(?:(?P<ordinal>\d{1,2})(?:st|nd|rd|th) season|season (?P<number>\d{1,2}))$",
    re.IGNORECASE,
)


def named(*names: object) -> tuple[tuple[str, ...], int | None]:
    """The titles that a season's names mean, those of the series behind them, and which season is meant.

    >>> named("Mushishi 2nd Season", None)
    (('Mushishi 2nd Season', 'Mushishi'), 2)
    """
    given = texts(*names)
    found = [season for season in map(_SEASON.match, given) if season]
    numbers = {int(season["ordinal"] or season["number"]) for season in found}
    return texts(*given, *(season["name"] for season in found)), numbers.pop() if len(numbers) == 1 else None
