"""Prime Video: what Amazon sends on «Request my data → Prime Video», of today and of the years before, and the history
page as the browser script «Watch History Exporter for Amazon Prime Video» saves it.

Today `Viewing History.csv` has a row a viewing with its seconds and material, `Watch Events.csv` a row a title. Before,
`Digital.PrimeVideo.Viewinghistory.csv` had a row an hour, without durations, and the watchlist was a table of its own.
Promos, trailers, live events, what played by itself, what was deleted, and less than ten minutes are left out.
`Not Available` stands for nothing. Titles may have the season behind the name, in the language of the shop.
"""

import re
from collections.abc import Callable, Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number
from recsys.serving.imports.dates import Order
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import day_of
from recsys.serving.imports.watching import long_enough
from recsys.text import fold

_SOURCE = "Prime Video"
_HISTORY = ("title", "playbackstartdatetimeutc", "secondsviewed", "materialtypedescription")
_EVENTS = ("titlename", "mostrecentwatchdate", "secondswatched")
_HOURS = ("playbackhour", "title")
_WATCHLIST = ("catalogtitle", "itemaddeddate")
# Of the page, in the languages in which the script names them: day, type, title, episode.
_PAGE = (
    tuple("datewatched fechavista fechadevisualizacion dataassistida datadevisualizacao datumangesehen".split()),
    ("type", "tipo", "typ"),
    ("title", "titulo", "titel", "titre"),
    ("episode", "episodetitle", "episodio", "folge"),
)
_TYPES = {
    **dict.fromkeys(("movie", "pelicula", "filme", "film"), TYPES[0]),
    **dict.fromkeys(("series", "serie"), TYPES[1]),
}
_NOTHING = ("", "not available", "not applicable")
_NOT_WORKS = ("promo", "trailer", "live", "livestreaming")
_YES = ("yes", "true", "1")
_BEFORE_SEASON = re.compile(r"\s[-–—]\s(?=[^-–—:]{3,20}\d{1,2}$)")
_COPY = re.compile(r"\s?\[[^\[\]]*\]$")  # [dt./OV], [Ultra HD]


def _cell(row: dict[str, str], column: str) -> str:
    """A cell without the quotes that the export doubles; empty where it stands for nothing."""
    cell = row.get(column, "").strip('" ')
    return "" if cell.lower() in _NOTHING else cell


def _name(title: str) -> tuple[str]:
    """The title as other services write it: «The Boys - Staffel 3 [dt./OV]» is «The Boys: Staffel 3»."""
    return (_BEFORE_SEASON.sub(": ", _COPY.sub("", title) or title),)


def _viewed(line: int, row: dict[str, str], title: str, day: str, seconds: str) -> Entry | Refused:
    """A viewing of today's files by the names of its columns."""
    name, given = _cell(row, title), number(_cell(row, seconds))
    material = _cell(row, "materialtypedescription")
    if material.lower() in _NOT_WORKS:
        return Refused(line, material, Reason.NOT_A_WORK)
    if _cell(row, "isautoplay").lower() in _YES:
        return Refused(line, name, Reason.AUTOPLAY)
    if _cell(row, "isdeleted").lower() in _YES or _cell(row, "deletedfromwatchhistory").lower() in _YES:
        return Refused(line, name, Reason.DELETED)
    if not name:
        return Refused(line, row.get(title, ""), Reason.NO_TITLE)
    return Entry(
        _name(name),
        Signal.WATCHED,
        line,
        day=_cell(row, day) or None,
        minutes=(given or 0) / 60,
        profile=_cell(row, "profiletype") or None,
        compound=True,
    )


def _reader(title: str, day: str, seconds: str) -> Callable[[Document], Iterator[Entry | Refused]]:
    """What reads one of today's files by the names of its columns."""

    def read(document: Document) -> Iterator[Entry | Refused]:
        return long_enough(lambda: (_viewed(line, row, title, day, seconds) for line, row in rows_of(document)))

    return read


def _hours(document: Document) -> Iterator[Entry | Refused]:
    """The older file: the hours of one day are one viewing."""
    seen = set()
    for line, row in rows_of(document):
        title, kind, day = _cell(row, "title"), _cell(row, "videotype"), _cell(row, "playbackhour")
        if kind.lower() in _NOT_WORKS:
            yield Refused(line, kind, Reason.NOT_A_WORK)
        elif not title:
            yield Refused(line, row.get("title", ""), Reason.NO_TITLE)
        elif (viewing := (title, day.partition(" ")[0])) not in seen:
            seen.add(viewing)
            yield Entry(_name(title), Signal.WATCHED, line, day=viewing[1] or None, compound=True)


def _wishes(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        title = _cell(row, "catalogtitle")
        if _cell(row, "deleted").lower() in _YES:
            yield Refused(line, title, Reason.DELETED)
        elif not title:
            yield Refused(line, row.get("catalogtitle", ""), Reason.NO_TITLE)
        else:
            yield Entry(_name(title), Signal.WISH, line, day=_cell(row, "itemaddeddate") or None, compound=True)


def _column(document: Document, spelled: tuple[str, ...]) -> str:
    return next((name for name in spelled if has(document, name)), "")


def _is_page(document: Document) -> bool:
    return all(_column(document, spelled) for spelled in _PAGE) and not has(document, "rating")


def _page(document: Document) -> Iterator[Entry | Refused]:
    day, kind, title, _ = (_column(document, spelled) for spelled in _PAGE)
    for line, row in rows_of(document):
        if name := _cell(row, title):
            written = _cell(row, day)
            yield Entry(
                _name(name),
                Signal.WATCHED,
                line,
                type=_TYPES.get(fold(row.get(kind, ""))),
                day=day_of(written) or written or None,
                compound=True,
            )
        else:
            yield Refused(line, row.get(day, ""), Reason.NO_TITLE)


def _is_hours(document: Document) -> bool:
    return has(document, *_HOURS) and not has(document, *_HISTORY)


LAYOUTS = (
    Layout(_SOURCE, "history", lambda found: has(found, *_HISTORY), _reader(*_HISTORY[:3]), columns=_HISTORY),
    Layout(_SOURCE, "events", lambda found: has(found, *_EVENTS), _reader(*_EVENTS), columns=_EVENTS),
    Layout(_SOURCE, "page", _is_page, _page, columns=("datewatched", "type", "title", "episode")),
    Layout(_SOURCE, "hours", _is_hours, _hours, dates=Order.MONTH_FIRST, columns=_HOURS),
    Layout(
        _SOURCE,
        "watchlist",
        lambda found: has(found, *_WATCHLIST),
        _wishes,
        dates=Order.MONTH_FIRST,
        columns=_WATCHLIST,
    ),
)
