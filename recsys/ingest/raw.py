"""Raw CSV files as rows of text with their line numbers."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from recsys.domain.schema import REJECTED
from recsys.errors import DataError, shown
from recsys.text import clean

# Kaggle's credits.csv has cells of several hundred kilobytes; the csv module's own limit is 128 KiB.
_LARGEST_CELL = 16 * 2**20
LONGEST_VALUE = 80  # characters of a rejected value that the report shows


@dataclass
class Rejections:
    """What did not enter a table: whole rows, and single values of rows that did. Each with file, line, reason."""

    root: Path  # files are named relative to it
    _single: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    _frames: list[pd.DataFrame] = field(default_factory=list)
    _read: Counter[Path] = field(default_factory=Counter)

    def add_row(self, path: Path, line: int, reason: str, value: str = "") -> None:
        """Note a rejected row; `line` is where it starts, counted from 1, `value` what broke the rule."""
        self._single.append((self.name(path), line, "row", reason, value[:LONGEST_VALUE]))

    def add_rows(self, path: Path, lines: pd.Series, reason: str, values: pd.Series | str = "") -> None:
        """Note many rejected rows of one file at once; `values` are what broke the rule, row by row."""
        if len(lines):
            rows = {"file": self.name(path), "line": lines, "what": "row", "reason": reason}
            shown = values if isinstance(values, str) else values.str[:LONGEST_VALUE]
            self._frames.append(pd.DataFrame({**rows, "value": shown}))

    def add_value(self, path: Path, line: int, reason: str, value: str) -> None:
        """Note a value that could not be read and was left empty in a row that was kept."""
        self._single.append((self.name(path), line, "value", reason, value[:LONGEST_VALUE]))

    def count_row(self, path: Path) -> None:
        """Note that one more row of the file was read, whatever becomes of it."""
        self._read[path] += 1

    def kept(self, path: Path) -> int:
        """How many of the file's rows were read and not rejected."""
        return self._read[path] - sum(name == self.name(path) and what == "row" for name, _, what, _, _ in self._single)

    def name(self, path: Path) -> str:
        """The file as the report names it: relative to the root, the same on every machine."""
        return path.relative_to(self.root).as_posix()

    def table(self) -> pd.DataFrame:
        """All of them, in the columns of `schema.REJECTED`, by file and line."""
        single = pd.DataFrame(self._single, columns=REJECTED.names).astype({"line": "int64"})
        whole = pd.concat([single, *self._frames], ignore_index=True)
        return whole.sort_values(["file", "line"], kind="stable", ignore_index=True)


def decode(path: Path) -> str:
    """The file's text: UTF-8 with or without a byte-order mark, else Latin-1. Raises DataError.

    Line by line, so that one broken byte does not turn every accent of a UTF-8 file into two wrong letters.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: expected a readable file, found {error.strerror or error}.") from error
    if b"\0" in raw[:4096]:
        raise DataError(f"{path}: expected a text file, found binary data.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(_decode_line, raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def read_rows(path: Path, required: Sequence[str], rejections: Rejections) -> Iterator[tuple[int, dict[str, str]]]:
    """The file's rows as (line, {column: cleaned text}), whatever the order of the columns and their extras.

    A row of another length than the header is rejected, unless the surplus is empty. Raises DataError when
    the file is empty, lacks a required column, or breaks off inside quotes.
    """
    text = decode(path)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        first = next((cells for cells in reader if cells), [])
    except csv.Error as error:
        raise DataError(f"{path}: expected a header, found a broken line ({error}).") from error
    header = [clean(name).lower() for name in first]
    missing = [name for name in required if name not in header]
    if missing:
        found = shown(", ".join(header)) if header else "an empty file"
        raise DataError(f"{path}: expected the columns {', '.join(required)}, found {found}.")
    line = reader.line_num + 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if len(cells) > len(header) and not any(cells[len(header) :]):
                cells = cells[: len(header)]
            if not cells:
                continue  # a blank line is no row
            rejections.count_row(path)
            if len(cells) != len(header):
                rejections.add_row(path, start, "not the header's number of fields", f"{len(cells)} for {len(header)}")
                continue
            yield start, {name: clean(cell) for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise DataError(
            f"{path}: expected comma-separated rows, found a broken one from line {line} on ({error})."
        ) from error
