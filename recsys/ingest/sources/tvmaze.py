"""Series of TVmaze: its API's answers as `fetch tvmaze` keeps them, or a table of how much they are looked at."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.domain.languages import language_code
from recsys.ingest.fields import parse_imdb_id, parse_number
from recsys.ingest.nested import text_of
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Person, Reading, Record, SourceData
from recsys.ingest.sources.answers import Line, read_answers
from recsys.ingest.sources.layout import Layout
from recsys.text import title_key

NAME = "tvmaze"
LAYOUTS = (
    Layout(re.compile(r"tvmaze/shows/[^/]+\.jsonl\.gz"), (), "tvmaze/shows/2026-11-29.jsonl.gz"),
    Layout(re.compile(r"tvmaze/people/[^/]+\.jsonl\.gz"), (), "tvmaze/people/2026-11-29.jsonl.gz"),
    Layout(re.compile(r"series/[^/]+\.csv"), ("id", "name", "weight", "show_rating"), "series/tvmaze_weights.csv"),
)
_COLUMNS = LAYOUTS[2].columns
_GENRE = "genre_"
_LARGEST_WEIGHT = 100
_TYPES = {"Animation", "Documentary", "Game Show", "News", "Reality", "Sports", "Talk Show", "Variety"}  # genres too
_TAG = re.compile(r"<[^>]*>")
_CAST = re.compile(r"/shows/(?P<number>\d+)/cast")


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a series. Ratings are left out, since TVmaze does not say how many gave them.

    Of the API's series those are kept that go by a wanted IMDb id or a wanted name; their latest answer counts, before
    a table's row of the same number. Rejected are a series without number or name, and a table's number that was there
    before; a weight beyond 0 to 100 is left out and said.
    """
    packed = [path for path in files if path.suffix.lower() == ".gz"]
    records = _read_shows([path for path in packed if path.parent.name.lower() == "shows"], reading)
    _read_casts([path for path in packed if path.parent.name.lower() == "people"], records, reading)
    for path in sorted(set(files) - set(packed)):
        _read_table(path, records, reading)
    return SourceData(list(records.values()))


def _read_shows(files: list[Path], reading: Reading) -> dict[str, Record]:
    """The series by their numbers. A page of the index that was asked for again has the series that it has now."""
    pages: dict[str, dict[str, Record]] = {}
    wanted, passed = _wanted(reading), Counter[Path]()
    for line in read_answers(files, reading):
        page = pages[line.asked] = {}
        for show in line.answer:
            number, name = show.get("id"), text_of(show)
            if not isinstance(number, int) or not name:
                reading.rejections.count_rows(line.path)
                reason = "a series must have a number and a name"
                reading.rejections.add_row(line.path, line.number, reason, name or str(number))
                continue
            record = _record(number, name, show)
            if wanted(record):
                reading.rejections.count_rows(line.path)
                _add_weight(record, show.get("weight"), line, reading)
                page[str(number)] = record
            else:
                passed[line.path] += 1
    for path, count in passed.items():
        reading.note(path, f"{count:,} series that no catalogue here has were passed over")
    return {number: record for page in pages.values() for number, record in page.items()}


def _wanted(reading: Reading) -> Callable[[Record], bool]:
    """Whether a series goes by what is wanted, of whatever year: services write that of their newest season."""
    if reading.wanted_names is None:
        return lambda record: True  # noqa: ARG005
    ids, names = reading.wanted_imdb_ids or set(), {name for name, _ in reading.wanted_names}
    return lambda record: record.imdb_id in ids or title_key(record.title) in names


