"""Arrivals and departures: which works came to a service in a country and which left it, as far as snapshots tell.

What a snapshot has and the whole one before lacks came on some day between the two, and so left what the later one
lacks: each move has the earliest and the latest day on which it can have been. A day that the source itself gives is
both. A move is within some days of the newest whole snapshot of its place where the earliest day is; nothing is
reckoned from today, of which no snapshot says anything. Of what the first snapshot of a place shows it is not known
when it came.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.tables import codes
from recsys.domain.dates import first_day, last_day

COUNTED_DAYS = (7, 30)  # within which a build says how many works came and left
_NONE = -1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Place:
    """A service in a country by their ids, with the dates of its snapshots, and of those that are whole catalogues.

    Dates are in order. `works` is how many the newest whole snapshot shows.
    """

    service: str
    country: str | None
    dates: tuple[str, ...]
    whole: tuple[str, ...]
    works: int

    @property
    def as_of(self) -> str:
        """The newest whole snapshot."""
        return self.whole[-1]

    @property
    def before(self) -> str | None:
        """The whole snapshot before it, None where there is none."""
        return self.whole[-2] if len(self.whole) > 1 else None


@dataclass(frozen=True)
class Span:
    """Something was after `after` and by `by`: dates of snapshots, or twice the day that the source gives."""

    after: str
    by: str


@dataclass(frozen=True)
class MoveTable:
    """Moves in one direction, one row a work and place.

    Shapes (n_moves,): `works` are the works' numbers, `places` and `spans` places in the lists of `Moves`, `earliest`
    and `latest` days since 1970-01-01.
    """

    works: NDArray[np.int32]
    places: NDArray[np.int32]
    spans: NDArray[np.int32]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.works)

    def take(self, rows: NDArray[np.integer]) -> "MoveTable":
        """Some of the rows, in that order."""
        return MoveTable(*(values[rows] for values in vars(self).values()))


@dataclass(frozen=True)
class Moves:
    """The moves of all places."""

    places: list[Place]
    spans: list[Span]
    arrivals: MoveTable
    departures: MoveTable

    def within(self, moves: MoveTable, days: int) -> NDArray[np.bool_]:
        """Which moves were certainly in the last so many days of their place's snapshots, (n_moves,)."""
        found: NDArray[np.bool_] = moves.earliest >= self.ends[moves.places] - days
        return found

    def since_before(self, moves: MoveTable) -> NDArray[np.bool_]:
        """Which moves were after the whole snapshot before the newest, (n_moves,); none where there is none."""
        never = np.iinfo(np.int32).max
        starts = [_number(first_day(place.before)) if place.before else never for place in self.places]
        found: NDArray[np.bool_] = moves.earliest >= np.array(starts, np.int32)[moves.places]
        return found

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """The last day of the newest whole snapshot of each place, (n_places,)."""
        return np.array([_number(last_day(place.as_of)) for place in self.places], np.int32)


def moves_of(offers: pa.Table, snapshots: pa.Table, work_ids: Sequence[str]) -> Moves:
    """The moves that offers and snapshots tell of, the number of a work being its place in `work_ids`.

    A work has left where no title of it is shown any more.
    """
    places = places_of(snapshots)
    stays = _Stays.of(offers, places, work_ids)
    current = offers.column("until").is_null().to_numpy()
    gone = ~current & ~_are_among(stays.keys, stays.keys[current])
    spans = _Spans(places)
    came = spans.of_each(_arrival, stays.places, offers.select(["added"]), current)
    left = spans.of_each(_departure, stays.places, offers.select(["snapshot", "until"]), gone)
    return Moves(places, spans.found, stays.moves(current, came, spans), stays.moves(gone, left, spans))


