"""What a visitor has told, as a file to take along."""

import csv
import io
from collections.abc import Iterable, Mapping

from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.entries import Signal
from recsys.serving.imports.layouts.butaca import HEADER, TITLE_TYPES
from recsys.text import as_cell


def exported(
    ratings: Mapping[str, float], catalogue: Catalogue, watched: Iterable[str] = (), wishes: Iterable[str] = ()
) -> str:
    """Stars by work_id, works watched and wishes as a table that an import here reads again, and Letterboxd, too.

    A work that was rated is no row of `watched`. Raises nothing: ids of another bundle are left out.
    """
    rows: dict[str, tuple[Signal, str]] = {}
    rows.update((work, (Signal.WISH, "")) for work in wishes)
    rows.update((work, (Signal.WATCHED, "")) for work in watched)
    rows.update((work, (Signal.RATED, f"{stars:g}")) for work, stars in ratings.items())
    known = [work for work in rows if work in catalogue.work_ids]
    text = io.StringIO(newline="")
    file = csv.writer(text)
    file.writerow(HEADER)
    works = catalogue.works_at(catalogue.work_ids.numbers(known).tolist())
    for work in works:
        signal, stars = rows[work.work_id]
        file.writerow((as_cell(work.title), work.year, stars, TITLE_TYPES[work.type], signal))
    return text.getvalue()
