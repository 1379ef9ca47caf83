"""Answers of an API, kept as they came: packed JSON lines to which each answer is added whole.

A line is `{"asked": [what was asked for, …], "at": when, "answer": …}`, and a gzip member of its own, so that a cut can
only lose the last one. What is there need not be asked for again; of two answers to the same the later one counts.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from recsys.errors import FetchError
from recsys.ingest.download.members import whole_members

SUFFIX = ".jsonl.gz"


@dataclass(frozen=True)
class Asking:
    """How much to ask an API for: what is there `again`, at most `limit` works, and who plays in them (`people`)."""

    again: bool = False
    limit: int | None = None
    people: bool = False


class Answer(NamedTuple):
    """A kept answer: what was asked for, when (ISO 8601, UTC), and what came."""

    asked: list[str]
    at: str
    answer: Any


class AnswerLog:
    """The answers below a folder, a file for each day on which something was asked.

    Opening it repairs what a cut broke: a file then ends with its last whole answer.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / f"{today()}{SUFFIX}"

    def answers(self) -> Iterator[Answer]:
        """What is kept, the oldest first. Raises FetchError where a file is none of ours."""
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            end = 0
            try:
                for raw, stop in whole_members(path):
                    line = json.loads(raw)
                    end = stop
                    yield Answer(line["asked"], line["at"], line["answer"])
            except (zlib.error, ValueError, LookupError, TypeError) as error:
                message = f"{path}: expected answers that fetch kept, found something else ({error})"
                raise FetchError(f"{message}. Move it away, and what it held is asked for again.") from error
            if end < path.stat().st_size:
                with path.open("r+b") as file:
                    file.truncate(end)

    def add(self, asked: Sequence[str], answer: object) -> None:
        """Keep an answer, at the end of today's file."""
        line = {"asked": list(asked), "at": datetime.now(UTC).isoformat(timespec="seconds"), "answer": answer}
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(gzip.compress(json.dumps(line, ensure_ascii=False).encode() + b"\n", mtime=0))


def today() -> str:
    """The day in UTC; answers that came since are not older in letters either."""
    return f"{datetime.now(UTC):%Y-%m-%d}"
