"""Letterboxd: the zip of «Settings → Data → Export your data», each file of it alone, and its import format.

Films only. `ratings.csv`, `diary.csv` and `reviews.csv` have `Rating` in half stars; `watched.csv`, `watchlist.csv` and
`likes/films.csv` share their columns and are told apart by their names. What lies in `deleted/` and `orphaned/` was
taken back; lists say neither that a film was seen nor that it is wished for.

The import format (`Title,Year,Rating10,WatchedDate,…`) is what others write for Letterboxd, backups of FilmAffinity
among them.
"""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, names, number, whole, year
from recsys.serving.imports.documents import Document, Table, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

_SOURCE, _FILM = "Letterboxd", TYPES[0]
_SHARED = ("date", "name", "year", "letterboxduri")
_DIARY = (*_SHARED, "rating", "rewatch", "tags", "watcheddate")
_TAKEN_BACK = ("deleted/", "orphaned/")
_LIST = "Letterboxd list export"
_IMPORT = frozenset(
    "letterboxduri url tmdbid imdbid title name year directors rating rating10 watcheddate rewatch tags review".split()
)
_TELLS_IMPORT = frozenset("letterboxduri tmdbid imdbid rating10 watcheddate rewatch".split())


def _is(path: str, name: str) -> bool:
    """Whether it is the file of that name, or a copy of it: «watchlist (1).csv»."""
    return PurePosixPath(path.replace("\\", "/")).stem.casefold().startswith(name)


def _taken_back(document: Document) -> bool:
    return has(document, "date", "name", "year") and any(part in document.path for part in _TAKEN_BACK)


def _read_taken_back(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        yield Refused(line, row.get("name", ""), Reason.DELETED)


def _is_list(document: Document) -> bool:
    return isinstance(document, Table) and bool(document.header) and document.header[0].startswith(_LIST)


def _read_list(document: Document) -> Iterator[Entry | Refused]:
    """A header and a row about the list, another header, and the films by position."""
    if isinstance(document, Table):
        for line, cells in document.cells():
            if len(cells) > 1 and cells[0].isdigit():
                yield Refused(line, cells[1], Reason.LIST)


def _is_ratings(document: Document) -> bool:
    return has(document, "name", "year", "letterboxduri", "rating") and not has(document, "watcheddate")


def _is_diary(document: Document) -> bool:
    return has(document, *_DIARY)


def _shared(name: str) -> Callable[[Document], bool]:
    def fits(document: Document) -> bool:
        return isinstance(document, Table) and set(document.columns) == set(_SHARED) and _is(document.path, name)

    return fits


def _read(signal: Signal) -> Callable[[Document], Iterator[Entry | Refused]]:
    def read(document: Document) -> Iterator[Entry | Refused]:
        seen: set[tuple[str, str]] = set()
        for line, row in rows_of(document):
            rating = number(row.get("rating"))
            if not row.get("name"):
                yield Refused(line, "", Reason.NO_TITLE)
            elif signal is Signal.RATED and rating is None:
                yield Refused(line, row.get("rating", ""), Reason.NO_RATING)
            else:
                yield Entry(
                    (row["name"],),
                    signal,
                    line,
                    year(row.get("year")),
                    _FILM,
                    rating=rating,
                    day=row.get("watcheddate") or row.get("date"),
                    times=_times(row, seen),
                )

    return read


def _times(row: dict[str, str], seen: set[tuple[str, str]]) -> int:
    """Twice of a film that the diary first has as seen again, once more of any other row."""
    key = (row["name"], row.get("year", ""))
    again = key not in seen and row.get("rewatch", "").casefold() in ("yes", "true", "1")
    seen.add(key)
    return 2 if again else 1


def _is_import(document: Document) -> bool:
    if not isinstance(document, Table):
        return False
    columns = set(document.columns)
    return "title" in columns and columns <= _IMPORT and bool(columns & _TELLS_IMPORT)


def _import_scale(document: Document) -> float:
    return 10 if has(document, "rating10") else 5


def _read_import(document: Document) -> Iterator[Entry | Refused]:
    given = "rating10" if has(document, "rating10") else "rating"
    for line, row in rows_of(document):
        rating = number(row.get(given))
        if not row.get("title"):
            yield Refused(line, "", Reason.NO_TITLE)
        elif row.get(given) and rating is None:
            yield Refused(line, row[given], Reason.NO_RATING)
        else:
            yield Entry(
                (row["title"],),
                Signal.WATCHED if rating is None else Signal.RATED,
                line,
                year(row.get("year")),
                _FILM,
                imdb_id(row.get("imdbid")),
                whole(row.get("tmdbid")),
                names(row.get("directors")),
                rating,
                day=row.get("watcheddate"),
            )


LAYOUTS = (
    Layout(_SOURCE, "deleted", _taken_back, _read_taken_back, scale=5),
    Layout(_SOURCE, "list", _is_list, _read_list, scale=5),
    Layout(_SOURCE, "diary", _is_diary, _read(Signal.WATCHED), scale=5, columns=_DIARY),
    Layout(_SOURCE, "ratings", _is_ratings, _read(Signal.RATED), scale=5, columns=(*_SHARED, "rating")),
    Layout(_SOURCE, "watchlist", _shared("watchlist"), _read(Signal.WISH), scale=5, columns=_SHARED),
    Layout(_SOURCE, "watched", _shared("watched"), _read(Signal.WATCHED), scale=5, columns=_SHARED),
    Layout(_SOURCE, "likes", _shared("films"), _read(Signal.LIKED), scale=5, columns=_SHARED),
    Layout(
        _SOURCE,
        "import",
        _is_import,
        _read_import,
        scale=_import_scale,
        columns=("title", "year", "rating10", "watcheddate"),
    ),
)
