"""Ratings, millions to a file, as typed columns: CSV with a header, or lines without one.

pyarrow reads them, since the `csv` module would take minutes; this module keeps what pyarrow alone does not:
the line of every row, and the rows that cannot be used.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from recsys.domain.schema import RATING_MAX, RATING_MIN, RATING_STEP
from recsys.errors import DataError, shown
from recsys.ingest.raw import Rejections, decode
from recsys.text import clean

COLUMNS = {"userid": "user", "rating": "rating", "timestamp": "timestamp", "movieid": "item"}
_EXPECTED = "userId, rating, timestamp, movieId"
_ID = pa.dictionary(pa.int32(), pa.string())
_TYPES = {"userid": _ID, "rating": pa.float32(), "timestamp": pa.int64(), "movieid": _ID}
_TEXT = dict.fromkeys(_TYPES, pa.string())
# Where some cell is not of its type, all are read as text and it is found there. Ids in Latin-1 are rarest.
_ATTEMPTS = ((_TYPES, "utf8"), (_TEXT, "utf8"), (_TEXT, "latin-1"))
_LAST_SECOND = 253_402_300_799  # of the year 9999


def read_rating_rows(
    path: Path, rejections: Rejections, separator: str = ",", names: Sequence[str] = ()
) -> pd.DataFrame:
    """The file's `user` and `item` (categories of text), `rating`, `timestamp` and `line`.

    `names` are the columns of a file without a header. A row of another length, one that lacks a value and one
    whose rating is not a half from 0.5 to 5 are rejected. Raises DataError when the file cannot be read at all.
    """
    frame = _read(path, rejections, separator, names)
    for column in ("user", "item"):
        ids = frame[column].astype("category")
        frame[column] = ids.where(ids != "")
    frame["rating"] = pd.to_numeric(frame["rating"], errors="coerce").astype("float32")
    time = pd.to_numeric(frame["timestamp"], errors="coerce").astype("float64")
    frame["timestamp"] = time.where((time == time.round()) & time.between(0, _LAST_SECOND))
    untyped = frame.isna().any(axis=1)
    halves = frame["rating"] / RATING_STEP
    unrated = ~untyped & ~(frame["rating"].between(RATING_MIN, RATING_MAX) & (halves == halves.round()))
    rejections.add_rows(path, frame.loc[untyped, "line"], "a value is missing or is not of its column's type")
    reason = f"rating must be a half from {RATING_MIN} to {RATING_MAX}"
    rejections.add_rows(path, frame.loc[unrated, "line"], reason, frame.loc[unrated, "rating"].map("{:g}".format))
    return frame[~(untyped | unrated)].reset_index(drop=True).astype({"timestamp": "int64"})


def _read(path: Path, rejections: Rejections, separator: str, names: Sequence[str]) -> pd.DataFrame:
    """The columns as pyarrow reads them, with each row's line; rows of another length are rejected."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: expected a readable file, found {error.strerror or error}.") from error
    blank = not raw or raw.isspace()
    if blank or b"\0" in raw[:4096]:
        found = "an empty file" if blank else "binary data"
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found {found}.")
    header_rows = 0 if names else 1
    names = names or _header(path, raw)
    if raw.count(b'"') % 2:
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found a quotation mark that is never closed.")
    skipped: dict[int, str] = {}

    def skip(row: arrow_csv.InvalidRow) -> str:
        skipped[cast("int", row.number)] = row.text
        return "skip"

    def read(types: dict[str, pa.DataType], encoding: str) -> pa.Table:
        skipped.clear()
        return arrow_csv.read_csv(
            pa.BufferReader(raw),
            arrow_csv.ReadOptions(
                use_threads=False,  # only so do skipped rows know their number
                column_names=list(names),
                skip_rows=header_rows,
                encoding=encoding,
            ),
            arrow_csv.ParseOptions(
                delimiter=separator, invalid_row_handler=skip, ignore_empty_lines=False, newlines_in_values=True
            ),
            arrow_csv.ConvertOptions(column_types=types, include_columns=list(COLUMNS)),
        )

    failures = []
    for types, encoding in _ATTEMPTS:
        try:
            frame = cast("pd.DataFrame", read(types, encoding).to_pandas()).rename(columns=COLUMNS)
            break
        except pa.ArrowInvalid as error:
            failures.append(error)
    else:
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found {shown(str(failures[0]))}.") from failures[0]
    lines = np.arange(1, header_rows + len(frame) + len(skipped) + 1)
    if raw.count(b"\n") > len(lines):  # quoted newlines: a row's number is not its line
        lines = np.array(_line_starts(path, separator))
    odd = np.array(sorted(skipped), dtype=int)
    reason = "not the header's number of fields"
    rejections.add_rows(path, pd.Series(lines[odd - 1]), reason, pd.Series([skipped[row] for row in odd], dtype="str"))
    frame["line"] = np.delete(lines, odd - 1)[header_rows:]
    return frame


def _header(path: Path, raw: bytes) -> list[str]:
    """The column names on the first line, in lower case. Raises DataError without those of COLUMNS."""
    first = io.BytesIO(raw).readline().decode("utf-8-sig", errors="replace")
    header = [clean(name).lower() for name in next(csv.reader(first.splitlines()), [])]
    if not set(COLUMNS) <= set(header):
        raise DataError(f"{path}: expected the columns {_EXPECTED}, found {shown(', '.join(header))}.")
    return header


def _line_starts(path: Path, separator: str) -> list[int]:
    """The line on which each row starts, the header's too."""
    reader = csv.reader(io.StringIO(decode(path), newline=""), delimiter=separator)
    starts = [1]
    starts.extend(reader.line_num + 1 for _ in reader)
    return starts[:-1]
