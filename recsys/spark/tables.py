"""A bundle's table of rows that a cluster holds: written here file by file, then mapped and never in memory whole."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame

from recsys.domain.schema import RATINGS
from recsys.spark.frames import delete, in_order
from recsys.spark.session import STORE, current


def ratings_table(rating_rows: DataFrame, users: DataFrame, works: pa.Table) -> pa.Table:
    """The ratings as one machine has them, of `schema.RATINGS`, with ids in place of numbers, mapped from a file."""
    rows = rating_rows.orderBy("at").select("user", "work", "rating", "timestamp")
    user_ids = users.orderBy("user").select("user_id").toArrow()["user_id"].combine_chunks().cast(pa.string())
    numbers = rating_rows.select("work").distinct().orderBy("work").toArrow()["work"].to_numpy()
    work_ids = works["work_id"].take(pa.array(numbers)).combine_chunks()
    place = np.zeros(works.num_rows, dtype=np.int32)
    place[numbers] = np.arange(len(numbers))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.arrow"
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, RATINGS) as writer:
            for batch in _written(rows):
                users_of = pa.DictionaryArray.from_arrays(batch["user"].cast(pa.int32()), user_ids)
                works_of = pa.DictionaryArray.from_arrays(pa.array(place[batch["work"].to_numpy()]), work_ids)
                others = [batch[name].cast(RATINGS.field(name).type) for name in ("rating", "timestamp")]
                writer.write_batch(pa.RecordBatch.from_arrays([users_of, works_of, *others], schema=RATINGS))
        # The file stays as long as it is mapped, though nothing names it any more.
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _written(rows: DataFrame) -> Iterator[pa.RecordBatch]:
    uri = f"{current().conf.get(STORE)}/in-order-{uuid4().hex}"
    rows.write.parquet(uri)
    try:
        yield from in_order(current().read.parquet(uri))
    finally:
        delete(uri)
