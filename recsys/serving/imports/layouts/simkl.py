"""Simkl: the backup of «Settings → Download backup», as JSON and as CSV.

The JSON (`SimklBackup.json`) has movies, shows and anime, each with its status, the person's rating of one to ten, how
many episodes were watched of how many, and the watched ones by season where it tells them. The CSV has `LastEpWatched`
(`s3e7`), the last episode that was watched, and the status in `Watchlist`. Ids of Simkl, TVDB and MyAnimeList are not
used.
"""

import re
from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, number, whole, year
from recsys.serving.imports.dates import Order
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import ids_of, tmdb_id
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import LOOKED_AT, Object, at, objects, share_of, text, texts, value_of
from recsys.serving.imports.watching import Status, listed, status_of

_SOURCE = "Simkl"
_FILM, _SERIES = TYPES
_TOP = 10
_GROUPS = {"movies": "movie", "shows": "show", "anime": "show"}
_LAST_EPISODE = re.compile(r"(?:s\s*(?P<season>\d{1,3})\s*)?e?\s*(?P<episode>\d{1,4})", re.IGNORECASE)
# Of anime the rest (OVA, ONA, specials) may be either.
_TYPES = {"movies": _FILM, "movie": _FILM, "shows": _SERIES, "show": _SERIES, "tv": _SERIES}
_CSV = ("simklid", "title", "type", "watchlist", "lastepwatched")
_TRUE = "true"  # what import tools write for a title that is on the watchlist


def _is_json(document: Document) -> bool:
    groups = [(objects(at(value_of(document), group))[:LOOKED_AT], work) for group, work in _GROUPS.items()]
    ids = [at(item, work, "ids", "simkl") for items, work in groups for item in items]
    return bool(ids) and None not in ids


def _items(document: Document) -> Iterator[Entry | Refused]:
    for group, work in _GROUPS.items():
        for item in objects(at(value_of(document), group)):
            yield from _item(item, at(item, work), group)


def _item(item: Object, work: object, group: str) -> Iterator[Entry | Refused]:
    titles, ids = texts(at(work, "title")), ids_of(at(work, "ids"))
    kind = _TYPES.get(text(item.get("anime_type")) if group == "anime" else group)
    if not titles:
        yield Refused(0, text(at(work, "ids", "simkl")), Reason.NO_TITLE)
        return
    status = status_of(text(item.get("status"))) or Status.CURRENT
    watched = Entry(
        titles,
        Signal.WATCHED,
        year=year(at(work, "year")),
        type=kind,
        imdb_id=ids.imdb,
        tmdb_id=ids.tmdb,
        day=text(item.get("last_watched_at")) or None,
        share=None if kind == _FILM else share_of(item.get("watched_episodes_count"), item.get("total_episodes_count")),
    )
    yield listed(watched, status, number(item.get("user_rating")))
    for season in objects(item.get("seasons")):
        for episode in objects(season.get("episodes")):
            yield watched._replace(
                season=whole(season.get("number")),
                episode=whole(episode.get("number")),
                day=text(episode.get("watched_at")) or None,
                share=None,
            )


def _is_csv(document: Document) -> bool:
    return has(document, *_CSV)


def _rows(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        if not row.get("title"):
            yield Refused(line, row.get("simklid", ""), Reason.NO_TITLE)
            continue
        kind = _TYPES.get(row.get("type", "").lower())
        last = None if kind == _FILM else _LAST_EPISODE.fullmatch(row.get("lastepwatched", ""))
        watched = Entry(
            (row["title"],),
            Signal.WATCHED,
            line,
            year=year(row.get("year")),
            type=kind,
            imdb_id=imdb_id(row.get("imdb") or row.get("imdbid")),
            tmdb_id=tmdb_id(row.get("tmdb") or row.get("tmdbid")),
            day=row.get("watcheddate") or None,
        )
        yield listed(watched, _status(row.get("watchlist", ""), kind == _FILM), number(row.get("rating")))
        if last:
            yield watched._replace(season=int(last["season"] or 1), episode=int(last["episode"]))


def _status(word: str, film: bool) -> Status:
    """The status of a row; none is given for what was watched, of a series it is not known how far."""
    if word.lower() == _TRUE:
        return Status.PLANNED
    return status_of(word) or (Status.COMPLETED if film else Status.CURRENT)


LAYOUTS = (
    Layout(_SOURCE, "backup", _is_json, _items, scale=_TOP),
    Layout(_SOURCE, "table", _is_csv, _rows, scale=_TOP, dates=Order.MONTH_FIRST, columns=_CSV),
)
