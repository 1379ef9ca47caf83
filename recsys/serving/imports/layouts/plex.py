"""Plex: a section of a library, as the server answers it in XML or JSON (`/library/sections/1/all`), or as a table.

`userRating` is the person's, 0 to 10 where 0 is none; `rating` and `audienceRating` are others'. `viewCount` says how
often a film or an episode was watched, `viewedLeafCount` how many episodes of a series, `viewOffset` where somebody
stopped. Tables are what the exporter of Tautulli writes, with the same names for columns. What was neither watched nor
rated says nothing: it only stands in the library.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number, whole, year
from recsys.serving.imports.documents import Document, Json, Table, Xml, has
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import ids_in
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts.netflix import LEAST_MINUTES
from recsys.serving.imports.objects import Object, at, day_of, folded, is_list_of, objects, share_of, text, texts

_FILM, _SERIES = TYPES
_NAMES = {"movie": "title", "show": "title", "season": "parenttitle", "episode": "grandparenttitle"}
_CSV = ("title", "userrating", "viewcount")


def _is_library(document: Document) -> bool:
    match document:
        case Table():
            return has(document, *_CSV)
        case Json():
            return is_list_of(at(document.value, "MediaContainer", "Metadata"), "ratingKey", "title", "type")
        case Xml():
            items = [item for item in document.root if item.tag in ("Video", "Directory")]
            return document.root.tag == "MediaContainer" and bool(items) and "ratingKey" in items[0].attrib


def _items(document: Document) -> Iterator[tuple[int, Object]]:
    """The items of the section with their lines; XML's attributes and GUIDs as JSON has them."""
    match document:
        case Table():
            yield from document.rows()
        case Json():
            yield from ((0, folded(item)) for item in objects(at(document.value, "MediaContainer", "Metadata")))
        case Xml():
            for item in document.root:
                yield 0, {**folded(dict(item.attrib)), "guids": [guid.attrib for guid in item.findall("Guid")]}


def _read(document: Document) -> Iterator[Entry | Refused]:
    for line, item in _items(document):
        yield from _item(line, item)


def _item(line: int, item: Object) -> Iterator[Entry | Refused]:
    kind = text(item.get("type")) or ("episode" if item.get("grandparenttitle") else "movie")
    rating, views = number(item.get("userrating")), whole(item.get("viewcount")) or 0
    seen = whole(item.get("viewedleafcount")) or 0
    minutes = (number(item.get("viewoffset")) or 0) / 60_000
    if not (rating or views > 0 or seen > 0 or minutes >= LEAST_MINUTES):
        return
    if kind not in _NAMES:
        yield Refused(line, kind, Reason.NOT_A_WORK)
        return
    titles = texts(item.get(_NAMES[kind]), item.get("originaltitle") if kind in ("movie", "show") else None)
    if not titles:
        yield Refused(line, text(item.get("ratingkey")), Reason.NO_TITLE)
        return
    work = _work(line, item, kind, titles)
    if kind == "show" and seen > 0:
        yield work._replace(share=share_of(seen, item.get("leafcount")))
    elif kind == "movie" and not views and minutes >= LEAST_MINUTES:
        yield work._replace(minutes=minutes, share=share_of(item.get("viewoffset"), item.get("duration")))
    elif kind in ("movie", "show") and not views:
        yield work._replace(signal=Signal.RATED)
    else:
        yield work._replace(times=max(1, views) if kind in ("movie", "episode") else 1)


def _work(line: int, item: Object, kind: str, titles: tuple[str, ...]) -> Entry:
    """The work of an item; the GUIDs of a season or episode are its own and not the series'."""
    whole_work = kind in ("movie", "show")
    guids = [item.get("guid"), *(at(guid, "id") for guid in objects(item.get("guid")) + objects(item.get("guids")))]
    ids = ids_in([*guids, item.get("guids")] if whole_work else [])
    index, parent = whole(item.get("index")), whole(item.get("parentindex"))
    return Entry(
        titles,
        Signal.WATCHED,
        line,
        year=year(item.get("year")) if whole_work else None,
        type=_FILM if kind == "movie" else _SERIES,
        imdb_id=ids.imdb,
        tmdb_id=ids.tmdb,
        rating=(number(item.get("userrating")) or None) if whole_work else None,
        season={"season": index, "episode": parent}.get(kind),
        episode=index if kind == "episode" else None,
        day=day_of(item.get("lastviewedat")) or text(item.get("lastviewedat")) or None,
    )


LAYOUTS = (Layout("Plex", "library", _is_library, _read, scale=10, columns=_CSV),)
