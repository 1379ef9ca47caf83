"""The rows that tasks of reading and linking yield: one schema for all that they find, told apart by its kind."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa

# `at` orders records, and ratings, as one machine reads them: the rank of the source, then the place in its files.
# A rating has columns of its own, since there are billions; all else is packed (`recsys.spark.packing`).
READ = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("source", pa.string()),
        pa.field("part", pa.int32()),  # of the source's frames of ratings
        pa.field("at", pa.int64()),
        pa.field("packed", pa.string()),
        pa.field("user_id", pa.string()),
        pa.field("record_id", pa.string()),
        pa.field("rating", pa.float32()),
        pa.field("timestamp", pa.int64()),
    ]
)
RECORD, RATING, WATCHED, SCORE, REJECTED, FILE, SOURCE, WANTED, UNREADABLE = (
    "record", "rating", "watched", "score", "rejected", "file", "source", "wanted", "unreadable",
)  # fmt: skip
_PACKED_ROWS = 1_000  # in a batch, of some kilobytes each
_FLAT_ROWS = 100_000
# A place is of 63 bits: the rank of the source, the part of it that a task reads, the row there.
RANK_BITS, _PART_BITS = 58, 34


def place(rank: int, part: int) -> int:
    """Where the first row of a part of a source stands among those of all sources."""
    return (rank << RANK_BITS) + (part << _PART_BITS)


def packed_rows(kind: str, source: str, first: int, texts: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Rows of a kind, the first of them at the place `first`."""
    left = iter(texts)
    while some := list(islice(left, _PACKED_ROWS)):
        yield batch(kind, source, {"at": np.arange(first, first + len(some)), "packed": some})
        first += len(some)


def flat_rows(
    kind: str, source: str, part: int, first: int, frame: pd.DataFrame, columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Rows of a kind, with those columns of the frame, the first of them at the place `first`."""
    for start in range(0, len(frame), _FLAT_ROWS):
        some = frame.iloc[start : start + _FLAT_ROWS]
        own = {name: pa.Array.from_pandas(some[name]).cast(READ.field(name).type) for name in columns}
        places = np.arange(first + start, first + start + len(some))
        yield batch(kind, source, {"at": places, "part": np.full(len(some), part), **own})


def batch(kind: str, source: str, columns: dict[str, object]) -> pa.RecordBatch:
    """Rows of one kind and source with some of the columns of READ; the others are empty."""
    n = len(next(iter(columns.values())))  # type: ignore[arg-type]
    filled = columns | {"kind": [kind] * n, "source": [source] * n}
    arrays = [
        pa.array(filled[field.name], type=field.type) if field.name in filled else pa.nulls(n, field.type)
        for field in READ
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=READ)


def spark_schema(schema: pa.Schema) -> str:
    """The schema in Spark's words."""
    words = {pa.string(): "string", pa.int32(): "int", pa.int64(): "bigint", pa.float32(): "float"}
    return ", ".join(f"`{field.name}` {words[field.type]}" for field in schema)
