"""A folder of raw data to the tables of a bundle, with an account of every file and link.

Every file below the folder is claimed by one source of the registry or named as not read. Each source reads its files
to records; the linker decides which records are the same work; the records of a work are united to one row.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from recsys.domain.schema import conform
from recsys.errors import DataError
from recsys.ingest.account import ReadSource, account, read_file
from recsys.ingest.discovery import Claims, claim
from recsys.ingest.linking.linker import Links, link
from recsys.ingest.linking.report import doubtful_rows
from recsys.ingest.ratings import rating_tables
from recsys.ingest.records import Reading, Record, SourceData
from recsys.ingest.sources.registry import SOURCES, Source
from recsys.ingest.tables import SCHEMAS, Tables
from recsys.ingest.watched import watched_pairs
from recsys.ingest.works import Telling, Works, api_title_id
from recsys.progress import Progress, silent


def read_data(
    folder: Path,
    progress: Progress = silent,
    sources: Sequence[Source] = SOURCES,
    rating_scale: tuple[float, float] | None = None,
    train_on: Collection[str] = (),
) -> Tables:
    """Everything below `folder` as tables.

    `rating_scale` is the lowest and highest rating of titles where it is not that of `schema.RATING_MIN` to
    `RATING_MAX`; `train_on` names the sources that models learn from though their terms are against it. Raises
    DataError on a file that cannot be read, or without any catalogue.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: expected a folder of raw data, found none. Set RECSYS_DATA to where it is.")
    claims = claim(folder, sources)
    reading = Reading.of(folder, progress, rating_scale)
    data = _read(claims, reading, sources)
    records = [record for of_source in data.values() for record in of_source.records]

    progress("linking records")
    links = link(records, sources)
    progress("uniting the facts of works")
    works = _works(records, links, sources, train_on)
    progress("putting ratings together")
    rated = rating_tables(data, works.number_of, works.ids)
    rejected = reading.rejections.table()
    return Tables(
        **works.tables(rated),
        ratings=conform(rated.ratings, SCHEMAS["ratings"], "ratings"),
        watched=conform(watched_pairs(data, works.number_of, works.ids), SCHEMAS["watched"], "watched"),
        rejected=conform(rejected, SCHEMAS["rejected"], "rejected"),
        account=account(
            folder,
            [read_file(path, source.name, reading) for source in sources for path in claims.files.get(source.name, [])],
            claims.unread,
            Counter(links.evidence),
            doubtful_rows(links),
            _read_sources(data, links),
            rated,
            sources,
        ),
    )


def count_sources(folder: Path, sources: Sequence[Source] = SOURCES) -> int:
    """How many steps `read_data` will tell its progress: one a source that has files, and three after reading."""
    return sum(bool(files) for files in claim(folder, sources).files.values()) + 3


def _read(claims: Claims, reading: Reading, sources: Sequence[Source]) -> dict[str, SourceData]:
    """What each source's files hold, by its name; catalogues first, since other sources only add to what they know."""
    data: dict[str, SourceData] = {}
    for source in sorted(sources, key=lambda source: not source.catalogue):
        files = claims.files.get(source.name, [])
        if files:
            reading.progress(f"reading {source.name}")
            data[source.name] = source.read(files, reading)
            if source.catalogue:
                want(data[source.name].records, reading)
    check_catalogues(reading.root, (name for name, of_source in data.items() if of_source.records), sources)
    return {source.name: data[source.name] for source in sources if source.name in data}


def want(records: Sequence[Record], reading: Reading) -> None:
    """Let later sources keep what these records of a catalogue name, and ratings of films by TMDB's ids."""
    reading.want(records)
    assert reading.wanted_title_ids is not None  # noqa: S101 - it was just told what to keep
    reading.wanted_title_ids |= {api_title_id(record.tmdb_id) for record in records if record.tmdb_id is not None}


def check_catalogues(root: Path, with_records: Iterable[str], sources: Sequence[Source]) -> None:
    """Raise DataError unless a catalogue is among the sources that have records, which are given by name."""
    catalogues = [source for source in sources if source.catalogue]
    if {source.name for source in catalogues}.isdisjoint(with_records):
        expected = "; ".join(source.layouts[0].example for source in catalogues)
        raise DataError(f"{root}: expected at least one catalogue with titles, found none. One of: {expected}.")


def _works(records: Sequence[Record], links: Links, sources: Sequence[Source], train_on: Collection[str]) -> Works:
    groups: dict[int, list[Record]] = defaultdict(list)
    for record, group in zip(records, links.group_of.tolist(), strict=True):
        if group >= 0:
            groups[group].append(record)
    told = Telling.of(sources, train_on)
    # In the order of the sources: the film catalogue's works first, in the order of its file.
    in_order = [told.in_order(of_work) for of_work in groups.values()]
    return Works.of(records, in_order, [told.tell(of_work) for of_work in in_order], told.taught)


def _read_sources(data: Mapping[str, SourceData], links: Links) -> list[ReadSource]:
    linked = Counter[str]()
    for of_source, group in zip((r.source for d in data.values() for r in d.records), links.group_of, strict=True):
        linked[of_source] += int(group >= 0)
    return [ReadSource(name, len(found.records), linked[name], found.as_of) for name, found in data.items()]
