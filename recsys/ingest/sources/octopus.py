"""Catalogues with the countries of every title: one file a service and day, with IMDb ids and votes, without people."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.domain.services import find_services
from recsys.domain.work_ids import slug
from recsys.ingest.cells import IMDB_ID, parse_amount, parse_count
from recsys.ingest.fields import parse_year, split_list
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
        for line, row in read_rows(file.path, LAYOUTS[0].columns, reading.rejections):
            reason = _fault(row)
            title_id = "" if reason else _title_id(row, file.path, line, reading)
            if title_id in seen:
                reason = "the title stands on an earlier line"
            if reason:
                reading.rejections.add_row(file.path, line, reason, title_id or row["title"])
                continue
            seen.add(title_id)
            _add(row, title_id, file, records, _countries(row, file.path, line, reading))
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
    imdb_id = row["imdbid"].lower()
    if IMDB_ID.fullmatch(imdb_id):
        return imdb_id
    if imdb_id:
        reading.rejections.add_value(path, line, "imdbId must be tt and seven to nine digits", imdb_id)
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


def _add(
    row: Mapping[str, str], title_id: str, file: _File, records: dict[str, Record], where: tuple[str | None, ...]
) -> None:
    kind, year = _TYPES[row["type"].lower()], parse_year(row["releaseyear"]) or 0
    genres = canonical_genres(split_list(row["genres"]))
    record = records.get(title_id)
    if record is None:
        imdb_id = title_id if IMDB_ID.fullmatch(title_id) else None
        record = records[title_id] = Record(NAME, title_id, row["title"], kind, year, imdb_id=imdb_id)
    # Files come oldest first, so that the newest that knows a fact has the last word.
    record.title, record.type, record.year = row["title"], kind, year
    if genres:
        record.facts["genres"] = genres
    votes, average = parse_count(row.get("imdbnumvotes", "")), parse_amount(row.get("imdbaveragerating", ""))
    if votes and average is not None:
        record.facts.update(votes=votes, vote_average=average)
    record.listings.append(
        Listing(
            service=file.service,
            where=where,
            snapshot=file.snapshot,
            title_id=title_id,
            title=row["title"],
            release_year=year,
            genres=genres,
        )
    )
