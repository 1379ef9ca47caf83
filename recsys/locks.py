"""One process at a time works on a folder: a lock that its process gives up however it ends, by `kill -9` too."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from recsys.errors import BusyError, SettingsError

LOCK = ".lock"
_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder, which is made where there is none, until the block ends; `what` names the work for others.

    Within the block the same folder may be locked again, as a refresh does that fetches. Raises BusyError, which names
    who has it, where somebody else does, and SettingsError where nothing can be written there.
    """
    path = folder.resolve() / LOCK
    if path in _held.get():
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _taken(path)
    except BlockingIOError as error:
        raise BusyError(
            f"{folder}: one at a time may fetch or refresh there, and {_holder(path)} does. Wait until it has ended."
        ) from error
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"{folder}: whoever works on a folder must be able to write there ({reason}).") from error
    with file:
        file.truncate(0)  # what one that was killed left
        since = datetime.now(UTC).isoformat(timespec="seconds")
        file.write(f"{what} (process {os.getpid()} on {os.uname().nodename}, since {since})\n")
        file.flush()
        token = _held.set(_held.get() | {path})
        try:
            yield
        finally:
            _held.reset(token)
            path.unlink(missing_ok=True)


def _taken(path: Path) -> TextIO:
    """The file, locked. Raises BlockingIOError where another has it."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever had it may have removed it between the two: then this one is found by nobody else.
            if _is_at(path, file):
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _is_at(path: Path, file: TextIO) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() or "another process"  # which has not said so yet
    except OSError:
        return "another process"
