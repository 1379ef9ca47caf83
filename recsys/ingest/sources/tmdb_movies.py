"""The films of the film catalogue: Kaggle's The Movies Dataset, or its TMDB 5000, with ids, facts and votes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.domain.schema import FILM_CATALOGUE, POSTER_PATH
from recsys.ingest.fields import (
    date_order,
    is_fill_word,
    parse_date,
    parse_id,
    parse_imdb_id,
    parse_number,
    unless_fill_word,
)
from recsys.ingest.nested import parse_names, parse_texts
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Name, Reading, Record

# The fuller layout first: where several are there, it says which films there are, and the others add what it lacks.
# Kaggle's own name of the first file is the second.
FILES = ("movies_dataset.csv", "movies_metadata.csv", "tmdb_5000_movies.csv")
REQUIRED = ("id", "title", "release_date")
LANGUAGE = "en"  # of overviews
# Columns of lists: the fact, the file's column, and what is kept of each thing.
LISTS = {
    "genres": ("genres", "name"),
    "companies": ("production_companies", "name"),
    "languages": ("spoken_languages", "iso_639_1"),
    "keywords": ("keywords", "name"),
}
_FILLED_IN = ("keywords", "descriptions", "tagline", "poster_path")
_LONGEST_RUNTIME = 2**31 - 1

_T = TypeVar("_T")


class _Row(NamedTuple):
    path: Path
    line: int
    filled: int  # how many columns hold something; 0 and an empty list are nothing
    record: Record


def read_movies(files: list[Path], reading: Reading) -> dict[int, Record]:
    """The films of the first file by their TMDB ids; others fill in what it lacks of them.

    A film that stands several times under one id is kept once, the fullest row; a row without an id, a title or a
    release date cannot be a film. Both are rejected.
    """
    if not files:
        return {}
    leading, *others = files
    movies = {movie_id: row.record for movie_id, row in _fullest(leading, reading).items()}
    for path in others:
        for movie_id, row in _fullest(path, reading).items():
            movie = movies.get(movie_id)
            if movie is None:
                reason = f"{leading.name} leads and does not have this film"
                reading.rejections.add_row(path, row.line, reason, str(movie_id))
                continue
            facts = row.record.facts
            movie.facts |= {name: facts[name] for name in _FILLED_IN if name in facts and name not in movie.facts}
            movie.imdb_id = movie.imdb_id or row.record.imdb_id
    return movies


def _fullest(path: Path, reading: Reading) -> dict[int, _Row]:
    kept: dict[int, _Row] = {}
    for row in _rows(path, reading):
        movie_id = row.record.tmdb_id or 0
        other = kept.get(movie_id)
        if other is not None and other.filled >= row.filled:
            reading.rejections.add_row(path, row.line, _SAME_ID, f"{movie_id} on line {other.line}")
            continue
        if other is not None:
            reading.rejections.add_row(path, other.line, _SAME_ID, f"{movie_id} on line {row.line}")
        kept[movie_id] = row
    return kept


_SAME_ID = "another row of the same id is as full or fuller"


def _rows(path: Path, reading: Reading) -> Iterator[_Row]:
    rejections = reading.rejections
    table = read_rows(path, REQUIRED, rejections)
    rows = list(table)
    order = date_order(row["release_date"] for _, row in rows)
    if order.said:
        reading.note(path, f"release_date: {order.said}")
    for line, row in rows:
        movie_id, released = parse_id(row["id"]), parse_date(row["release_date"], order.day_first)
        if movie_id is None:
            rejections.add_row(path, line, "id must be a number: the row's values slid into other columns", row["id"])
        elif not row["title"]:
            rejections.add_row(path, line, "title is empty")
        elif is_fill_word(row["release_date"]):
            rejections.add_row(path, line, "release_date is empty")
        elif released is None:
            rejections.add_row(path, line, "release_date must be a date", row["release_date"])
        else:
            cells = _Cells(path, line, row, table.decimal_comma, reading)
            facts = {name: value for name, value in _facts(cells, released).items() if value or value == 0.0}
            filled = sum(bool(value) for value in facts.values())
            yield _Row(path, line, filled, _record(row, movie_id, released, facts))


def _record(row: dict[str, str], movie_id: int, released: str, facts: dict[str, Any]) -> Record:
    original = unless_fill_word(row.get("original_title", ""))
    names = [Name(original, facts.get("original_language"), None, "original")] if original else []
    if original:
        facts = {**facts, "original_title": original}
    return Record(
        source=FILM_CATALOGUE,
        record_id=str(movie_id),
        title=row["title"],
        type="movie",
        year=int(released[:4]),
        names=names,
        imdb_id=parse_imdb_id(row.get("imdb_id", "")),
        tmdb_id=movie_id,
        facts=facts,
    )


class _Cells(NamedTuple):
    """The cells of one row, each read as what it must be; what cannot be read is noted and left out."""

    path: Path
    line: int
    row: dict[str, str]
    decimal_comma: bool
    reading: Reading

    def number(self, column: str, high: float = 1e15) -> float | None:
        """A number from 0 on, below `high`."""
        cell = self.row.get(column, "")
        value = parse_number(cell, self.decimal_comma)
        if value is not None and 0 <= value < high:
            return value
        if not is_fill_word(cell):
            self._note(f"{column} must be a number from 0 on", cell)
        return None

    def text(self, column: str) -> str:
        """A text that is no fill word."""
        return unless_fill_word(self.row.get(column, ""))

    def poster(self) -> str | None:
        """The path of a poster."""
        cell = self.row.get("poster_path", "")
        if cell and not POSTER_PATH.fullmatch(cell):
            if not is_fill_word(cell):
                self._note("poster_path must be the name of a picture after a slash", cell)
            return None
        return cell or None

    def names(self, column: str, key: str = "name") -> list[str]:
        """The texts under `key` of a list of things. Codes are no fill words: `na` is a language."""
        found = self._understood(column, parse_names(self.row.get(column, ""), key))
        return [name for name in found if key != "name" or not is_fill_word(name)]

    def countries(self) -> list[str]:
        """The codes of the countries of production."""
        cell = self.row.get("production_countries", "")
        produced = self._understood("production_countries", parse_texts(cell, "iso_3166_1", "name"))
        codes = [country_code(code) or country_code(name) for code, name in produced]
        return list(dict.fromkeys(code for code in codes if code is not None))

    def _understood(self, column: str, found: tuple[_T, ...] | None) -> tuple[_T, ...]:
        if found is None and not is_fill_word(self.row[column]):
            self._note(f"{column} is no list of things", self.row[column])
        return found or ()

    def _note(self, reason: str, cell: str) -> None:
        self.reading.rejections.add_value(self.path, self.line, reason, cell)


def _facts(cells: _Cells, released: str) -> dict[str, Any]:
    overview = cells.text("overview")
    collection = cells.names("belongs_to_collection")
    lists = {column: cells.names(*source) for column, source in LISTS.items()}
    return {
        **lists,
        "genres": canonical_genres(lists["genres"]),
        "countries": cells.countries(),
        "release_date": released,
        "original_language": cells.row.get("original_language", "").lower(),
        "descriptions": [(LANGUAGE, overview)] if overview else [],
        "tagline": cells.text("tagline"),
        "status": cells.text("status").lower(),
        "budget": int(cells.number("budget") or 0),
        "revenue": int(cells.number("revenue") or 0),
        "runtime": round(cells.number("runtime", _LONGEST_RUNTIME) or 0),
        "popularity": cells.number("popularity"),
        "vote_average": cells.number("vote_average"),
        "votes": int(cells.number("vote_count") or 0),
        "collection": collection[0] if collection else None,
        "poster_path": cells.poster(),
    }
