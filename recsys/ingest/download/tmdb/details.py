"""The details of titles, one request for each, kept as they come."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from recsys.errors import FetchError
from recsys.ingest.download.retries import UnansweredError
from recsys.ingest.download.tmdb.api import CONNECTIONS, Api
from recsys.ingest.download.tmdb.journal import Journal
from recsys.ingest.download.tmdb.listing import Title
from recsys.progress import Countdown, Progress

_BOTH = ("keywords", "external_ids", "alternative_titles", "translations", "watch/providers", "recommendations")
APPENDED = {
    "movie": (*_BOTH, "credits", "release_dates"),
    "tv": (*_BOTH, "aggregate_credits", "content_ratings"),
}
MOST_FAILURES = CONNECTIONS + 2  # one after the other: then it is not the titles that cannot be had


@dataclass(frozen=True)
class FetchedDetails:
    """How many titles' details came, how many titles are gone, and why others could not be had."""

    fetched: int
    gone: int
    failures: list[str]


def fetch_details(
    titles: Sequence[Title], api: Api, journal: Journal, now: Callable[[], datetime], progress: Progress
) -> FetchedDetails:
    """Write a line for every title. Raises FetchError where several in a row cannot be had."""

    def fetch(title: Title) -> str:
        """What came of it; why it could not be had."""
        try:
            details = api.get(f"/{title.type}/{title.id}", {"append_to_response": ",".join(APPENDED[title.type])})
        except UnansweredError as error:
            return str(error)
        what = {"gone": True} if details is None else {"details": details}
        journal.append(title._asdict() | {"fetched": stamp(now())} | what)
        return _GONE if details is None else _CAME

    came = gone = in_a_row = 0
    failures = []
    countdown = Countdown("details of titles", len(titles), progress)
    with closing(api.each(fetch, titles)) as outcomes:  # so that none is under way any more when this raises
        for count, outcome in enumerate(outcomes, start=1):
            countdown.done(count)
            came += outcome == _CAME
            gone += outcome == _GONE
            if outcome in (_CAME, _GONE):
                in_a_row = 0
                continue
            in_a_row += 1
            failures.append(outcome)
            if in_a_row == MOST_FAILURES:
                raise FetchError(f"{in_a_row} titles in a row could not be had; the last: {outcome}")
    return FetchedDetails(came, gone, failures)


def stamp(moment: datetime) -> str:
    """A moment in UTC as it stands in files.

    >>> from datetime import UTC
    >>> stamp(datetime(2026, 11, 28, 10, tzinfo=UTC))
    '2026-11-28T10:00:00Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_CAME, _GONE = "came", "gone"
