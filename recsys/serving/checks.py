"""Checks of what people and programs send: every argument of every answer passes through here first."""

import math
import re
from collections.abc import Collection, Mapping, Sequence

from recsys.domain.countries import country_code, country_name
from recsys.domain.schema import RATING_MAX, RATING_MIN, TYPES
from recsys.domain.services import find_services, service_by_id, service_name
from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ratings.watches import AGAIN, EPISODE, FINISHED, ONCE, PART
from recsys.serving.locales import LANGUAGES, Locale
from recsys.text import clean, fold

LONGEST_TEXT = 300  # characters; the longest title of the catalogues has 208
MOST_RESULTS = 100
MOST_RATINGS = 5000  # of one person; the busiest of MovieLens gave 2,698 to 9,254 works
MOST_PLATFORMS = 100  # that one list may name; each is looked up by all its spellings
FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST_EXAMPLES = 10  # that an error names
MOST_NAMES = 50  # of genres, countries or people at once

_WATCHES = (ONCE, AGAIN, FINISHED, PART, EPISODE)
_SEASON = re.compile(r"s([1-9]\d?)")

_TYPE_NAMES = {
    "film": "movie",
    "films": "movie",
    "movie": "movie",
    "movies": "movie",
    "pelicula": "movie",
    "peliculas": "movie",
    "tv show": "tv show",
    "tv shows": "tv show",
    "series": "tv show",
    "serie": "tv show",
    "tv series": "tv show",
    "show": "tv show",
}


def text(parameter: str, value: object, example: str) -> str:
    """The value as clean text. Raises InvalidValueError when it is no text, empty, or too long."""
    endless = isinstance(value, float) and not math.isfinite(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or endless:
        raise InvalidValueError(parameter, f"{parameter} must be text", value, f"For example «{example}».")
    given = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if len(given) > LONGEST_TEXT:
        raise InvalidValueError(
            parameter, f"{parameter} must have {LONGEST_TEXT} characters at most", given, f"For example «{example}»."
        )
    cleaned = clean(given)
    if not cleaned:
        raise InvalidValueError(parameter, f"{parameter} must not be empty", given, f"For example «{example}».")
    return cleaned


def whole_number(parameter: str, value: object, low: int, high: int) -> int:
    """The value as a whole number from `low` to `high`; `5`, `5.0` and `"5"` are the same."""
    number = _number(value)
    if number is None or number != int(number) or not low <= number <= high:
        raise InvalidValueError(parameter, f"{parameter} must be a whole number from {low} to {high}", value)
    return int(number)


def number(parameter: str, value: object, low: float, high: float) -> float:
    """The value as a number from `low` to `high`."""
    given = _number(value)
    if given is None or not low <= given <= high:
        raise InvalidValueError(parameter, f"{parameter} must be a number from {low:g} to {high:g}", value)
    return given


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and "_" in value:
        return None  # `float` reads 1_0 as 10, which only programmers mean
    try:
        given = float(value)
    except (ValueError, OverflowError):
        return None
    return given if math.isfinite(given) else None


def locale(language: object, country: str | None) -> Locale | None:
    """The locale of a language and a checked country; None where neither was given."""
    if not is_given(language):
        return Locale(None, country) if country is not None else None
    given = text("language", language, "es").lower()
    if given not in LANGUAGES:
        raise InvalidValueError("language", f"language must be one of {', '.join(LANGUAGES)}", given)
    return Locale(given, country)


def is_given(value: object) -> bool:
    """Whether an optional argument was filled in; forms and query strings send empty text and lists for «not»."""
    return value is not None and value != "" and value != []


def year(parameter: str, value: object) -> int | None:
    """The value as a year, None where it was not given."""
    return whole_number(parameter, value, FIRST_YEAR, LAST_YEAR) if is_given(value) else None


def platform(parameter: str, value: object, among: Collection[str] | None = None) -> str:
    """The id of a service by its id, name or alias in any case and spacing, or an unambiguous beginning (`net`).

    `among` are the services that may be meant, None for all. Raises InvalidValueError, which lists them, for others.
    """
    allowed = _services(among)
    given = text(parameter, value, allowed[-1] if allowed else "")
    found = find_services(given, allowed)
    if len(found) != 1:
        names = ", ".join(f"{one} ({service_name(one)})" for one in allowed)
        raise InvalidValueError(parameter, f"{parameter} must be one of {names}", given)
    return found[0]


def _services(among: Collection[str] | None) -> list[str]:
    return [service_id for service_id in service_by_id() if among is None or service_id in among]


def platforms(parameter: str, value: object, among: Collection[str] | None = None) -> list[str]:
    """The ids of several services, given as a list or as text with commas; empty where none was given."""
    if not is_given(value):
        return []
    if isinstance(value, str):
        parts: Sequence[object] = [part for part in value.split(",") if part.strip()]
    elif isinstance(value, list | tuple):
        parts = value
    else:
        some = ", ".join(_services(among)[:2])
        raise InvalidValueError(parameter, f"{parameter} must be a list of services", value, f"For example «{some}».")
    if len(parts) > MOST_PLATFORMS:
        raise InvalidValueError(
            parameter, f"{parameter} must be {MOST_PLATFORMS} at most", len(parts), "Leave some out."
        )
    return list(dict.fromkeys(platform(parameter, part, among) for part in parts))


def country(parameter: str, value: object, among: Sequence[str]) -> str | None:
    """The code of a country given by code or name, None where none was given.

    `among` are the codes that may be meant. Raises NotFoundError, which names some of them, for others.
    """
    if not is_given(value):
        return None
    given = text(parameter, value, "Mexico")
    code = country_code(given)
    if code not in among:
        rule = "No country is called" if code is None else "It is not known what is shown in the country"
        raise NotFoundError(parameter, rule, given, examples=[country_name(one) for one in among[:MOST_EXAMPLES]])
    return code


def names(parameter: str, value: object, example: str) -> list[str]:
    """Several names, given as a list or as text with commas; empty where none was given."""
    if not is_given(value):
        return []
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or len(parts) > MOST_NAMES:
        rule = f"{parameter} must be a list of {MOST_NAMES} names at most"
        raise InvalidValueError(parameter, rule, value, f"For example «{example}».")
    return [text(parameter, part, example) for part in parts if not isinstance(part, str) or part.strip()]


def titles(parameter: str, value: object) -> list[str]:
    """Several titles, in a list or one to a line; empty where none was given."""
    if not is_given(value):
        return []
    parts = _parts(parameter, value, "titles", "For example «The Matrix».")
    return [text(parameter, part, "The Matrix") for part in parts]


def title_ratings(parameter: str, value: object) -> list[tuple[str, float]]:
    """Titles with their stars; empty where none was given.

    Given as `{title: stars}`, or as texts `Title=4.5` in a list or one to a line.
    """
    if not is_given(value):
        return []
    rule = f"each of {parameter} must be title=stars, with {RATING_MIN:g} to {RATING_MAX:g} stars"
    example = "For example «The Matrix=4.5»."
    given_pairs = list(value.items()) if isinstance(value, Mapping) else value
    parts = _parts(parameter, given_pairs, "title=stars", example)
    found = []
    for part in parts:
        title, stars = _title_and_stars(part)
        given = _number(stars)
        if not title.strip() or given is None or not RATING_MIN <= given <= RATING_MAX:
            raise InvalidValueError(parameter, rule, part, example)
        found.append((title, given))
    return found


def title_watches(parameter: str, value: object) -> list[tuple[str, str, int | None]]:
    """Titles with how each was watched and the last season watched, where that was told; empty where none was given.

    Given as `{title: how}`, or as texts in a list or one to a line: `Title`, or `Title=` with `again`, `finished`,
    `part`, `episode`, or the last season watched, `S2`. A title with an equals sign in it is written with `=once`.
    """
    if not is_given(value):
        return []
    example = "For example «Dark=S2»."
    given_pairs = list(value.items()) if isinstance(value, Mapping) else value
    found = []
    for part in _parts(parameter, given_pairs, "titles, or of title=how", example):
        title, how = _title_and_how(part)
        season = _SEASON.fullmatch(how)
        if not title.strip() or not (how in _WATCHES or season):
            rule = f"each of {parameter} must be a title, or title=how with how as {', '.join(_WATCHES)} or S2"
            raise InvalidValueError(parameter, rule, part, example)
        found.append((title, ONCE if season else how, int(season[1]) if season else None))
    return found


def _title_and_how(part: object) -> tuple[str, str]:
    if isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], str) and isinstance(part[1], str):
        return part[0], part[1].strip().lower() or ONCE
    if not isinstance(part, str):
        return "", ""
    title, equals, how = part.rpartition("=")
    return (title, how.strip().lower() or ONCE) if equals else (part, ONCE)


