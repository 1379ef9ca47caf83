"""Linking in tasks: records that can never meet are linked apart by the one linker, with the result of linking all.

Records meet by keys (`linking.linker.meeting_keys`). Those that keys join, directly or by way of others, are in one
component; a task links the components of its partition. What people remember the names of is found among the series of
all, in a task of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from recsys.ingest.linking.linker import RECALLED, Doubt, label_of, link_part, meeting_keys
from recsys.ingest.linking.profiles import titles_of
from recsys.ingest.linking.remembered import Remembered, Series
from recsys.ingest.linking.titles import Title
from recsys.ingest.records import Record
from recsys.ingest.sources.registry import SOURCES
from recsys.spark.packing import pack, unpack_record, unpack_series
from recsys.spark.rows import RECORD, spark_schema

# `at` and `work` are places of records: a work goes by that of its first one.
LINKED = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("at", pa.int64()),
        pa.field("work", pa.int64()),
        pa.field("evidence", pa.string()),
        pa.field("packed", pa.string()),
    ]
)
LINK, DOUBT, SERIES, MISSING = "link", "doubt", "series", "missing"
_KEYS = pa.schema([pa.field("key", pa.string()), pa.field("own", pa.int32()), pa.field("at", pa.int64())])
_COMPONENTS = pa.schema([pa.field("at", pa.int64()), pa.field("component", pa.int64())])
_REMEMBERED = [source.name for source in SOURCES if source.remembered]

_Batches = Iterator[pa.RecordBatch]


def link_records(catalogue_rows: DataFrame, other_rows: DataFrame) -> DataFrame:
    """Links of all records but remembered names, doubts, and what these are found by, in the columns of LINKED."""
    records = records_of(catalogue_rows, other_rows).where(~f.col("source").isin(_REMEMBERED))
    component = f.coalesce("component", "at").alias("component")
    placed = records.join(_components(records), "at", "left").select("at", "packed", component)
    return placed.repartition("component").sortWithinPartitions("at").mapInArrow(_link, spark_schema(LINKED))


def recall(catalogue_rows: DataFrame, other_rows: DataFrame, linked: DataFrame) -> DataFrame:
    """Links of remembered names, and doubts, in the columns of LINKED."""
    names = records_of(catalogue_rows, other_rows).where(f.col("source").isin(_REMEMBERED))
    known = linked.where(f.col("kind").isin(SERIES, MISSING)).select("kind", "at", "work", "packed")
    asked = names.select(f.lit(RECORD).alias("kind"), "at", f.lit(None).cast("bigint").alias("work"), "packed")
    return known.unionByName(asked).coalesce(1).mapInArrow(_recall, spark_schema(LINKED))


def records_of(catalogue_rows: DataFrame, other_rows: DataFrame) -> DataFrame:
    """The records that were read: place, source, packed."""
    rows = catalogue_rows.unionByName(other_rows)
    return rows.where(f.col("kind") == RECORD).select("at", "source", "packed")


def _components(records: DataFrame) -> DataFrame:
    """The component of each record that meets another one; by the place of its first record."""
    keys = records.select("at", "packed").mapInArrow(_keys, spark_schema(_KEYS))
    # Over windows, not joined with their sums: keys would be found twice. Records of which one key is only a part of a
    # name do not meet for it.
    of_key = Window.partitionBy("key")
    met = keys.select("at", f.min("at").over(of_key).alias("first"), f.max("own").over(of_key).alias("own"))
    meetings = met.where("own = 1 and at != first").select("at", "first").distinct()
    # One task, of sixteen bytes a meeting.
    return meetings.coalesce(1).mapInArrow(_connect, spark_schema(_COMPONENTS))


def _keys(batches: Iterable[pa.RecordBatch]) -> _Batches:
    for batch in batches:
        found: list[tuple[str, int, int]] = []
        for at, packed in zip(batch["at"].to_pylist(), batch["packed"].to_pylist(), strict=True):
            own, parts = meeting_keys(unpack_record(packed))
            found += [(key, 1, at) for key in own] + [(key, 0, at) for key in parts if key not in own]
        if found:
            yield _columns(_KEYS, *zip(*found, strict=True))


def _connect(batches: Iterable[pa.RecordBatch]) -> _Batches:
    pairs = [(batch["at"].to_numpy(), batch["first"].to_numpy()) for batch in batches]
    ends = np.concatenate([np.concatenate(pair) for pair in zip(*pairs, strict=True)]) if pairs else np.empty(0, int)
    places, numbers = np.unique(ends, return_inverse=True)
    half = len(ends) // 2
    edges = coo_array((np.ones(half, dtype=bool), (numbers[:half], numbers[half:])), shape=(len(places),) * 2)
    _, component = connected_components(edges, directed=False)
    _, first = np.unique(component, return_index=True)
    yield _columns(_COMPONENTS, places, places[first][component])


def _link(batches: Iterable[pa.RecordBatch]) -> _Batches:
    at, records = _read(batches)
    links, series, missing = link_part(records, SOURCES)
    groups = links.group_of.tolist()
    works: dict[int, int] = {}
    for place, group in zip(at, groups, strict=True):
        if group >= 0:
            works.setdefault(group, place)
    of_record = [works.get(group) for group in groups]
    yield _rows(LINK, at, of_record, links.evidence, None)
    yield _doubts([replace(one, record=at[one.record], other=at[one.other]) for one in links.doubtful])
    described = [pack([_placed(one, at), label_of(records[one.member])]) for one in series]
    of_series = [of_record[one.member] for one in series]
    yield _rows(SERIES, [at[one.member] for one in series], of_series, None, described)
    yield _rows(MISSING, None, None, None, sorted(missing))


def _recall(batches: Iterable[pa.RecordBatch]) -> _Batches:
    rows = [row for batch in batches for row in batch.to_pylist()]
    described = [(row["work"], *unpack_series(row["packed"])) for row in rows if row["kind"] == SERIES]
    described.sort(key=lambda one: one[1].order)
    asked = sorted((row for row in rows if row["kind"] == RECORD), key=lambda row: row["at"])
    read: dict[str, Title] = {}
    missing = {row["packed"] for row in rows if row["kind"] == MISSING}
    memory = Remembered.of([series for _, series, _ in described], missing, read)
    works: list[int | None] = []
    evidence: list[str] = []
    doubts: list[Doubt] = []
    for row in asked:
        record = unpack_record(row["packed"])
        found = memory.find(titles_of(record, read)[0])
        works.append(None if found is None else described[found.number][0])
        evidence.append("none" if found is None else RECALLED)
        if found is not None and found.reason:
            _, series, label = described[found.number]
            doubts.append(Doubt(row["at"], series.member, True, found.reason, label_of(record), label))
    yield _rows(LINK, [row["at"] for row in asked], works, evidence, None)
    yield _doubts(doubts)


def _placed(series: Series, at: Sequence[int]) -> Series:
    """The series with places among all records for those among a task's."""
    return replace(series, member=at[series.member], order=(series.order[0], at[series.order[1]]))


def _read(batches: Iterable[pa.RecordBatch]) -> tuple[list[int], list[Record]]:
    at: list[int] = []
    records: list[Record] = []
    for batch in batches:
        at += batch["at"].to_pylist()
        records += map(unpack_record, batch["packed"].to_pylist())
    return at, records


def _doubts(doubts: Sequence[Doubt]) -> pa.RecordBatch:
    at, others = [one.record for one in doubts], [one.other for one in doubts]
    return _rows(DOUBT, at, others, None, [pack(one) for one in doubts])


def _rows(
    kind: str,
    at: Sequence[int] | None,
    works: Sequence[int | None] | None,
    evidence: Sequence[str] | None,
    packed: Sequence[str] | None,
) -> pa.RecordBatch:
    given = (at, works, evidence, packed)
    n = max(len(column) for column in given if column is not None)
    return _columns(LINKED, [kind] * n, *([None] * n if column is None else column for column in given))


def _columns(schema: pa.Schema, *columns: Any) -> pa.RecordBatch:  # noqa: ANN401 - lists and arrays
    arrays = [pa.array(column, type=field.type) for field, column in zip(schema, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
