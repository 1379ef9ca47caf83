"""JustWatch's catalogues in Kaggle's layout: one folder a service, country and day, with titles and their people."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from recsys.domain.countries import country_code, country_name
from recsys.domain.genres import canonical_genres
from recsys.domain.maturity import DEFAULT_MATURITY, maturity_of_text
from recsys.domain.services import find_services
from recsys.ingest.cells import parse_count, parse_strings
from recsys.ingest.fields import parse_imdb_id, parse_number, parse_year, unless_fill_word
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Listing, Person, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "justwatch"
_FOLDER = r"justwatch/(?P<service>[^/]+)_(?P<country>[a-z]{2})_(?P<date>\d{4}(?:-\d{2}){0,2})"
_TITLES = re.compile(_FOLDER + r"/(?P<raw>raw_)?titles\.csv")
_CREDITS = re.compile(_FOLDER + r"/(?P<raw>raw_)?credits\.csv")
LAYOUTS = (
    Layout(
        _TITLES,
        ("id", "title", "type", "release_year", "genres", "imdb_id"),
        "justwatch/<service>_<country>_<date>/titles.csv",
    ),
    Layout(
        _CREDITS,
        ("id", "name", "role"),
        "justwatch/<service>_<country>_<date>/credits.csv",
        partner=r"(?:raw_)?titles\.csv",
    ),
)
_TYPES = {"MOVIE": "movie", "SHOW": "tv show"}
_ROLES = {"ACTOR": "actor", "DIRECTOR": "director"}
_ID = re.compile(r"t[ms]\d{1,12}")


class _Folder(NamedTuple):
    """What a folder's name says, and its files, those that are not `raw_` first."""

    service: str
    country: str
    snapshot: str
    titles: list[Path]
    credits: list[Path]


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record an id of JustWatch, with a listing for every folder that has it.

    Facts are those of the newest snapshot that knows them, people those of the fullest list. What has no id of
    JustWatch's form, no title, type or year, or stands twice in a folder is rejected.
    """
    records: dict[str, Record] = {}
    for folder in sorted(_folders(files, reading.root), key=lambda folder: folder.snapshot):
        there = _read_titles(folder, records, reading)
        for title_id, people in _read_people(folder, there, reading).items():
            # Of two lists of one length the newer.
            if len(people) >= len(records[title_id].people):
                records[title_id].people = people
    return SourceData(list(records.values()))


def _folders(files: Iterable[Path], root: Path) -> list[_Folder]:
    found: dict[Path, _Folder] = {}
    # Kaggle's sets bring the tables a second time as they were before cleaning, as `raw_titles.csv`.
    for path in sorted(files, key=lambda path: (path.parent, path.name.lower().startswith("raw_"))):
        name = path.relative_to(root).as_posix().lower()
        match = _TITLES.fullmatch(name) or _CREDITS.fullmatch(name)
        if match is None:
            continue
        service, country = find_services(match["service"]), country_code(match["country"])
        if len(service) != 1 or country is None:
            continue
        folder = found.setdefault(path.parent, _Folder(service[0], country, match["date"], [], []))
        (folder.titles if _TITLES.fullmatch(name) else folder.credits).append(path)
    return list(found.values())


def _read_titles(folder: _Folder, records: dict[str, Record], reading: Reading) -> set[str]:
    """Add the folder's titles to the records; the ids that it has."""
    there: set[str] = set()
    for path in folder.titles:
        before, again = set(there), 0
        rows = read_rows(path, LAYOUTS[0].columns, reading.rejections)
        for line, row in rows:
            title_id = row["id"]
            reason = _fault(row, there - before)
            if reason:
                reading.rejections.add_row(path, line, reason, title_id or row["title"])
            elif title_id in before:
                again += 1
            else:
                there.add(title_id)
                _add(row, folder, records, _Place(path, line, rows.decimal_comma, reading))
        if again:
            reading.note(path, f"{again} rows stand in {folder.titles[0].name} too and were taken from there")
    return there


def _fault(row: Mapping[str, str], seen: set[str]) -> str:
    """Why the row is no title; empty where it is one."""
    if not _ID.fullmatch(row["id"]):
        return "id must be tm or ts and a number"
    if not row["title"]:
        return "no title"
    if row["type"].upper() not in _TYPES:
        return "type must be MOVIE or SHOW"
    if parse_year(row["release_year"]) is None:
        return "release_year must be a year"
    return "id stands on an earlier line" if row["id"] in seen else ""


class _Place(NamedTuple):
    """Where a row stands, to tell what of it could not be read, and how its file writes numbers."""

    path: Path
    line: int
    decimal_comma: bool
    reading: Reading

    def reject(self, reason: str, value: str) -> None:
        self.reading.rejections.add_value(self.path, self.line, reason, value)


