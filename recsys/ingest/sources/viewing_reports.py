"""Viewing reports, as Netflix publishes them: how many hours each season and film was looked at in half a year.

A title there is the English name, a season, `//`, and the same in the original: `Money Heist: Part 5 // La casa de
papel: Parte 5`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recsys.ingest.cells import parse_count
from recsys.ingest.fields import parse_year
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Name, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout
from recsys.text import title_key

NAME = "viewing-reports"
LAYOUTS = (Layout(re.compile(r"series/[^/]+\.csv"), ("title", "hours viewed"), "series/engagement.csv"),)
# The report's sheets of films and series, which the one of early 2023 has not.
_SHEETS = {"film": "movie", "movies": "movie", "tv": "tv show", "shows": "tv show"}

_NUMBER = r"(?:\d{1,4}[a-z]?|[IVXl]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
_SEASON_WORD = (
    "season|series|temporada|staffel|stagione|saison|sæson|säsong|sesong|seizoen|sezon|sezonul|musim|mùa|kausi|сезон|"
    "σεζόν|シーズン|시즌|ซีซั่น|ซีซัน|सीज़न|موسم|עונה"
)
_PART_WORD = (
    "part|parte|volume|volumen|vol\\.|chapter|book|collection|teil|tome|del|koleksiyon|パート|파트|पार्ट|الجزء|class"
)
_ORDINAL = r"(?:\d{1,3}(?:st|nd|rd|th|\.|ª|º)|first|second|third|fourth|fifth|final|the final)"
# What says for certain that a title is a series', as the last of its parts between colons.
_SERIES_END = re.compile(
    rf"(?:(?:{_SEASON_WORD})\s*{_NUMBER}\b.*|{_NUMBER}\.?\s*(?:{_SEASON_WORD})\b.*|{_ORDINAL}\s*(?:{_SEASON_WORD})\b.*"
    r"|limited\s+series|mini-?series|miniserie|serie\s+limitada|第\s*\d+\s*(?:季|期|シーズン|シリーズ|クール).*)",
    re.IGNORECASE,
)
# What films have too.
_PART_END = re.compile(
    rf"(?:(?:{_PART_WORD})\s*{_NUMBER}\b.*|collection|koleksiyon|コレクション|第\s*\d+\s*部.*|\d+권)", re.IGNORECASE
)
_SEASON_BEHIND = re.compile(rf"\s+[-–—]?\s*(?:season|temporada)\s+{_NUMBER}$", re.IGNORECASE)
_YEAR = re.compile(r"(?<=\S)\s*\((?P<year>(?:18|19|20)\d{2})\)$")
_COLON = re.compile(r"\s*[:：]\s+|：")


class _Entry(NamedTuple):
    """What a title of the reports says: the work's names, the English first, its year and type where they are said."""

    names: tuple[str, ...]
    year: int | None
    type: str | None


