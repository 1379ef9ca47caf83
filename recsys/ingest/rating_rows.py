"""Ratings, millions to a file, as typed columns: CSV with a header, or lines without one.

pyarrow reads them, since the `csv` module would take minutes; this module keeps what pyarrow alone does not:
the line of every row, and the rows that cannot be used.
"""

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from recsys.domain.schema import RATING_MAX, RATING_MIN, RATING_STEP
from recsys.errors import DataError, shown
from recsys.ingest.fields import clean_id, is_fill_word
from recsys.ingest.raw import Rejections, check_columns, decode, find_dialect, read_bytes
from recsys.text import clean

COLUMNS = {"userid": "user", "rating": "rating", "timestamp": "timestamp", "movieid": "item"}
_EXPECTED = "userId, rating, timestamp, movieId"
_ID = pa.dictionary(pa.int32(), pa.string())
_TYPES = {"userid": _ID, "rating": pa.float32(), "timestamp": pa.int64(), "movieid": _ID}
_TEXT = dict.fromkeys(_TYPES, pa.string())
# Where some cell is not of its type, all are read as text and it is found there. Ids in Latin-1 are rarest.
_ATTEMPTS = ((_TYPES, "utf8", "."), (_TYPES, "utf8", ","), (_TEXT, "utf8", "."), (_TEXT, "latin-1", "."))
_LAST_SECOND = 253_402_300_799  # of the year 9999
_HEAD = 2**16  # bytes that hold a header
_BLOCK = 2**20

# How many of a file's ratings may lie outside of the scale: more are no slips of a pen, but another scale.
_MOST_OUTSIDE, _FEWEST_OUTSIDE = 0.05, 3
_USUAL_SCALES = ((0.5, 5), (0, 5), (1, 7), (1, 10), (0, 10), (1, 100), (0, 100))

Scale = tuple[float, float]


def read_rating_rows(
    path: Path,
    rejections: Rejections,
    separator: str | None = None,
    names: Sequence[str] = (),
    scale: Scale | None = None,
    remedy: str | None = None,
) -> pd.DataFrame:
    """The file's `user` and `item` (categories of text), `rating`, `timestamp` and `line`.

    `names` are the columns of a file without a header, and `separator` what parts them; one with a header says itself.
    A row of another length, one that lacks a value and one whose rating is not a half from 0.5 to 5 are rejected. With
    a `scale` ratings are from its lowest to its highest, and are put on ours in equal steps, to the nearest half.
    Raises DataError when the file cannot be read at all, or when its ratings are on another scale; `remedy` is then
    what to do, by default to name the scale.
    """
    frame = _read(path, rejections, separator, names)
    frame["user"] = _clean_ids(frame["user"], clean_user)
    frame["item"] = _clean_ids(frame["item"], clean_id)
    rating = _numbers(frame["rating"])
    time = _numbers(frame["timestamp"])
    frame["timestamp"] = time.where((time == time.round()) & time.between(0, _LAST_SECOND))
    untyped = rating.isna() | frame[["user", "item", "timestamp"]].isna().any(axis=1)
    ours, outside = on_our_scale(rating.to_numpy(), scale, halves=True)
    outside &= ~untyped.to_numpy()
    check_scale(path, rating.to_numpy()[~untyped], outside[~untyped], scale, remedy)
    frame["rating"] = ours.astype(np.float32)
    rejections.add_rows(path, frame.loc[untyped, "line"], "a value is missing or is not of its column's type")
    rejections.add_rows(
        path, frame.loc[outside, "line"], scale_rule(scale, "a half"), rating[outside].map("{:g}".format)
    )
    return frame[~(untyped | outside)].reset_index(drop=True).astype({"timestamp": "int64"})


def on_our_scale(
    values: NDArray[np.float64], scale: Scale | None, *, halves: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The values (n,) from RATING_MIN to RATING_MAX, and which of them (n,) lie outside of their scale.

    `halves` asks for steps of RATING_STEP: of our own scale the values must be such, those of another are rounded.
    """
    low, high = scale or (RATING_MIN, RATING_MAX)
    outside: NDArray[np.bool_] = ~((values >= low) & (values <= high))
    inside = np.where(outside, np.nan, values)  # what lies outside may be too large to be reckoned with
    if scale is None:
        return inside, outside | (((inside / RATING_STEP) % 1 != 0) if halves else False)
    ours: NDArray[np.float64] = RATING_MIN + (inside - low) / (high - low) * (RATING_MAX - RATING_MIN)
    # Half a step rounds upwards, not to the even one, so that every step gets equally many.
    return (np.floor(ours / RATING_STEP + 0.5) * RATING_STEP if halves else ours), outside


def scale_rule(scale: Scale | None, what: str) -> str:
    """What a rating must be: of our own scale `what`, such as a half, of another a number."""
    low, high = scale or (RATING_MIN, RATING_MAX)
    return f"rating must be {what if scale is None else 'a number'} from {low:.1f} to {high:.1f}"


def check_scale(
    path: Path,
    values: NDArray[np.float64],
    outside: NDArray[np.bool_],
    scale: Scale | None,
    remedy: str | None = None,
) -> None:
    """Raise DataError when so many of a file's ratings lie outside of the scale that they must be on another one.

    `values` and `outside` are of shape (n_ratings,). A file is never read in part for its scale.
    """
    n_outside, n = int(outside.sum()), len(values)
    if not n_outside or (2 * n_outside < n and (n_outside < _FEWEST_OUTSIDE or n_outside <= _MOST_OUTSIDE * n)):
        return
    lowest, highest = float(values.min()), float(values.max())
    guess = next((one for one in _USUAL_SCALES if one[0] <= lowest and highest <= one[1]), (lowest, highest))
    if remedy is None:
        remedy = f"Set RECSYS_RATING_SCALE to the scale's lowest and highest, such as {guess[0]:g}-{guess[1]:g}."
    low, high = scale or (RATING_MIN, RATING_MAX)
    rule = f"ratings that are {'halves' if scale is None else 'numbers'} from {low:.1f} to {high:.1f}"
    raise DataError(
        f"{path}: expected {rule}, found {n:,} from {lowest:g} to {highest:g}, "
        f"of which {n_outside:,} ({n_outside / n:.0%}) are none. {remedy}"
    )


def clean_user(text: str) -> str:
    """A user's id without spaces around; a whole number without its `.0`. Case stays: ids of letters tell by it."""
    shown = clean(text)
    number = clean_id(shown)
    return number if number.isdigit() else shown


def _clean_ids(ids: pd.Series, spelled: Callable[[str], str]) -> pd.Series:
    """The ids as categories in one spelling, missing where they are empty or fill words."""
    ids = ids.astype("category")
    categories = [spelled(str(name)) for name in ids.cat.categories]
    places: dict[str, int] = {}
    of_category = [-1 if is_fill_word(name) else places.setdefault(name, len(places)) for name in categories]
    # The last is for the code of a missing id, -1.
    codes = np.array([*of_category, -1], dtype=np.int32)[ids.cat.codes]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(list(places), dtype="str")), index=ids.index)


