"""Whose the raw data of a bundle are, and what they allow."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from recsys.errors import UnreadableError, shown


@dataclass(frozen=True)
class Uses:
    """What the terms of a source allow to be done with what is from it: to show it, to train models on it, to pass it
    on to others as data.
    """

    shown: bool = True
    trained_on: bool = True
    passed_on: bool = False


@dataclass(frozen=True)
class Terms:
    """What the files of a source are, and on which terms they can be had; `name` is that of the source.

    `uses` is None where a bundle does not say; `as_of` are the oldest and newest day on which its facts were fetched,
    of a source that says so.
    """

    name: str
    what: str
    terms: str
    uses: Uses | None = None
    as_of: tuple[str, str] | None = None


# What TMDB wants to be said where anything of its API is shown, and whose the availability is that it passes on.
TMDB_NOTICE = "This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
JUSTWATCH_NOTICE = "Which service shows what is by JustWatch."

# What sources want to be called wherever a title shows something of theirs, with the licence that goes on with it.
_NAMED = {
    "tmdb-api": "TMDB",
    "justwatch": "JustWatch",
    "imdb": "IMDb",
    "imdb-keywords": "IMDb",
    "tvmaze": "TVmaze (CC BY-SA 4.0)",
}
# Whose it is who shows what, of sources that pass it on and must say so next to it.
AVAILABILITY_BY = {"tmdb-api": "JustWatch"}

TMDB_MONTHS = 6  # for which TMDB lets anybody keep what its API answered

SAMPLE = Terms(
    "sample",
    "the embedded sample, written for this project, ratings simulated, nobody's own",
    "MIT",
    Uses(True, True, True),
)


def attribution(sources: Iterable[str]) -> list[str]:
    """How the sources, given by their names, are to be named where something of theirs is shown; without those that
    do not ask for it.

    >>> attribution(["tvmaze", "catalogues", "tmdb-api"])
    ['TMDB', 'TVmaze (CC BY-SA 4.0)']
    """
    shown = set(sources)
    return list(dict.fromkeys(named for source, named in _NAMED.items() if source in shown))


def keepable_since(today: date, months: int = TMDB_MONTHS) -> str:
    """The first day, YYYY-mm-dd, of which data of TMDB's API may still be kept: so many months before today.

    >>> keepable_since(date(2026, 11, 28)), keepable_since(date(2026, 8, 31))
    ('2026-05-28', '2026-02-28')
    """
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, monthrange(years, month + 1)[1])
    return date(years, month + 1, day).isoformat()


def sources_of(sources: object, *, sample: bool) -> list[Terms]:
    """The terms of the sources that a bundle was built from, as its manifest names them.

    `sources` are `{name: {what, terms}}`, with `uses` and `as_of` where they are said. Raises
    UnreadableError for what says them otherwise.

    >>> [one.name for one in sources_of({"tmdb": {"what": "films", "terms": "CC0"}}, sample=False)]
    ['tmdb']
    """
    if sample:
        return [SAMPLE]
    return [_terms(name, one) for name, one in _object("sources", sources).items()]


def _terms(name: str, said: object) -> Terms:
    told = _object(name, said)
    missing = [key for key in ("what", "terms") if key not in told]
    if missing:
        raise UnreadableError(f"the source {shown(name)} must say {missing[0]}")
    uses, as_of = told.get("uses"), told.get("as_of")
    return Terms(
        name,
        str(told["what"]),
        str(told["terms"]),
        _uses(name, _object("uses", uses)) if uses else None,
        _days(name, as_of) if as_of else None,
    )


def _uses(name: str, said: Mapping[str, Any]) -> Uses:
    missing = [field.name for field in fields(Uses) if field.name not in said]
    if missing:
        raise UnreadableError(f"the uses of the source {shown(name)} must say {missing[0]}")
    return Uses(**{field.name: bool(said[field.name]) for field in fields(Uses)})


def _days(name: str, said: object) -> tuple[str, str]:
    try:
        if isinstance(said, list | tuple) and len(said) == 2 and all(isinstance(day, str) for day in said):
            return date.fromisoformat(said[0]).isoformat(), date.fromisoformat(said[1]).isoformat()
    except ValueError:
        pass  # no days
    raise UnreadableError(f"as_of of the source {shown(name)} must be two days, found {shown(said)}")


def _object(name: str, said: object) -> Mapping[str, Any]:
    if not isinstance(said, Mapping):
        raise UnreadableError(f"{shown(name)} must be an object, found {shown(said)}")
    return said


def uses_table(sources: Iterable[Terms]) -> list[str]:
    """What may be done with what is from each source, as the lines of a Markdown table; empty where none says it."""
    rows = [
        f"| `{one.name}` | {' | '.join(_YES_NO[getattr(one.uses, field.name)] for field in fields(Uses))} |"
        for one in sources
        if one.uses is not None
    ]
    return ["| source | shown | trained on | passed on |", "| --- | --- | --- | --- |", *rows] if rows else []


_YES_NO = {True: "yes", False: "no"}
