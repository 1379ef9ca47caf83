"""TV Time, which shut in July 2026: the tables of viewings in the zip that it sent on request.

`tracking-prod-records-v2.csv` has a row for every episode watched (`watch-episode-…`) and every series followed
(`user-series-…`), `tracking-prod-records.csv` the films, and `followed_tv_show.csv` the series of older accounts.
Nothing else of the zip is read: it holds tokens and addresses. There are no ratings, and no ids but TVDB's. What is
followed is a wish, until something of it was watched.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import whole, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

_SOURCE = "TV Time"
_FILM, _SERIES = TYPES
_EPISODES = ("watch-episode-", "rewatch-episode-")
_FOLLOWED = "user-series-"
_SIGNALS = {"watch": Signal.WATCHED, "rewatch": Signal.WATCHED, "towatch": Signal.WISH, "follow": Signal.WISH}
_SECOND = ("key", "seriesname", "sid", "createdat", "isfollowed")
_FIRST = ("type", "entitytype", "moviename", "createdat")
_LEGACY = ("tvshowid", "tvshowname", "archived")
_TRUE = ("true", "1")


def _series_rows(document: Document) -> Iterator[Entry | Refused]:
    """Episodes and followed series; sums, which other rows hold, say nothing."""
    for line, row in rows_of(document):
        key, name = row.get("key", ""), row.get("seriesname", "")
        if not key.startswith((*_EPISODES, _FOLLOWED)):
            continue
        if not name:
            yield Refused(line, row.get("sid", ""), Reason.NO_TITLE)
        elif key.startswith(_FOLLOWED):
            if row.get("isarchived") not in _TRUE and (
                row.get("isfollowed") in _TRUE or row.get("isforlater") in _TRUE
            ):
                yield Entry((name,), Signal.WISH, line, type=_SERIES, day=row.get("createdat") or None)
        else:
            yield _episode(line, row, name)


def _episode(line: int, row: dict[str, str], name: str) -> Entry:
    return Entry(
        (name,),
        Signal.WATCHED,
        line,
        type=_SERIES,
        season=whole(row.get("seasonnumber") or row.get("sno")),
        episode=whole(row.get("episodenumber") or row.get("epno")),
        day=row.get("createdat") or None,
    )


def _film_rows(document: Document) -> Iterator[Entry | Refused]:
    """Films watched and wished, and the episodes of older accounts; sums say nothing."""
    for line, row in rows_of(document):
        signal = _SIGNALS.get(row.get("type", ""))
        film = row.get("entitytype") == "movie"
        name = row.get("moviename" if film else "seriesname", "")
        if signal is None or not (film or row.get("entitytype") == "episode"):
            continue
        if not name:
            yield Refused(line, row.get("uuid", ""), Reason.NO_TITLE)
        elif film:
            day = row.get("watchdate") or row.get("createdat") or None
            yield Entry((name,), signal, line, year=year(row.get("releasedate")), type=_FILM, day=day)
        elif signal is Signal.WATCHED:
            yield _episode(line, row, name)


def _legacy_rows(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        if not row.get("tvshowname"):
            yield Refused(line, row.get("tvshowid", ""), Reason.NO_TITLE)
        elif row.get("archived") not in _TRUE:
            yield Entry((row["tvshowname"],), Signal.WISH, line, type=_SERIES, day=row.get("createdat") or None)


LAYOUTS = (
    Layout(_SOURCE, "history", lambda found: has(found, *_SECOND), _series_rows, columns=_SECOND),
    Layout(_SOURCE, "films", lambda found: has(found, *_FIRST), _film_rows, columns=_FIRST),
    Layout(_SOURCE, "watchlist", lambda found: has(found, *_LEGACY), _legacy_rows, columns=_LEGACY),
)
