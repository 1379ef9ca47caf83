"""Jellyfin and Emby: items of a library as the server answers them, and the backup of the Playback Reporting plugin.

Items (`/Users/…/Items?fields=ProviderIds`) say in `UserData` whether a film, series or episode was played, how often,
and whether it is a favourite, which counts as liked. The plugin's backup is a table without a header, a row a playback:
day, user, item, type, name, method, client, device, seconds; less than ten minutes are no watching.
"""

import re
from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number, whole, year
from recsys.serving.imports.documents import Document, Table
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import Ids, ids_of
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts.netflix import LEAST_MINUTES
from recsys.serving.imports.objects import Object, at, is_list_of, objects, share_of, text, texts, value_of
from recsys.serving.imports.watching import long_enough

_SOURCE = "Jellyfin"
_FILM, _SERIES = TYPES
_WHOLE = ("Movie", "Series")
_NAMES = {"Movie": "Name", "Series": "Name", "Season": "SeriesName", "Episode": "SeriesName"}
_TICKS = 600_000_000  # a minute
_PLAYBACK = ("date", "user", "item", "type", "name", "method", "client", "device", "seconds")
_STARTED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_EPISODE = re.compile(r"^(?P<name>.+?) - s(?P<season>\d+)e(?P<episode>\d+)(?: - .*)?$", re.IGNORECASE)


def _item_list(document: Document) -> object:
    found = value_of(document)
    return found.get("Items") if isinstance(found, dict) else found


def _is_items(document: Document) -> bool:
    return is_list_of(_item_list(document), "Name", "Type", "UserData")


def _items(document: Document) -> Iterator[Entry | Refused]:
    for item in objects(_item_list(document)):
        yield from _item(item)


def _item(item: Object) -> Iterator[Entry | Refused]:
    """What the item's `UserData` says; of what was neither played nor marked nothing."""
    kind, data = text(item.get("Type")), item.get("UserData")
    minutes = (number(at(data, "PlaybackPositionTicks")) or 0) / _TICKS
    marks = (at(data, "Played"), at(data, "IsFavorite"), at(data, "Rating"), at(data, "PlayedPercentage"))
    if not any(marks) and at(data, "Likes") is None and minutes < LEAST_MINUTES:
        return
    names = (item.get(_NAMES.get(kind, "")), item.get("OriginalTitle") if kind in _WHOLE else None)
    if kind not in _NAMES:
        yield Refused(0, kind, Reason.NOT_A_WORK)
    elif not texts(*names):
        yield Refused(0, text(item.get("Id")), Reason.NO_TITLE)
    else:
        yield from _signals(_work(item, kind, texts(*names)), data, minutes, kind in _WHOLE)


def _work(item: Object, kind: str, titles: tuple[str, ...]) -> Entry:
    """The work of an item; the year and ids of a season or episode are its own and not the series'."""
    ids = ids_of(item.get("ProviderIds")) if kind in _WHOLE else Ids()
    index = whole(item.get("IndexNumber"))
    return Entry(
        titles,
        Signal.WATCHED,
        year=year(item.get("ProductionYear")) if kind in _WHOLE else None,
        type=_FILM if kind == "Movie" else _SERIES,
        imdb_id=ids.imdb,
        tmdb_id=ids.tmdb,
        season={"Season": index, "Episode": whole(item.get("ParentIndexNumber"))}.get(kind),
        episode=index if kind == "Episode" else None,
        day=text(at(item, "UserData", "LastPlayedDate")) or None,
    )


def _signals(work: Entry, data: object, minutes: float, whole_work: bool) -> Iterator[Entry]:
    """Likes and ratings of a film or series, and that it, or a part of it, was watched."""
    if whole_work:
        if at(data, "IsFavorite") is True or at(data, "Likes") is True:
            yield work._replace(signal=Signal.LIKED)
        elif at(data, "Likes") is False:
            yield work._replace(signal=Signal.DISLIKED)
        work = work._replace(rating=number(at(data, "Rating")) or None)
    share = share_of(at(data, "PlayedPercentage"), 100) if whole_work else None
    if at(data, "Played") is True:
        times = 1 if whole_work and work.type == _SERIES else max(1, whole(at(data, "PlayCount")) or 1)
        yield work._replace(times=times, share=1.0 if whole_work else None)
    elif minutes >= LEAST_MINUTES or (share and work.type == _SERIES):
        yield work._replace(minutes=minutes or None, share=share)
    elif work.rating:
        yield work._replace(signal=Signal.RATED)


def _is_playback(document: Document) -> bool:
    """Whether the first row is a playback already: there is no header."""
    if not isinstance(document, Table) or len(document.header) != len(_PLAYBACK):
        return False
    first = dict(zip(_PLAYBACK, document.header, strict=True))
    return bool(_STARTED.match(first["date"])) and whole(first["seconds"]) is not None and bool(first["type"])


def _playbacks(document: Document) -> Iterator[Entry | Refused]:
    def rows() -> Iterator[Entry | Refused]:
        for line, cells in document.cells() if isinstance(document, Table) else ():
            if len(cells) != len(_PLAYBACK):
                yield Refused(line, cells[0], Reason.INCOMPLETE)
            else:
                yield _playback(line, dict(zip(_PLAYBACK, cells, strict=True)))

    return long_enough(rows)


def _playback(line: int, row: dict[str, str]) -> Entry | Refused:
    episode = _EPISODE.match(row["name"]) if row["type"] == "Episode" else None
    if row["type"] not in ("Movie", "Episode"):
        return Refused(line, row["type"], Reason.NOT_A_WORK)
    if not row["name"]:
        return Refused(line, row["item"], Reason.NO_TITLE)
    return Entry(
        (episode["name"] if episode else row["name"],),
        Signal.WATCHED,
        line,
        type=_FILM if row["type"] == "Movie" else _SERIES,
        season=int(episode["season"]) if episode else None,
        episode=int(episode["episode"]) if episode else None,
        day=row["date"],
        minutes=(number(row["seconds"]) or 0) / 60,
        profile=row["user"] or None,
    )


LAYOUTS = (
    Layout(_SOURCE, "library", _is_items, _items, scale=10),
    Layout(_SOURCE, "history", _is_playback, _playbacks),
)
