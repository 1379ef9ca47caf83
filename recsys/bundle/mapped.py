"""The tables of a bundle mapped from a file, so that memory holds of them what is read.

The file is our own and has no name: nobody can overwrite it in its place, and it goes with the process that made it.
"""

import dataclasses
import mmap
import tempfile
import weakref

import pyarrow as pa

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import TABLES

_MAPS = weakref.WeakSet[mmap.mmap]()


def mapped(bundle: Bundle) -> Bundle:
    """The same bundle with its tables in a file of Arrow's format, where there is a disk for it."""
    try:
        return dataclasses.replace(bundle, **{name: _mapped(getattr(bundle, name)) for name in TABLES})
    except OSError:  # no folder for it, or no room
        return bundle


def _mapped(table: pa.Table) -> pa.Table:
    with tempfile.TemporaryFile() as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        file.flush()
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # closed when the last column is let go
    _MAPS.add(whole)
    return pa.ipc.open_file(pa.py_buffer(whole)).read_all()


def forget_read() -> None:
    """Let the system take back what was read of all tables; it is read again where it is asked for.

    Whatever serving makes of tables as it starts reads nearly all of them, and answers little of them.
    """
    for whole in _MAPS:
        if hasattr(mmap, "MADV_DONTNEED"):
            whole.madvise(mmap.MADV_DONTNEED)
