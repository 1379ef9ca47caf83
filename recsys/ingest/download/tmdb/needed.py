"""Which titles' details a run asks for: what is new, what changed, what is old."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from recsys.ingest.download.tmdb.answers import KeptAnswers
from recsys.ingest.download.tmdb.changes import last_changes
from recsys.ingest.download.tmdb.listing import Title
from recsys.ingest.download.tmdb.providers import TYPES

KEPT_FOR = timedelta(days=150)  # TMDB's terms allow six months
FOLLOWED_FOR = timedelta(days=42)  # for so long back lists of changes are asked for; what is older is fetched anew


class Known(NamedTuple):
    """Details that are there: when they were fetched, and when they were last found unchanged."""

    fetched: datetime
    checked: datetime
    gone: bool


@dataclass(frozen=True)
class Needed:
    """Titles by the reason for which their details are asked for, and how many are not."""

    new: list[Title]
    changed: list[Title]
    old: list[Title]
    unchanged: int


def find_needed(
    listed: Iterable[Title], known: Mapping[Title, Known], started: datetime, answers: KeptAnswers
) -> Needed:
    """What to fetch of the listed titles, for a run that started then.

    Where the lists of changes are longer than what they could spare, what they are about counts as old.
    """
    titles = list(dict.fromkeys(listed))
    new = [title for title in titles if title not in known or known[title].gone]
    there = [title for title in titles if title in known and not known[title].gone]
    old = [title for title in there if _too_old(known[title], started)]
    followed = [title for title in there if not _too_old(known[title], started)]
    changed, unchanged = [], 0
    for type in TYPES:
        ours = [title for title in followed if title.type == type]
        if not ours:
            continue
        first = min(known[title].checked for title in ours).date()
        changes = last_changes(type, first, max(started.date(), first), answers, len(ours))
        if changes is None:
            old += ours
            continue
        ids = {title for title in ours if changes.get(title.id, date.min) >= known[title].checked.date()}
        changed += [title for title in ours if title in ids]
        unchanged += len(ours) - len(ids)
    return Needed(new, changed, old, unchanged)


def _too_old(known: Known, started: datetime) -> bool:
    return started - known.fetched > KEPT_FOR or started - known.checked > FOLLOWED_FOR