@dataclass(slots=True)
class _Seen:
    """All rows of one title: which sheets have it, and its hours."""

    types: set[str] = field(default_factory=set)
    hours: int = 0


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a name, type and year, with the hours of all its seasons and periods together.

    A title that only a report without sheets has is a series if it names a season, or if it names a part of what is
    known as a series; else its type is not known. A row without title or hours is rejected.
    """
    titles: dict[str, _Seen] = defaultdict(_Seen)
    for path in sorted(files):
        rows = read_rows(path, LAYOUTS[0].columns, reading.rejections)
        for line, row in rows:
            hours = parse_count(row["hours viewed"], rows.decimal_comma)
            if not row["title"] or hours is None:
                reason = "a row must have a title and whole hours"
                reading.rejections.add_row(path, line, reason, row["title"] or row["hours viewed"])
                continue
            seen = titles[row["title"]]
            seen.hours += hours
            kind = _SHEETS.get(row.get("sheet", "").lower())
            if kind is not None:
                seen.types.add(kind)
    return SourceData(_records(titles))


def parse_title(title: str, kind: str | None, series: frozenset[str] = frozenset()) -> _Entry:
    """The names, year and type that a title of the reports gives; `kind` is what its sheet says.

    `series` are the keys of names that are known to be series'.

    >>> parse_title("Money Heist: Part 5 // La casa de papel: Parte 5", "tv show").names
    ('Money Heist', 'La casa de papel')
    >>> parse_title("Lost (2004): Season 6", None)
    _Entry(names=('Lost',), year=2004, type='tv show')
    """
    sides = [side for text in title.split("//") if (side := text.strip())] or [title]
    main = _COLON.split(sides[0])
    kept = len(main) - (0 if kind == "movie" else _parts_of_season(main, kind, series))
    is_series = kind == "tv show" or kept < len(main)
    names = [_beginning(sides[0], kept)]
    for side in sides[1:]:
        parts = _COLON.split(side)
        certain = next((place for place in range(1, len(parts)) if _SERIES_END.fullmatch(parts[place])), None)
        if kind != "movie" and certain is not None:
            is_series = True
            names.append(_beginning(side, certain))
        else:
            names.append(_beginning(side, len(parts) - _says_season(parts, main, kept)))
    if kind != "movie":
        shorter = [_SEASON_BEHIND.sub("", name) for name in names]
        is_series = is_series or shorter != names
        names = shorter
    years = [parse_year(found["year"]) for name in names if (found := _YEAR.search(name))]
    named = tuple(dict.fromkeys(_YEAR.sub("", name) for name in names))
    return _Entry(named, next(iter(years), None), kind or ("tv show" if is_series else None))


def _beginning(side: str, kept: int) -> str:
    """The text up to the end of its `kept`th part between colons."""
    colons = list(_COLON.finditer(side))
    return side[: colons[kept - 1].start()] if kept <= len(colons) else side


def _parts_of_season(parts: list[str], kind: str | None, series: frozenset[str]) -> int:
    """How many of the last parts between colons say which season it is; the first never does."""
    for place in range(1, len(parts)):
        # «Season 1: The Beginning» is a season with a name of its own.
        if _SERIES_END.fullmatch(parts[place]):
            return len(parts) - place
    if len(parts) > 1 and _PART_END.fullmatch(parts[-1]):
        return int(kind == "tv show" or title_key(": ".join(parts[:-1])) in series)
    return 0


def _says_season(parts: list[str], main: list[str], kept: int) -> bool:
    """Whether the last part of the other name is the season, which the English name has at the same place."""
    if kept == len(main) or len(parts) < 2:
        return False
    last = parts[-1]
    return len(parts) >= len(main) or bool(_PART_END.fullmatch(last)) or any(char.isdigit() for char in last)


def _records(titles: Mapping[str, _Seen]) -> list[Record]:
    kinds = {title: next(iter(seen.types)) if len(seen.types) == 1 else None for title, seen in titles.items()}
    # In two passes: what a title says for certain makes clear what others say.
    first = (parse_title(title, kind) for title, kind in kinds.items())
    series = frozenset(title_key(entry.names[0]) for entry in first if entry.type == "tv show")
    records: dict[str, Record] = {}
    for title, seen in titles.items():
        entry = parse_title(title, kinds[title], series)
        said = [part for part in (title_key(entry.names[0]), entry.year, entry.type) if part is not None]
        record_id = "-".join([NAME, *map(str, said)]).replace(" ", "-")
        record = records.get(record_id)
        if record is None:
            record = records[record_id] = Record(NAME, record_id, entry.names[0], entry.type, entry.year)
            record.facts["hours_viewed"] = 0
        record.facts["hours_viewed"] += seen.hours
        _add_names(record, entry.names[1:])
    return list(records.values())


def _add_names(record: Record, names: Iterable[str]) -> None:
    known = {record.title, *(name.name for name in record.names)}
    for name in names:
        if name not in known:
            # The first behind the English name is the original; another is the same in a further spelling.
            record.names.append(Name(name, kind="alternative" if record.names else "original"))
            known.add(name)