def _are_among(keys: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which keys stand among the others, (n_keys,): `np.isin`, which hashes, takes ten times as long."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    in_order = np.sort(others)
    found: NDArray[np.bool_] = in_order[np.minimum(np.searchsorted(in_order, keys), len(in_order) - 1)] == keys
    return found


def _number(day: date) -> int:
    return (day - _EPOCH).days


def places_of(snapshots: pa.Table) -> list[Place]:
    """The services and countries of the snapshots, in the order of their ids; each has a whole one."""
    rows: dict[tuple[str, str | None], list[dict[str, object]]] = {}
    for row in snapshots.to_pylist():
        rows.setdefault((row["service"], row["country"]), []).append(row)
    found = []
    for (service, country), of_place in sorted(rows.items(), key=lambda one: (one[0][0], one[0][1] or "")):
        in_order = sorted(of_place, key=lambda row: str(row["date"]))
        whole = [row for row in in_order if row["whole"]]
        dates, of_whole = (tuple(str(row["date"]) for row in some) for some in (in_order, whole))
        found.append(Place(service, country, dates, of_whole, int(str(whole[-1]["works"]))))
    return found


def _arrival(place: Place, added: str | None) -> Span | None:
    """When something came that is dated `added`; None where that is not known, or after the newest whole snapshot."""
    if added is None or first_day(added) > last_day(place.as_of):
        return None
    if added not in place.dates:
        return Span(added, added)
    earlier = bisect_left(place.whole, added)
    return Span(place.whole[earlier - 1], added) if earlier else None


def _departure(_: Place, snapshot: str | None, until: str | None) -> Span | None:
    """When something left that `snapshot` shows and `until` does not."""
    return Span(snapshot, until) if snapshot is not None and until is not None else None


class _Spans:
    """The spans that were found, each once, with the days that they mean."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.found: list[Span] = []
        self._numbers: dict[Span | None, int] = {None: _NONE}
        self._places = places

    def of_each(
        self, span_of: Callable[..., Span | None], places: NDArray[np.int32], dates: pa.Table, among: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        """The number of `span_of(place, *dates)` for the rows among those, -1 for none and for all others; (n_rows,).

        There are few places and dates, and many rows: it is asked once of each of their combinations.
        """
        texts, columns = zip(*(codes(dates.column(name)) for name in dates.column_names), strict=True)
        rows, sizes = np.flatnonzero(among), [len(of) + 1 for of in texts]
        combined = places[rows].astype(np.int64)
        for column, size in zip(columns, sizes, strict=True):
            combined = combined * size + column[rows] + 1
        different, which = np.unique(combined, return_inverse=True)
        place, *chosen = np.unravel_index(different, (len(self._places), *sizes)) if len(rows) else (different,)
        values = [[*of, None] for of in texts]  # the last for the code -1
        numbers = [
            self._number(span_of(self._places[at], *(of[code - 1] for of, code in zip(values, row, strict=True))))
            for at, *row in zip(place.tolist(), *(of.tolist() for of in chosen), strict=True)
        ]
        found = np.full(len(among), _NONE, np.int32)
        found[rows] = np.array(numbers, np.int32)[which]
        return found

    def days(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The earliest and the latest day of each span, (n_spans,) each."""
        earliest = [_number(first_day(span.after)) for span in self.found]
        latest = [_number(last_day(span.by)) for span in self.found]
        return np.array(earliest, np.int32), np.array(latest, np.int32)

    def _number(self, span: Span | None) -> int:
        if span is not None and span not in self._numbers:
            self._numbers[span] = len(self.found)
            self.found.append(span)
        return self._numbers[span]


@dataclass(frozen=True)
class _Stays:
    """The works and places of offers, (n_offers,) each; `keys` are one number for both."""

    works: NDArray[np.int32]
    places: NDArray[np.int32]
    keys: NDArray[np.int64]

    @classmethod
    def of(cls, offers: pa.Table, places: Sequence[Place], work_ids: Sequence[str]) -> "_Stays":
        ids, of_work = codes(offers.column("work_id"))
        numbers = {work_id: number for number, work_id in enumerate(work_ids)}
        works = np.array([numbers[work_id] for work_id in ids], np.int32)[of_work]
        services, of_service = codes(offers.column("service"))
        countries, of_country = codes(offers.column("country"))
        known = {(place.service, place.country): number for number, place in enumerate(places)}
        table = [[known.get((service, country), _NONE) for country in (*countries, None)] for service in services]
        at = np.array(table, np.int32).reshape(len(services), len(countries) + 1)[of_service, of_country]
        return cls(works, at, at.astype(np.int64) * max(len(work_ids), 1) + works)

    def moves(self, among: NDArray[np.bool_], spans: NDArray[np.int32], known: _Spans) -> MoveTable:
        """The moves of the offers among those, one a work and place, which is that of the title with the first span.

        A work that any title was there of before anybody knows has not come.
        """
        rows = np.flatnonzero(among)
        earliest, latest = known.days()
        days = np.where(spans[rows] == _NONE, np.iinfo(np.int32).min, np.append(earliest, 0)[spans[rows]])
        order = rows[np.lexsort((days, self.keys[rows]))]
        first = order[np.unique(self.keys[order], return_index=True)[1]]
        first = first[spans[first] != _NONE]
        of_first = spans[first]
        return MoveTable(self.works[first], self.places[first], of_first, earliest[of_first], latest[of_first])
