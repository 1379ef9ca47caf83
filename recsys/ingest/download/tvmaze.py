"""Series from TVmaze's API: all of them once, then the pages of which one changed.

The API allows 20 requests in ten seconds. `/updates/shows` has when each series changed last, so that one request tells
which pages of the index, 250 numbers each, are to be asked for: all of them are some hundreds, while asking for each of
a week's thousands of changed series alone would take an hour.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from recsys.errors import FetchError, shown
from recsys.ingest.download.answers import AnswerLog, Asking, today
from recsys.ingest.download.json_api import JsonApi
from recsys.ingest.download.known import known_ids
from recsys.progress import Countdown, Progress, silent

ADDRESS = "https://www.tvmaze.com/api"  # where people read about it
TVMAZE = "https://api.tvmaze.com"
FOLDER = "tvmaze"
PER_SECOND = 2.0
PAGE = 250

_Held = dict[int, dict[int, int]]  # of each page its series with when they changed, as they were when they came


def fetch(data: Path, asking: Asking, progress: Progress = silent) -> str:
    """Fetch what is new and what changed into `tvmaze/` below the data folder; what was asked for, in words.

    With `people` the cast of each series that a catalogue of the folder has, a request each. Raises FetchError; what
    came until then is kept, and the next call goes on there.
    """
    with JsonApi(TVMAZE, PER_SECOND) as api:
        pages = _fetch_pages(api, AnswerLog(data / FOLDER / "shows"), asking, progress)
        casts = _fetch_casts(api, data, asking, progress) if asking.people else 0
        return f"{pages:,} pages of series and {casts:,} casts in {api.requests:,} requests"


def _fetch_pages(api: JsonApi, log: AnswerLog, asking: Asking, progress: Progress) -> int:
    held: _Held = {}
    came: dict[int, str] = {}
    for answer in log.answers():
        page = int(answer.asked[0].rpartition("=")[2])
        held[page], came[page] = {show["id"]: show["updated"] for show in answer.answer}, answer.at
    updates = _updates(api)
    due = _due(updates, held)
    if asking.again:
        due = sorted({*due, *(page for page, at in came.items() if at < today())})
    if asking.limit is not None:
        due = due[: -(-asking.limit // PAGE)]
    left = Countdown("pages of TVmaze's series", len(due), progress)
    for count, page in enumerate(due, start=1):
        path = f"/shows?page={page}"
        shows = api.ask("/shows", {"page": str(page)}) or []  # 404 where all of its series are gone
        if not isinstance(shows, list) or not all(map(_is_show, shows)):
            raise FetchError(f"{api.base}{path}: expected a list of series, found {shown(shows)}.")
        log.add([path], shows)
        left.done(count)
    return len(due)


def _is_show(thing: object) -> bool:
    return isinstance(thing, dict) and isinstance(thing.get("id"), int) and isinstance(thing.get("updated"), int)


def _updates(api: JsonApi) -> dict[int, int]:
    """When each series that there is changed last, in seconds since 1970."""
    found = api.ask("/updates/shows")
    try:
        return {int(number): int(updated) for number, updated in found.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise FetchError(f"{api.base}/updates/shows: expected times by number, found {shown(found)}.") from error


def _due(updates: Mapping[int, int], held: _Held) -> list[int]:
    """The pages with a series that is new, changed or gone.

    >>> _due({1: 10, 251: 20, 501: 30}, {0: {1: 10}, 1: {251: 19}, 3: {777: 5}})
    [1, 2, 3]
    """
    by_page: _Held = defaultdict(dict)
    for number, updated in updates.items():
        by_page[number // PAGE][number] = updated
    return sorted(
        page
        for page in by_page.keys() | held.keys()
        if held.get(page, {}).keys() != by_page.get(page, {}).keys()
        or any(updated > held[page][number] for number, updated in by_page[page].items())
    )


def _fetch_casts(api: JsonApi, data: Path, asking: Asking, progress: Progress) -> int:
    """Ask for the cast of each known series that has none yet, or changed since."""
    known = set(known_ids(data, progress).imdb)
    log = AnswerLog(data / FOLDER / "people")
    since = today() if asking.again else ""
    came = {answer.asked[0]: answer.at for answer in log.answers() if answer.at >= since}
    due = [
        path
        for number, updated in _series(data, known)
        if (path := f"/shows/{number}/cast") not in came or datetime.fromisoformat(came[path]).timestamp() < updated
    ][: asking.limit]
    left = Countdown("casts of series", len(due), progress)
    for count, path in enumerate(due, start=1):
        cast = api.ask(path) or []
        if not isinstance(cast, list):
            raise FetchError(f"{api.base}{path}: expected a list of people, found {shown(cast)}.")
        log.add([path], cast)
        left.done(count)
    return len(due)


def _series(data: Path, imdb_ids: set[str]) -> Iterator[tuple[int, int]]:
    """The number of each kept series with one of the ids, and when it changed; a changed page's as it is now."""
    latest: dict[str, list[tuple[int, int]]] = {}
    for answer in AnswerLog(data / FOLDER / "shows").answers():
        latest[answer.asked[0]] = [
            (show["id"], show["updated"]) for show in answer.answer if _imdb_id(show) in imdb_ids
        ]
    for shows in latest.values():
        yield from shows


def _imdb_id(show: Mapping[str, Any]) -> object:
    return (show.get("externals") or {}).get("imdb")