def _numbers(column: pd.Series) -> pd.Series:
    """The numbers of a column of numbers, or of texts with decimal points or commas; missing where there is none."""
    if not pd.api.types.is_numeric_dtype(column):
        column = column.str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(column, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)


class _Head(NamedTuple):
    """What is known of a file before its rows: its columns, what parts them, and how many lines to skip."""

    names: Sequence[str]
    separator: str
    skipped: int
    decimal_comma: bool


def _read(path: Path, rejections: Rejections, separator: str | None, names: Sequence[str]) -> pd.DataFrame:
    """The columns as pyarrow reads them, with each row's line; rows of another length are rejected."""
    raw = read_bytes(path)
    if not raw or raw.isspace():
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found an empty file.")
    head = _Head(names, separator or ",", 0, False) if names else _head(path, raw)
    if raw.count(b'"') % 2:
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found a quotation mark that is never closed.")
    skipped: dict[int, str] = {}

    def skip(row: arrow_csv.InvalidRow) -> str:
        skipped[cast("int", row.number)] = row.text
        return "skip"

    def read(types: dict[str, pa.DataType], encoding: str, decimal_point: str) -> pa.Table:
        skipped.clear()
        return arrow_csv.read_csv(
            pa.BufferReader(raw),
            arrow_csv.ReadOptions(
                use_threads=False,  # only so do skipped rows know their number
                column_names=list(head.names),
                skip_rows=head.skipped,
                encoding=encoding,
            ),
            arrow_csv.ParseOptions(
                delimiter=head.separator, invalid_row_handler=skip, ignore_empty_lines=False, newlines_in_values=True
            ),
            arrow_csv.ConvertOptions(column_types=types, include_columns=list(COLUMNS), decimal_point=decimal_point),
        )

    failures = []
    is_utf8 = _is_utf8(raw)  # else the handler of a skipped row would be given what is no text
    for types, encoding, decimal_point in _ATTEMPTS:
        if (decimal_point == "," and not head.decimal_comma) or (encoding == "utf8" and not is_utf8):
            continue
        try:
            frame = cast("pd.DataFrame", read(types, encoding, decimal_point).to_pandas()).rename(columns=COLUMNS)
            break
        except pa.ArrowInvalid as error:
            failures.append(error)
    else:
        raise DataError(f"{path}: expected rows of {_EXPECTED}, found {shown(str(failures[0]))}.") from failures[0]
    rejections.count_rows(path, len(frame) + len(skipped))
    lines = np.arange(1, head.skipped + len(frame) + len(skipped) + 1)
    if raw.count(b"\n") > len(lines):  # quoted newlines: a row's number is not its line
        lines = np.array(_line_starts(path, head.separator))
    odd = np.array(sorted(skipped), dtype=int)
    reason = "not the header's number of fields"
    rejections.add_rows(path, pd.Series(lines[odd - 1]), reason, pd.Series([skipped[row] for row in odd], dtype="str"))
    frame["line"] = np.delete(lines, odd - 1)[head.skipped :]
    return frame


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _BLOCK):
            decoder.decode(raw[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _head(path: Path, raw: bytes) -> _Head:
    """The columns of a file with a header, in lower case. Raises DataError without those of COLUMNS."""
    text = raw[:_HEAD].decode("utf-8-sig", errors="replace")
    dialect = find_dialect(text)
    first = io.StringIO(text[dialect.start :], newline=None).readline()
    header = [clean(name).lower() for name in next(csv.reader([first], delimiter=dialect.separator), [])]
    check_columns(path, header, list(COLUMNS))
    return _Head(header, dialect.separator, 2 if dialect.start else 1, dialect.decimal_comma)


def _line_starts(path: Path, separator: str) -> list[int]:
    """The line on which each row starts, the header's too."""
    reader = csv.reader(io.StringIO(decode(path), newline=""), delimiter=separator)
    starts = [1]
    starts.extend(reader.line_num + 1 for _ in reader)
    return starts[:-1]
