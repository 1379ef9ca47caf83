"""Works that came to services, and works that left them, within some days, as far as snapshots tell."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recsys.bundle.moves import MoveTable
from recsys.domain.services import service_name
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.locales import Locale

MOST_DAYS = 1000


@dataclass(frozen=True)
class Move:
    """A work that came to a service, or left it, in some countries: none where the source does not say in which.

    It was after `after` and by `by`, dates of snapshots; where the source gives the day, it is both. `certain` says
    that it was within the days that were asked for; else it is only not known to have been before.
    """

    work: Work
    service: str
    name: str
    countries: list[str]
    after: str
    by: str
    certain: bool


@dataclass(frozen=True)
class MovedPlace:
    """A service in a country: the newest snapshot, `as_of`, which days are counted back from, and the one before.

    `certain` counts the works that moved within the days, `perhaps` further ones that may have.
    """

    service: str
    name: str
    country: str | None
    as_of: str
    before: str | None
    certain: int
    perhaps: int


@dataclass(frozen=True)
class MoveList:
    """The works that moved within some days of each place's newest snapshot, the newest first, then the best known.

    What is only known to have moved since a snapshot from before these days stands where it may have been at the
    earliest. A work that moved in several countries between the same two dates stands once for each service.
    """

    days: int
    filters: Filters
    places: list[MovedPlace]
    results: list[Move]


@dataclass(frozen=True)
class MovesRequest:
    """The first `k` moves of the last `days`."""

    days: int
    k: int
    filters: Filters
    locale: Locale | None

    @classmethod
    def parse(cls, index: FilterIndex, days: object, k: object, language: object, **filters: object) -> "MovesRequest":
        """A request from what somebody sent; `filters` are the arguments of `FilterIndex.parse`.

        Raises InvalidValueError or NotFoundError naming the argument.
        """
        limits = index.parse(**filters)
        count = checks.whole_number("days", days, 1, MOST_DAYS)
        return cls(count, checks.k(k), limits, checks.locale(language, limits.country))


@dataclass(frozen=True)
class _Ordered:
    """Moves in the order of answers: the newest first, then the best known.

    Those of a work and service between the same dates stand side by side. `at_most` and `at_least` are how many days
    before the newest snapshot of its place each move can have been, (n_moves,).
    """

    table: MoveTable
    at_most: NDArray[np.int32]
    at_least: NDArray[np.int32]

    @classmethod
    def of(cls, moves: MoveTable, ends: NDArray[np.int32], known: NDArray[np.float64]) -> "_Ordered":
        keys = (moves.places, moves.works, -known[moves.works], moves.spans, -moves.latest, -moves.earliest)
        table = moves.take(np.lexsort(keys))
        return cls(table, ends[table.places] - table.earliest, ends[table.places] - table.latest)


class MoveIndex:
    """Answers `arrivals` and `departures` from the moves of a bundle, which are put in order once."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex) -> None:
        self._catalogue = catalogue
        self._filters = filters
        moves = catalogue.moves
        self._places, self._spans = moves.places, moves.spans
        self._services = np.unique([place.service for place in moves.places], return_inverse=True)[1]
        self._arrivals = _Ordered.of(moves.arrivals, moves.ends, catalogue.popularity)
        self._departures = _Ordered.of(moves.departures, moves.ends, catalogue.popularity)

    def arrivals(self, request: MovesRequest) -> MoveList:
        """The works that came."""
        return self._list(self._arrivals, request)

    def departures(self, request: MovesRequest) -> MoveList:
        """The works that left."""
        return self._list(self._departures, request)

    def _list(self, moves: _Ordered, request: MovesRequest) -> MoveList:
        filters, table = request.filters, moves.table
        # What has left is shown nowhere: of works only what they are is asked, and of services where they moved.
        of_works = replace(filters, platforms=(), country=None)
        asked = np.array([_is_asked(place.service, place.country, filters) for place in self._places], dtype=bool)
        rows = np.flatnonzero(moves.at_least <= request.days)
        if not asked.all():
            rows = rows[asked[table.places[rows]]]
        if of_works != Filters():
            rows = rows[self._filters.mask(of_works)[table.works[rows]]]
        certain, at = moves.at_most[rows] <= request.days, table.places[rows]
        sure, perhaps = (np.bincount(at[among], minlength=len(asked)).tolist() for among in (certain, ~certain))
        places = [
            MovedPlace(
                place.service,
                service_name(place.service),
                place.country,
                place.as_of,
                place.before,
                sure[number],
                perhaps[number],
            )
            for number, place in enumerate(self._places)
            if asked[number]
        ]
        # No result is of more rows than there are places.
        first = request.k * len(places)
        return MoveList(request.days, filters, places, self._results(table.take(rows[:first]), certain, request))

    def _results(self, listed: MoveTable, certain: NDArray[np.bool_], request: MovesRequest) -> list[Move]:
        """The first k moves, each of all countries in which a work moved between the same two dates."""
        keys = np.stack([listed.works, listed.spans, self._services[listed.places]])
        is_first = np.ones(len(listed), dtype=bool)
        is_first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        starts = np.flatnonzero(is_first)
        starts, ends = starts[: request.k], np.append(starts[1:], len(listed))[: min(request.k, len(starts))]
        works = self._catalogue.works_at(listed.works[starts].tolist(), request.locale)
        return [
            self._move(listed, range(start, end), work, is_certain)
            for start, end, work, is_certain in zip(
                starts.tolist(), ends.tolist(), works, certain[starts].tolist(), strict=True
            )
        ]

    def _move(self, listed: MoveTable, rows: range, work: Work, certain: bool) -> Move:
        places = [self._places[number] for number in listed.places[rows.start : rows.stop].tolist()]
        span = self._spans[listed.spans[rows.start]]
        return Move(
            work=work,
            service=places[0].service,
            name=service_name(places[0].service),
            countries=[place.country for place in places if place.country is not None],
            after=span.after,
            by=span.by,
            certain=certain,
        )


def _is_asked(service: str, country: str | None, filters: Filters) -> bool:
    return (not filters.platforms or service in filters.platforms) and filters.country in (None, country)
