"""Files and folders on disk: hashed, packed, read as what they must be, and replaced in one step."""

import ctypes
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from recsys.errors import UnreadableError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack_strings(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Strings as two arrays: their UTF-8 bytes end to end, and where each starts, shape (n + 1,)."""
    encoded = [text.encode() for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(raw) for raw in encoded], dtype=np.int64)]).astype(np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), starts


def unpack_strings(raw: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[str, ...]:
    """The strings that `pack_strings` packed. Raises UnreadableError where the starts are not those of the bytes."""
    if not len(starts) or starts[0] != 0 or starts[-1] != len(raw) or (starts[1:] < starts[:-1]).any():
        raise UnreadableError(f"{len(starts):,} starts of strings do not cut {len(raw):,} bytes")
    whole = raw.tobytes()
    bounds = starts.tolist()
    try:
        return tuple(whole[start:end].decode() for start, end in pairwise(bounds))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"strings must be UTF-8: {error}") from error


def read_table(path: Path, schema: pa.Schema) -> pa.Table:
    """The table of a Parquet file. Raises UnreadableError where it is no such file or has other columns."""
    try:
        # Not `pq.read_table`, which makes columns of folders called name=value.
        with pq.ParquetFile(path, memory_map=True) as file:
            fits = file.schema_arrow.equals(schema)
            table: pa.Table = file.read().unify_dictionaries() if fits else None
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:  # the last of the names of columns
        raise UnreadableError(str(error)) from error
    if not fits:
        raise UnreadableError(f"expected the columns {', '.join(schema.names)}")
    return table


def read_arrays(path: Path | str) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file by name. Raises UnreadableError where it is no such file.

    They are copied, not mapped: a file that is overwritten in its place must not change or end what is being served.
    """
    try:
        arrays: dict[str, np.ndarray] = load_file(path)
    except (OSError, SafetensorError) as error:
        raise UnreadableError(str(error)) from error
    return arrays


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a file of JSON holds. Raises UnreadableError where it is no such file."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableError(str(error)) from error


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file of one row group, so that an id is one dictionary when it is read."""
    pq.write_table(table, path, compression="zstd", row_group_size=max(table.num_rows, 1))


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A folder to fill; when the block ends without an error it becomes `target`, in one step.

    It is made next to the target, so that the last step is a rename on one file system. A reader sees the old
    folder or the new one; after an error, or a process killed halfway, the old one is still there. Where `target`
    is a symbolic link, the folder that it leads to is replaced.
    """
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        draft.chmod(0o755)  # mkdtemp keeps others out
        yield draft
        for path in draft.rglob("*"):
            if not path.is_symlink():  # what a link leads to is not ours
                path.chmod(0o755 if path.is_dir() else 0o644)
            _flush(path)
        _flush(draft)
        try:
            draft.rename(target)
        except OSError as error:  # there is one already, perhaps only since a moment ago
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            _exchange(draft, target)
        _flush(target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def replace_file(path: Path, text: str) -> None:
    """Write a small file in one step: a reader sees the old text or the new one."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[], bool]]:
    """A function that tells whether the name `folder` still leads to the folder it led to when the block began.

    The folder is held open until the block ends, so that its inode cannot pass to another one meanwhile. Raises
    OSError where there is nothing of that name.
    """
    handle = os.open(folder, os.O_RDONLY)

    def unchanged() -> bool:
        try:
            return os.path.samestat(os.fstat(handle), folder.stat())
        except OSError:
            return False

    try:
        yield unchanged
    finally:
        os.close(handle)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(draft: Path, target: Path) -> None:
    """Swap two folders. Linux does it atomically; elsewhere there is a moment with neither name taken."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(_AT_FDCWD, os.fsencode(draft), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE)
        if done == 0:
            return
        if ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM):  # not for want of support
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(target))
    aside = draft.with_name(f"{draft.name}-old")
    target.rename(aside)
    try:
        draft.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(draft)