def _add(row: Mapping[str, str], folder: _Folder, records: dict[str, Record], place: _Place) -> None:
    title_id, kind, year = row["id"], _TYPES[row["type"].upper()], parse_year(row["release_year"])
    assert year is not None  # noqa: S101 - `_fault` has looked
    facts = {name: value for name, value in _facts(row, kind, place).items() if value not in (None, [], ())}
    record = records.get(title_id)
    if record is None:
        record = records[title_id] = Record(NAME, title_id, row["title"], kind, year)
    # Snapshots come oldest first, so that the newest that knows a fact has the last word.
    record.title, record.year, record.imdb_id = row["title"], year, _imdb_id(row, place) or record.imdb_id
    record.facts.update(facts)
    length = facts.get("seasons") if kind == "tv show" else facts.get("runtime")
    record.listings.append(
        Listing(
            service=folder.service,
            where=(folder.country,),
            snapshot=folder.snapshot,
            title_id=title_id,
            title=row["title"],
            release_year=year,
            rating=facts.get("maturity", DEFAULT_MATURITY),
            rating_given="maturity" in facts,
            duration_int=length,
            duration_type="season" if kind == "tv show" else "min",
            genres=list(facts.get("genres", ())),
            countries=[country_name(code).lower() for code in facts.get("countries", ())],
            description=row.get("description", ""),
        )
    )


def _facts(row: Mapping[str, str], kind: str, place: _Place) -> dict[str, Any]:
    comma = place.decimal_comma
    votes, average = parse_count(row.get("imdb_votes", ""), comma), parse_number(row.get("imdb_score", ""), comma)
    description = row.get("description", "")
    return {
        "genres": canonical_genres(_strings(row, "genres", place)),
        "countries": _countries(_strings(row, "production_countries", place)),
        "runtime": parse_count(row.get("runtime", ""), comma) or None,
        "seasons": (parse_count(row.get("seasons", ""), comma) or None) if kind == "tv show" else None,
        "maturity": maturity_of_text(row.get("age_certification", "")),
        "descriptions": [("en", description)] if description else [],
        # A mean is of no use without how many it is of.
        "votes": votes if votes and average is not None else None,
        "vote_average": average if votes else None,
        "popularity": parse_number(row.get("tmdb_popularity", ""), comma),
    }


def _strings(row: Mapping[str, str], column: str, place: _Place) -> tuple[str, ...]:
    found = parse_strings(row.get(column, ""))
    if found is None:
        place.reject(f"{column} must be a list of texts", row[column])
    return found or ()


def _imdb_id(row: Mapping[str, str], place: _Place) -> str | None:
    imdb_id = parse_imdb_id(row["imdb_id"])
    if imdb_id is None and row["imdb_id"]:
        place.reject("imdb_id must be tt and seven digits or more", row["imdb_id"])
    return imdb_id


def _countries(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code for text in texts if (code := _country(text))))


@lru_cache(maxsize=1024)
def _country(text: str) -> str | None:
    # XX is JustWatch's «unknown»; four letters are ISO 3166-3's of a country that is no more, its old two in front.
    if text == "XX":
        return None
    return country_code(text) or (country_code(text[:2]) if len(text) == 4 and text.isupper() else None)


def _read_people(folder: _Folder, there: set[str], reading: Reading) -> dict[str, list[Person]]:
    """The people of each of the folder's titles, in their order, each once a role; of the first file that has any."""
    found: dict[str, list[Person]] = {}
    names: dict[str, str] = {}  # one object a name, which stands in many lists; empty for a fill word
    for path in folder.credits:
        of_file: dict[str, dict[tuple[str, str], Person]] = {}
        for line, row in read_rows(path, LAYOUTS[1].columns, reading.rejections):
            title_id, role = row["id"], _ROLES.get(row["role"].upper())
            if row["name"] not in names:
                names[row["name"]] = unless_fill_word(row["name"])
            name = names[row["name"]]
            if title_id not in there:
                reading.rejections.add_row(path, line, "the folder's titles have no such id", title_id)
            elif role is None:
                reading.rejections.add_row(path, line, "role must be ACTOR or DIRECTOR", row["role"])
            elif not name:
                reading.rejections.add_row(path, line, "no name", row["name"])
            elif title_id not in found:
                person = Person(name, role, None, row.get("character") or None)
                of_file.setdefault(title_id, {}).setdefault((name, role), person)
        found.update({title_id: list(people.values()) for title_id, people in of_file.items()})
    return found
