"""GroupLens' MovieLens folders in their three layouts: films, other ids of theirs, and ratings."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from recsys.errors import DataError
from recsys.ingest.fields import clean_id, parse_id, parse_imdb_id, parse_year
from recsys.ingest.rating_rows import read_rating_rows
from recsys.ingest.raw import Rejections, decode, read_rows
from recsys.ingest.records import Name, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout
from recsys.text import clean, title_key

NAME = "movielens"
SOURCE = "https://grouplens.org/datasets/movielens/"
# The (films, ratings) files of each layout, the newest first.
PAIRS = (("movies.csv", "ratings.csv"), ("movies.dat", "ratings.dat"), ("u.item", "u.data"))
LINKS = "links.csv"  # of later folders: the films' ids at IMDb and TMDB
_GENRES = "u.genre"  # what the flags of u.item mean
_RATING_COLUMNS = ("userid", "movieid", "rating", "timestamp")
_TITLE_YEAR = re.compile(r"^(?P<title>.+?)\s*\((?P<year>\d{4})\)(?:\s*\((?:V|TV)\))?$")
_BRACKETS = re.compile(r"(?!^)\(([^()]*)\)")  # (500) Days of Summer opens with its title
_ALSO_KNOWN_AS = re.compile(r"^a\.?k\.?a\.?:?\s+", re.IGNORECASE)
_FLAGS_FROM = 4  # in u.item, behind the title, two dates and an address


def _layout(name: str, columns: tuple[str, ...] = (), partner: str = "") -> Layout:
    pattern = re.compile(rf"movielens/(?:[^/]+/)*{re.escape(name)}", re.IGNORECASE)
    return Layout(pattern, columns, f"movielens/ml-latest-small/{name}", re.escape(partner))


LAYOUTS = (
    _layout("movies.csv", ("movieid", "title"), "ratings.csv"),
    _layout("ratings.csv", _RATING_COLUMNS, "movies.csv"),
    _layout(LINKS, ("movieid", "imdbid", "tmdbid"), "movies.csv"),
    _layout("movies.dat", partner="ratings.dat"),
    _layout("ratings.dat", partner="movies.dat"),
    _layout("u.item", partner="u.data"),
    _layout("u.data", partner="u.item"),
)


@dataclass(frozen=True)
class Film:
    """A film of a MovieLens folder: its number there, its title, its other titles, its year."""

    number: str
    title: str
    other_titles: tuple[str, ...]
    year: int


class FilmLine(NamedTuple):
    """A line of a film file: where it stands, the film's number, its title as it is written, its genres' labels."""

    line: int
    number: str
    text: str
    labels: list[str]


def read(files: list[Path], reading: Reading) -> SourceData:
    """The films of every folder as records `folder:number`, and the ratings that they have there.

    What is no film of one year cannot be linked and is rejected; its ratings are of a record that there is none of.
    Raises DataError when a folder has no pair of files of one layout.
    """
    data = SourceData()
    for folder in sorted({path.parent for path in files}):
        name = folder_name(folder, reading.root)
        names = [path.name for path in files if path.parent == folder]
        films_file, ratings_file = _pair(folder, names)
        for other in names:
            if other not in (films_file.name, ratings_file.name) and other.lower() != LINKS:
                reading.note(folder / other, f"not read: {films_file.name} and {ratings_file.name} are of this folder")
        data.records += _records(films_file, name, _ids(folder, names, reading.rejections), reading.rejections)
        data.ratings.append(_ratings(ratings_file, name, reading.rejections))
    _lend_ids(data.records)
    return data


def _lend_ids(records: list[Record]) -> None:
    """Give films of folders without links the ids that the film of that title and year has in another folder.

    The folders are of one service: `Soldier (1998)` is the same film in each. Not where a folder has two of them.
    """
    known: dict[tuple[str, int | None], set[tuple[str | None, int | None]]] = {}
    for record in records:
        if record.imdb_id is not None or record.tmdb_id is not None:
            known.setdefault((title_key(record.title), record.year), set()).add((record.imdb_id, record.tmdb_id))
    for record in records:
        lent = known.get((title_key(record.title), record.year), set())
        if record.imdb_id is None and record.tmdb_id is None and len(lent) == 1:
            ((record.imdb_id, record.tmdb_id),) = lent


def folder_name(folder: Path, root: Path) -> str:
    """What the ids of a folder's users and films begin with: where it lies below `movielens`, its steps joined by `-`.

    >>> folder_name(Path("data/movielens/ml-100k"), Path("data"))
    'ml-100k'
    """
    return "-".join(folder.relative_to(root).parts[1:]) or NAME


def _records(path: Path, name: str, ids: dict[str, "_Ids"], rejections: Rejections) -> list[Record]:
    records = []
    seen: dict[str, int] = {}
    for line, number, text, _ in film_lines(path, rejections):
        film = parse_film(number, text)
        if number in seen:
            rejections.add_row(path, line, "the film stands on an earlier line already", f"on line {seen[number]}")
        elif film is None:
            rejections.add_row(path, line, "not a film of one year, so it cannot be linked", text)
        else:
            seen[number] = line
            imdb_id, tmdb_id = ids.get(number, _Ids(None, None))
            names = [Name(other) for other in film.other_titles]
            record_id = f"{name}:{number}"
            records.append(
                Record(NAME, record_id, film.title, "movie", film.year, names=names, imdb_id=imdb_id, tmdb_id=tmdb_id)
            )
    return records


class _Ids(NamedTuple):
    imdb_id: str | None
    tmdb_id: int | None


def _ids(folder: Path, names: list[str], rejections: Rejections) -> dict[str, _Ids]:
    """The ids of the films by their numbers; none where the folder has no links."""
    links = next((folder / name for name in names if name.lower() == LINKS), None)
    if links is None:
        return {}
    rows = read_rows(links, ("movieid", "imdbid", "tmdbid"), rejections)
    return {clean_id(row["movieid"]): _Ids(parse_imdb_id(row["imdbid"]), parse_id(row["tmdbid"])) for _, row in rows}


def _ratings(path: Path, name: str, rejections: Rejections) -> pd.DataFrame:
    """The ratings, in the columns of `SourceData.ratings`."""
    rows = _rating_rows(path, rejections)
    users, films = rows["user"].cat, rows["item"].cat
    return pd.DataFrame(
        {
            "user_id": users.rename_categories([f"{name}-{user}" for user in users.categories]),
            "record_id": films.rename_categories([f"{name}:{number}" for number in films.categories]),
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        }
    )


def files_of(folder: Path) -> tuple[Path, Path]:
    """The folder's (films, ratings) files. Raises DataError when it is not there or has no pair of one layout."""
    if not folder.is_dir():
        raise DataError(
            f"{folder}: expected MovieLens' folder {folder.name}, found none. It can be had from "
            f"{SOURCE}; RECSYS_DATA or --data names the folder around movielens/."
        )
    return _pair(folder, sorted(path.name for path in folder.iterdir()))


