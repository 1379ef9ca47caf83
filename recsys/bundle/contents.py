"""Counts of what a bundle holds, for its report and its card."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recsys.bundle.bundle import Bundle
from recsys.bundle.moves import COUNTED_DAYS, MoveTable, moves_of
from recsys.bundle.tables import BundleTables


def contents(bundle: Bundle) -> dict[str, Any]:
    """The counts of a bundle's tables, as `report.json` has them.

    `works`, `films` and `series`; `titles`: {service: how many}; `offers`: {service: {country: how many works it shows
    there now}}, with the country "" where the source does not say; `snapshots`: {service: the newest that an offer is
    from}; `moves`: what came and left, see `moves`; `ratings` and `users`; `svd_ratings`, how many of the ratings
    Surprise's SVD was trained on, 0 without it; `example`, the `work_id` and the `user_id` with most ratings, the user
    None without ratings.
    """
    types = Counter(bundle.works.column("type").to_pylist())
    current = bundle.offers.filter(pc.is_null(bundle.offers.column("until")))
    return {
        "works": bundle.works.num_rows,
        "films": types["movie"],
        "series": types["tv show"],
        "titles": _counted(bundle.titles, "service"),
        "offers": _offers(current),
        "snapshots": _newest(current),
        "moves": moves(bundle),
        "ratings": bundle.ratings.num_rows,
        "users": len(pc.unique(bundle.ratings.column("user_id"))),
        "svd_ratings": bundle.svd.n_ratings if bundle.svd is not None else 0,
        "example": {
            "work_id": _most_frequent(bundle.ratings, "work_id") or _most_frequent(bundle.works, "work_id"),
            "user_id": _most_frequent(bundle.ratings, "user_id"),
        },
    }


def moves(tables: BundleTables) -> list[dict[str, Any]]:
    """How many works came to each service and country and left it, the places that show most first.

    `as_of` is the newest whole snapshot, `before` the one before, None where there is none; `came` and `left` count
    since that one, and within 7 and 30 days of the newest those of which that is certain. Places of which nothing of
    the kind is known are left out: those with one snapshot and without dates of their own.
    """
    found = moves_of(tables.offers, tables.snapshots, tables.works.column("work_id").to_pylist())

    def counted(table: MoveTable, name: str) -> dict[str, list[int]]:
        masks = {name: found.since_before(table)} | {
            f"{name}_{days}": found.within(table, days) for days in COUNTED_DAYS
        }
        n_places = len(found.places)
        return {key: np.bincount(table.places[mask], minlength=n_places).tolist() for key, mask in masks.items()}

    counts = counted(found.arrivals, "came") | counted(found.departures, "left")
    rows = [
        {"service": place.service, "country": place.country or "", "works": place.works, "as_of": place.as_of,
         "before": place.before, **{key: of_place[number] for key, of_place in counts.items()}}
        for number, place in enumerate(found.places)
        if place.before is not None or any(of_place[number] for of_place in counts.values())
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-int(row["works"]), row["service"], row["country"]))


def _counted(table: pa.Table, column: str) -> dict[str, int]:
    return dict(sorted(Counter(table.column(column).cast(pa.string()).to_pylist()).items()))


def _most_frequent(table: pa.Table, column: str) -> str | None:
    """The value in most rows, of several the first in alphabetical order; None of a table without rows."""
    rows = _texts(table, column).group_by(column).aggregate([([], "count_all")])
    ordered = rows.sort_by([("count_all", "descending"), (column, "ascending")])
    found: list[str] = ordered.column(column).slice(0, 1).to_pylist()
    return found[0] if found else None


def _offers(offers: pa.Table) -> dict[str, dict[str, int]]:
    """Works by service and country, most first: several titles of one work count once."""
    by_place = _texts(offers, "service", "country").append_column("work_id", offers.column("work_id").cast(pa.string()))
    rows = by_place.group_by(["service", "country"]).aggregate([("work_id", "count_distinct")]).to_pylist()
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row["service"], -row["work_id_count_distinct"], row["country"] or "")):
        found[row["service"]][row["country"] or ""] = row["work_id_count_distinct"]
    return dict(found)


def _newest(offers: pa.Table) -> dict[str, str]:
    rows = _texts(offers, "service", "snapshot").group_by("service").aggregate([("snapshot", "max")]).to_pylist()
    return {row["service"]: row["snapshot_max"] for row in sorted(rows, key=lambda row: row["service"])}


def _texts(table: pa.Table, *columns: str) -> pa.Table:
    return pa.table({column: table.column(column).cast(pa.string()) for column in columns})
