"""Titles: what each service's own catalogue says of a work, one row a service and title id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from recsys.ingest.offers import Offer
from recsys.ingest.ratings import RatingTables
from recsys.ingest.records import Listing, Record

_COPIED = [field.name for field in fields(Listing) if field.name not in ("where", "snapshot")]


def title_rows(
    listings: Sequence[tuple[int, Record, Listing]], offered: Iterable[Offer], rated: RatingTables
) -> pd.DataFrame:
    """The columns of `schema.TITLES`, but for `work` (the work's number) in place of its id.

    `listings` are (number of the work, record, listing) in the order of the sources' files; of a title that stands in
    several snapshots the newest counts. Rows are ordered by service, then as the files have them. A title without a
    score of its own has that of its work's ratings.
    """
    newest: dict[tuple[str, str], tuple[int, Record, Listing]] = {}
    for one in listings:
        key = (one[2].service, one[2].title_id)
        if key not in newest or newest[key][2].snapshot <= one[2].snapshot:
            newest[key] = one
    current = _current(newest, {(offer.service, offer.title_id) for offer in offered if offer.until is None})
    rows: list[dict[str, Any]] = [
        {
            "work": work,
            "source": record.source,
            "snapshot": listing.snapshot,
            "current": key in current,
            "type": record.type,
            **{name: getattr(listing, name) for name in _COPIED},
        }
        for key, (work, record, listing) in newest.items()
    ]
    columns = ["work", "source", "snapshot", "current", "type", *_COPIED]  # also where no service lists anything
    frame = pd.DataFrame(rows, columns=columns).sort_values("service", kind="stable", ignore_index=True)
    scored = frame.join(rated.title_scores, on="title_id")
    own = scored["score"].notna()
    of_works = frame[~own].join(rated.rated_works, on="work")
    return pd.concat([scored[own], of_works]).sort_index()


def _current(
    titles: dict[tuple[str, str], tuple[int, Record, Listing]], offered: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Of the titles of each service and work those that count now.

    They have a current offer, and are of one source: the one that names people, of several the one with the newest
    snapshot.
    """
    of_work: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for key, (work, _, _) in titles.items():
        if key in offered:
            of_work[key[0], work].append(key)
    found: set[tuple[str, str]] = set()
    for keys in of_work.values():
        best = max(keys, key=lambda key: (bool(titles[key][1].people), titles[key][2].snapshot))
        found.update(key for key in keys if titles[key][1].source == titles[best][1].source)
    return found
