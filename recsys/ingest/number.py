"""The public ids of works, in row order."""

from collections.abc import Sequence

from recsys.domain.work_ids import TMDB_PREFIX, slug
from recsys.ingest.records import Record
from recsys.ingest.unite import United


def number_works(united: Sequence[United], records: Sequence[Sequence[Record]]) -> tuple[str, ...]:
    """An id for each work: its slug where a service lists it, else TMDB's number, else its slug too.

    Of several works with one slug that with most votes has it, the first of equals; others end in `-2`, `-3`, ….
    """
    wanted: dict[str, list[int]] = {}
    ids: list[str] = [""] * len(united)
    for number, (work, of_work) in enumerate(zip(united, records, strict=True)):
        facts = work.facts
        if facts["tmdb_id"] is not None and not any(record.listings for record in of_work):
            ids[number] = f"{TMDB_PREFIX}{facts['tmdb_id']}"
        else:
            wanted.setdefault(slug(facts["title"], facts["year"], facts["type"]), []).append(number)
    taken = set(ids)
    for name, numbers in wanted.items():
        for number in sorted(numbers, key=lambda number: -united[number].facts["votes"]):
            ids[number] = _free(name, taken)
            taken.add(ids[number])
    return tuple(ids)


def _free(name: str, taken: set[str]) -> str:
    place, found = 1, name
    while found in taken:
        place += 1
        found = f"{name}-{place}"
    return found
