"""IMDb: «Your ratings → Export», a watchlist's or list's export, and the layout of before 2017.

Ratings are 1 to 10. A list has no ratings until 2024, and the person's own beside IMDb's mean since; what is on a list
unrated is taken as a wish, since watchlists and lists are exported alike. A rating of an episode is none of its series.
"""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, names, number, year
from recsys.serving.imports.dates import Order
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.text import fold

_SOURCE = "IMDb"
_FILM, _SERIES = TYPES
_TYPES = {
    **dict.fromkeys(
        ("movie", "featurefilm", "tvmovie", "video", "short", "shortfilm", "tvshort", "tvspecial", "documentary"), _FILM
    ),
    **dict.fromkeys(("tvseries", "tvminiseries", "miniseries"), _SERIES),
}
_EPISODE = "tvepisode"
_OLD_RATING, _RATING = "yourated", "yourrating"
_LIST = ("position", "const", "created", "title", "titletype", "year")


def _is_old(document: Document) -> bool:
    return has(document, "const", "title", _OLD_RATING)


def _is_list(document: Document) -> bool:
    return has(document, *_LIST) and not has(document, _OLD_RATING)


def _is_ratings(document: Document) -> bool:
    return (has(document, _RATING, "title", "const") or has(document, _RATING, "title", "titletype")) and not has(
        document, "position"
    )


def _read(document: Document) -> Iterator[Entry | Refused]:
    given = _OLD_RATING if has(document, _OLD_RATING) else _RATING
    wished = has(document, "position") and not has(document, _OLD_RATING)
    for line, row in rows_of(document):
        titles = tuple(dict.fromkeys(row[name] for name in ("title", "originaltitle") if row.get(name)))
        kind = fold(row.get("titletype", "")).replace(" ", "")
        rating = number(row.get(given))
        if not titles:
            yield Refused(line, "", Reason.NO_TITLE)
        elif kind == _EPISODE:
            yield _episode(line, row, titles)
        elif kind and kind not in _TYPES:
            yield Refused(line, row["titletype"], Reason.NOT_A_WORK)
        elif rating is None and (row.get(given) or not wished):
            yield Refused(line, row.get(given, ""), Reason.NO_RATING)
        else:
            yield Entry(
                titles,
                Signal.RATED if rating is not None else Signal.WISH,
                line,
                year(row.get("year")),
                _TYPES.get(kind),
                imdb_id(row.get("const")),
                people=names(row.get("directors")),
                rating=rating,
                day=row.get("daterated") or row.get("dateadded") or row.get("created"),
            )


def _episode(line: int, row: dict[str, str], titles: tuple[str, ...]) -> Entry | Refused:
    """«Series: Episode» says that the series was watched; an episode's name alone says nothing."""
    if ": " not in titles[0]:
        return Refused(line, titles[0], Reason.EPISODE)
    day = row.get("daterated") or row.get("created")
    return Entry((titles[0],), Signal.WATCHED, line, type=_SERIES, day=day, compound=True)


LAYOUTS = (
    Layout(
        _SOURCE, "ratings", _is_old, _read, scale=10, dates=Order.MONTH_FIRST, columns=("const", "title", "yourated")
    ),
    Layout(_SOURCE, "watchlist", _is_list, _read, scale=10, columns=_LIST),
    Layout(_SOURCE, "ratings", _is_ratings, _read, scale=10, columns=("const", _RATING, "daterated", "title")),
)
