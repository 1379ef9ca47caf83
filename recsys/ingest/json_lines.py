"""Files of JSON lines that are packed with gzip: one object a line."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from recsys.errors import DataError, shown
from recsys.ingest.raw import Rejections


def read_objects(
    path: Path, rejections: Rejections, cut: Callable[[int], None] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the file as (line, object), counted from 1; a blank line is none.

    A line that is no object of JSON is counted and rejected; others are the caller's to count. Of a file that breaks
    off, `cut` is told the last line. Raises DataError where the file cannot be read, is not packed with gzip, or breaks
    off and nobody is to be told.
    """
    number = 0
    try:
        with gzip.open(path) as lines:
            for number, line in enumerate(lines, start=1):
                found = _object(line)
                if found is not None:
                    yield number, found
                elif line.strip():
                    rejections.count_rows(path)
                    rejections.add_row(path, number, "a line must be an object of JSON", _start(line))
    except (OSError, EOFError, zlib.error) as error:
        if cut is not None and isinstance(error, EOFError):
            cut(number)
            return
        raise DataError(
            f"{path}: expected lines of JSON packed with gzip, found damage after line {number} "
            f"({shown(str(error))}). Fetch it again, or remove its folder."
        ) from error


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _start(line: bytes) -> str:
    return line[:200].decode(errors="replace").strip()
