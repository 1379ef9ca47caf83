"""Rows between the stages of a build: folders of Parquet on any file system that Spark writes.

A stage's file of such a value is a small one that names the folder. The folder is new with each writing, and the file
is written after it: a run that is cut leaves a folder that nothing names.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.dataset as ds
from pyspark.sql import DataFrame, SparkSession

from recsys.build.codecs import Codec
from recsys.errors import UnreadableError
from recsys.files import read_json
from recsys.spark.session import STORE, current

_SUFFIX = ".frame.json"
_WRITTEN = "_SUCCESS"  # what Spark leaves in a folder when all tasks have written it


def frame(*partition_by: str) -> Codec:
    """Rows of a frame, those of each value of some columns in a folder of their own."""

    def save(value: DataFrame, path: Path) -> None:
        uri = f"{current().conf.get(STORE)}/{path.name.removesuffix(_SUFFIX)}-{uuid4().hex}"
        value.write.partitionBy(*partition_by).parquet(uri)
        path.write_text(json.dumps({"uri": uri}) + "\n", encoding="utf-8")

    return Codec(_SUFFIX, save, load)


def load(path: Path, spark: SparkSession | None = None) -> DataFrame:
    """The rows that the file names. Raises UnreadableError where they are not all there."""
    uri = str(read_json(path)["uri"])
    if not exists(f"{uri}/{_WRITTEN}"):
        raise UnreadableError(f"{uri} is not there, or was not written to its end")
    return (spark or current()).read.parquet(uri)


def exists(uri: str) -> bool:
    """Whether there is a file or folder of that address, on whichever file system."""
    hadoop = _Hadoop(uri)
    return bool(hadoop.files.exists(hadoop.path))


def delete(uri: str) -> None:
    """Delete a folder, on whichever file system."""
    hadoop = _Hadoop(uri)
    hadoop.files.delete(hadoop.path, True)


def sweep(store: str, stages: Path) -> None:
    """Delete what runs left that were cut: folders of the store that no stage's file names, drafts of stages."""
    for draft in stages.glob(".*-*"):
        if draft.is_dir():
            shutil.rmtree(draft)
    named = {Path(read_json(path)["uri"]).name for path in stages.glob(f"*/*{_SUFFIX}")}
    hadoop = _Hadoop(store)
    if not hadoop.files.exists(hadoop.path):
        return
    for status in hadoop.files.listStatus(hadoop.path):
        if status.getPath().getName() not in named:
            hadoop.files.delete(status.getPath(), True)


def in_order(rows: DataFrame) -> Iterator[pa.RecordBatch]:
    """The rows of the files behind a frame as they were written in order, read here, not by way of Spark's driver."""
    for uri in sorted(rows.inputFiles()):
        yield from ds.dataset(uri, format="parquet").to_batches()


def of_kind(rows: DataFrame, kind: str) -> list[dict[str, Any]]:
    """The packed rows of a kind that a report is made of, in their order: read here from the files that hold them."""
    files = [uri for uri in rows.inputFiles() if f"/kind={kind}/" in uri]
    found = [
        row for uri in files for some in ds.dataset(uri, format="parquet").to_batches() for row in some.to_pylist()
    ]
    return sorted(found, key=lambda row: int(row["at"]))


class _Hadoop:
    """An address as Hadoop's library knows it, and the file system that it is on."""

    def __init__(self, uri: str) -> None:
        context = current().sparkContext
        assert context._jvm is not None  # noqa: S101 - a session is running
        self.path = context._jvm.org.apache.hadoop.fs.Path(uri)
        self.files = self.path.getFileSystem(context._jsc.hadoopConfiguration())
