"""Cells of Arrow tables read where they lie: a few rows as plain values, without Arrow's own cost for each call.

`table.take(rows).to_pylist()` makes arrays of the rows first and objects of every cell; for the ten works of a list
that takes longer than to find them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.rows import one_array

Cell = Callable[[int], Any]
Column = Callable[[NDArray[np.integer]], list[Any]]
_FEW = 10_000  # different values of an encoded column that are kept as Python's
# As `struct` and memoryview write them.
_FORMATS = {pa.int32(): "i", pa.int64(): "q", pa.float32(): "f", pa.float64(): "d"}


class TableCells:
    """Some columns of a table, by row.

    >>> cells = TableCells(pa.table({"name": ["Heat", None], "genres": [["crime"], []]}), ["name", "genres"])
    >>> cells.rows(np.array([1, 0]))
    [{'name': None, 'genres': []}, {'name': 'Heat', 'genres': ['crime']}]
    """

    def __init__(self, table: pa.Table, columns: Sequence[str]) -> None:
        self._names = tuple(columns)
        self._columns = [column_of(one_array(table.column(name))) for name in columns]

    def rows(self, numbers: NDArray[np.integer]) -> list[dict[str, Any]]:
        """The rows of those numbers, (n,), as dictionaries, in their order."""
        names = self._names
        columns = [column(numbers) for column in self._columns]
        return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def column_of(array: pa.Array) -> Column:
    """A function that gives the values of some rows, (n,), as `array.take(rows).to_pylist()` does."""
    if pa.types.is_dictionary(array.type) and array.null_count == 0:
        codes = array.indices.to_numpy()
        texts = array.dictionary
        if len(texts) > _FEW and texts.null_count == 0:
            starts, letters = _letters_of(texts)
            # Without a call for each: a work has fifty people.
            return lambda rows: [str(letters[starts[at] : starts[at + 1]], "utf-8") for at in codes[rows].tolist()]
        text = _coded(texts)
        return lambda rows: [text(code) for code in codes[rows].tolist()]
    if array.type in _FORMATS and array.null_count == 0:
        numbers = array.to_numpy()
        return lambda rows: numbers[rows].tolist()
    cell = cell_of(array)
    return lambda rows: [cell(row) for row in rows.tolist()]


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
        code, text = _filled(array.indices), _coded(array.dictionary)
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


def _coded(dictionary: pa.Array) -> Cell:
    """The text of each code of an encoded column."""
    return dictionary.to_pylist().__getitem__ if len(dictionary) <= _FEW else cell_of(dictionary)


def _text(array: pa.Array) -> Cell:
    starts, letters = _letters_of(array)
    return lambda row: str(letters[starts[row] : starts[row + 1]], "utf-8")


def _letters_of(array: pa.Array) -> tuple[memoryview, memoryview]:
    """Where each text of an array begins and ends, and the bytes of all."""
    return _view(array, 1, "i")[array.offset :], _view(array, 2, "B")


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
