"""What counts as watched: for how long at least, and how far the lists of tracking services say that somebody is."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from enum import StrEnum

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layouts.netflix import LEAST_MINUTES
from recsys.text import fold


class Status(StrEnum):
    """How far somebody is with a title."""

    PLANNED = "planned"
    CURRENT = "current"
    PAUSED = "paused"
    DROPPED = "dropped"
    COMPLETED = "completed"


_WORDS = {
    "plantowatch": Status.PLANNED,
    "planning": Status.PLANNED,
    "planned": Status.PLANNED,
    "ptw": Status.PLANNED,
    "watching": Status.CURRENT,
    "current": Status.CURRENT,
    "onhold": Status.PAUSED,
    "hold": Status.PAUSED,
    "paused": Status.PAUSED,
    "dropped": Status.DROPPED,
    "notinteresting": Status.DROPPED,
    "completed": Status.COMPLETED,
    "watched": Status.COMPLETED,
    "repeating": Status.COMPLETED,
    "rewatching": Status.COMPLETED,
}


def status_of(word: str) -> Status | None:
    """What a word says, however it is spelled; None where it is not known.

    >>> status_of("Plan to Watch"), status_of("On-Hold"), status_of("CURRENT"), status_of("")
    (<Status.PLANNED: 'planned'>, <Status.PAUSED: 'paused'>, <Status.CURRENT: 'current'>, None)
    """
    return _WORDS.get(fold(word).replace(" ", ""))


def listed(watched: Entry, status: Status, rating: float | None) -> Entry:
    """What a title on somebody's list says, given what it would as a watched one.

    What is planned is a wish, unless it is rated (0 is no rating) all the same. What is completed was watched wholly.
    What was dropped was not, and where nothing else is known of it, nothing of it. The rating and the share of one
    season are none of the series, and are left out.
    """
    rating = rating if watched.season is None else None
    if status is Status.PLANNED:
        signal = Signal.RATED if rating else Signal.WISH
        return watched._replace(signal=signal, rating=rating or None, season=None, share=None, times=1)
    share = watched.share
    if status is Status.COMPLETED:
        share = 1.0
    elif status is Status.DROPPED and share is None:
        share = 0.0
    return watched._replace(rating=rating or None, share=share if watched.season is None else None)


def long_enough(viewings: Callable[[], Iterator[Entry | Refused]]) -> Iterator[Entry | Refused]:
    """The viewings without those of titles that were not watched for ten minutes, all of one profile's together.

    `viewings` is called twice, so that no more is kept of them than the minutes of each title.
    """
    minutes: defaultdict[Hashable, float] = defaultdict(float)
    for found in viewings():
        if isinstance(found, Entry):
            minutes[_viewed(found)] += found.minutes or 0
    for found in viewings():
        if isinstance(found, Entry) and minutes[_viewed(found)] < LEAST_MINUTES:
            yield Refused(found.line, f"{found.titles[0]} {int(minutes[_viewed(found)])} min", Reason.SHORT)
        else:
            yield found


def _viewed(found: Entry) -> Hashable:
    return found.titles, found.season, found.episode, found.profile
