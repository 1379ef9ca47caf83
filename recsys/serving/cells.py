"""Cells of Arrow tables read where they lie: a few rows as plain values, without Arrow's own cost for each call.

`table.take(rows).to_pylist()` makes arrays of the rows first and objects of every cell; for the ten works of a list
that takes longer than to find them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from recsys.serving.rows import one_array

Cell = Callable[[int], Any]
_FEW = 10_000  # different values of an encoded column that are kept as Python's
# As `struct` and memoryview write them.
_FORMATS = {pa.int32(): "i", pa.int64(): "q", pa.float32(): "f", pa.float64(): "d"}


class TableCells:
    """Some columns of a table, by row.

    >>> cells = TableCells(pa.table({"name": ["Heat", None], "genres": [["crime"], []]}), ["name", "genres"])
    >>> cells.rows([1, 0])
    [{'name': None, 'genres': []}, {'name': 'Heat', 'genres': ['crime']}]
    """

    def __init__(self, table: pa.Table, columns: Sequence[str]) -> None:
        self._cells = [(name, cell_of(one_array(table.column(name)))) for name in columns]

    def rows(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """The rows of those numbers as dictionaries, in their order."""
        return [{name: cell(number) for name, cell in self._cells} for number in numbers]


def cell_of(array: pa.Array) -> Cell:
    """A function that gives the value of one row as `array[row].as_py()` does; rows count from 0."""
    filled = _filled(array)
    if array.null_count == 0:
        return filled
    validity, offset = memoryview(array.buffers()[0]), array.offset

    def cell(row: int) -> Any:  # noqa: ANN401
        at = offset + row
        return filled(row) if validity[at >> 3] >> (at & 7) & 1 else None

    return cell


def _filled(array: pa.Array) -> Cell:
    """The same of rows that are not missing."""
    kind = array.type
    if kind in _FORMATS:
        return _view(array, 1, _FORMATS[kind])[array.offset :].__getitem__
    if pa.types.is_dictionary(kind):
        code = _filled(array.indices)
        few = len(array.dictionary) <= _FEW
        text = array.dictionary.to_pylist().__getitem__ if few else cell_of(array.dictionary)
        return lambda row: text(code(row))
    if pa.types.is_string(kind):
        return _text(array)
    if pa.types.is_list(kind):
        return _list(array)
    if pa.types.is_struct(kind):
        names = [field.name for field in kind]
        cells = [cell_of(child) for child in array.flatten()]
        return lambda row: {name: cell(row) for name, cell in zip(names, cells, strict=True)}
    return lambda row: array[row].as_py()


def _text(array: pa.Array) -> Cell:
    starts = _view(array, 1, "i")[array.offset :]
    letters = _view(array, 2, "B")
    return lambda row: str(letters[starts[row] : starts[row + 1]], "utf-8")


def _list(array: pa.Array) -> Cell:
    starts = _view(array, 1, "i")[array.offset :]
    cell = cell_of(array.values)
    return lambda row: [cell(entry) for entry in range(starts[row], starts[row + 1])]


def _view(array: pa.Array, number: int, form: str) -> memoryview:
    """One of the array's buffers as numbers; of an array without rows there may be none."""
    buffer = array.buffers()[number]
    dtype = np.dtype(form)
    whole = buffer.size - buffer.size % dtype.itemsize if buffer is not None else 0
    return np.frombuffer(buffer, dtype, whole // dtype.itemsize).data if whole else memoryview(b"")
