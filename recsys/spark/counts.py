"""How many users have both of every two works, counted in blocks."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from recsys.spark.dataset import frame_of

_ROWS = 512  # of the matrix in a block: 8 MB of 4,000 works' counts
_PAIRS = 500_000  # of users and works that are multiplied at once
_SCHEMA = "block int, counts binary"


def together(frame: DataFrame, works: NDArray[np.integer]) -> NDArray[np.float64]:
    """XᵀX of some works, (len(works), len(works)), X being 1 where a user has a work; `frame` has `user` and `work`,
    each pair once.

    A task multiplies its users' rows of X and adds up one small square, so that nothing is shuffled by work: however
    popular a work is, no task has more of it than its users do, and a user costs at most the square of len(works). What
    is shuffled then are the blocks of these squares, one of each task.
    """
    n, spark = len(works), frame.sparkSession
    if not n:
        return np.zeros((0, 0))
    columns = pa.table({"work": pa.array(works, pa.int32()), "column": pa.array(np.arange(n), pa.int32())})
    chosen = frame.join(F.broadcast(frame_of(spark, columns)), "work").select("user", "column")
    by_user = chosen.repartition(spark.sparkContext.defaultParallelism, "user").sortWithinPartitions("user")
    blocks = by_user.mapInArrow(_multiplied(n), _SCHEMA).groupBy("block").applyInArrow(_added, _SCHEMA).toArrow()
    found = np.zeros((n, n))
    for block, counts in zip(blocks.column("block").to_pylist(), blocks.column("counts").to_pylist(), strict=True):
        start = block * _ROWS
        rows = np.frombuffer(counts, dtype=np.int64).reshape(-1, n - start)
        found[start : start + len(rows), start:] = rows
    upper = np.triu(found, 1)
    found += upper.T - np.tril(found, -1)
    return found


def _multiplied(n: int) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A task: the blocks, on and right of the diagonal, of XᵀX of its users, who come one after the other."""

    def multiply(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from scipy.sparse import csr_array

        found = np.zeros((n, n), dtype=np.int64)

        def add(users: NDArray[np.int32], columns: NDArray[np.int32]) -> None:
            rows = np.cumsum(np.diff(users, prepend=users[:1]) != 0)
            x = csr_array((np.ones(len(users), np.int64), (rows, columns)), shape=(int(rows[-1]) + 1, n))
            product = (x.T @ x).tocoo()
            found[product.row, product.col] += product.data

        for users, columns in _of_whole_users(batches):
            add(users, columns)
        for block, start in enumerate(range(0, n, _ROWS)):
            counts = np.ascontiguousarray(found[start : start + _ROWS, start:])
            if counts.any():
                yield pa.record_batch({"block": pa.array([block], pa.int32()), "counts": [counts.tobytes()]})

    return multiply


def _of_whole_users(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """The pairs of batches in portions of about _PAIRS, none of which ends within a user."""
    users, columns = np.zeros(0, np.int32), np.zeros(0, np.int32)
    for batch in batches:
        users = np.concatenate([users, batch.column(0).to_numpy()])
        columns = np.concatenate([columns, batch.column(1).to_numpy()])
        if len(users) >= _PAIRS:
            end = int(np.searchsorted(users, users[-1]))
            if end:
                yield users[:end], columns[:end]
            users, columns = users[end:], columns[end:]
    if len(users):
        yield users, columns


def _added(table: pa.Table) -> pa.Table:
    """The blocks of one number added up."""
    parts = [np.frombuffer(counts, dtype=np.int64) for counts in table.column("counts").to_pylist()]
    return pa.table({"block": table.column("block").slice(0, 1), "counts": [np.sum(parts, axis=0).tobytes()]})
