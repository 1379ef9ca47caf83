"""Offers: which service shows a work in which country, since when and until when, from dated snapshots.

A snapshot is a catalogue of a service in some countries on a day. What an earlier snapshot of the service and country
lacks came with the one that has it; what a later one lacks has gone. A work that came back counts from its return.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recsys.ingest.records import Listing


class Offer(NamedTuple):
    """A row of `schema.OFFERS`, with the work's number."""

    work: int
    service: str
    country: str | None
    title_id: str
    added: str | None
    snapshot: str
    until: str | None


def offers(listings: Iterable[tuple[int, Listing]]) -> list[Offer]:
    """The offers of listings, given as (number of the work, listing); by service, country, then first appearance."""
    shown: dict[tuple[str, str | None], dict[int, dict[str, list[Listing]]]] = {}
    for work, listing in listings:
        for country in listing.where:
            of_work = shown.setdefault((listing.service, country), {}).setdefault(work, defaultdict(list))
            of_work[listing.snapshot].append(listing)
    found: list[Offer] = []
    for (service, country), works in sorted(shown.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        snapshots = sorted({snapshot for of_work in works.values() for snapshot in of_work})
        place = {snapshot: number for number, snapshot in enumerate(snapshots)}
        for work, of_work in works.items():
            found += _offers_of(work, service, country, of_work, snapshots, sorted(place[one] for one in of_work))
    return found


def _offers_of(
    work: int,
    service: str,
    country: str | None,
    of_work: dict[str, list[Listing]],
    snapshots: Sequence[str],
    seen: Sequence[int],
) -> Iterable[Offer]:
    """One offer for each title of the newest snapshot that shows the work."""
    last = first = seen[-1]
    for place in reversed(seen):
        if first - place > 1:
            break
        first = place
    until = snapshots[last + 1] if last + 1 < len(snapshots) else None
    came = snapshots[first] if first else None
    for title_id, listing in {listing.title_id: listing for listing in of_work[snapshots[last]]}.items():
        dates = [one.date_added for place in seen for one in of_work[snapshots[place]] if one.date_added]
        added = listing.date_added or max((day for day in dates if not came or day >= came), default=None) or came
        yield Offer(work, service, country, title_id, added, snapshots[last], until)
