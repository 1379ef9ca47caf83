"""A folder of raw data to the tables of a bundle, with an account of every file and link.

Every file below the folder is claimed by one source of the registry or named as not read. Each source reads its files
to records; the linker decides which records are the same work; the records of a work are united to one row.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from recsys.domain.schema import TMDB_API, conform
from recsys.errors import DataError
from recsys.files import sha256
from recsys.ingest import sample
from recsys.ingest.discovery import Claims, claim
from recsys.ingest.linking.linker import Links, link
from recsys.ingest.linking.report import doubtful_rows
from recsys.ingest.number import number_works
from recsys.ingest.offers import offered
from recsys.ingest.ratings import RatingTables, rating_tables
from recsys.ingest.records import Listing, Reading, Record, SourceData
from recsys.ingest.sources.registry import SOURCES, Source
from recsys.ingest.sources.tmdb_details import record_id
from recsys.ingest.tables import SCHEMAS, Account, Tables
from recsys.ingest.titles import title_rows
from recsys.ingest.training import unite_for_training
from recsys.ingest.unite import Credit, United, in_belief_order, unite
from recsys.ingest.watched import watched_pairs
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
    works = _Works.of(records, links, sources, train_on)
    progress("putting ratings together")
    rated = rating_tables(data, works.number_of, works.ids)
    rejected = reading.rejections.table()
    return Tables(
        **works.tables(rated),
        ratings=conform(rated.ratings, SCHEMAS["ratings"], "ratings"),
        watched=conform(watched_pairs(data, works.number_of, works.ids), SCHEMAS["watched"], "watched"),
        rejected=conform(rejected, SCHEMAS["rejected"], "rejected"),
        account=_account(folder, claims, reading, links, rated, data, sources),
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
                reading.want(data[source.name].records)
                assert reading.wanted_title_ids is not None  # noqa: S101 - it was just told what to keep
                reading.wanted_title_ids |= {
                    _api_title_id(record.tmdb_id) for record in data[source.name].records if record.tmdb_id is not None
                }
    if not any(data[source.name].records for source in sources if source.catalogue and source.name in data):
        expected = "; ".join(source.layouts[0].example for source in sources if source.catalogue)
        raise DataError(f"{reading.root}: expected at least one catalogue with titles, found none. One of: {expected}.")
    return {source.name: data[source.name] for source in sources if source.name in data}


def _api_title_id(tmdb_id: int) -> str:
    """The title id that TMDB's API gives a film: ratings by it are of the film whether or not the API is a source."""
    return record_id("movie", tmdb_id)


