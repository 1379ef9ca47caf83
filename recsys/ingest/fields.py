"""Single cells of the platform files: durations, dates, maturity ratings, lists of names."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from recsys.text import fold

_DURATION = re.compile(
    r"^(?:(?P<hours>\d{1,3})\s*h(?:ours?)?)?\s*(?:(?P<minutes>\d{1,5})\s*m(?:in(?:ute)?s?)?\.?)?$", re.I
)
_SEASONS = re.compile(r"^(?P<seasons>\d{1,4})\s+seasons?$", re.I)
_DATES = ("%B %d, %Y", "%Y-%m-%d", "%d-%b-%y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%m/%d/%Y")

# Spellings that mean the same, folded to lower case, and the one that stays.
_RATINGS = {
    "all_ages": "all",
    "16": "16+",
    "ages_16_": "16+",
    "18": "18+",
    "ages_18_": "18+",
    "13": "13+",
    "7": "7+",
    "not rated": "nr",
    "not_rate": "nr",
    "not_rated": "nr",
    "unrated": "nr",
    "ur": "nr",
}
FIRST_YEAR, LAST_YEAR = 1874, 2100
DEFAULT_RATING = "g"

# What a comma cuts off a name (Cuba Gooding, Jr.), and what never was one.
_NO_NAMES = frozenset(["", "jr", "sr", "ii", "iii", "iv", "ph d", "phd", "m d", "md", "esq"])


class Duration(NamedTuple):
    """A length: `amount` in minutes or seasons (None where unknown), `kind` `min` or `season`."""

    amount: int | None
    kind: str | None


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> Duration | None:
    """`113 min`, `1h 53m` or `2 Seasons`; None where the text is no duration. 0 counts as unknown."""
    seasons = _SEASONS.match(text)
    if seasons:
        return Duration(int(seasons["seasons"]) or None, "season")
    length = _DURATION.match(text) if text else None
    if length is None:
        return None
    return Duration(int(length["hours"] or 0) * 60 + int(length["minutes"] or 0) or None, "min")


@lru_cache(maxsize=4096)
def parse_date(text: str) -> str | None:
    """The date as `YYYY-mm-dd`; None where the text is none of the spellings in use.

    >>> parse_date("30-Mar-21")
    '2021-03-30'
    """
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def parse_year(text: str) -> int | None:
    """A year from FIRST_YEAR to LAST_YEAR; `1999.0` is read too."""
    number = text.removesuffix(".0")
    if not (number.isascii() and number.isdigit()):
        return None
    return int(number) if FIRST_YEAR <= int(number) <= LAST_YEAR else None


def parse_rating(text: str) -> str:
    """The maturity rating in its one spelling; `g` where there is none.

    >>> parse_rating("AGES_16_"), parse_rating("NOT RATED"), parse_rating("")
    ('16+', 'nr', 'g')
    """
    lower = text.lower()
    return _RATINGS.get(lower, lower) or DEFAULT_RATING


def split_list(text: str) -> list[str]:
    """The parts between commas, each once, in their order."""
    parts = (part.strip() for part in text.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def split_names(text: str) -> list[str]:
    """The people named between commas, each once; numbers, titles (`Ph.D.`) and suffixes (`Jr.`) are no names."""
    names: dict[str, str] = {}
    for part in split_list(text):
        key = fold(part)
        if key not in _NO_NAMES and not key.isdigit():
            names.setdefault(key, part)
    return list(names.values())
