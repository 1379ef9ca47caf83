"""JSON lines that grow on disk, each a gzip member of its own: a cut costs the line that it hit, and no other."""

import contextlib
import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from recsys.ingest.download.members import whole_members


def whole_lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each line that is whole, and where its member ends in the file; ends before the first that is damaged.

    >>> list(whole_lines(Path("/nowhere")))
    []
    """
    if path.is_file():
        with contextlib.suppress(zlib.error):
            yield from whole_members(path)


class Journal:
    """A file of JSON lines to append to, from any thread. What a cut left of its last line is cut off first."""

    def __init__(self, path: Path) -> None:
        end = max((end for _, end in whole_lines(path)), default=0)
        self._file = path.open("ab")
        self._file.truncate(end)
        self._lock = threading.Lock()

    def append(self, value: object) -> None:
        """Write a line; it is with the operating system when this returns."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        packed = gzip.compress(f"{text}\n".encode(), compresslevel=6, mtime=0)
        with self._lock:
            self._file.write(packed)
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