@dataclass(frozen=True)
class _Works:
    """The works with their ids and united facts in row order.

    `training` has the facts that models may learn, the same objects where that is all of them, and `taught` the sources
    that they are from. `listings` are (number of the work, record, listing) in the order of the sources; `number_of`
    has the work of each source and record_id.
    """

    ids: tuple[str, ...]
    united: list[United]
    training: list[United]
    taught: frozenset[str]
    listings: list[tuple[int, Record, Listing]]
    number_of: dict[tuple[str, str], int]

    @classmethod
    def of(
        cls, records: Sequence[Record], links: Links, sources: Sequence[Source], train_on: Collection[str]
    ) -> "_Works":
        groups: dict[int, list[Record]] = defaultdict(list)
        for record, group in zip(records, links.group_of.tolist(), strict=True):
            if group >= 0:
                groups[group].append(record)
        ranks = {source.name: rank for rank, source in enumerate(sources)}
        # In the order of the sources: the film catalogue's works first, in the order of its file.
        in_order = [in_belief_order(of_work, ranks) for of_work in groups.values()]
        remembered = {source.name for source in sources if source.remembered}
        told = [[record for record in of_work if record.source not in remembered] for of_work in in_order]
        united = [unite(of_work) for of_work in told]
        taught = frozenset(source.name for source in sources if source.uses.trained_on or source.name in train_on)
        training = [unite_for_training(*work, taught) for work in zip(told, united, strict=True)]
        number_of = {
            (record.source, record.record_id): number for number, of_work in enumerate(in_order) for record in of_work
        }
        for number, work in enumerate(united):
            if work.facts["tmdb_id"] is not None:
                number_of.setdefault((TMDB_API, _api_title_id(work.facts["tmdb_id"])), number)
        numbered = ((number_of.get((record.source, record.record_id)), record) for record in records)
        listings = [
            (number, record, listing)
            for number, record in numbered
            if number is not None
            for listing in record.listings
        ]
        return cls(number_works(united, in_order), united, training, taught, listings, number_of)

    def tables(self, rated: RatingTables) -> dict[str, pa.Table]:
        """Works, names, credits, titles, offers and snapshots, each of its schema, and the training ones."""
        ids = self.ids
        found = offered((number, listing) for number, _, listing in self.listings)
        titles = title_rows(self.listings, found.offers, rated)
        scores = rated.work_scores(titles, len(ids))
        titles = titles.assign(work_id=[ids[number] for number in titles["work"]])
        rows: dict[str, list[tuple[Any, ...]]] = {
            "offers": [(ids[offer.work], *offer[1:]) for offer in found.offers],
            "snapshots": [tuple(snapshot) for snapshot in found.snapshots],
        }
        shown = self._told(self.united, scores) | {
            "titles": conform(titles, SCHEMAS["titles"], "titles"),
            **{
                name: conform(pd.DataFrame(of_table, columns=SCHEMAS[name].names), SCHEMAS[name], name)
                for name, of_table in rows.items()
            },
        }
        training = {name: shown[name] for name in ("works", "names", "credits", "titles")}
        if any(one is not other for one, other in zip(self.training, self.united, strict=True)):
            training |= self._told(self.training, scores)
            is_taught = titles["source"].isin(self.taught)
            training["titles"] = conform(titles[is_taught], SCHEMAS["titles"], "training_titles")
        return shown | {f"training_{name}": table for name, table in training.items()}

    def _told(self, united: Sequence[United], scores: dict[str, Any]) -> dict[str, pa.Table]:
        """What united records tell: works with the scores of their ratings, names and credits."""
        ids = self.ids
        works = pd.DataFrame([work.facts for work in united]).assign(work_id=ids, **scores)
        names = [(ids[number], *name) for number, work in enumerate(united) for name in work.names]
        credits = [(ids[number], *_credit(credit)) for number, work in enumerate(united) for credit in work.people]
        frames = {
            "works": works,
            "names": pd.DataFrame(names, columns=SCHEMAS["names"].names),
            "credits": pd.DataFrame(credits, columns=SCHEMAS["credits"].names),
        }
        return {name: conform(frame, SCHEMAS[name], name) for name, frame in frames.items()}


def _credit(credit: Credit) -> tuple[Any, ...]:
    person = credit.person
    return (
        person.name, person.person_id, person.role, credit.order, person.character,
        credit.source, credit.title_id, credit.main,
    )  # fmt: skip


def _account(
    folder: Path,
    claims: Claims,
    reading: Reading,
    links: Links,
    rated: RatingTables,
    data: dict[str, SourceData],
    sources: Sequence[Source],
) -> Account:
    files, inputs = [], {}
    for source in sources:
        for path in claims.files.get(source.name, []):
            name = reading.rejections.name(path)
            files.append(
                {
                    "file": name, "source": source.name, "read": reading.rejections.read(path),
                    "kept": reading.rejections.kept(path), "rejected": reading.rejections.rejected(path),
                    "notes": reading.notes.get(path, []),
                }
            )  # fmt: skip
            inputs[name] = {"sha256": sha256(path), "size": path.stat().st_size}
    linked = Counter[str]()
    for of_source, group in zip((r.source for d in data.values() for r in d.records), links.group_of, strict=True):
        linked[of_source] += int(group >= 0)
    return Account(
        sample=folder.resolve() == sample.FOLDER.resolve(),
        inputs=inputs,
        files=files,
        unread=[{"file": unread.file, "reason": unread.reason} for unread in claims.unread],
        links=dict(Counter(links.evidence).most_common()),
        link_sources=[
            {
                "source": name,
                "records": len(of_source.records),
                "linked": linked[name],
                **rated.linked.get(name, {"ratings": 0, "linked_ratings": 0}),
            }
            for name, of_source in data.items()
        ],
        doubtful=doubtful_rows(links),
        superseded=rated.superseded,
        sources={source.name: _said(source, data[source.name]) for source in sources if source.name in data},
    )


def _said(source: Source, data: SourceData) -> dict[str, Any]:
    """What the account says of a source: its terms, and as of when its facts are where it says so."""
    said: dict[str, Any] = {"what": source.what, "terms": source.terms, "uses": asdict(source.uses)}
    return said | ({"as_of": list(data.as_of)} if data.as_of is not None else {})
