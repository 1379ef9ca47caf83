"""Answers of an API as `fetch` keeps them: packed JSON lines of what was asked for, when, and what came."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from recsys.ingest.json_lines import read_objects
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
        cut_after: list[int] = []
        for number, line in read_objects(path, reading.rejections, cut_after.append):
            found = _answer(line)
            if found is None:
                reading.rejections.count_rows(path)
                reading.rejections.add_row(
                    path, number, "a line must be an answer as fetch keeps them", str(line)[:200]
                )
            else:
                yield Line(path, number, *found)
        for number in cut_after:
            reading.note(path, f"breaks off after line {number}: fetch it again, which goes on there")


def _answer(line: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    try:
        asked, answer = line["asked"][0], line["answer"]
    except (LookupError, TypeError):
        return None
    if not isinstance(asked, str) or not isinstance(answer, list):
        return None
    return asked, [thing for thing in answer if isinstance(thing, dict)]
