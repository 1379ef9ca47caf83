"""Raw files to rows in tasks: what one machine's readers say of some files of a source.

A task has files that are read together: all of a source, or one of those that its source reads one by one. What a
reader cannot read costs that file alone, and is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from pyspark.sql import DataFrame

from recsys.errors import DataError
from recsys.ingest.account import read_file
from recsys.ingest.discovery import Unread, claim
from recsys.ingest.load import check_catalogues, want
from recsys.ingest.records import Reading, SourceData
from recsys.ingest.sources.layout import Source
from recsys.ingest.sources.registry import SOURCES
from recsys.spark.frames import of_kind
from recsys.spark.packing import pack, unpack
from recsys.spark.rows import (
    FILE,
    RATING,
    READ,
    RECORD,
    REJECTED,
    SCORE,
    SOURCE,
    UNREADABLE,
    WANTED,
    WATCHED,
    flat_rows,
    packed_rows,
    place,
    spark_schema,
)
from recsys.spark.session import current


class Unit(NamedTuple):
    """Files that a task reads: of the source of that rank, as its part of that number."""

    rank: int
    part: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What the catalogues name, see `ingest.records.Reading`; None before they are read."""

    imdb_ids: frozenset[str] | None = None
    names: frozenset[tuple[str, int]] | None = None
    title_ids: frozenset[str] | None = None


@dataclass(frozen=True)
class Folder:
    """What tasks read: a folder that all nodes see, and what `Reading` knows of it."""

    root: str
    rating_scale: tuple[float, float] | None = None
    wanted: Wanted = field(default_factory=Wanted)

    def reading(self) -> Reading:
        """A reading of the folder of its own."""
        made = Reading.of(Path(self.root), rating_scale=self.rating_scale)
        wanted = self.wanted
        if wanted.imdb_ids is not None and wanted.names is not None and wanted.title_ids is not None:
            made.wanted_imdb_ids = set(wanted.imdb_ids)
            made.wanted_names = set(wanted.names)
            made.wanted_title_ids = set(wanted.title_ids)
        return made


def read_catalogues(data: Path, rating_scale: tuple[float, float] | None) -> DataFrame:
    """The rows of all catalogues below `data`."""
    claims = claim(data)
    catalogues = [source for source in SOURCES if source.catalogue]
    return read_rows(units(claims.files, catalogues), Folder(str(data.resolve()), rating_scale))


def read_others(data: Path, rating_scale: tuple[float, float] | None, catalogue_rows: DataFrame) -> DataFrame:
    """The rows of the sources that only add to what catalogues know. Raises DataError where these have no titles."""
    check_catalogues(data, (name for name, (records, _) in said_of_sources(catalogue_rows).items() if records), SOURCES)
    wanted = [unpack(row["packed"]) for row in of_kind(catalogue_rows, WANTED)]
    folder = Folder(
        str(data.resolve()),
        rating_scale,
        Wanted(
            frozenset(one for ids, _, _ in wanted for one in ids),
            frozenset((name, year) for _, names, _ in wanted for name, year in names),
            frozenset(one for _, _, titles in wanted for one in titles),
        ),
    )
    return read_rows(units(claim(data).files, [source for source in SOURCES if not source.catalogue]), folder)


def units(claimed: Mapping[str, list[Path]], sources: Sequence[Source]) -> list[Unit]:
    """The tasks of some sources, given with all the registry's ranks."""
    found = []
    ranks = {source.name: rank for rank, source in enumerate(SOURCES)}
    for source in sources:
        files = [str(path) for path in claimed.get(source.name, [])]
        together = [[one] for one in files] if source.one_by_one else [files] * bool(files)
        found += [Unit(ranks[source.name], part, tuple(some)) for part, some in enumerate(together)]
    return found


def read_rows(tasks: Sequence[Unit], folder: Folder) -> DataFrame:
    """The rows that the tasks read, one task a unit."""
    spark = current()
    shared = spark.sparkContext.broadcast((tuple(tasks), folder))
    numbers = spark.range(0, len(tasks), 1, numPartitions=max(len(tasks), 1))
    return numbers.mapInArrow(_reader(lambda: shared.value), spark_schema(READ))


def _reader(
    shared: Callable[[], tuple[tuple[Unit, ...], Folder]],
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        tasks, folder = shared()
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from read_unit(tasks[number], folder)

    return read


def read_unit(unit: Unit, folder: Folder) -> Iterator[pa.RecordBatch]:
    """The rows of some files: what one machine's reader of their source says of them."""
    source = SOURCES[unit.rank]
    data, reading, unread = read_apart(source, [Path(path) for path in unit.files], folder.reading)
    first = place(unit.rank, unit.part)
    kinds = (
        (RECORD, (pack(record) for record in data.records)),
        (SCORE, (pack(frame.reset_index().to_dict("list")) for frame in data.scores)),
        (REJECTED, (pack(row) for row in reading.rejections.table().to_dict("records"))),
        (FILE, (pack(read_file(path, source.name, reading)) for path in map(Path, unit.files) if path not in unread)),
        (UNREADABLE, (pack(Unread(reading.rejections.name(path), why)) for path, why in unread.items())),
        (SOURCE, [pack({"records": len(data.records), "as_of": data.as_of})]),
        (WANTED, [_wanted(data, folder.reading())] if source.catalogue else []),
    )
    for kind, texts in kinds:
        yield from packed_rows(kind, source.name, first, texts)
    at = first
    for part, frame in enumerate(data.ratings):
        number = unit.part if source.one_by_one else part
        yield from flat_rows(RATING, source.name, number, at, frame, ("user_id", "record_id", "rating", "timestamp"))
        at += len(frame)
    for frame in data.watched:
        yield from flat_rows(WATCHED, source.name, 0, first, frame, ("user_id", "record_id"))


def read_apart(
    source: Source, files: Sequence[Path], reading: Callable[[], Reading]
) -> tuple[SourceData, Reading, dict[Path, str]]:
    """What the source reads of its files, all but those that cannot be read, and why these cannot.

    A reader stops at such a file and names it: the others are then read anew without it.
    """
    left, unread = list(files), dict[Path, str]()
    while left:
        own = reading()
        try:
            return source.read(left, own), own, unread
        except DataError as error:
            said = str(error)
            at_fault = [path for path in left if said.startswith(f"{path}:")]
            at_fault = at_fault or [path for path in left if said.startswith(f"{path.parent}:")] or left
            unread |= dict.fromkeys(at_fault, f"cannot be read: {said}")
            left = [path for path in left if path not in unread]
    return SourceData(), reading(), unread


def _wanted(data: SourceData, reading: Reading) -> str:
    want(data.records, reading)
    return pack((reading.wanted_imdb_ids, reading.wanted_names, reading.wanted_title_ids))


def said_of_sources(rows: DataFrame) -> dict[str, tuple[int, tuple[str, str] | None]]:
    """How many records each source has, and as of when its facts are."""
    said: dict[str, list[Any]] = {}
    for row in of_kind(rows, SOURCE):
        said.setdefault(row["source"], []).append(unpack(row["packed"]))
    found = {}
    for name, parts in said.items():
        days = [part["as_of"] for part in parts if part["as_of"]]
        as_of = (min(first for first, _ in days), max(last for _, last in days)) if days else None
        found[name] = (sum(part["records"] for part in parts), as_of)
    return found
