"""Answers of an API as `fetch` keeps them: packed JSON lines of what was asked for, when, and what came."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recsys.errors import DataError
from recsys.ingest.records import Reading


class Line(NamedTuple):
    """One answer, and where it stands."""

    path: Path
    number: int
    asked: str  # the first of what was asked for
    answer: list[dict[str, Any]]


def read_answers(files: Iterable[Path], reading: Reading) -> Iterator[Line]:
    """The answers of the files, the oldest file first.

    A line that is no answer is rejected; that the last one was cut off, as where a fetch was killed, is noted. Raises
    DataError on a file that is not packed.
    """
    for path in sorted(files):
        number = 0
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for number, text in enumerate(lines, start=1):
                    found = _answer(text)
                    if found is None:
                        reading.rejections.count_rows(path)
                        reading.rejections.add_row(path, number, "a line must be an answer as fetch keeps them", text)
                    else:
                        yield Line(path, number, *found)
        except (EOFError, UnicodeDecodeError):
            reading.note(path, f"breaks off after line {number}: fetch it again, which goes on there")
        except (OSError, zlib.error) as error:
            raise DataError(f"{path}: expected lines packed with gzip, found {error}.") from error


def _answer(text: str) -> tuple[str, list[dict[str, Any]]] | None:
    try:
        line = json.loads(text)
        asked, answer = line["asked"][0], line["answer"]
    except (ValueError, LookupError, TypeError):
        return None
    if not isinstance(asked, str) or not isinstance(answer, list):
        return None
    return asked, [thing for thing in answer if isinstance(thing, dict)]
