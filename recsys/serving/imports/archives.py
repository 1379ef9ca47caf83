"""What is in zips and gzips of any depth, within bounds."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from recsys.errors import InvalidValueError
from recsys.serving.imports.limits import (
    MOST_BYTES,
    MOST_DEPTH,
    MOST_DOCUMENT,
    MOST_FILES,
    MOST_RATIO,
    MOST_UNPACKED,
    RATIO_FROM,
)

_ZIP, _GZIP = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"  # a zip, an empty one
_IN_DIRECTORY = b"PK\x01\x02"
_BLOCK = 1 << 20
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_REMEDY = "Give the files that hold your history alone."


class Why(StrEnum):
    """Why a file is not read."""

    NOT_TEXT = "not_text"  # a picture, a database
    DAMAGED = "damaged"  # neither an archive, nor JSON, nor XML that can be read to its end
    LOCKED = "locked"  # by a password, or packed in a way that is not read
    TOO_LARGE = "too_large"
    ENTITIES = "entities"  # XML with a document type or entities
    UNKNOWN = "unknown"  # of no layout that is known


@dataclass(frozen=True)
class Unread:
    """A file that is not read, and why."""

    path: str
    why: Why


@dataclass
class Budget:
    """What may still be unpacked by one import."""

    unpacked: int = MOST_UNPACKED
    files: int = MOST_FILES

    def spend(self, path: str, count: int, packed: int) -> None:
        """Take so many bytes, `count` more of a file with `packed` bytes. Raises InvalidValueError, `file_size`."""
        self.unpacked -= count
        if self.unpacked < 0:
            rule = f"the files must unpack to {MOST_UNPACKED:,} bytes at most"
            raise InvalidValueError("file_size", rule, path, _REMEDY)
        if count > max(RATIO_FROM, MOST_RATIO * packed):
            rule = f"a file must not be packed more than {MOST_RATIO} times"
            raise InvalidValueError("file_size", rule, path, _REMEDY)

    def open(self, path: str, count: int = 1) -> None:
        """Take so many files. Raises InvalidValueError, `file_size`."""
        self.files -= count
        if self.files < 0:
            raise InvalidValueError("file_size", f"archives must hold {MOST_FILES:,} files at most", path, _REMEDY)


class _Opened(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """A file that is no archive."""

    path: str
    content: bytes = field(repr=False)


def unpacked(path: str, content: bytes, budget: Budget, depth: int = 0) -> Iterator[Member | Unread]:
    """All files in a file, itself where it is no archive, one after the other.

    Raises InvalidValueError, its parameter `file_size`, where it is too large, unpacks to too much or too many, or lies
    too deep.
    """
    if depth == 0 and len(content) > MOST_BYTES:
        raise InvalidValueError("file_size", f"a file must have {MOST_BYTES:,} bytes at most", len(content), _REMEDY)
    if not content.startswith((*_ZIP, _GZIP)):
        yield Member(path, content) if len(content) <= MOST_DOCUMENT else Unread(path, Why.TOO_LARGE)
        return
    if depth == MOST_DEPTH:
        rule = f"archives must lie in one another {MOST_DEPTH} deep at most"
        raise InvalidValueError("file_size", rule, path, _REMEDY)
    inside = _zipped if content.startswith(_ZIP) else _gzipped
    for found in inside(path, content, budget):
        if isinstance(found, Unread):
            yield found
        else:
            yield from unpacked(found.path, found.content, budget, depth + 1)


def _zipped(path: str, content: bytes, budget: Budget) -> Iterator[Member | Unread]:
    # Counted before the directory is read, which holds an object for each.
    budget.open(path, content.count(_IN_DIRECTORY))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Unread(path, Why.DAMAGED)
        return
    with archive:
        for info in archive.infolist():
            if info.is_dir() or any(part in info.filename for part in _IGNORED):
                continue
            name = info.filename
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                yield Unread(name, Why.LOCKED)
                continue
            try:
                with archive.open(info) as opened:
                    inside = _read(name, opened, info.compress_size, budget)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
                inside = Unread(name, Why.DAMAGED)
            yield inside


def _gzipped(path: str, content: bytes, budget: Budget) -> Iterator[Member | Unread]:
    budget.open(path)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as opened:
            yield _read(path.removesuffix(".gz"), opened, len(content), budget)
    except (zlib.error, EOFError, OSError):
        yield Unread(path, Why.DAMAGED)


def _read(path: str, opened: _Opened, packed: int, budget: Budget) -> Member | Unread:
    """A file of an archive, whatever size it says of itself."""
    blocks: list[bytes] = []
    size = 0
    while block := opened.read(_BLOCK):
        size += len(block)
        blocks.append(block)
        if size > MOST_DOCUMENT:
            budget.spend(path, size, packed)
            return Unread(path, Why.TOO_LARGE)
        if size > RATIO_FROM and size > MOST_RATIO * packed:
            break
    budget.spend(path, size, packed)
    return Member(path, b"".join(blocks))
