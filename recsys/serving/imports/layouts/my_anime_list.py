"""MyAnimeList: the XML of «Panel → Export», as it comes (`.xml.gz`) or unpacked; many other sites write it, too.

Scores are one to ten, 0 none. `series_title` is the name in romaji. A film's entry is a film, one of TV a series, of
others (OVA, ONA, specials) only the catalogue can tell. Manga is left out.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from recsys.domain.schema import TYPES
from recsys.serving.imports.anime import named
from recsys.serving.imports.cells import number, whole
from recsys.serving.imports.documents import Document, Xml
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import share_of
from recsys.serving.imports.watching import Status, listed, status_of

_FILM, _SERIES = TYPES
_TYPES = {"movie": _FILM, "tv": _SERIES}
_NUMBERED = {
    "1": Status.CURRENT,
    "2": Status.COMPLETED,
    "3": Status.PAUSED,
    "4": Status.DROPPED,
    "6": Status.PLANNED,
}
_NO_DAY = "0000"


def _is_list(document: Document) -> bool:
    return isinstance(document, Xml) and document.root.tag == "myanimelist"


def _titles(document: Document) -> Iterator[Entry | Refused]:
    if not isinstance(document, Xml):
        return
    for title in document.root:
        if title.tag == "anime":
            yield _anime(title)
        elif title.tag == "manga":
            yield Refused(0, _cell(title, "manga_title") or _cell(title, "series_title"), Reason.NOT_A_WORK)


def _anime(anime: Element) -> Entry | Refused:
    titles, season = named(_cell(anime, "series_title"))
    if not titles:
        return Refused(0, _cell(anime, "series_animedb_id"), Reason.NO_TITLE)
    word, kind = _cell(anime, "my_status"), _TYPES.get(_cell(anime, "series_type").lower())
    watched = Entry(
        titles,
        Signal.WATCHED,
        type=kind,
        season=season,
        day=next(filter(None, (_day(anime, "my_finish_date"), _day(anime, "my_start_date"))), None),
        share=share_of(_cell(anime, "my_watched_episodes"), _cell(anime, "series_episodes")),
        times=1 + max(0, whole(_cell(anime, "my_times_watched")) or 0),
    )
    status = _NUMBERED.get(word) or status_of(word) or Status.CURRENT
    return listed(watched, status, number(_cell(anime, "my_score")))


def _cell(title: Element, name: str) -> str:
    return (title.findtext(name) or "").strip()


def _day(title: Element, name: str) -> str | None:
    """A day, which MyAnimeList writes with zeros where it is not known: 0000-00-00, 2019-04-00."""
    day = _cell(title, name)
    return day if day and not day.startswith(_NO_DAY) and not day.endswith("-00") else None


LAYOUTS = (Layout("MyAnimeList", "list", _is_list, _titles, scale=10),)
