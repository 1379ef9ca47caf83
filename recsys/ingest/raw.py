"""Raw tables as rows of text with their line numbers, in whichever way people saved them."""

import codecs
import csv
import difflib
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from recsys.domain.schema import REJECTED
from recsys.errors import DataError, shown
from recsys.text import clean

if TYPE_CHECKING:
    from _csv import Reader

# Kaggle's credits.csv has cells of several hundred kilobytes; the csv module's own limit is 128 KiB.
_LARGEST_CELL = 16 * 2**20
LONGEST_VALUE = 80  # characters of a rejected value that the report shows
_LONGEST_START = 2**18  # bytes of a file among which its header is looked for
_LONGEST_HEADER = 600  # characters of a header that a message shows


@dataclass
class Rejections:
    """What did not enter a table: whole rows, and single values of rows that did. Each with file, line, reason."""

    root: Path  # files are named relative to it
    _single: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    _frames: list[pd.DataFrame] = field(default_factory=list)
    _read: Counter[Path] = field(default_factory=Counter)
    _rejected: Counter[Path] = field(default_factory=Counter)

    def add_row(self, path: Path, line: int, reason: str, value: str = "") -> None:
        """Note a rejected row; `line` is where it starts, counted from 1, `value` what broke the rule."""
        self._single.append((self.name(path), line, "row", reason, value[:LONGEST_VALUE]))
        self._rejected[path] += 1

    def add_rows(self, path: Path, lines: pd.Series, reason: str, values: pd.Series | str = "") -> None:
        """Note many rejected rows of one file at once; `values` are what broke the rule, row by row."""
        if len(lines):
            rows = {"file": self.name(path), "line": lines, "what": "row", "reason": reason}
            shown = values if isinstance(values, str) else values.str[:LONGEST_VALUE]
            self._frames.append(pd.DataFrame({**rows, "value": shown}))
            self._rejected[path] += len(lines)

    def add_value(self, path: Path, line: int, reason: str, value: str) -> None:
        """Note a value that could not be read and was left empty in a row that was kept."""
        self._single.append((self.name(path), line, "value", reason, value[:LONGEST_VALUE]))

    def count_rows(self, path: Path, rows: int = 1) -> None:
        """Note that so many more rows of the file were read, whatever becomes of them."""
        self._read[path] += rows

    def read(self, path: Path) -> int:
        """How many of the file's rows were read."""
        return self._read[path]

    def rejected(self, path: Path) -> int:
        """How many of the file's rows were rejected."""
        return self._rejected[path]

    def kept(self, path: Path) -> int:
        """How many of the file's rows were read and not rejected."""
        return self._read[path] - self._rejected[path]

    def name(self, path: Path) -> str:
        """The file as the report names it: relative to the root, the same on every machine."""
        return path.relative_to(self.root).as_posix()

    def table(self) -> pd.DataFrame:
        """All of them, in the columns of `schema.REJECTED`, by file and line."""
        single = pd.DataFrame(self._single, columns=REJECTED.names).astype({"line": "int64"})
        whole = pd.concat([single, *self._frames], ignore_index=True)
        return whole.sort_values(["file", "line"], kind="stable", ignore_index=True)


def read_bytes(path: Path) -> bytes:
    """The file's bytes, as UTF-8 with no byte-order mark where they are in UTF-16. Raises DataError.

    UTF-16 is known by its byte-order mark, or by a zero in every second byte.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: expected a readable file, found {error.strerror or error}.") from error
    encoding = _utf_16(raw[:4096])
    if encoding:
        try:
            raw = raw.decode(encoding).removeprefix("\ufeff").encode()
        except UnicodeDecodeError as error:
            raise DataError(f"{path}: expected text in UTF-16, found broken characters ({error.reason}).") from error
    if b"\0" in raw[:4096]:
        raise DataError(f"{path}: expected a text file, found binary data.")
    return raw


def _utf_16(start: bytes) -> str:
    """The encoding that a file in UTF-16 has, empty for any other file."""
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 4  # half of every second byte
    if len(start) >= 8 and not even and odd > half:
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 8 and not odd and even > half else ""


def decode(path: Path) -> str:
    """The file's text: UTF-8 or UTF-16 with or without a byte-order mark, else Latin-1. Raises DataError.

    Line by line, so that one broken byte does not turn every accent of a UTF-8 file into two wrong letters.
    """
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(_decode_line, raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r" *\"?sep=(?P<separator>[,;|\t]|\\t)\"?[ ,;\t]*(?:\r\n|\r|\n|$)", re.I)


class Dialect(NamedTuple):
    """How a table is written: what parts its fields, and where its header begins (0 or behind a `sep=` line)."""

    separator: str
    start: int  # characters before the header

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma in a number is its decimal point: only where commas do not part the fields."""
        return self.separator != ","