def _parts(parameter: str, value: object, what: str, example: str) -> Sequence[object]:
    """What stands in a list or one to a line of a text. Raises InvalidValueError for anything else, or too many."""
    if isinstance(value, str):
        parts: Sequence[object] = [line for line in value.splitlines() if line.strip()]
    elif isinstance(value, list | tuple):
        parts = value
    else:
        raise InvalidValueError(parameter, f"{parameter} must be a list of {what}", value, example)
    if len(parts) > MOST_RATINGS:
        rule = f"{parameter} must be {MOST_RATINGS:,} at most"
        raise InvalidValueError(parameter, rule, len(parts), "Leave some out.")
    return parts


def _title_and_stars(part: object) -> tuple[str, object]:
    if isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], str):
        return part
    title, _, stars = part.rpartition("=") if isinstance(part, str) else ("", "", "")
    return title, stars.strip()


def kind(parameter: str, value: object) -> str | None:
    """`movie` or `tv show` from any usual word for them, None where none was given."""
    if not is_given(value):
        return None
    given = text(parameter, value, "movie")
    found = _TYPE_NAMES.get(fold(given))
    if found is None:
        raise InvalidValueError(parameter, f"{parameter} must be one of {', '.join(TYPES)}", given)
    return found


def one_of(parameter: str, value: object, known: Sequence[str]) -> str:
    """The value, one of the known words, in any case. Raises InvalidValueError, which lists them, for others."""
    given = text(parameter, value, known[0]).lower()
    if given not in known:
        raise InvalidValueError(parameter, f"{parameter} must be one of {', '.join(known)}", given)
    return given


def k(value: object) -> int:
    """How many results: a whole number from 1 to MOST_RESULTS."""
    return whole_number("k", value, 1, MOST_RESULTS)
