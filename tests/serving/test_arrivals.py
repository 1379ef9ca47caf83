"""What came to services and what left them, as answers; which days count is tested in tests/bundle/test_moves.py."""

import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.arrivals import MovedPlace
from recsys.serving.service import Service
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import name, offer, rating, title

OLD, BEFORE, NOW = "2026-10-01", "2026-11-21", "2026-11-28"
ALIEN, BRAZIL, DARK, HEAT, UP = (
    "alien-1979-movie", "brazil-1985-movie", "dark-2017-series", "heat-1995-movie", "up-2009-movie",
)  # fmt: skip


@pytest.fixture(scope="module")
def moved() -> Service:
    """Netflix in two countries week by week, but for a gap of two months before; Max in one, years ago.

    In Mexico and Brazil «Alien» and «Up» came in the last week, «Dark» in Mexico alone and to Max in between, «Brazil»
    some time in the two months; «Heat», better known than all, left Mexico, and is nowhere now.
    """
    there = {"service": "netflix", "snapshot": NOW, "country": ()}
    both = ("MX", "BR")
    return Service(
        bundle(
            title("t1", "Alien", 1979, genres=["horror"], **there),
            title("t2", "Brazil", 1985, genres=["drama"], **there),
            title(
                "t3",
                "Dark",
                2017,
                "tv show",
                genres=["drama"],
                countries=["germany"],
                duration_int=3,
                duration_type="season",
                **there,
            ),
            title("t4", "Heat", 1995, genres=["drama"], **there),
            title("t5", "Up", 2009, rating="all", directors=["Pete Docter"], **there),
            title("m3", "Dark", 2017, "tv show", service="max", country=(), snapshot="2023-04"),
            *(offer(ALIEN, "netflix", code, "t1", added=NOW, snapshot=NOW) for code in both),
            *(offer(UP, "netflix", code, "t5", added=NOW, snapshot=NOW) for code in both),
            *(offer(BRAZIL, "netflix", code, "t2", added=BEFORE, snapshot=NOW) for code in both),
            offer(DARK, "netflix", "MX", "t3", added=NOW, snapshot=NOW),
            offer(DARK, "netflix", "BR", "t3", snapshot=NOW),
            offer(HEAT, "netflix", "MX", "t4", snapshot=BEFORE, until=NOW),
            offer(DARK, "max", "MX", "m3", added="2023-04", snapshot="2023-04"),
            offer(HEAT, "max", "MX", "t4", snapshot="2022", until="2023-04"),
            title("t4", "Heat", 1995, service="max", country=(), snapshot="2022"),
            # Two snapshots of old, by what left between them and is there again.
            *(offer(UP, "netflix", code, "t5", snapshot=OLD, until=BEFORE) for code in both),
            name(UP, "Up: una aventura de altura", "es", "MX"),
            *(rating(f"u-{n}", HEAT, 4) for n in range(3)),
            *(rating(f"u-{n}", DARK, 4) for n in range(2)),
            rating("u-1", UP, 4),
        )
    )


def told(answer):
    return [(move.work.work_id, move.service, move.countries, move.after, move.by, move.certain)
            for move in answer.results]  # fmt: skip


def test_the_newest_come_first_then_the_best_known(moved):
    answer = moved.arrivals()
    assert told(answer) == [
        (DARK, "netflix", ["MX"], BEFORE, NOW, True),
        (UP, "netflix", ["BR", "MX"], BEFORE, NOW, True),
        (ALIEN, "netflix", ["BR", "MX"], BEFORE, NOW, True),
        (BRAZIL, "netflix", ["BR", "MX"], OLD, BEFORE, False),
        (DARK, "max", ["MX"], "2022", "2023-04", False),
    ]
    assert answer.places == [
        MovedPlace("max", "Max", "MX", "2023-04", "2022", 0, 1),
        MovedPlace("netflix", "Netflix", "BR", NOW, BEFORE, 2, 1),
        MovedPlace("netflix", "Netflix", "MX", NOW, BEFORE, 3, 1),
    ]
    assert [row[0] for row in told(moved.arrivals(k=2))] == [DARK, UP]
    assert told(moved.arrivals(days=58))[3] == (BRAZIL, "netflix", ["BR", "MX"], OLD, BEFORE, True)
    # Within six days nothing is sure, and what came before them is out.
    assert {row[0]: row[-1] for row in told(moved.arrivals(days=6))} == {DARK: False, UP: False, ALIEN: False}


def test_what_left_is_not_hidden_by_being_nowhere(moved):
    answer = moved.departures()
    assert told(answer) == [
        (HEAT, "netflix", ["MX"], BEFORE, NOW, True),
        (HEAT, "max", ["MX"], "2022", "2023-04", False),
    ]
    assert answer.results[0].work.platforms == []
    assert [row[1] for row in told(moved.departures(platforms=["max"], country="Mexico", genre="drama"))] == ["max"]
    assert moved.departures(country="BR").results == []
    assert [place.country for place in moved.departures(country="BR").places] == ["BR"]


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ({"country": "BR"}, [UP, ALIEN, BRAZIL]),
        ({"platforms": ["max"]}, [DARK]),
        ({"type": "tv show", "platforms": ["netflix"]}, [DARK]),
        ({"genre": "horror"}, [ALIEN]),
        ({"year_to": 1985}, [ALIEN, BRAZIL]),
        ({"maturity": "all"}, [UP]),
        ({"not_genre": ["drama"]}, [UP, ALIEN]),
        ({"made_in": "Germany", "platforms": ["netflix"]}, [DARK]),
        ({"seasons_to": 3, "platforms": ["netflix"]}, [DARK]),
        ({"seasons_to": 2}, []),
        ({"person": ["pete docter"]}, [UP]),
    ],
)
def test_filters(moved, asked, works):
    assert [row[0] for row in told(moved.arrivals(**asked))] == works


def test_titles_are_told_in_the_language_and_country(moved):
    (found,) = [move.work.title for move in moved.arrivals(maturity="all", country="MX", language="es").results]
    assert found == "Up: una aventura de altura"


def test_what_cannot_be_asked(moved):
    with pytest.raises(InvalidValueError, match="days must be a whole number from 1 to 1000"):
        moved.arrivals(days=0)
    with pytest.raises(NotFoundError, match="It is not known what is shown in the country"):
        moved.departures(country="FR")


def test_a_card_knows_where_its_offers_are_new(moved):
    offers = {work: {offer.service: offer.new for offer in moved.work(work).offers} for work in (ALIEN, BRAZIL, DARK)}
    assert offers == {ALIEN: {"netflix": ["BR", "MX"]}, BRAZIL: {"netflix": []}, DARK: {"max": [], "netflix": ["MX"]}}
