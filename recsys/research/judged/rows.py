"""The files of opinions on which titles are alike, row by row as they are written."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from recsys.domain.schema import TYPES
from recsys.errors import DataError

GRADES = {"0": 0, "1": 1, "2": 2, "3": 3, "expected": 2}
DUPLICATE = "D"
_GRADED = ("seed_title_id", "seed_title", "seed_year", "seed_type", "title_id", "title", "year", "type", "grade")
_PUBLISHED = (
    "source", "label", "seed_title", "seed_year", "seed_type", "rec_title", "rec_year", "rec_type", "rank_or_weight",
)  # fmt: skip
_MOVIE, _SERIES = TYPES
_KINDS = {"movie": _MOVIE, "film": _MOVIE, "tv show": _SERIES, "show": _SERIES, "series": _SERIES, "": None}


@dataclass(frozen=True)
class Named:
    """A work as a file names it; what the file does not say is "" or None."""

    title_id: str
    title: str
    year: int | None
    type: str | None


@dataclass(frozen=True)
class Opinion:
    """What a row says of a pair: a grade, DUPLICATE or, in published lists, a label and a number, None for none."""

    source: str
    seed: Named
    other: Named
    says: str
    number: float | None = None


def graded_rows(path: Path) -> Iterator[Opinion]:
    """The rows of a file of graded candidates; the source is the grader, or the file's name where none is told.

    Raises DataError, naming file and line, on a grade, year or type that cannot be read.
    """
    for line, row in _rows(path, _GRADED):
        if row["grade"] not in GRADES and row["grade"] != DUPLICATE:
            allowed = ", ".join([*GRADES, DUPLICATE])
            raise DataError(f"{path}, line {line}: a grade must be one of {allowed}, found «{row['grade']}».")
        seed = _named(path, line, row["seed_title_id"], row["seed_title"], row["seed_year"], row["seed_type"])
        other = _named(path, line, row["title_id"], row["title"], row["year"], row["type"])
        yield Opinion(row.get("grader") or path.stem, seed, other, row["grade"])


def published_rows(path: Path) -> Iterator[Opinion]:
    """The rows of a file of published lists. Raises DataError as `graded_rows` does."""
    for line, row in _rows(path, _PUBLISHED):
        seed = _named(path, line, "", row["seed_title"], row["seed_year"], row["seed_type"])
        other = _named(path, line, "", row["rec_title"], row["rec_year"], row["rec_type"])
        yield Opinion(row["source"], seed, other, row["label"], _number(path, line, row["rank_or_weight"]))


def _rows(path: Path, columns: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{path}: expected the columns {', '.join(columns)}; missing {', '.join(missing)}.")
        for row in reader:
            yield reader.line_num, row


def _named(path: Path, line: int, title_id: str, title: str, year: str, type: str) -> Named:
    if type.lower() not in _KINDS:
        raise DataError(
            f"{path}, line {line}: a type must be one of {', '.join(filter(None, _KINDS))}, found «{type}»."
        )
    # Years that went through a frame with gaps in it are written as floats.
    number = _number(path, line, year)
    return Named(title_id, title, None if number is None else int(number), _KINDS[type.lower()])


def _number(path: Path, line: int, text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise DataError(f"{path}, line {line}: expected a number, found «{text}».") from error
