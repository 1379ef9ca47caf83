"""Offers: which service shows a work in which country, since when and until when, from dated snapshots.

A snapshot is a catalogue of a service in some countries on a day. What an earlier snapshot of the service and country
lacks came with the one that has it; what a later one lacks has gone. A work that came back counts from its return. A
list of some titles is no catalogue: what one lacks that has less than PARTIAL of the works of the snapshots before it
has neither come nor gone. A listing whose `date_added` is the day of its snapshot says that the work was there by then:
it is the date of the offer unless an earlier snapshot shows the work too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

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


def offers(listings: Iterable[tuple[int, Listing]]) -> list[Offer]:
    """The offers of listings, given as (number of the work, listing); by service, country, then first appearance."""
    shown: dict[tuple[str, str | None], dict[int, dict[str, list[Listing]]]] = {}
    for work, listing in listings:
        for country in listing.where:
            of_work = shown.setdefault((listing.service, country), {}).setdefault(work, defaultdict(list))
            of_work[listing.snapshot].append(listing)
    found: list[Offer] = []
    for (service, country), works in sorted(shown.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        snapshots = _Snapshots.of(works.values())
        for work, of_work in works.items():
            found += _offers_of(work, service, country, of_work, snapshots)
    return found


class _Snapshots(NamedTuple):
    """The snapshots of a service and country in the order of their dates, and which of them are whole catalogues."""

    dates: list[str]
    whole: list[bool]

    @classmethod
    def of(cls, works: Iterable[Mapping[str, object]]) -> "_Snapshots":
        counts = Counter(snapshot for of_work in works for snapshot in of_work)
        dates, most, whole = sorted(counts), 0, []
        for date in dates:
            whole.append(counts[date] >= PARTIAL * most)
            most = max(most, counts[date])
        return cls(dates, whole)

    def whole_between(self, first: str, last: str) -> list[str]:
        """The whole catalogues after `first` and before `last`."""
        return [date for date, whole in zip(self.dates, self.whole, strict=True) if whole and first < date < last]


def _offers_of(
    work: int, service: str, country: str | None, of_work: Mapping[str, list[Listing]], snapshots: _Snapshots
) -> Iterable[Offer]:
    """One offer for each title of the newest snapshot that shows the work."""
    seen = sorted(of_work)
    last = first = seen[-1]
    for date in reversed(seen[:-1]):
        if snapshots.whole_between(date, first):
            break
        first = date
    until = next(iter(snapshots.whole_between(last, _NEVER)), None)
    lacked = next(reversed(snapshots.whole_between("", first)), "")
    came = first if lacked else None
    for title_id, listing in {listing.title_id: listing for listing in of_work[last]}.items():
        # A date from before the snapshot that lacks it is of an earlier stay.
        dates = [added for date in seen for one in of_work[date] if (added := _said(one, first)) and added > lacked]
        added = _said(listing, first) or max(dates, default=None) or came
        yield Offer(work, service, country, title_id, added, last, until)


def _said(listing: Listing, first: str) -> str | None:
    """The day on which the listing says that the work came, which has been there since the snapshot `first`."""
    is_later = listing.date_added == listing.snapshot and first < listing.snapshot
    return None if is_later else listing.date_added
