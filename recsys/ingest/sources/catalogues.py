"""Catalogues in the layout of Kaggle's four of 2021: one file a service, `platforms/SERVICE_titles.csv`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recsys.domain.certifications import level_of
from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.domain.maturity import DEFAULT_MATURITY, maturity_of_text
from recsys.domain.schema import TYPES
from recsys.domain.services import Service, find_services, service_by_id
from recsys.ingest.fields import (
    Duration,
    clean_id,
    date_order,
    is_fill_word,
    parse_date,
    parse_duration,
    parse_year,
    split_list,
    split_names,
    unless_fill_word,
)
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Listing, Person, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "catalogues"
COLUMNS = (
    "show_id",
    "type",
    "title",
    "director",
    "cast",
    "country",
    "date_added",
    "release_year",
    "rating",
    "duration",
    "listed_in",
    "description",
)
# The service's name stands in front of `_titles`, and behind it the date of a later snapshot: `max_titles_2023-04.csv`.
_PATH = re.compile(
    r"platforms/(?P<service>[^/]+?)(?:[ _-]titles?)?(?:[ _-](?P<snapshot>\d{4}(?:-\d\d){0,2}))?(?: ?\(\d+\))?\.csv",
    re.I,
)
LAYOUTS = (Layout(_PATH, COLUMNS, "platforms/SERVICE_titles.csv"),)
# What the four files are of: their titles came until 25 September (Netflix) and 26 November (Disney+) of the year.
SNAPSHOT = "2021-11"
COUNTRY = "US"
LANGUAGE = "en"


def read(files: list[Path], reading: Reading) -> SourceData:
    """The titles of every service's file, each a record with its listing.

    A row without a `show_id`, title, type or year of its own cannot be a title; it is rejected.
    """
    records: list[Record] = []
    seen: dict[str, str] = {}  # where each title_id stands already
    for path in files:
        found = _PATH.fullmatch(reading.rejections.name(path))
        services = find_services(found["service"]) if found else []
        if found is None or len(services) != 1:
            reading.note(path, "not read: its name names no service of the registry (recsys/domain/services.py)")
            continue
        service = service_by_id()[services[0]]
        records += _records(path, service, found["snapshot"], seen, reading)
    return SourceData(records=records)


def title_id(service: Service, show_id: str, snapshot: str | None = None) -> str:
    """The id of a title: the service's letter, or its id and a dash where it has none, before the id in its file.

    Files number their titles each from the first, so that behind the ids of a later snapshot its date stands.

    >>> [title_id(service_by_id()[name], "s680") for name in ("amazon", "max")]
    ['as680', 'max-s680']
    >>> title_id(service_by_id()["amazon"], "s680", "2023-04")
    'as680-2023-04'
    """
    return f"{service.letter or f'{service.id}-'}{show_id}{f'-{snapshot}' if snapshot else ''}"


def _records(
    path: Path, service: Service, snapshot: str | None, seen: dict[str, str], reading: Reading
) -> Iterator[Record]:
    rejections = reading.rejections
    rows = list(read_rows(path, COLUMNS, rejections))
    order = date_order(row["date_added"] for _, row in rows)
    if order.said:
        reading.note(path, f"date_added: {order.said}")
    for line, row in rows:
        own_id = title_id(service, clean_id(row["show_id"]), snapshot)
        broken = _broken(row, seen.get(own_id))
        if broken is not None:
            rejections.add_row(path, line, *broken)
            continue
        seen[own_id] = f"line {line}"
        added = parse_date(row["date_added"], order.day_first)
        for column, parsed in (("duration", parse_duration(row["duration"])), ("date_added", added)):
            if parsed is None and not is_fill_word(row[column]):
                rejections.add_value(path, line, f"{column} was not understood", row[column])
        yield _record(row, _listing(row, service, own_id, added, snapshot or SNAPSHOT))


def _broken(row: dict[str, str], before: str | None) -> tuple[str, str] | None:
    """Why a row is no title, and the value that shows it; `before` is where its id stood already."""
    show_id = clean_id(row["show_id"])
    if not show_id:
        return "show_id is empty", ""
    if before is not None:
        return "show_id stands on an earlier line already", f"{show_id} on {before}"
    if not row["title"]:
        return "title is empty", ""
    if row["type"].lower() not in TYPES:
        return "type must be Movie or TV Show", row["type"]
    if parse_year(row["release_year"]) is None:
        return "release_year must be a year", row["release_year"]
    return None


def _listing(row: dict[str, str], service: Service, own_id: str, added: str | None, snapshot: str) -> Listing:
    rating = unless_fill_word(row["rating"])
    length = parse_duration(row["duration"]) or Duration(None, None)
    misplaced = parse_duration(rating)
    if misplaced is not None:
        rating = ""
        length = length if length.amount else misplaced
    return Listing(
        service=service.id,
        where=(COUNTRY,),
        snapshot=snapshot,
        title_id=own_id,
        title=row["title"],
        release_year=parse_year(row["release_year"]) or 0,
        date_added=added,
        rating=maturity_of_text(rating) or DEFAULT_MATURITY,
        rating_given=bool(rating),
        duration_int=length.amount,
        duration_type=length.kind,
        genres=canonical_genres(split_list(row["listed_in"])),
        countries=split_list(row["country"].lower()),
        description=unless_fill_word(row["description"]),
    )


def _record(row: dict[str, str], listing: Listing) -> Record:
    kind = row["type"].lower()
    people = [
        Person(name, role)
        for role, column in (("director", "director"), ("actor", "cast"))
        for name in split_names(row[column])
    ]
    codes = [country_code(name) for name in listing.countries]
    certified = listing.rating_given and level_of(COUNTRY, listing.rating) is not None
    facts: dict[str, Any] = {
        "genres": listing.genres,
        "countries": list(dict.fromkeys(code for code in codes if code is not None)),
        "maturity": listing.rating if listing.rating_given else None,
        "certifications": {COUNTRY: listing.rating.upper()} if certified else {},
        "runtime": listing.duration_int if listing.duration_type == "min" else None,
        "seasons": listing.duration_int if listing.duration_type == "season" else None,
        "descriptions": [(LANGUAGE, listing.description)] if listing.description else [],
    }
    return Record(
        source=NAME,
        record_id=listing.title_id,
        title=listing.title,
        type=kind,
        year=listing.release_year,
        newest_year=kind == "tv show",
        people=people,
        facts={name: value for name, value in facts.items() if value},
        listings=[listing],
    )
