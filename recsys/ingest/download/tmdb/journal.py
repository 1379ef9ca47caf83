"""JSON lines that grow on disk, each a gzip member of its own: a cut costs the line that it hit, and no other."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 16
_GZIP = 31  # what zlib calls a gzip member


def whole_lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each line that is whole, and where its member ends in the file; ends before the first that is damaged.

    >>> list(whole_lines(Path("/nowhere")))
    []
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        end, rest = 0, b""
        while True:
            unpacking, line = zlib.decompressobj(_GZIP), b""
            while not unpacking.eof:
                chunk = rest or file.read(_CHUNK)
                if not chunk:
                    return
                try:
                    line += unpacking.decompress(chunk)
                except zlib.error:
                    return
                rest = unpacking.unused_data
                end += len(chunk) - len(rest)
            yield line, end


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
