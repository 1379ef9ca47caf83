"""Trakt: the zip of «Settings → Data → Export your data», each JSON file of it alone, and its lists as CSV.

`watched-history-N.json` has every viewing, `watched-movies.json` and `watched-shows.json` how often and when last,
`ratings-*.json` one to ten, `lists-watchlist.json` what is wished and `lists-favorites.json` what is liked; of
`watched-playback.json` counts what was stopped after its first tenth. Other lists are no history. Ratings of seasons
and episodes are none of their series: they say that it was watched. `trakt_rating` of the CSV is the community's. The
ids of an episode's row are the series'.
"""

from collections.abc import Callable, Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, number, whole, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import ids_of, tmdb_id
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import Object, at, is_list_of, objects, share_of, text, texts, value_of

_SOURCE = "Trakt"
_FILM, _SERIES = TYPES
_TOP = 10
_TYPES = {"movie": _FILM, "show": _SERIES, "season": _SERIES, "episode": _SERIES}
_STARTED = 0.1
_CSV = ("type", "title", "traktid", "imdbid")
_CSV_TIMES = ("ratedat", "watchedat", "lastwatchedat", "listedat")


def _is_trakt(document: Document, *keys: str) -> bool:
    """Whether it is a list of objects with these keys, and the first a film or series with Trakt's own id."""
    found = value_of(document)
    if not isinstance(found, list) or not is_list_of(found, *keys):
        return False
    first = next(item for item in found if isinstance(item, dict))
    return at(first, _kind(first), "ids", "trakt") is not None


def _kind(item: Object) -> str:
    return "show" if "show" in item else "movie"


def _work(item: Object) -> Entry | None:
    """The film, series, season or episode of an item, as one that was watched; None where it has no title."""
    kind = _kind(item)
    work = at(item, kind)
    titles, ids = texts(at(work, "title")), ids_of(at(work, "ids"))
    if not titles:
        return None
    season = at(item, "episode", "season") if "episode" in item else at(item, "season", "number")
    return Entry(
        titles,
        Signal.WATCHED,
        year=year(at(work, "year")),
        type=_TYPES[kind],
        imdb_id=ids.imdb,
        tmdb_id=ids.tmdb,
        season=whole(season),
        episode=whole(at(item, "episode", "number")),
    )


def _reader(
    entries_of: Callable[[Object, Entry], Iterator[Entry | Refused]],
) -> Callable[[Document], Iterator[Entry | Refused]]:
    """What reads a list's items, each by its work."""

    def read(document: Document) -> Iterator[Entry | Refused]:
        for item in objects(value_of(document)):
            work = _work(item)
            if work is None:
                yield Refused(0, text(item.get("id")), Reason.NO_TITLE)
            else:
                yield from entries_of(item, work)

    return read


def _viewed(item: Object, work: Entry) -> Iterator[Entry]:
    yield work._replace(day=text(item.get("watched_at")) or None)


def _watched(item: Object, work: Entry) -> Iterator[Entry]:
    """How often a film was watched; of a series its episodes where they are told, else that it was."""
    last = text(item.get("last_watched_at")) or None
    episodes = [
        work._replace(
            season=whole(season.get("number")),
            episode=whole(episode.get("number")),
            times=max(1, whole(episode.get("plays")) or 1),
            day=text(episode.get("last_watched_at")) or last,
        )
        for season in objects(item.get("seasons"))
        for episode in objects(season.get("episodes"))
    ]
    times = max(1, whole(item.get("plays")) or 1) if work.type == _FILM else 1
    yield from episodes or [work._replace(times=times, day=last)]


def _rated(item: Object, work: Entry) -> Iterator[Entry | Refused]:
    part = "episode" in item or "season" in item
    yield _rating(work._replace(day=text(item.get("rated_at")) or None), item.get("rating"), part)


def _rating(work: Entry, given: object, part: bool) -> Entry | Refused:
    """A rating of a film or series; of a season or episode only that it was watched."""
    rating = number(given)
    if part:
        return work
    if not rating:
        return Refused(work.line, text(given), Reason.NO_RATING)
    return work._replace(signal=Signal.RATED, rating=rating)