def _record(number: int, name: str, show: dict[str, Any]) -> Record:
    premiered, ended = _date(show, "premiered"), _date(show, "ended")
    channel = _part(show, "network") or _part(show, "webChannel")
    country = country_code(text_of(_part(channel, "country"), "code"))
    summary = _plain(text_of(show, "summary"))
    labels = [label for label in show.get("genres") or () if isinstance(label, str)]
    type_ = text_of(show, "type")
    runtime = show.get("averageRuntime") or show.get("runtime")
    facts: dict[str, Any] = {
        "genres": canonical_genres([*labels, *([type_] if type_ in _TYPES else [])]),
        "original_language": language_code(text_of(show, "language")),
        "release_date": premiered.isoformat() if premiered else None,
        "end_year": ended.year if ended else None,
        "runtime": runtime if isinstance(runtime, int) else None,
        "networks": [text_of(channel)] if text_of(channel) else [],
        "countries": [country] if country else [],
        "descriptions": [("en", summary)] if summary else [],
    }
    return Record(
        NAME,
        f"{NAME}-{number}",
        name,
        "tv show",
        premiered.year if premiered else None,
        imdb_id=parse_imdb_id(text_of(_part(show, "externals"), "imdb")),
        facts={key: value for key, value in facts.items() if value not in (None, [])},
    )


def _part(thing: dict[str, Any], key: str) -> dict[str, Any]:
    found = thing.get(key)
    return found if isinstance(found, dict) else {}


def _date(show: dict[str, Any], key: str) -> date | None:
    try:
        return date.fromisoformat(text_of(show, key))
    except ValueError:
        return None


def _plain(html: str) -> str:
    """The text of some HTML.

    >>> _plain("<p><b>Port</b> &amp; starboard.</p><p>At sea.</p>")
    'Port & starboard. At sea.'
    """
    return " ".join(unescape(_TAG.sub("", html.replace("<p>", " ").replace("<br", " <br"))).split())


def _add_weight(record: Record, weight: object, line: Line, reading: Reading) -> None:
    if isinstance(weight, int | float) and 0 <= weight <= _LARGEST_WEIGHT:
        record.facts["weight"] = float(weight)
    elif weight is not None:
        reading.rejections.add_value(line.path, line.number, _WEIGHT, str(weight))


_WEIGHT = f"weight must be a number from 0 to {_LARGEST_WEIGHT}"


def _read_casts(files: list[Path], records: Mapping[str, Record], reading: Reading) -> None:
    for line in read_answers(files, reading):
        found = _CAST.fullmatch(line.asked)
        record = records.get(found["number"]) if found else None
        reading.rejections.count_rows(line.path, len(line.answer))
        if record is not None:
            cast: dict[str, Person] = {}  # who plays two parts is named with the first
            for one in line.answer:
                name = text_of(_part(one, "person"))
                if name:
                    cast.setdefault(name, Person(name, "actor", None, text_of(_part(one, "character")) or None))
            record.people = list(cast.values())


def _read_table(path: Path, records: dict[str, Record], reading: Reading) -> None:
    of_api, there, again = set(records), set[str](), 0
    rows = read_rows(path, _COLUMNS, reading.rejections)
    for line, row in rows:
        if not row["id"].isdigit() or not row["name"]:
            reading.rejections.add_row(path, line, "a series must have a number and a name", row["id"] or row["name"])
        elif row["id"] in of_api:
            again += 1
        elif row["id"] in there:
            reading.rejections.add_row(path, line, "id stands on an earlier line", row["id"])
        else:
            there.add(row["id"])
            record = records[row["id"]] = Record(NAME, f"{NAME}-{row['id']}", row["name"], "tv show", None)
            genres = canonical_genres(_genres(row))
            if genres:
                record.facts["genres"] = genres
            weight = parse_number(row["weight"], rows.decimal_comma)
            if weight is not None and 0 <= weight <= _LARGEST_WEIGHT:
                record.facts["weight"] = weight
            elif row["weight"]:
                reading.rejections.add_value(path, line, _WEIGHT, row["weight"])
    if again:
        reading.note(path, f"{again:,} series are in a newer or fuller file too and were taken from there")


def _genres(row: Mapping[str, str]) -> list[str]:
    return [name.removeprefix(_GENRE) for name, cell in row.items() if cell == "1" and name.startswith(_GENRE)]
