"""TMDB: the tables of an account's export, its ratings, its watchlist and its favourites.

All have the same columns but for `Your Rating`, which is the person's, one to ten; `Rating` is the community's mean.
Rows without a rating of the person's are favourites or wishes, by the file's name. Rated seasons and episodes say that
the series was watched.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, number, whole, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import tmdb_id
from recsys.serving.imports.layout import Layout

_SOURCE = "TMDB"
_FILM, _SERIES = TYPES
_TYPES = {"movie": _FILM, "tv": _SERIES}
_COLUMNS = ("tmdbid", "imdbid", "type", "name", "releasedate")
_RATING = "yourrating"


def _is_export(document: Document) -> bool:
    return has(document, *_COLUMNS) and "recommend" not in document.path.lower()


def _is_favourites(document: Document) -> bool:
    return "favo" in document.path.rpartition("/")[2].lower()


def _rows(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        kind = row.get("type", "").lower()
        if not row.get("name"):
            yield Refused(line, row.get("tmdbid", ""), Reason.NO_TITLE)
        elif kind not in _TYPES:
            yield Refused(line, row.get("type", ""), Reason.NOT_A_WORK)
        else:
            yield _row(line, row, _TYPES[kind], Signal.LIKED if _is_favourites(document) else Signal.WISH)


def _row(line: int, row: dict[str, str], kind: str, unrated: Signal) -> Entry:
    season, rating = whole(row.get("seasonnumber")), number(row.get(_RATING))
    work = Entry(
        (row["name"],),
        unrated,
        line,
        year=year(row.get("releasedate")),
        type=kind,
        imdb_id=imdb_id(row.get("imdbid")),
        tmdb_id=tmdb_id(row.get("tmdbid")),
        day=row.get("daterated") or row.get("dateadded") or None,
    )
    if season is not None:
        return work._replace(signal=Signal.WATCHED, season=season, episode=whole(row.get("episodenumber")))
    return work._replace(signal=Signal.RATED, rating=rating) if rating else work


def _kind(document: Document) -> str:
    if has(document, _RATING) and "watchlist" not in document.path.lower() and not _is_favourites(document):
        return "ratings"
    return "likes" if _is_favourites(document) else "watchlist"


LAYOUTS = (
    Layout(
        _SOURCE,
        "ratings",
        lambda found: _is_export(found) and _kind(found) == "ratings",
        _rows,
        scale=10,
        columns=(*_COLUMNS, _RATING),
    ),
    Layout(_SOURCE, "likes", lambda found: _is_export(found) and _kind(found) == "likes", _rows, scale=10),
    Layout(_SOURCE, "watchlist", lambda found: _is_export(found) and _kind(found) == "watchlist", _rows, scale=10),
)
