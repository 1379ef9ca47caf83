"""Certifications of films and series, country by country, on the one scale of `domain.maturity`.

The same letter means another age elsewhere: A is for everybody in Mexico and for adults in India. So every country has
its own letters; a number is an age in all of them.
"""

import re
from collections.abc import Iterable, Mapping

from recsys.domain.maturity import AGES, MATURITY_LEVELS, maturity_of_text

# Letters by country; what is written with a number (B-15, M/12, VM14, R18+) is read from that. The order of the
# countries is that in which one is asked where none of somebody's own has rated a title.
_LETTERS: Mapping[str, Mapping[str, str]] = {
    "US": {},  # the spellings of the scale itself, see `AGES`
    "GB": {"U": "all", "PG": "7+"},
    "DE": {},
    "FR": {"U": "all", "TP": "all"},
    "ES": {"A": "all", "AI": "all", "APTA": "all", "TP": "all", "INFANTIL": "all", "X": "18+"},
    "MX": {"AA": "all", "A": "all", "B": "13+", "C": "18+", "D": "18+"},
    "BR": {"L": "all", "AL": "all"},
    "AR": {"ATP": "all", "C": "18+"},
    "CO": {"T": "all", "TP": "all", "X": "18+", "BANNED": "18+"},
    "CL": {"TE": "all"},
    "PT": {"PUBLICOS": "all", "PÚBLICOS": "all", "T": "all", "M3": "all", "P": "18+"},
    "IT": {"T": "all"},
    "JP": {"G": "all"},
    "KR": {"ALL": "all", "RESTRICTED SCREENING": "18+"},
    "CA": {"G": "all", "C": "all", "E": "all", "EXEMPT": "all", "PG": "7+", "R": "18+", "A": "18+"},
    "AU": {"E": "all", "G": "all", "P": "all", "C": "all", "PG": "7+", "M": "16+", "RC": "18+"},
    "IN": {"U": "all", "UA": "13+", "A": "18+", "S": "18+"},
}
COUNTRIES = tuple(_LETTERS)
_NUMBER = re.compile(r"\d+")
_SHORT = 5  # letters, as of PG-13 and TV-MA
_OLDEST = 21  # the highest age that any country asks for


def level_of(country: str, certification: str) -> str | None:
    """The level of MATURITY_LEVELS that a country's certification means; None for none, and for an unknown one.

    A level is never below the age that is written: a title from 14 on is for 16 and more. Only where the scale has the
    spelling itself, as of the United States, is it where the scale puts it.

    >>> level_of("MX", "A"), level_of("IN", "A"), level_of("BR", "14"), level_of("US", "TV-14"), level_of("MX", "NR")
    ('all', '18+', '16+', '13+', None)
    """
    text = certification.strip().upper()
    if country == "US":
        age = AGES.get(maturity_of_text(text) or "")
    else:
        letters = _LETTERS.get(country, {})
        known = letters.get(text) or letters.get(text.replace("/", ""))
        if known is not None:
            return known
        numbers = _NUMBER.findall(text)
        age = int(numbers[0]) if len(numbers) == 1 and int(numbers[0]) <= _OLDEST else None
    if age is None:
        return None
    oldest = max(MATURITY_LEVELS.values())
    return next(level for level, start in MATURITY_LEVELS.items() if min(age, oldest) <= start)


def age_of(country: str, certification: str) -> int:
    """The youngest age of the level that a country's certification means, -1 for none.

    >>> age_of("BR", "14"), age_of("MX", "NR")
    (16, -1)
    """
    return MATURITY_LEVELS.get(level_of(country, certification) or "", -1)


def short_form(certification: str) -> str:
    """A certification as people of its country know it from a poster; empty where that is a word or many letters.

    >>> short_form("B15"), short_form("14"), short_form("TV-Y7-FV"), short_form("All")
    ('B15', '14+', '', '')
    """
    text = certification.strip()
    if text.isdecimal():
        return f"{text}+"
    return text if len(text) <= _SHORT and text.upper() != "ALL" else ""


def strictest_level(levels: Mapping[str, str], own: Iterable[str]) -> str | None:
    """The one level of a title from those that countries give it.

    The strictest of the visitors' `own` countries: nobody is shown as suitable what the authority at home keeps from
    that age. The strictest of all the world would not do, since some country finds nearly everything unsuitable. Where
    none of their own rated it, the first of COUNTRIES that did; None where none did.

    >>> strictest_level({"MX": "13+", "BR": "16+", "DE": "18+"}, ["MX", "BR"]), strictest_level({"DE": "7+"}, ["MX"])
    ('16+', '7+')
    """
    of_own = [levels[country] for country in own if country in levels]
    if of_own:
        return max(of_own, key=lambda level: MATURITY_LEVELS[level])
    return next((levels[country] for country in COUNTRIES if country in levels), None)
