"""Uniting in tasks: the records of a work become one row by the rules of one machine."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from recsys.ingest.records import Record
from recsys.ingest.sources.registry import SOURCES
from recsys.ingest.works import Telling, Told, Works, numbers_of
from recsys.spark.frames import in_order
from recsys.spark.linking import LINK, records_of
from recsys.spark.packing import pack, to_record, unpack, unpack_record, unpack_united
from recsys.spark.rows import spark_schema
from recsys.spark.session import current

# `work` is the place of its first record, which orders works; `packed` all that is told of it.
TOLD = pa.schema([pa.field("work", pa.int64()), pa.field("packed", pa.string())])


def tell_works(
    catalogue_rows: DataFrame, other_rows: DataFrame, linked: DataFrame, recalled: DataFrame, train_on: tuple[str, ...]
) -> DataFrame:
    """The works in their order, in the columns of TOLD."""
    links = linked.unionByName(recalled).where((f.col("kind") == LINK) & f.col("work").isNotNull()).select("at", "work")
    of_works = records_of(catalogue_rows, other_rows).select("at", "packed").join(links, "at")
    telling = current().sparkContext.broadcast(Telling.of(SOURCES, train_on))

    def tell(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _tell(batches, telling.value)

    # Ordered before and not after: to order rows is to make them twice, first for a sample of what is to be ordered.
    ordered = of_works.select("work", "at", "packed").repartitionByRange("work").sortWithinPartitions("work", "at")
    return ordered.mapInArrow(tell, spark_schema(TOLD))


def _tell(batches: Iterable[pa.RecordBatch], telling: Telling) -> Iterator[pa.RecordBatch]:
    rows = (row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
    for work, of_work in groupby(rows, key=lambda row: row[0]):
        placed = [(at, unpack_record(packed)) for _, at, packed in of_work]
        records = telling.in_order(record for _, record in placed)
        united, training = telling.tell(records)
        listed = [(at, _stub(record)) for at, record in placed if record.listings]
        ids = [(record.source, record.record_id) for record in records]
        packed = pack([united, None if training is united else training, ids, listed])
        yield pa.RecordBatch.from_pydict({"work": [work], "packed": [packed]}, schema=TOLD)


def _stub(record: Record) -> Record:
    """What tables of titles ask of a record: its listings, and whether it names people."""
    return Record(
        record.source, record.record_id, record.title, record.type, record.year,
        people=record.people[:1], listings=record.listings,
    )  # fmt: skip


def works_of(told: DataFrame, taught: frozenset[str]) -> Works:
    """The works of a frame that was written: as many rows as the tables of a bundle have."""
    of_works: list[list[Record]] = []
    tellings: list[Told] = []
    listed: list[tuple[int, Record]] = []
    for batch in in_order(told):
        for packed in batch["packed"].to_pylist():
            united, training, ids, stubs = unpack(packed)
            whole = unpack_united(united)
            tellings.append(Told(whole, whole if training is None else unpack_united(training)))
            by_id = {(stub["source"], stub["record_id"]): to_record(stub) for _, stub in stubs}
            of_works.append([by_id.get((source, own)) or Record(source, own, "", None, None) for source, own in ids])
            listed += [(at, by_id[stub["source"], stub["record_id"]]) for at, stub in stubs]
    listed.sort(key=lambda one: one[0])
    return Works.of((record for _, record in listed), of_works, tellings, taught)


def numbers_of_works(told: DataFrame) -> dict[tuple[str, str], int]:
    """The number of the work of each (source, record_id), of a frame that was written."""
    ids: list[list[tuple[str, str]]] = []
    tmdb_ids: list[int | None] = []
    for batch in in_order(told):
        for packed in batch["packed"].to_pylist():
            (facts, _, _), _, own, _ = unpack(packed)
            ids.append([(source, record_id) for source, record_id in own])
            tmdb_ids.append(facts["tmdb_id"])
    return numbers_of(ids, tmdb_ids)
