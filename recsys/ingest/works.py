"""Works of linked records: united, numbered, and as the tables of a bundle."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from recsys.domain.schema import TMDB_API, conform
from recsys.ingest.number import number_works
from recsys.ingest.offers import offered
from recsys.ingest.ratings import RatingTables
from recsys.ingest.records import Listing, Record
from recsys.ingest.sources.layout import Source
from recsys.ingest.sources.tmdb_details import record_id
from recsys.ingest.tables import SCHEMAS
from recsys.ingest.titles import title_rows
from recsys.ingest.training import unite_for_training
from recsys.ingest.unite import Credit, United, in_belief_order, unite


def api_title_id(tmdb_id: int) -> str:
    """The title id that TMDB's API gives a film: ratings by it are of the film whether or not the API is a source."""
    return record_id("movie", tmdb_id)


def numbers_of(
    records: Iterable[Iterable[tuple[str, str]]], tmdb_ids: Iterable[int | None]
) -> dict[tuple[str, str], int]:
    """The number of the work of each (source, record_id), given by work, and of each film as TMDB's API has it."""
    found = {record: number for number, of_work in enumerate(records) for record in of_work}
    for number, tmdb_id in enumerate(tmdb_ids):
        if tmdb_id is not None:
            found.setdefault((TMDB_API, api_title_id(tmdb_id)), number)
    return found


class Told(NamedTuple):
    """A work as it is shown, and as models may know it: the same object where they may know all."""

    united: United
    training: United


@dataclass(frozen=True)
class Telling:
    """How the records of a work are put and told: the ranks of sources in which they are believed, those whose names
    are none of a work, and those that models may learn from.
    """

    ranks: dict[str, int]
    remembered: frozenset[str]
    taught: frozenset[str]

    @classmethod
    def of(cls, sources: Sequence[Source], train_on: Collection[str]) -> "Telling":
        """Of some sources; `train_on` names those that models learn from though their terms are against it."""
        return cls(
            {source.name: rank for rank, source in enumerate(sources)},
            frozenset(source.name for source in sources if source.remembered),
            frozenset(source.name for source in sources if source.uses.trained_on or source.name in train_on),
        )

    def in_order(self, records: Iterable[Record]) -> list[Record]:
        """The records of a work in the order in which they are believed."""
        return in_belief_order(records, self.ranks)

    def tell(self, records: Iterable[Record]) -> Told:
        """What the records of a work, put in order, tell together."""
        telling = [record for record in records if record.source not in self.remembered]
        united = unite(telling)
        return Told(united, unite_for_training(telling, united, self.taught))


@dataclass(frozen=True)
class Works:
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
        cls,
        records: Iterable[Record],
        in_order: Sequence[Sequence[Record]],
        told: Sequence["Told"],
        taught: Collection[str],
    ) -> "Works":
        """Of records in the order of the sources: those of each work as `Telling` puts and tells them."""
        united = [one.united for one in told]
        ids = [[(record.source, record.record_id) for record in of_work] for of_work in in_order]
        number_of = numbers_of(ids, [work.facts["tmdb_id"] for work in united])
        numbered = ((number_of.get((record.source, record.record_id)), record) for record in records)
        listings = [
            (number, record, listing)
            for number, record in numbered
            if number is not None
            for listing in record.listings
        ]
        training = [one.training for one in told]
        return cls(number_works(united, in_order), united, training, frozenset(taught), listings, number_of)

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
