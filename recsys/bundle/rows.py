"""Which rows of a table are about which work, as plain arrays."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.models.sparse import entries_of
from recsys.models.vocabulary import Vocabulary


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """All of a column as one array, where it lies if it is one already."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def codes_of(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """A text column as codes, (n_rows,), -1 where it is missing, and the texts that they stand for."""
    encoded = one_array(column)
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes, encoded.dictionary.to_pylist()


def work_numbers(column: pa.ChunkedArray, work_ids: Vocabulary) -> NDArray[np.int32]:
    """The row number of the work that each row of a table is about, (n_rows,)."""
    codes, texts = codes_of(column)
    numbers = work_ids.numbers(texts)
    return numbers[codes] if len(codes) else codes


def distinct(numbers: NDArray[np.integer]) -> NDArray[np.integer]:
    """Each of the numbers once, ascending, as `np.unique` has them.

    That looks for them in a table of hashes, which for many different ones takes a hundred times as long.
    """
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    found: NDArray[np.integer] = ordered[is_first]
    return found


def rows_of(column: pa.ChunkedArray, text: str) -> NDArray[np.int64]:
    """The rows of an encoded text column that hold this text, (n_found,): by its code, without an index."""
    encoded = one_array(column)
    code = pc.index(encoded.dictionary, text).as_py()
    return (
        np.flatnonzero(encoded.indices.to_numpy(zero_copy_only=False) == code) if code >= 0 else np.zeros(0, np.int64)
    )


class RowsByWork:
    """The rows of a table by their work, in the table's order.

    Shapes: `starts` (n_works + 1,), `rows` (n_rows,): work w has the rows `rows[starts[w]:starts[w + 1]]`.
    """

    def __init__(self, work_nums: NDArray[np.int32], n_works: int, rows: NDArray[np.integer] | None = None) -> None:
        """`work_nums` (n_rows,) of the table's rows, or of those of `rows` alone."""
        order = np.argsort(work_nums, kind="stable")
        self.rows: NDArray[np.int32] = (order if rows is None else rows[order]).astype(np.int32)
        self.starts: NDArray[np.int64] = np.zeros(n_works + 1, dtype=np.int64)
        np.cumsum(np.bincount(work_nums, minlength=n_works), out=self.starts[1:])

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many rows each work has, (n_works,)."""
        return np.diff(self.starts)

    def of_each(self, work_nums: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The rows of several works, one work after the other, and how many each has, (len(work_nums),)."""
        entries, counts = entries_of(self.starts, work_nums)
        return self.rows[entries], counts
