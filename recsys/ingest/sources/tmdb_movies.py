"""The film catalogue: Kaggle's The Movies Dataset, or its TMDB 5000, as one tidy table of movies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from recsys.domain.schema import MOVIES, POSTER_PATH
from recsys.ingest.fields import parse_date
from recsys.ingest.nested import parse_names, parse_texts
from recsys.ingest.raw import Rejections, read_rows

# The fuller source first: where both are there, it says which films there are, and the other adds what it lacks.
FILES = ("movies_dataset.csv", "tmdb_5000_movies.csv")
REQUIRED = ("id", "title", "release_date")
# Columns of lists: the table's name, the file's, and what is kept of each thing.
LISTS = {
    "genres": ("genres", "name"),
    "companies": ("production_companies", "name"),
    "languages": ("spoken_languages", "iso_639_1"),
    "keywords": ("keywords", "name"),
}
_FILLED_IN = ("keywords", "overview", "tagline")
_LONGEST_RUNTIME = 2**31 - 1

_T = TypeVar("_T")


class _Row(NamedTuple):
    line: int
    filled: int  # how many columns hold something; 0 and an empty list are nothing
    values: dict[str, Any]


def movie_files(folder: Path) -> list[Path]:
    """The film catalogue's files that are there, the leading one first."""
    return [folder / name for name in FILES if (folder / name).is_file()]


def read_movies(files: list[Path], rejections: Rejections) -> pd.DataFrame:
    """The films of the first file, in the columns of `schema.MOVIES`; others fill in what it lacks of them.

    A film that stands several times under one id is kept once, the fullest row; a row without an id, a title or a
    release date cannot be a film. Both go to `rejections`.
    """
    if not files:
        return pd.DataFrame(columns=MOVIES.names)
    leading, *others = files
    movies = {movie_id: row.values for movie_id, row in _fullest(leading, rejections).items()}
    for path in others:
        for movie_id, row in _fullest(path, rejections).items():
            movie = movies.get(movie_id)
            if movie is None:
                rejections.add_row(path, row.line, f"{leading.name} leads and does not have this film", str(movie_id))
                continue
            movie.update({column: row.values[column] for column in _FILLED_IN if not movie[column]})
    return pd.DataFrame.from_records(list(movies.values()), columns=MOVIES.names)


def _fullest(path: Path, rejections: Rejections) -> dict[int, _Row]:
    kept: dict[int, _Row] = {}
    for row in _tidy_rows(path, rejections):
        movie_id = row.values["movie_id"]
        other = kept.get(movie_id)
        if other is not None and other.filled >= row.filled:
            rejections.add_row(path, row.line, _SAME_ID, f"{movie_id} on line {other.line}")
            continue
        if other is not None:
            rejections.add_row(path, other.line, _SAME_ID, f"{movie_id} on line {row.line}")
        kept[movie_id] = row
    return kept


_SAME_ID = "another row of the same id is as full or fuller"


def _tidy_rows(path: Path, rejections: Rejections) -> Iterator[_Row]:
    for line, row in read_rows(path, REQUIRED, rejections):
        released = parse_date(row["release_date"])
        if parse_id(row["id"]) is None:
            rejections.add_row(path, line, "id must be a number: the row's values slid into other columns", row["id"])
        elif not row["title"]:
            rejections.add_row(path, line, "title is empty")
        elif not row["release_date"]:
            rejections.add_row(path, line, "release_date is empty")
        elif released is None:
            rejections.add_row(path, line, "release_date must be a date", row["release_date"])
        else:
            values = _tidy(path, line, row, released, rejections)
            yield _Row(line, sum(bool(value) for value in values.values()), values)


def parse_id(cell: str) -> int | None:
    """A film's id; None where the cell is no whole number that a table can hold."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 19 else None


def _tidy(path: Path, line: int, row: dict[str, str], released: str, rejections: Rejections) -> dict[str, Any]:
    def number(column: str, high: float = 1e15) -> float | None:
        cell = row.get(column, "")
        value = _number(cell, high)
        if cell and value is None:
            rejections.add_value(path, line, f"{column} must be a number from 0 on", cell)
        return value

    def poster() -> str | None:
        cell = row.get("poster_path", "")
        if cell and not POSTER_PATH.fullmatch(cell):
            rejections.add_value(path, line, "poster_path must be the name of a picture after a slash", cell)
            return None
        return cell or None

    def names(column: str, key: str = "name") -> list[str]:
        return list(understood(column, parse_names(row.get(column, ""), key)))

    def understood(column: str, found: tuple[_T, ...] | None) -> tuple[_T, ...]:
        if found is None:
            rejections.add_value(path, line, f"{column} is no list of things", row[column])
        return found or ()

    budget, revenue = int(number("budget") or 0), int(number("revenue") or 0)
    runtime, vote_count = number("runtime", _LONGEST_RUNTIME), number("vote_count")
    collection = names("belongs_to_collection")
    produced = parse_texts(row.get("production_countries", ""), "iso_3166_1", "name")
    # Codes and names stay in step: a country without a name goes by its code, a name alone is not counted.
    countries = {
        code.upper(): name or code.upper() for code, name in understood("production_countries", produced) if code
    }
    return {
        "movie_id": int(row["id"]),
        "title": row["title"],
        "release_date": released,
        "release_year": int(released[:4]),
        "original_language": row.get("original_language", "").lower() or None,
        "overview": row.get("overview", ""),
        "tagline": row.get("tagline", ""),
        "status": row.get("status", "").lower() or None,
        "budget": budget,
        "revenue": revenue,
        "return": revenue / budget if budget else 0.0,
        "runtime": round(runtime or 0) or None,
        "popularity": number("popularity"),
        "vote_average": number("vote_average"),
        "vote_count": int(vote_count or 0),
        "collection": collection[0] if collection else None,
        "poster_path": poster(),
        "countries": list(countries.values()),
        "country_codes": list(countries),
        **{column: names(*source) for column, source in LISTS.items()},
    }


def _number(cell: str, high: float) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if 0 <= value < high else None
