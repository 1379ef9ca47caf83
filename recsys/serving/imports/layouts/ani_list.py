"""AniList: a person's list as its API tells it, which backup tools write to a file, and the site's own export.

The list (`MediaListCollection`) has titles in romaji, English and the original, and the person's scores on one of five
scales: 100, 10 with or without decimals, 5 stars, 3 smileys. The file says which in `scoreFormat`; where it does not,
the lowest that holds all scores is meant. Smileys are 35, 60 and 85 of 100, as AniList reckons them. 0 is no score. The
export of «Settings → Account» (`gdpr_data.json`) names what it lists by AniList's numbers alone, which nobody else
knows: nothing of it can be matched. MyAnimeList's XML, which tools write of an AniList too, is read.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.anime import named
from recsys.serving.imports.cells import number, whole, year
from recsys.serving.imports.documents import Document
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import Object, at, is_list_of, objects, share_of, text, value_of
from recsys.serving.imports.watching import Status, listed, status_of

_SOURCE = "AniList"
_FILM, _SERIES = TYPES
_TYPES = {"movie": _FILM, "tv": _SERIES, "tvshort": _SERIES}
_FORMATS = {"POINT_100": 100.0, "POINT_10_DECIMAL": 10.0, "POINT_10": 10.0, "POINT_5": 5.0, "POINT_3": 3.0}
_HIGHEST = 100.0
_SMILEYS = {1: 35.0, 2: 60.0, 3: 85.0}


def _lists(document: Document) -> list[Object]:
    """The lists of a collection: alone, or below the names that the API answers with."""
    found = value_of(document)
    for key in ("data", "MediaListCollection", "lists"):
        if isinstance(found, dict) and key in found:
            found = found[key]
    return objects(found)


def _entries(document: Document) -> list[Object]:
    """All entries, each once, though a custom list has some of them again."""
    found = [entry for one in _lists(document) for entry in objects(one.get("entries"))]
    return list({(text(entry.get("id")) or str(place)): entry for place, entry in enumerate(found)}.values())


def _is_collection(document: Document) -> bool:
    return is_list_of(_entries(document), "status", "media") and isinstance(
        at(_entries(document)[0], "media", "title"), dict
    )


def _read(document: Document) -> Iterator[Entry | Refused]:
    entries = _entries(document)
    highest = _highest_score(document, entries)
    for entry in entries:
        media = at(entry, "media")
        names = [at(media, "title", language) for language in ("english", "romaji", "native")]
        titles, season = named(*names)
        if at(media, "type") == "MANGA":
            yield Refused(0, next(iter(titles), ""), Reason.NOT_A_WORK)
            continue
        if not titles:
            yield Refused(0, text(at(media, "id")), Reason.NO_TITLE)
            continue
        watched = Entry(
            titles,
            Signal.WATCHED,
            # A later season's year is not the series'.
            year=None if season else year(at(media, "startDate", "year")) or year(at(media, "seasonYear")),
            type=_TYPES.get(text(at(media, "format")).lower().replace("_", "")),
            season=season,
            day=_day(entry.get("completedAt")) or _day(entry.get("startedAt")),
            share=share_of(entry.get("progress"), at(media, "episodes")),
            times=1 + max(0, whole(entry.get("repeat")) or 0),
        )
        status = status_of(text(entry.get("status"))) or Status.CURRENT
        yield listed(watched, status, _score(number(entry.get("score")), highest))


def _highest_score(document: Document, entries: list[Object]) -> float:
    """The highest score of the person's scale: as the file says, else the lowest highest that holds all scores."""
    root = value_of(document)
    collection = at(root, "data", "MediaListCollection") or at(root, "MediaListCollection") or root
    said = text(at(collection, "user", "mediaListOptions", "scoreFormat"))
    if said in _FORMATS:
        return _FORMATS[said]
    scores = [score for score in (number(entry.get("score")) for entry in entries) if score]
    if any(score != int(score) for score in scores):
        return _FORMATS["POINT_10_DECIMAL"]
    return min((most for most in _FORMATS.values() if most >= max(scores, default=0)), default=_HIGHEST)


def _score(score: float | None, highest: float) -> float | None:
    """A score of 100; None for none."""
    if not score:
        return None
    return _SMILEYS.get(int(score)) if highest == _FORMATS["POINT_3"] else score * _HIGHEST / highest


def _day(given: object) -> str | None:
    parts = [whole(at(given, part)) for part in ("year", "month", "day")]
    return "-".join(f"{part:02d}" for part in parts if part) if all(parts) else None


def _is_gdpr(document: Document) -> bool:
    return is_list_of(at(value_of(document), "lists"), "series_id", "series_type", "status")


def _numbers(document: Document) -> Iterator[Entry | Refused]:
    for entry in objects(at(value_of(document), "lists")):
        yield Refused(0, text(entry.get("series_id")), Reason.NUMBER_ALONE)


LAYOUTS = (
    Layout(_SOURCE, "list", _is_collection, _read, scale=_HIGHEST),
    Layout(_SOURCE, "numbers", _is_gdpr, _numbers),
)
