"""What came and what left within some days: only what is certain."""

from datetime import date, timedelta

import pytest

from recsys.bundle.moves import Moves, Place, Span, moves_of
from recsys.ingest.offers import offered
from recsys.ingest.records import Listing
from tests.fixtures.tables import offer, snapshot, tables, title

WORKS = ("alien-1979-movie", "brazil-1985-movie", "dark-2017-series", "heat-1995-movie")
ALIEN, BRAZIL, DARK, HEAT = WORKS


def moves(*rows) -> Moves:
    """The moves of these offers and snapshots, of works whose titles are written out."""
    listed = [title(f"ns{n}", *name, country=()) for n, name in enumerate(
        [("Alien", 1979), ("Brazil", 1985), ("Dark", 2017, "tv show"), ("Heat", 1995)]
    )]  # fmt: skip
    made = tables(*listed, *rows)
    assert made["works"].column("work_id").to_pylist() == [*WORKS]
    return moves_of(made["offers"], made["snapshots"], WORKS)


def netflix(work, *, added=None, seen="2026-11-28", until=None, country="MX", title_id="ns1"):
    return offer(work, "netflix", country, title_id, added=added, snapshot=seen, until=until)


def snapshots(*dates, country="MX"):
    return sum((snapshot("netflix", country, day, 9) for day in dates[1:]), snapshot("netflix", country, dates[0], 9))


def told(found, table, days):
    """{work: its span} of those certainly within the days, then of those that may be."""
    spans = {WORKS[work]: found.spans[span] for work, span in zip(table.works, table.spans, strict=True)}
    sure, perhaps = found.within(table, days), table.latest >= found.ends[table.places] - days
    assert not (sure & ~perhaps).any()
    return [
        {work: (span.after, span.by) for (work, span), is_in in zip(spans.items(), mask.tolist(), strict=True) if is_in}
        for mask in (sure, perhaps & ~sure)
    ]


def test_a_week_between_snapshots_is_within_seven_days_and_two_are_not():
    found = moves(
        snapshots("2026-11-07", "2026-11-21", "2026-11-28"),
        netflix(ALIEN, added="2026-11-28"),
        netflix(BRAZIL, added="2026-11-21"),  # some day since the 7th
        netflix(DARK, added="2026-11-07"),  # with the first: who knows since when
        netflix(HEAT, seen="2026-11-21", until="2026-11-28"),
    )
    assert found.places == [
        Place(
            "netflix", "MX", ("2026-11-07", "2026-11-21", "2026-11-28"), ("2026-11-07", "2026-11-21", "2026-11-28"), 9
        )
    ]
    assert told(found, found.arrivals, 7) == [
        {ALIEN: ("2026-11-21", "2026-11-28")},
        {BRAZIL: ("2026-11-07", "2026-11-21")},
    ]
    assert told(found, found.arrivals, 6) == [{}, {ALIEN: ("2026-11-21", "2026-11-28")}]
    assert told(found, found.arrivals, 21)[0].keys() == {ALIEN, BRAZIL}
    assert told(found, found.departures, 7) == [{HEAT: ("2026-11-21", "2026-11-28")}, {}]
    assert [WORKS[work] for work in found.arrivals.works[found.since_before(found.arrivals)]] == [ALIEN]


@pytest.mark.parametrize(("days", "sure"), [(30, False), (59, False), (60, True)])
def test_months_are_as_long_as_they_may_be(days, sure):
    """From 1 March to 30 April there are 60 days."""
    found = moves(
        snapshots("2023-03", "2023-04"),
        netflix(ALIEN, added="2023-04", seen="2023-04"),
        netflix(HEAT, seen="2023-03", until="2023-04"),
    )
    for table, work in ((found.arrivals, ALIEN), (found.departures, HEAT)):
        assert told(found, table, days)[not sure] == {work: ("2023-03", "2023-04")}


