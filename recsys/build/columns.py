"""Columns of Arrow tables as the numbers and lists that models take."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.tables import codes
from recsys.models.vocabulary import Vocabulary


@dataclass(frozen=True)
class Terms:
    """Terms of every work: those of work i are `values[starts[i]:starts[i + 1]]`; `starts` (n_works + 1,)."""

    starts: NDArray[np.int64]
    values: list[str]

    @classmethod
    def of_rows(cls, rows: NDArray[np.integer], values: NDArray[np.object_], n_works: int) -> "Terms":
        """Of pairs in the order of their works, `rows` and `values` of shape (n_pairs,)."""
        return cls(np.searchsorted(rows, np.arange(n_works + 1)).astype(np.int64), values.tolist())

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> NDArray[np.int64]:
        """The work of every term, shape (n_terms,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def lists(self) -> list[list[str]]:
        """The terms of each work."""
        starts = self.starts.tolist()
        return [self.values[start:end] for start, end in pairwise(starts)]

    def only(self, works: NDArray[np.bool_]) -> "Terms":
        """The terms of some works, none of the others; `works` (n_works,)."""
        counts = np.where(works, np.diff(self.starts), 0)
        kept = works[self.rows].tolist()
        values = [value for value, is_kept in zip(self.values, kept, strict=True) if is_kept]
        return Terms(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), values)


def work_rows(table: pa.Table, works: Vocabulary) -> NDArray[np.int32]:
    """The row number of each row's work, shape (n_rows,)."""
    ids, numbers = codes(table.column("work_id"))
    return works.numbers(ids)[numbers] if len(numbers) else np.zeros(0, np.int32)


def list_terms(column: pa.ChunkedArray) -> Terms:
    """A column of lists of strings."""
    lists = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.array([], type=column.type)
    values, numbers = codes(pa.chunked_array([lists.flatten()]))
    lengths = lists.value_lengths().to_numpy(zero_copy_only=False) if len(lists) else np.zeros(0, np.int64)
    # One object for equal texts, however often they stand there.
    return Terms(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), values[numbers].tolist())


def text_terms(column: pa.ChunkedArray) -> Terms:
    """A column of strings, each a term of its row; none where it is null."""
    values, numbers = codes(column)
    there = numbers >= 0
    return Terms(np.concatenate([[0], np.cumsum(there)]).astype(np.int64), values[numbers[there]].tolist())


def floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """A column of numbers, NaN for null, shape (n_rows,)."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
