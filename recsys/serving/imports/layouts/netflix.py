"""Netflix: the viewing history of a profile, and the files of «Account → Get my personal information».

`NetflixViewingHistory.csv` (Account → Profile → Viewing activity → Download all) has a row a viewing,
`Title,Date`, the title of an episode being «Name: Season 2: Episode» in the profile's language, which the matching
splits by the names of the catalogue. The full request has `ViewingActivity.csv` with all profiles and durations,
`Ratings.csv` with thumbs and the stars of former years, and `MyList.csv`.

Less than ten minutes of a title, all viewings together, is no watching; trailers, hooks, recaps and what played by
itself are none either.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from recsys.serving.imports.cells import number, whole
from recsys.serving.imports.documents import Document, Table, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

LEAST_MINUTES = 10.0
_SOURCE = "Netflix"
_ACTIVITY = ("profilename", "starttime", "duration", "title")
_THUMBS = ("profilename", "titlename", "thumbsvalue")
_MY_LIST = ("profilename", "titlename", "utctitleadddate")
_DURATION = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})")
_BY_ITSELF = "autoplayed: user action: none"
_DOWN, _UP, _LOVED = 1, 2, 3


def _is_history(document: Document) -> bool:
    return isinstance(document, Table) and sorted(document.columns) == ["date", "title"]


def _read_history(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        if row.get("title"):
            yield Entry((row["title"],), Signal.WATCHED, line, day=row.get("date"), compound=True)
        else:
            yield Refused(line, row.get("date", ""), Reason.NO_TITLE)


def _is_activity(document: Document) -> bool:
    return has(document, *_ACTIVITY)


def _read_activity(document: Document) -> Iterator[Entry | Refused]:
    watched: dict[tuple[str, str], float] = defaultdict(float)
    for _, row in rows_of(document):
        if _why_not(row) is None:
            watched[row["profilename"], row["title"]] += _minutes(row)
    for line, row in rows_of(document):
        if reason := _why_not(row):
            yield Refused(line, row.get("title", ""), reason)
        elif watched[row["profilename"], row["title"]] < LEAST_MINUTES:
            yield Refused(line, f"{row['title']} {row['duration']}", Reason.SHORT)
        else:
            yield Entry(
                (row["title"],),
                Signal.WATCHED,
                line,
                day=row["starttime"],
                minutes=_minutes(row),
                profile=row["profilename"],
                compound=True,
            )


def _why_not(row: dict[str, str]) -> Reason | None:
    """Why a row of activity is no watching, its minutes apart."""
    if not all(name in row for name in _ACTIVITY) or not _DURATION.match(row["duration"]):
        return Reason.INCOMPLETE
    if not row["title"]:
        return Reason.NO_TITLE
    if row.get("supplementalvideotype"):
        return Reason.NOT_A_WORK
    return Reason.AUTOPLAY if _BY_ITSELF in row.get("attributes", "").casefold() else None


def _minutes(row: dict[str, str]) -> float:
    found = _DURATION.match(row["duration"])
    hours, minutes, seconds = map(int, found.groups()) if found else (0, 0, 0)
    return hours * 60 + minutes + seconds / 60


def _is_thumbs(document: Document) -> bool:
    return has(document, *_THUMBS)


def _read_thumbs(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        title, thumbs, stars = row.get("titlename"), whole(row.get("thumbsvalue")), number(row.get("starvalue"))
        day, profile = row.get("eventutcts"), row.get("profilename")
        if not title:
            yield Refused(line, "", Reason.NO_TITLE)
        elif thumbs in (_UP, _LOVED, _DOWN):
            signal = Signal.DISLIKED if thumbs == _DOWN else Signal.LIKED
            yield Entry((title,), signal, line, day=day, profile=profile, compound=True)
        elif stars:
            yield Entry((title,), Signal.RATED, line, rating=stars, day=day, profile=profile, compound=True)
        else:
            yield Refused(line, f"{title} {row.get('thumbsvalue', '')}", Reason.NO_RATING)


def _is_my_list(document: Document) -> bool:
    return has(document, *_MY_LIST)


def _read_my_list(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        if title := row.get("titlename"):
            day, profile = row.get("utctitleadddate"), row.get("profilename")
            yield Entry((title,), Signal.WISH, line, day=day, profile=profile, compound=True)
        else:
            yield Refused(line, "", Reason.NO_TITLE)


LAYOUTS = (
    Layout(_SOURCE, "history", _is_history, _read_history, columns=("title", "date")),
    Layout(_SOURCE, "activity", _is_activity, _read_activity, columns=_ACTIVITY),
    Layout(_SOURCE, "ratings", _is_thumbs, _read_thumbs, scale=5, columns=_THUMBS),
    Layout(_SOURCE, "watchlist", _is_my_list, _read_my_list, columns=_MY_LIST),
)
