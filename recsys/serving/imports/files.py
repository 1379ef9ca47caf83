"""Files of ratings that people bring along, read: Letterboxd's and IMDb's exports, and our own.

Letterboxd exports `Date,Name,Year,Letterboxd URI,Rating` (half stars), alone or in a zip with other files; IMDb
`Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,…,Year,…` (1 to 10). What was opened and saved by a
spreadsheet may have semicolons or tabs, decimal commas, and another encoding.
"""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.errors import InvalidValueError
from recsys.text import fold

MOST_BYTES = 5_000_000
MOST_ROWS = 5000
LETTERBOXD, IMDB = "Letterboxd", "IMDb"
_HIGHEST = {LETTERBOXD: 5, IMDB: 10}
_IN_ZIP = "ratings.csv"
_REMEDY = "Export your ratings from Letterboxd or IMDb, and give the file ratings.csv."
_ZIP, _UTF_16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")


class FileRating(NamedTuple):
    """A rating of a file: `titles` are what the work is called there, `kind` is IMDb's type of title, folded."""

    titles: list[str]
    year: int | None
    kind: str
    stars: float


@dataclass(frozen=True)
class RefusedRow:
    """A row that is no rating, by its line in the file, and the value that cannot be."""

    line: int
    value: str


@dataclass(frozen=True)
class RatingFile:
    """What a file holds; `left_out` rows came after the first 5,000."""

    source: str
    ratings: list[FileRating]
    refused: list[RefusedRow]
    left_out: int


def read(content: bytes) -> RatingFile:
    """The ratings of a file.

    Raises InvalidValueError, its parameter `file_size`, `file_kind`, `file_columns` or `file_empty`.
    """
    if len(content) > MOST_BYTES:
        raise InvalidValueError("file_size", f"a file must have {MOST_BYTES:,} bytes at most", len(content), _REMEDY)
    rows = _rows(_text(_unzipped(content)))
    ratings: list[FileRating] = []
    refused: list[RefusedRow] = []
    left_out = 0
    try:
        names = list(rows.fieldnames or [])
        columns = {fold(name).replace(" ", ""): name for name in names}
        source = _source(columns)
        if source is None:
            rule = "the file must have the columns of ratings"
            raise InvalidValueError("file_columns", rule, ", ".join(names), _REMEDY)
        for number, row in enumerate(rows):
            if number >= MOST_ROWS:
                left_out += 1
                continue
            cells = {key: (row.get(name) or "").strip() for key, name in columns.items()}
            rating = _rating(cells, _HIGHEST[source])
            if rating is None:
                refused.append(RefusedRow(rows.line_num, cells.get("yourrating") or cells.get("rating") or ""))
            else:
                ratings.append(rating)
    except csv.Error as error:
        raise InvalidValueError("file_kind", "a file must be text with commas", str(error), _REMEDY) from error
    if not ratings:
        raise InvalidValueError("file_empty", "the file must hold ratings", f"{len(refused)} rows", _REMEDY)
    return RatingFile(source, ratings, refused, left_out)


def _source(columns: Mapping[str, str]) -> str | None:
    """Whose file it is, None where it is no file of ratings."""
    if {"yourrating", "title"} <= set(columns):
        return IMDB
    return LETTERBOXD if {"rating", "name"} <= set(columns) else None


def _rating(cells: Mapping[str, str], highest: int) -> FileRating | None:
    titles = [cells[name] for name in ("name", "title", "originaltitle") if cells.get(name)]
    given = cells.get("yourrating" if highest == _HIGHEST[IMDB] else "rating", "")
    try:
        stars = float(given.replace(",", ".")) * RATING_MAX / highest
    except ValueError:
        return None
    if not titles or not RATING_MIN <= stars <= RATING_MAX:
        return None
    year = cells.get("year", "")
    dated = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return FileRating(titles, dated, fold(cells.get("titletype", "")).replace(" ", ""), stars)


def _unzipped(content: bytes) -> bytes:
    if not content.startswith(_ZIP):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            inside = next(file for file in files.infolist() if file.filename.rpartition("/")[2] == _IN_ZIP)
            if inside.file_size > MOST_BYTES:
                rule = f"{_IN_ZIP} must have {MOST_BYTES:,} bytes at most"
                raise InvalidValueError("file_size", rule, inside.file_size, _REMEDY)
            with files.open(inside) as opened:
                return opened.read(MOST_BYTES)  # whatever size it says of itself
    except (StopIteration, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise InvalidValueError("file_kind", f"a zip must hold {_IN_ZIP}", "a zip without it", _REMEDY) from error


def _text(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidValueError("file_kind", "a file must be text with commas", "no text", _REMEDY)


def _rows(text: str) -> "csv.DictReader[str]":
    whole = text.lstrip()
    first = whole.partition("\n")[0]
    return csv.DictReader(io.StringIO(whole, newline=""), delimiter=max(",;\t", key=first.count))
