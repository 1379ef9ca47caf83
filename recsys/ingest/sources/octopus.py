"""Catalogues with the countries of every title: one file a service and day, with IMDb ids and votes, without people."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.domain.services import find_services
from recsys.domain.work_ids import slug
from recsys.ingest.cells import parse_count
from recsys.ingest.fields import parse_imdb_id, parse_number, parse_year, split_list
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Listing, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "octopus"
_PATH = re.compile(r"octopus/(?P<service>[^/]+)_(?P<date>\d{4}(?:-\d{2}){0,2})\.csv")
LAYOUTS = (
    Layout(
        _PATH,
        ("title", "type", "genres", "releaseyear", "imdbid", "availablecountries"),
        "octopus/<service>_<date>.csv",
    ),
)
_TYPES = {"movie": "movie", "tv": "tv show"}


class _File(NamedTuple):
    path: Path
    service: str
    snapshot: str


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record an IMDb id, where there is none a title, year and type, with a listing for every file that has it.

    Votes are those of the newest file. A row without title, type or year is rejected, and one that says again what
    stands on an earlier line of its file.
    """
    records: dict[str, Record] = {}
    for file in sorted(_files(files, reading.root), key=lambda file: file.snapshot):
        seen: set[str] = set()
        rows = read_rows(file.path, LAYOUTS[0].columns, reading.rejections)
        for line, row in rows:
            reason = _fault(row)
            title_id = "" if reason else _title_id(row, file.path, line, reading)
            if title_id in seen:
                reason = "the title stands on an earlier line"
            if reason:
                reading.rejections.add_row(file.path, line, reason, title_id or row["title"])
                continue
            seen.add(title_id)
            record = _record(row, title_id, records)
            record.facts.update(_facts(row, rows.decimal_comma))
            record.listings.append(_listing(record, file, _countries(row, file.path, line, reading)))
    return SourceData(list(records.values()))


def _files(files: list[Path], root: Path) -> list[_File]:
    found = []
    for path in sorted(files):
        match = _PATH.fullmatch(path.relative_to(root).as_posix().lower())
        services = find_services(match["service"]) if match else []
        if match and len(services) == 1:
            found.append(_File(path, services[0], match["date"]))
    return found


def _fault(row: Mapping[str, str]) -> str:
    """Why the row is no title; empty where it is one."""
    if not row["title"]:
        return "no title"
    if row["type"].lower() not in _TYPES:
        return "type must be movie or tv"
    return "releaseYear must be a year" if parse_year(row["releaseyear"]) is None else ""


def _title_id(row: Mapping[str, str], path: Path, line: int, reading: Reading) -> str:
    imdb_id = parse_imdb_id(row["imdbid"])
    if imdb_id is not None:
        return imdb_id
    if row["imdbid"]:
        reading.rejections.add_value(path, line, "imdbId must be tt and seven digits or more", row["imdbid"])
    return f"{NAME}-{slug(row['title'], parse_year(row['releaseyear']) or 0, _TYPES[row['type'].lower()])}"


def _countries(row: Mapping[str, str], path: Path, line: int, reading: Reading) -> tuple[str | None, ...]:
    """Where the service shows the title; not known where the file does not say."""
    codes: dict[str, None] = {}
    for text in split_list(row["availablecountries"]):
        code = country_code(text)
        if code is None:
            reading.rejections.add_value(path, line, "availableCountries must be codes of countries", text)
        else:
            codes[code] = None
    return tuple(codes) or (None,)


def _record(row: Mapping[str, str], title_id: str, records: dict[str, Record]) -> Record:
    """The title's record; files come oldest first, so that the newest has the last word."""
    kind, year = _TYPES[row["type"].lower()], parse_year(row["releaseyear"])
    record = records.get(title_id)
    if record is None:
        record = records[title_id] = Record(NAME, title_id, "", None, None, imdb_id=parse_imdb_id(row["imdbid"]))
    record.title, record.type, record.year = row["title"], kind, year
    return record


def _facts(row: Mapping[str, str], decimal_comma: bool) -> dict[str, Any]:
    genres = canonical_genres(split_list(row["genres"]))
    facts: dict[str, Any] = {"genres": genres} if genres else {}
    votes = parse_count(row.get("imdbnumvotes", ""), decimal_comma)
    average = parse_number(row.get("imdbaveragerating", ""), decimal_comma)
    if votes and average is not None:
        facts |= {"votes": votes, "vote_average": average}
    return facts


def _listing(record: Record, file: _File, where: tuple[str | None, ...]) -> Listing:
    return Listing(
        service=file.service,
        where=where,
        snapshot=file.snapshot,
        title_id=record.record_id,
        title=record.title,
        release_year=record.year or 0,
        genres=list(record.facts.get("genres", ())),
    )