def find_dialect(text: str) -> Dialect:
    """The dialect of a table with a header: as a first line `sep=;` says, else what parts the header most often."""
    said = _SEPARATOR_LINE.match(text)
    if said:
        separator = said["separator"]
        return Dialect("\t" if separator == "\\t" else separator, said.end())
    lines = (line for line in io.StringIO(text[:_LARGEST_CELL], newline=None) if line.strip())
    first = next(lines, "")
    counts = {separator: len(next(csv.reader([first], delimiter=separator), [])) for separator in SEPARATORS}
    return Dialect(max(SEPARATORS, key=lambda separator: counts[separator]), 0)


def read_header(path: Path) -> list[str]:
    """The column names of a table, in lower case, from the beginning of its file, which may be packed with gzip.

    Raises DataError where the file cannot be read or is no text.
    """
    try:
        with path.open("rb") as file, gzip.open(file) if path.suffix.lower() == ".gz" else file as unpacked:
            start = unpacked.read(_LONGEST_START)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: expected a readable file, found {shown(str(error))}.") from error
    encoding = _utf_16(start[:4096])
    if b"\0" in start[:4096] and not encoding:
        raise DataError(f"{path}: expected a text file, found binary data.")
    text = start.decode(encoding or "utf-8-sig", errors="replace").removeprefix("\ufeff")
    dialect = find_dialect(text)
    rows = csv.reader(io.StringIO(text[dialect.start :], newline=""), delimiter=dialect.separator)
    try:
        return [clean(name).lower() for name in next((cells for cells in rows if cells), [])]
    except csv.Error as error:
        raise DataError(f"{path}: expected a header, found a broken line ({error}).") from error


def check_columns(path: Path, header: Sequence[str], required: Sequence[str]) -> None:
    """Raise DataError, naming what is missing and what the file has, unless all required columns are there."""
    missing = [name for name in required if name not in header]
    if not missing:
        return
    rule = f"{path}: expected the columns {', '.join(required)}"
    if not any(header):
        raise DataError(f"{rule}, found an empty file.")
    others = [name for name in header if name and name not in required]
    named = []
    for name in missing:
        nearest = difflib.get_close_matches(name, others, n=1, cutoff=0.5)
        named.append(f"{name} (the nearest is {nearest[0]})" if nearest else name)
    columns = ", ".join(header)
    if len(columns) > _LONGEST_HEADER:
        columns = f"{columns[:_LONGEST_HEADER]}…"
    raise DataError(f"{rule}; missing {', '.join(named)}; found «{columns}». Rename the columns, or add them.")


class Rows(Iterator[tuple[int, dict[str, str]]]):
    """The rows of a table as (line, {column: cleaned text}), in one pass; its header, and how it is written."""

    def __init__(self, header: Sequence[str], dialect: Dialect, rows: Iterator[tuple[int, dict[str, str]]]) -> None:
        self.header = tuple(header)
        self.decimal_comma = dialect.decimal_comma
        self._rows = rows

    def __next__(self) -> tuple[int, dict[str, str]]:
        return next(self._rows)


def read_rows(path: Path, required: Sequence[str], rejections: Rejections) -> Rows:
    """The file's rows, whatever the order of the columns and their extras, parted by commas, semicolons or tabs.

    A row of another length than the header is rejected, unless the surplus is empty. Raises DataError when
    the file is empty, lacks a required column, or breaks off inside quotes.
    """
    text = decode(path)
    dialect = find_dialect(text)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text[dialect.start :], newline=""), strict=True, delimiter=dialect.separator)
    try:
        first = next((cells for cells in reader if cells), [])
    except csv.Error as error:
        raise DataError(f"{path}: expected a header, found a broken line ({error}).") from error
    header = [clean(name).lower() for name in first]
    check_columns(path, header, required)
    return Rows(header, dialect, _rows(path, reader, header, 1 if dialect.start else 0, rejections))


def read_cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table without a header, its fields parted by commas: (line, cleaned cells), none in a blank line.

    Raises DataError when the file breaks off inside quotes.
    """
    reader = csv.reader(io.StringIO(decode(path), newline=""), strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            yield line, [clean(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{path}: expected rows of fields, found a broken one from line {line} on ({error})."
        ) from error


def _rows(
    path: Path, reader: "Reader", header: list[str], before: int, rejections: Rejections
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows behind the header; `before` lines of the file stand before what the reader reads."""
    line = before + reader.line_num + 1
    try:
        for cells in reader:
            start, line = line, before + reader.line_num + 1
            if len(cells) > len(header) and not any(cells[len(header) :]):
                cells = cells[: len(header)]
            if not cells:
                continue  # a blank line is no row
            rejections.count_rows(path)
            if len(cells) != len(header):
                rejections.add_row(path, start, "not the header's number of fields", f"{len(cells)} for {len(header)}")
                continue
            yield start, {name: clean(cell) for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise DataError(
            f"{path}: expected rows of fields, found a broken one from line {line} on ({error})."
        ) from error