@pytest.mark.parametrize(("days", "sure"), [(728, False), (729, True)])
def test_years_too(days, sure):
    """From 1 January 2021 to 31 December 2022 there are 729 days."""
    found = moves(snapshots("2021", "2022"), netflix(ALIEN, added="2022", seen="2022"))
    assert found.within(found.arrivals, days).tolist() == [sure]


def test_a_day_that_the_source_gives_is_certain_also_of_the_first_snapshot():
    found = moves(
        snapshots("2026-11"),
        netflix(ALIEN, added="2026-11-12", seen="2026-11"),
        netflix(BRAZIL, added="2026-10-30", seen="2026-11"),
        netflix(DARK, seen="2026-11"),
        netflix(HEAT, added="2026-12-24", seen="2026-11"),  # announced
    )
    assert told(found, found.arrivals, 30) == [{ALIEN: ("2026-11-12", "2026-11-12")}, {}]
    assert told(found, found.arrivals, 31)[0].keys() == {ALIEN, BRAZIL}
    assert len(found.arrivals) == 2
    assert not found.since_before(found.arrivals).any()


def test_a_work_of_several_titles_came_with_the_first_and_leaves_with_the_last():
    found = moves(
        snapshots("2026-11-21", "2026-11-28"),
        netflix(ALIEN, added="2026-11-28"),
        netflix(ALIEN, title_id="ns9"),  # was there before
        netflix(BRAZIL, added="2026-11-28"),
        netflix(BRAZIL, added="2026-11-24", title_id="ns9"),
        netflix(HEAT, seen="2026-11-21", until="2026-11-28"),
        netflix(HEAT, title_id="ns9"),
    )
    assert told(found, found.arrivals, 7) == [{BRAZIL: ("2026-11-21", "2026-11-28")}, {}]
    assert len(found.departures) == 0


def test_places_are_told_apart_and_counted_back_from_their_own_newest():
    found = moves(
        snapshots("2020-11", "2020-12", country=None),
        snapshots("2026-11-21", "2026-11-28"),
        snapshot("netflix", "MX", "2026-12-20", 1, whole=False),
        netflix(ALIEN, added="2020-12", seen="2020-12", country=None),
        netflix(ALIEN, added="2026-11-28", seen="2026-12-20"),
        netflix(BRAZIL, added="2026-12-20", seen="2026-12-20"),  # after the newest that is whole
    )
    assert [(place.country, place.before, place.as_of) for place in found.places] == [
        (None, "2020-11", "2020-12"),
        ("MX", "2026-11-21", "2026-11-28"),
    ]
    at = [(found.places[place].country, WORKS[work]) for place, work in
          zip(found.arrivals.places, found.arrivals.works, strict=True)]  # fmt: skip
    assert at == [(None, ALIEN), ("MX", ALIEN)]
    assert found.within(found.arrivals, 7).tolist() == [False, True]


def test_nothing_is_moved_where_there_is_nothing():
    found = moves_of(tables()["offers"], tables()["snapshots"], ())
    assert (found.places, len(found.arrivals), len(found.departures)) == ([], 0, 0)
    assert found.since_before(found.arrivals).tolist() == []


def test_a_return_is_an_arrival():
    days = [(date(2026, 11, 1) + timedelta(7 * week)).isoformat() for week in range(4)]
    listings = [(1, Listing("netflix", ("MX",), day, "b", "Brazil", 1985)) for day in days]
    listings += [(0, Listing("netflix", ("MX",), day, "a", "Alien", 1979)) for day in (days[0], days[1], days[3])]
    made = offered(listings)
    rows = [offer(WORKS[one.work], *one[1:4], added=one.added, snapshot=one.snapshot, until=one.until)
            for one in made.offers]  # fmt: skip
    found = moves(*rows, *(snapshot(*one[:4], whole=one.whole) for one in made.snapshots))
    assert told(found, found.arrivals, 7) == [{ALIEN: (days[2], days[3])}, {}]
    assert found.spans == [Span(days[2], days[3])]