def _stopped(item: Object, work: Entry) -> Iterator[Entry | Refused]:
    share = share_of(item.get("progress"), 100)
    if share is None or share < _STARTED:
        yield Refused(0, text(item.get("progress")), Reason.SHORT)
    else:
        yield work._replace(share=share if work.episode is None else None, day=text(item.get("paused_at")) or None)


def _wished(item: Object, work: Entry) -> Iterator[Entry]:
    yield work._replace(signal=Signal.WISH, season=None, episode=None, day=text(item.get("listed_at")) or None)


def _liked(item: Object, work: Entry) -> Iterator[Entry]:
    yield work._replace(signal=Signal.LIKED, day=text(item.get("listed_at")) or None)


def _on_list(_: Object, work: Entry) -> Iterator[Refused]:
    yield Refused(0, work.titles[0], Reason.LIST)


def _list_kind(document: Document) -> str:
    """Which of the lists a file is: they have the same items, so that only its name tells."""
    name = document.path.rpartition("/")[2].lower()
    if "favo" in name:
        return "likes"
    return "list" if name.startswith("lists-") and "watchlist" not in name else "watchlist"


def _is_list(kind: str) -> Callable[[Document], bool]:
    return lambda document: _is_trakt(document, "listed_at", "type") and _list_kind(document) == kind


def _is_csv(document: Document) -> bool:
    return has(document, *_CSV) and any(has(document, column) for column in _CSV_TIMES)


def _rows(document: Document) -> Iterator[Entry | Refused]:
    """Rows of any of the CSV files: the column of the time says which it is."""
    for line, row in rows_of(document):
        kind = row.get("type", "").lower()
        if kind not in _TYPES:
            yield Refused(line, row.get("type", ""), Reason.NOT_A_WORK)
            continue
        if not row.get("title"):
            yield Refused(line, row.get("traktid", ""), Reason.NO_TITLE)
            continue
        part = kind in ("season", "episode")
        work = Entry(
            (row["title"],),
            Signal.WATCHED,
            line,
            year=year(row.get("year")),
            type=_TYPES[kind],
            imdb_id=imdb_id(row.get("imdbid")),
            tmdb_id=tmdb_id(row.get("tmdbid")),
            season=whole(row.get("seasonnumber")) if part else None,
            episode=whole(row.get("episodenumber")) if kind == "episode" else None,
            day=next((row[column] for column in _CSV_TIMES if row.get(column)), None),
        )
        if "ratedat" in row:
            yield _rating(work, row.get("rating", ""), part)
        elif "listedat" in row:
            signal = Signal.LIKED if _list_kind(document) == "likes" else Signal.WISH
            yield work._replace(signal=signal, season=None, episode=None)
        else:
            yield work._replace(times=max(1, whole(row.get("plays")) or 1) if kind == "movie" else 1)


LAYOUTS = (
    Layout(_SOURCE, "history", lambda found: _is_trakt(found, "watched_at", "action", "type"), _reader(_viewed)),
    Layout(_SOURCE, "watched", lambda found: _is_trakt(found, "plays", "last_watched_at"), _reader(_watched)),
    Layout(
        _SOURCE, "ratings", lambda found: _is_trakt(found, "rated_at", "rating", "type"), _reader(_rated), scale=_TOP
    ),
    Layout(_SOURCE, "started", lambda found: _is_trakt(found, "progress", "paused_at", "type"), _reader(_stopped)),
    Layout(_SOURCE, "watchlist", _is_list("watchlist"), _reader(_wished)),
    Layout(_SOURCE, "likes", _is_list("likes"), _reader(_liked)),
    Layout(_SOURCE, "list", _is_list("list"), _reader(_on_list)),
    Layout(_SOURCE, "table", _is_csv, _rows, scale=_TOP, columns=(*_CSV, *_CSV_TIMES)),
)
