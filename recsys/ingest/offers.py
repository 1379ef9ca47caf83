"""Offers: which service shows a work in which country, since when and until when, from dated snapshots.

A snapshot is a catalogue of a service in some countries on a day, or in a month or year of which the day is not known;
one that is dated less exactly stands before those of its month or year. What an earlier snapshot of the service and
country lacks came with the one that has it; what a later one lacks has gone. A work is there as long as any title of it
is, and one that came back counts from its return. A list of some titles is no catalogue: what one lacks that has less
than PARTIAL of the works of the snapshots before it has neither come nor gone. A listing whose `date_added` is the day
of its snapshot says that the work was there by then: it is the date of the offer unless an earlier snapshot shows the
work too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from recsys.domain.dates import first_day
from recsys.errors import DataError, shown
from recsys.ingest.records import Listing

PARTIAL = 0.1
_NEVER = "9999"


class Offer(NamedTuple):
    """A row of `schema.OFFERS`, with the work's number."""

    work: int
    service: str
    country: str | None
    title_id: str
    added: str | None
    snapshot: str
    until: str | None


class Snapshot(NamedTuple):
    """A row of `schema.SNAPSHOTS`."""

    service: str
    country: str | None
    date: str
    works: int
    whole: bool


class Offered(NamedTuple):
    """What services show and showed, and the snapshots that say so."""

    offers: list[Offer]
    snapshots: list[Snapshot]


def offered(listings: Iterable[tuple[int, Listing]]) -> Offered:
    """Offers and snapshots of listings, given as (number of the work, listing); by service and country.

    Within these, offers are in order of first appearance, snapshots of their dates. Raises DataError for a snapshot
    whose date is none.
    """
    places: dict[tuple[str, str | None], dict[int, dict[str, list[Listing]]]] = {}
    for work, listing in listings:
        for country in listing.where:
            of_work = places.setdefault((listing.service, country), {}).setdefault(work, defaultdict(list))
            of_work[listing.snapshot].append(listing)
    found = Offered([], [])
    for (service, country), works in sorted(places.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        snapshots = _snapshots(service, country, works.values())
        found.snapshots.extend(snapshots)
        whole = [snapshot.date for snapshot in snapshots if snapshot.whole]
        for work, of_work in works.items():
            found.offers.extend(_offers_of(work, service, country, of_work, whole))
    return found


def _snapshots(service: str, country: str | None, works: Iterable[Mapping[str, object]]) -> list[Snapshot]:
    """The snapshots of a service and country in the order of their dates, and which of them are whole catalogues."""
    counts = Counter(date for of_work in works for date in of_work)
    most, found = 0, []
    for date in sorted(counts):
        _check(date, service)
        found.append(Snapshot(service, country, date, counts[date], counts[date] >= PARTIAL * most))
        most = max(most, counts[date])
    return found


def _check(date: str, service: str) -> None:
    try:
        first_day(date)
    except ValueError as error:
        raise DataError(
            f"A snapshot of {service} must be dated YYYY, YYYY-mm or YYYY-mm-dd, got {shown(date)}. Rename its files."
        ) from error


def _between(dates: Iterable[str], first: str, last: str) -> list[str]:
    return [date for date in dates if first < date < last]


def _offers_of(
    work: int, service: str, country: str | None, of_work: Mapping[str, list[Listing]], whole: list[str]
) -> Iterable[Offer]:
    """One offer a title of the newest snapshot that shows the work; `whole` are the dates of whole catalogues."""
    seen = sorted(of_work)
    last = first = seen[-1]
    for date in reversed(seen[:-1]):
        if _between(whole, date, first):
            break
        first = date
    until = next(iter(_between(whole, last, _NEVER)), None)
    lacked = next(reversed(_between(whole, "", first)), "")
    came = first if lacked else None
    # A date from before the snapshot that lacks it is of an earlier stay.
    said = {date: [day for one in of_work[date] if (day := _said(one, first)) and day > lacked] for date in seen}
    latest = max((day for days in said.values() for day in days), default=None)
    for title_id, listing in {listing.title_id: listing for listing in of_work[last]}.items():
        own = _said(listing, first)
        added = own if own and own > lacked else latest or came
        yield Offer(work, service, country, title_id, added, last, until)


def _said(listing: Listing, first: str) -> str | None:
    """The day on which the listing says that the work came, which has been there since the snapshot `first`."""
    is_later = listing.date_added == listing.snapshot and first < listing.snapshot
    return None if is_later else listing.date_added
