"""Tables of a bundle of rows that a cluster holds: written here file by file, then mapped and never in memory whole."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame

from recsys.domain.schema import RATINGS, WATCHED
from recsys.spark.frames import delete, in_order
from recsys.spark.session import STORE, current


def ratings_table(rating_rows: DataFrame, users: DataFrame, works: pa.Table) -> pa.Table:
    """The ratings as one machine has them, of `schema.RATINGS`."""
    columns = ("user", "work", "rating", "timestamp")
    return _mapped(rating_rows.orderBy("at").select(*columns), rating_rows, users, works, RATINGS)


def watched_table(watched_rows: DataFrame, watchers: DataFrame, works: pa.Table) -> pa.Table:
    """What was watched as one machine has it, of `schema.WATCHED`."""
    # By ids, which users' numbers follow and works' do not.
    ids = current().createDataFrame(
        pa.table({"work": pa.array(range(works.num_rows), pa.int32()), "work_id": works["work_id"]})
    )
    rows = watched_rows.join(ids, "work").orderBy("user", "work_id").select("user", "work")
    return _mapped(rows, watched_rows, watchers, works, WATCHED)


def _mapped(rows: DataFrame, kept: DataFrame, users: DataFrame, works: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows that begin with numbers of users and works, with ids in their place, in a file that is mapped."""
    user_ids = users.orderBy("user").select("user_id").toArrow()["user_id"].combine_chunks().cast(pa.string())
    numbers = kept.select("work").distinct().orderBy("work").toArrow()["work"].to_numpy()
    work_ids = works["work_id"].take(pa.array(numbers)).combine_chunks()
    if schema is WATCHED:
        order = np.argsort(np.array(work_ids.to_pylist(), dtype=object))
        numbers, work_ids = numbers[order], work_ids.take(pa.array(order))
    place = np.zeros(works.num_rows, dtype=np.int32)
    place[numbers] = np.arange(len(numbers))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.arrow"
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for batch in _written(rows):
                users_of = pa.DictionaryArray.from_arrays(batch["user"].cast(pa.int32()), user_ids)
                works_of = pa.DictionaryArray.from_arrays(pa.array(place[batch["work"].to_numpy()]), work_ids)
                others = [batch[name].cast(schema.field(name).type) for name in schema.names[2:]]
                writer.write_batch(pa.RecordBatch.from_arrays([users_of, works_of, *others], schema=schema))
        # The file stays as long as it is mapped, though nothing names it any more.
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _written(rows: DataFrame) -> Iterator[pa.RecordBatch]:
    uri = f"{current().conf.get(STORE)}/in-order-{uuid4().hex}"
    rows.write.parquet(uri)
    try:
        yield from in_order(current().read.parquet(uri))
    finally:
        delete(uri)
