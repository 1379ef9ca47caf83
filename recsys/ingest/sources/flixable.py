"""Flixable's list in Spanish: titles, genres, countries and ages as Spanish readers know them."""

import re
from collections.abc import Mapping
from pathlib import Path

from recsys.domain.countries import country_code, country_name
from recsys.domain.genres import canonical_genres
from recsys.domain.maturity import DEFAULT_MATURITY, maturity_of_text
from recsys.domain.services import find_services
from recsys.domain.work_ids import slug
from recsys.ingest.fields import parse_year, split_list, split_names
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Listing, Name, Person, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "flixable"
_PATH = re.compile(r"es/flixable_(?P<date>\d{4}(?:-\d{2}){0,2})\.csv")
LAYOUTS = (
    Layout(
        _PATH, ("nombre", "año", "duración", "genero", "director", "actores", "plataforma"), "es/flixable_<date>.csv"
    ),
)
_LENGTH = re.compile(r"(?P<amount>\d{1,5})\s*(?P<unit>min|temporadas?)\.?", re.IGNORECASE)
_LANGUAGE = "es"
_NOTHING = frozenset(["NA", "N/A"])  # the fill word of the list


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a title, year, type and first director, with a listing on the service of each row, in no known land.

    The title is a Spanish name of the work, often its only one here; a series' year is that of its newest season. A
    row without title, year, length or a service of the registry is rejected, and one that was there before.
    """
    records: dict[str, Record] = {}
    for path in sorted(files):
        match = _PATH.fullmatch(path.relative_to(reading.root).as_posix().lower())
        snapshot = match["date"] if match else ""
        for line, row in read_rows(path, LAYOUTS[0].columns, reading.rejections):
            row = {column: "" if cell in _NOTHING else cell for column, cell in row.items()}
            listing = _listing(row, snapshot)
            if isinstance(listing, str):
                reading.rejections.add_row(path, line, listing, row["nombre"])
                continue
            record = records.setdefault(listing.title_id, _record(row, listing))
            if any(other.service == listing.service and other.snapshot == snapshot for other in record.listings):
                reading.rejections.add_row(path, line, "the title stands on an earlier line", row["nombre"])
                continue
            record.listings.append(listing)
            for text in split_list(row.get("país", "")):
                if country_code(text) is None:
                    reading.rejections.add_value(path, line, "País must be the name of a country", text)
    return SourceData(list(records.values()))


def _listing(row: Mapping[str, str], snapshot: str) -> Listing | str:
    """The row's listing, or why it is none."""
    title, year, length = row["nombre"], parse_year(row["año"]), _LENGTH.fullmatch(row["duración"])
    services = find_services(row["plataforma"])
    if not title:
        return "no title"
    if year is None:
        return "Año must be a year"
    if length is None:
        return "Duración must be minutes or temporadas"
    if len(services) != 1:
        return "Plataforma must be a service of the registry"
    is_film = length["unit"].lower() == "min"
    maturity = maturity_of_text(row.get("edad", ""))
    return Listing(
        service=services[0],
        where=(None,),
        snapshot=snapshot,
        title_id=_title_id(title, year, "movie" if is_film else "tv show", row["director"]),
        title=title,
        release_year=year,
        rating=maturity or DEFAULT_MATURITY,
        rating_given=maturity is not None,
        duration_int=int(length["amount"]) or None,
        duration_type="min" if is_film else "season",
        genres=canonical_genres(split_list(row["genero"])),
        countries=[country_name(code).lower() for code in _countries(row)],
    )


def _title_id(title: str, year: int, kind: str, directors: str) -> str:
    # Two films of one name and year are kept apart by who made them.
    first = next(iter(split_names(directors)), "")
    return f"{NAME}-{slug(title, year, kind)}" + (f"-{slug(first, year, kind).rsplit('-', 2)[0]}" if first else "")


def _record(row: Mapping[str, str], listing: Listing) -> Record:
    is_film = listing.duration_type == "min"
    people = [Person(name, "director") for name in split_names(row["director"])]
    people += [Person(name, "actor") for name in split_names(row["actores"])]
    facts = {
        "genres": listing.genres,
        "countries": _countries(row),
        "maturity": listing.rating if listing.rating_given else None,
        "runtime" if is_film else "seasons": listing.duration_int,
    }
    return Record(
        NAME,
        listing.title_id,
        listing.title,
        "movie" if is_film else "tv show",
        listing.release_year,
        newest_year=not is_film,
        names=[Name(listing.title, _LANGUAGE)],
        people=people,
        facts={name: value for name, value in facts.items() if value not in (None, [])},
    )


def _countries(row: Mapping[str, str]) -> list[str]:
    codes = (country_code(text) for text in split_list(row.get("país", "")))
    return list(dict.fromkeys(code for code in codes if code is not None))