def _pair(folder: Path, names: list[str]) -> tuple[Path, Path]:
    spelled = {name.lower(): name for name in names}
    for films, ratings in PAIRS:
        if films in spelled and ratings in spelled:
            return folder / spelled[films], folder / spelled[ratings]
    raise DataError(
        f"{folder}: expected movies.csv and ratings.csv, movies.dat and ratings.dat, or u.item and u.data, "
        f"found {', '.join(names) or 'an empty folder'}."
    )


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
    return [
        FilmLine(line, clean_id(row["movieid"]), row["title"], _labels(row.get("genres", ""))) for line, row in rows
    ]


def _films_dat(path: Path, rejections: Rejections) -> list[FilmLine]:
    lines = _films_separated(path, "::", rejections)
    return [FilmLine(line, number, rest[0], _labels(rest[-1] if rest[1:] else "")) for line, number, rest in lines]


def _films_item(path: Path, rejections: Rejections) -> list[FilmLine]:
    names = path.with_name(_GENRES)
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
        if not text.strip():
            continue
        rejections.count_rows(path)
        if rest and number.strip().isdigit():
            films.append((line, number.strip(), rest))
        else:
            rejections.add_row(path, line, f"fields must be separated by «{separator}»", text.strip())
    if not films:
        raise DataError(f"{path}: expected lines of number{separator}title{separator}…, found none.")
    return films


_FILM_LINES: dict[str, Callable[[Path, Rejections], list[FilmLine]]] = {
    ".csv": _films_csv,
    ".dat": _films_dat,
    ".item": _films_item,
}
# pyarrow takes separators of one character only; `a::b` is `a`, nothing, `b` for it. Files with a header say theirs.
_SEPARATORS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    ".csv": (None, ()),
    ".dat": (":", ("userid", "_1", "movieid", "_2", "rating", "_3", "timestamp")),
    **dict.fromkeys((".data", ".base", ".test"), ("\t", ("userid", "movieid", "rating", "timestamp"))),
}


def film_lines(path: Path, rejections: Rejections) -> list[FilmLine]:
    """The lines of a film file of any layout."""
    return _FILM_LINES[path.suffix.lower()](path, rejections)


def read_film_ratings(path: Path, rejections: Rejections) -> pd.DataFrame:
    """The ratings of a file of any layout in its order: `user`, `film`, `rating`, `timestamp`."""
    rows = _rating_rows(path, rejections)
    return pd.DataFrame(
        {
            "user": rows["user"].astype("str"),
            "film": rows["item"].astype("str"),
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        }
    )


def _rating_rows(path: Path, rejections: Rejections) -> pd.DataFrame:
    separator, names = _SEPARATORS[path.suffix.lower()]
    remedy = f"Fetch the folder anew from {SOURCE}, or put ratings of another kind under ratings/."
    return read_rating_rows(path, rejections, separator, names, remedy=remedy)
