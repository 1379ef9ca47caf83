"""Letterboxd: the zip of «Settings → Data → Export your data», each file of it alone, and its import format.

`ratings.csv` and `diary.csv` have `Rating` in half stars; `watched.csv`, `watchlist.csv` and `likes/films.csv` share
their columns and are told apart by their path. Lists are no history.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

_FILM = TYPES[0]
_URI = "letterboxduri"
_SHARED = ("date", "name", "year", _URI)


def _is_ratings(document: Document) -> bool:
    return has(document, "name", "year", _URI, "rating") and not has(document, "watcheddate")


def _ratings(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        rating = number(row.get("rating"))
        if not row.get("name"):
            yield Refused(line, "", Reason.NO_TITLE)
        elif rating is None:
            yield Refused(line, row.get("rating", ""), Reason.NO_RATING)
        else:
            yield Entry(
                (row["name"],),
                Signal.RATED,
                line,
                year=year(row.get("year")),
                type=_FILM,
                rating=rating,
                day=row.get("date"),
            )


LAYOUTS = (Layout("Letterboxd", "ratings", _is_ratings, _ratings, scale=5, columns=(*_SHARED, "rating")),)
