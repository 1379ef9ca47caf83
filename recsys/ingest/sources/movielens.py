"""GroupLens' MovieLens folders in their three layouts."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from recsys.errors import DataError
from recsys.ingest.fields import parse_year
from recsys.ingest.rating_rows import read_rating_rows
from recsys.ingest.raw import Rejections, decode, read_rows
from recsys.text import clean

SOURCE = "https://grouplens.org/datasets/movielens/"
_TITLE_YEAR = re.compile(r"^(?P<title>.+?)\s*\((?P<year>\d{4})\)(?:\s*\((?:V|TV)\))?$")
_BRACKETS = re.compile(r"(?!^)\(([^()]*)\)")  # (500) Days of Summer opens with its title
_ALSO_KNOWN_AS = re.compile(r"^a\.?k\.?a\.?:?\s+", re.IGNORECASE)
_FLAGS_FROM = 4  # in u.item, behind the title, two dates and an address


@dataclass(frozen=True)
class Film:
    """A film of a MovieLens folder: its number there, its title, its other titles, its year."""

    number: str
    title: str
    other_titles: tuple[str, ...]
    year: int


@dataclass(frozen=True)
class MovieLens:
    """One folder: its films and its ratings (`user`, `film`, `rating`, `timestamp`; numbers of the folder)."""

    name: str
    films: list[Film]
    ratings: pd.DataFrame


class FilmLine(NamedTuple):
    """A line of a film file: where it stands, the film's number, its title as it is written, its genres' labels."""

    line: int
    number: str
    text: str
    labels: list[str]


def find_folders(root: Path) -> list[Path]:
    """The MovieLens folders below `root`, by name; none where there is no such root."""
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def files_of(folder: Path) -> tuple[Path, Path]:
    """The folder's (films, ratings) files. Raises DataError when it is not there or has no pair of one layout."""
    if not folder.is_dir():
        raise DataError(
            f"{folder}: expected MovieLens' folder {folder.name}, found none. It can be had from "
            f"{SOURCE}; RECSYS_DATA or --data names the folder around movielens/."
        )
    for films, ratings in (("movies.csv", "ratings.csv"), ("movies.dat", "ratings.dat"), ("u.item", "u.data")):
        if (folder / films).is_file() and (folder / ratings).is_file():
            return folder / films, folder / ratings
    raise DataError(
        f"{folder}: expected movies.csv and ratings.csv, movies.dat and ratings.dat, or u.item and u.data, "
        f"found {', '.join(sorted(path.name for path in folder.iterdir())) or 'an empty folder'}."
    )


def read_movielens(folder: Path, rejections: Rejections) -> MovieLens:
    """The folder's films and ratings. What is no film of one year cannot be linked and is rejected."""
    films_file, ratings_file = files_of(folder)
    films = []
    for line, number, text, _ in film_lines(films_file, rejections):
        film = parse_film(number, text)
        if film is None:
            rejections.add_row(films_file, line, "not a film of one year, so it cannot be linked", text)
        else:
            films.append(film)
    return MovieLens(folder.name, films, read_film_ratings(ratings_file, rejections))


def parse_film(number: str, text: str) -> Film | None:
    """A film from `Title, The (a.k.a. Other) (1995)`; None without a year, or with a series' span of years.

    >>> parse_film("29", "City of Lost Children, The (Cité des enfants perdus, La) (1995)").other_titles
    ('Cité des enfants perdus, La',)
    """
    match = _TITLE_YEAR.match(clean(text))
    year = parse_year(match["year"]) if match else None
    if match is None or year is None:
        return None
    title = match["title"]
    others = [_ALSO_KNOWN_AS.sub("", part).strip() for part in _BRACKETS.findall(title)]
    main = " ".join(_BRACKETS.sub(" ", title).split()) or title
    return Film(number, main, tuple(other for other in others if other), year)


def _films_csv(path: Path, rejections: Rejections) -> list[FilmLine]:
    rows = read_rows(path, ("movieid", "title"), rejections)
    return [FilmLine(line, row["movieid"], row["title"], _labels(row.get("genres", ""))) for line, row in rows]


def _films_dat(path: Path, rejections: Rejections) -> list[FilmLine]:
    lines = _films_separated(path, "::", rejections)
    return [FilmLine(line, number, rest[0], _labels(rest[-1] if rest[1:] else "")) for line, number, rest in lines]


def _films_item(path: Path, rejections: Rejections) -> list[FilmLine]:
    names = path.with_name("u.genre")
    genres = [name.split("|")[0] for name in decode(names).splitlines() if name] if names.is_file() else []
    return [
        FilmLine(
            line,
            number,
            rest[0],
            [genre for genre, flag in zip(genres, rest[_FLAGS_FROM:], strict=False) if flag == "1"],
        )
        for line, number, rest in _films_separated(path, "|", rejections)
    ]


def _labels(text: str) -> list[str]:
    return [label for label in text.split("|") if label]


def _films_separated(path: Path, separator: str, rejections: Rejections) -> list[tuple[int, str, list[str]]]:
    """The file's (line, number, the other fields, title first)."""
    films = []
    # Not str.splitlines: it also splits at characters that Latin-1 titles may hold.
    for line, text in enumerate(io.StringIO(decode(path), newline=None), start=1):
        number, *rest = text.rstrip("\n").split(separator)
        if rest and number.isdigit():
            films.append((line, number, rest))
        elif text.strip():
            rejections.add_row(path, line, f"fields must be separated by «{separator}»", text.strip())
    if not films:
        raise DataError(f"{path}: expected lines of number{separator}title{separator}…, found none.")
    return films


_FILM_LINES: dict[str, Callable[[Path, Rejections], list[FilmLine]]] = {
    ".csv": _films_csv,
    ".dat": _films_dat,
    ".item": _films_item,
}
# pyarrow takes separators of one character only; `a::b` is `a`, nothing, `b` for it.
_SEPARATORS = {
    ".csv": (",", ()),
    ".dat": (":", ("userid", "_1", "movieid", "_2", "rating", "_3", "timestamp")),
    **dict.fromkeys((".data", ".base", ".test"), ("\t", ("userid", "movieid", "rating", "timestamp"))),
}


def film_lines(path: Path, rejections: Rejections) -> list[FilmLine]:
    """The lines of a film file of any layout."""
    return _FILM_LINES[path.suffix](path, rejections)


def read_film_ratings(path: Path, rejections: Rejections) -> pd.DataFrame:
    """The ratings of a file of any layout in its order: `user`, `film`, `rating`, `timestamp`."""
    separator, names = _SEPARATORS[path.suffix]
    rows = read_rating_rows(path, rejections, separator, names)
    return pd.DataFrame(
        {
            "user": rows["user"].astype("str"),
            "film": rows["item"].astype("str"),
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        }
    )
