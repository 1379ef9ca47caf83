"""A bundle's tables and the large arrays of its models mapped from files, so that memory holds of them what is read.

The files are our own and have no names: nobody can overwrite them in their place, and they go with the process that
made them.
"""

import dataclasses
import mmap
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import TABLES

_LARGE, _ALIGNED = 2**18, 64  # bytes of an array that is worth it, and between those at which arrays begin
_MODELS = ("similar", "collaborative", "svd", "ranker", "search")
_MAPS = weakref.WeakSet[mmap.mmap]()


def mapped(bundle: Bundle) -> Bundle:
    """The same bundle with its tables in files of Arrow's format and its arrays in another, where there is a disk for
    them. The arrays can be read alone.
    """
    models = {name: getattr(bundle, name) for name in _MODELS}
    try:
        tables = {name: _mapped(getattr(bundle, name)) for name in TABLES}
        arrays = _mapped_arrays({id(array): array for model in models.values() for array in _arrays_of(model)})
    except OSError:  # no folder for them, or no room
        return bundle
    return dataclasses.replace(bundle, **tables, **{name: _with(model, arrays) for name, model in models.items()})


def _mapped(table: pa.Table) -> pa.Table:
    with tempfile.TemporaryFile() as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        whole = _map(file)
    return pa.ipc.open_file(pa.py_buffer(whole)).read_all()


def _mapped_arrays(arrays: dict[int, NDArray[Any]]) -> dict[int, NDArray[Any]]:
    """The same arrays in one file, under the same keys."""
    if not arrays:
        return {}
    starts = {}
    with tempfile.TemporaryFile() as file:
        for key, array in arrays.items():
            file.write(bytes(-file.tell() % _ALIGNED))
            starts[key] = file.tell()
            file.write(np.ascontiguousarray(array).data)
        whole = _map(file)
    return {
        key: np.frombuffer(whole, array.dtype, array.size, starts[key]).reshape(array.shape)
        for key, array in arrays.items()
    }


def _map(file: IO[bytes]) -> mmap.mmap:
    """All of a file, until the last of what lies there is let go."""
    file.flush()
    whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _MAPS.add(whole)
    return whole


def _arrays_of(model: object) -> Iterator[NDArray[Any]]:
    """The large arrays of a model and of its parts."""
    if isinstance(model, np.ndarray):
        if model.nbytes >= _LARGE:
            yield model
    elif dataclasses.is_dataclass(model):
        for field in dataclasses.fields(model):
            yield from _arrays_of(getattr(model, field.name))


def _with(model: Any, arrays: dict[int, NDArray[Any]]) -> Any:  # noqa: ANN401 - of the model's type again
    """The same model with these arrays in place of those whose ids are their keys."""
    if isinstance(model, np.ndarray):
        return arrays.get(id(model), model)
    if not dataclasses.is_dataclass(model) or isinstance(model, type):
        return model
    parts = {field.name: getattr(model, field.name) for field in dataclasses.fields(model) if field.init}
    changed = {name: new for name, part in parts.items() if (new := _with(part, arrays)) is not part}
    return dataclasses.replace(model, **changed) if changed else model


def forget_read() -> None:
    """Let the system take back what was read of all that is mapped; it is read again where it is asked for.

    Whatever serving makes of tables as it starts reads nearly all of them, and answers little of them.
    """
    for whole in _MAPS:
        if hasattr(mmap, "MADV_DONTNEED"):
            whole.madvise(mmap.MADV_DONTNEED)
