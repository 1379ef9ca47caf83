"""Tautulli: what was watched on a Plex server, as `get_history` of its API answers or its table as CSV.

A row is a viewing by one of the server's people: how long, how much of it, and whether that counts as watched. Music
and live television are left out, and so is what was stopped within ten minutes.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number, whole, year
from recsys.serving.imports.documents import Document, Table, has
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import ids_in
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts.netflix import LEAST_MINUTES
from recsys.serving.imports.objects import (
    Object,
    day_of,
    folded,
    is_list_of,
    objects,
    share_of,
    text,
    texts,
    value_of,
)

_FILM, _SERIES = TYPES
_TYPES = {"movie": _FILM, "episode": _SERIES}
_COLUMNS = ("date", "mediatype", "grandparenttitle", "title")
_WATCHED = 1  # of `watched_status`; a quarter and a half are less


def _items(document: Document) -> list[Object]:
    """The viewings of an answer, whole or without what it is wrapped in."""
    found = value_of(document)
    for key in ("response", "data", "data"):
        found = found[key] if isinstance(found, dict) and key in found else found
    return objects(found)


def _is_history(document: Document) -> bool:
    return has(document, *_COLUMNS) or is_list_of(_items(document), "date", "media_type", "grandparent_title", "title")


def _read(document: Document) -> Iterator[Entry | Refused]:
    rows = document.rows() if isinstance(document, Table) else ((0, folded(item)) for item in _items(document))
    for line, row in rows:
        yield _viewing(line, row)


def _viewing(line: int, row: Object) -> Entry | Refused:
    kind = text(row.get("mediatype"))
    if kind not in _TYPES or whole(row.get("live")):
        return Refused(line, kind, Reason.NOT_A_WORK)
    film = kind == "movie"
    titles = texts(row.get("title" if film else "grandparenttitle"), row.get("originaltitle") if film else None)
    if not titles:
        return Refused(line, text(row.get("ratingkey")), Reason.NO_TITLE)
    seconds = number(row.get("playduration")) or number(row.get("duration"))
    watched = number(row.get("watchedstatus")) == _WATCHED
    if seconds is not None and seconds < LEAST_MINUTES * 60 and not watched:
        return Refused(line, f"{seconds:g} s", Reason.SHORT)
    ids = ids_in([row.get("guid")] if film else [])
    return Entry(
        titles,
        Signal.WATCHED,
        line,
        year=year(row.get("year")) if film else None,
        type=_TYPES[kind],
        imdb_id=ids.imdb,
        tmdb_id=ids.tmdb,
        season=None if film else whole(row.get("parentmediaindex")),
        episode=None if film else whole(row.get("mediaindex")),
        day=day_of(row.get("date")) or text(row.get("date")) or None,
        minutes=None if seconds is None else seconds / 60,
        share=(1.0 if watched else share_of(row.get("percentcomplete"), 100)) if film else None,
        profile=text(row.get("friendlyname")) or text(row.get("user")) or None,
    )


LAYOUTS = (Layout("Tautulli", "history", _is_history, _read, columns=_COLUMNS),)
