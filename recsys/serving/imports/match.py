"""Ratings that people bring along, matched to the works of the catalogue."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from recsys.domain.schema import TYPES
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.imports.files import FileRating, RefusedRow, read
from recsys.text import as_cell

_EXPORTED_TYPES = dict(zip(TYPES, ("Movie", "TV Series"), strict=True))
_SERIES = ("tvseries", "tvminiseries")
_FILMS = ("movie", "tvmovie", "video", "short", "tvshort", "tvspecial")


@dataclass(frozen=True)
class ImportedRating:
    """A rating of the file and the work that it is of."""

    work: Work
    stars: float


@dataclass(frozen=True)
class UnmatchedRating:
    """A rating of the file whose title means no work of the catalogue."""

    title: str
    year: int | None
    stars: float


@dataclass(frozen=True)
class Imported:
    """What became of every row of a file: matched, not matched, refused; `left_out` came after the first 5,000."""

    source: str
    matched: list[ImportedRating]
    unmatched: list[UnmatchedRating]
    refused: list[RefusedRow]
    left_out: int


def imported(content: bytes, catalogue: Catalogue) -> Imported:
    """The ratings of a file, each work once: of two for one work the last one counts. Raises what `read` raises."""
    file = read(content)
    stars: dict[int, float] = {}
    unmatched = []
    for rating in file.ratings:
        work_num = _match(rating, catalogue)
        if work_num is None:
            unmatched.append(UnmatchedRating(rating.titles[0], rating.year, rating.stars))
        else:
            stars.pop(work_num, None)
            stars[work_num] = rating.stars
    works = catalogue.works_at(list(stars))
    matched = [ImportedRating(work, given) for work, given in zip(works, stars.values(), strict=True)]
    return Imported(file.source, matched, unmatched, file.refused, file.left_out)


def exported(ratings: Mapping[str, float], catalogue: Catalogue) -> str:
    """Stars by work_id as a file that `imported`, and Letterboxd, can read."""
    works = catalogue.works_at(catalogue.work_ids.numbers(ratings).tolist())
    text = io.StringIO(newline="")
    file = csv.writer(text)
    file.writerow(("Name", "Year", "Rating", "Title Type"))
    file.writerows(
        (as_cell(work.title), work.year, f"{stars:g}", _EXPORTED_TYPES[work.type])
        for work, stars in zip(works, ratings.values(), strict=True)
    )
    return text.getvalue()


def _match(rating: FileRating, catalogue: Catalogue) -> int | None:
    """The work that the row's title, year and kind mean, by the rules that records are linked by.

    A row that says no type is a film's: Letterboxd knows nothing else.
    """
    if rating.kind and rating.kind not in (*_SERIES, *_FILMS):
        return None  # an episode, a game
    kind = TYPES[rating.kind in _SERIES]
    for title in rating.titles:
        work_num = catalogue.matcher.match(title, rating.year, kind)
        if work_num is not None:
            return work_num
    return None
