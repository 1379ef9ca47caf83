"""What models may learn of works: the facts of sources that may be trained on, united without those of the others.

Which records are one work is decided with all of them, but for votes (`linking.linker`): an id says of what something
is told, not what. Of a work that no source knows whose facts may be learned, models have its row, its type and its
year, which tell which work is meant as `work_id` does: no words of its title, no genre, nobody of its people. It is
found, shown and rated like any other.
"""

from collections.abc import Collection, Sequence
from typing import Any

from recsys.ingest.records import Record
from recsys.ingest.unite import United, unite


def unite_for_training(records: Sequence[Record], united: United, taught: Collection[str]) -> United:
    """The work of some records as models may know it: by those of the sources in `taught` alone.

    `united` is the work of all of them, which is returned where all may be learned from.
    """
    own = [record for record in records if record.source in taught]
    if len(own) == len(records):
        return united
    if not any(record.type for record in own):
        own += [_bare(record, type=record.type) for record in records if record.source not in taught]
    if not any(record.year for record in own):
        own += [
            _bare(record, year=record.year, newest_year=record.newest_year)
            for record in records
            if record.source not in taught
        ]
    made = unite(own)
    return made._replace(names=[name for name in made.names if name.name])


def _bare(record: Record, **said: Any) -> Record:  # noqa: ANN401 - fields of a record
    """The record with nothing but what is said."""
    return Record(
        **{"source": record.source, "record_id": record.record_id, "title": "", "type": None, "year": None, **said}
    )
