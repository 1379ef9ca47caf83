import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.domain.maturity import AGES, MATURITY_LEVELS
from recsys.domain.work_ids import slug
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.locales import Locale
from tests.fixtures.catalogue import (
    ALIEN,
    ALIENS,
    AMELIE,
    DARK,
    LISTINGS,
    REC,
    THING_1951,
    THING_1982,
    TWO_THOUSAND_TWELVE,
    WORK_IDS,
    alien_films,
    bundle,
)
from tests.fixtures.tables import film, tables, title, together, work

WORKS = tables(alien_films(), LISTINGS)["works"].to_pylist()


@pytest.fixture(scope="module")
def filters(service):
    return service.filters


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ({}, list(range(8))),
        ({"platforms": "netflix"}, [ALIEN, TWO_THOUSAND_TWELVE, REC]),
        ({"platforms": ["prime video"]}, [ALIEN, THING_1982]),
        ({"platforms": "disney,hulu"}, [AMELIE, THING_1982, THING_1951, DARK]),
        ({"platforms": "hbo max"}, [ALIEN]),  # and no longer «Amélie»
        ({"country": "MX"}, [ALIEN, DARK]),
        ({"country": "Brasil"}, [ALIEN]),
        ({"country": "us"}, [ALIEN, AMELIE, THING_1982, THING_1951, DARK, TWO_THOUSAND_TWELVE]),  # not «[REC]»
        ({"platforms": "netflix", "country": "US"}, [ALIEN, TWO_THOUSAND_TWELVE]),
        ({"platforms": "netflix", "country": "MX"}, []),
        ({"platforms": "netflix,hulu", "country": "MX"}, [DARK]),
        ({"type": "movie"}, [0, 1, 2, 3, 4, 6, 7]),
        ({"type": "series"}, [DARK]),
        ({"genre": "Drama"}, [ALIEN, THING_1982, DARK]),  # by any of a work's titles
        ({"genre": "science-fiction"}, [ALIEN]),
        ({"year_from": 2007}, [DARK, TWO_THOUSAND_TWELVE, REC]),
        ({"year_to": "1979"}, [ALIEN, THING_1951]),
        ({"year_from": 1979, "year_to": 1982}, [ALIEN, THING_1982]),
        ({"year_from": 1979, "year_to": 1979}, [ALIEN]),
        ({"year_from": 2100}, []),
        ({"maturity": "all"}, []),
        ({"maturity": "7+"}, [THING_1951]),
        ({"maturity": "13+"}, [THING_1951, TWO_THOUSAND_TWELVE]),
        ({"maturity": "16+"}, [THING_1951, TWO_THOUSAND_TWELVE]),  # one service says r of the other Thing
        ({"maturity": "18+"}, [ALIEN, AMELIE, THING_1982, THING_1951, DARK, TWO_THOUSAND_TWELVE]),  # [REC] is unrated
        ({"platforms": "netflix", "genre": "horror", "year_to": 2000}, [ALIEN]),
        ({"minutes_from": 100}, [ALIEN, ALIENS]),  # the only ones whose length is known; no series
        ({"minutes_to": "117"}, [ALIEN]),
        ({"minutes_from": 117, "minutes_to": 117}, [ALIEN]),
        ({"minutes_from": 118}, [ALIENS]),
        ({"minutes_to": 116}, []),
    ],
)
def test_masks(filters, asked, works):
    assert np.flatnonzero(filters.mask(filters.parse(**asked))).tolist() == works


def test_parse_normalises():
    index = FilterIndex(
        Catalogue(
            bundle(title("ns1", "Heat", 1995, genres=["crime"]), title("ds1", "Heat", 1995, country=("MX", "US")))
        )
    )
    assert index.parse("Disney+, net", "films", "CRIME", "1990", 1999.0, "13+", None, "170", "México") == Filters(
        ("disney", "netflix"), "movie", "crime", 1990, 1999, "13+", None, 170, "MX"
    )
    assert index.parse([], "", "", "", [], None, "", [], "") == index.parse() == Filters()


def test_genres_the_commonest_first(filters):
    assert filters.genres == ["horror", "drama", "action", "comedy", "romance", "science fiction"]


def test_a_default_maturity_counts_as_unknown():
    index = FilterIndex(Catalogue(bundle(title("ns1", "Heat", 1995))))
    assert not index.mask(index.parse(maturity="18+")).any()


def test_in_a_country_its_own_certification_counts_where_it_rated_the_work():
    places = {"country": ("US", "MX", "BR")}
    rows = together(
        film(1, "Heat", "1995-12-15", work_id="heat-1995-movie", certifications={"MX": "B15", "BR": "10", "US": "R"}),
        title("ns1", "Heat", 1995, rating="r", **places),
        title("ns2", "Up", 2009, rating="pg", **places),
        film(2, "Saw", "2004-01-19", work_id="saw-2004-movie", certifications={"BR": "18"}),
        title("ns3", "Saw", 2004, **places),
    )
    catalogue = Catalogue(bundle(rows))
    index = FilterIndex(catalogue)
    heat, saw, up = 0, 1, 2

    def shown(maturity, country):
        return np.flatnonzero(index.mask(index.parse(maturity=maturity, country=country))).tolist()

    assert catalogue.names() == ["Heat", "Saw", "Up"]
    assert [shown(level, None) for level in MATURITY_LEVELS] == [[], [up], [up], [up], [heat, up]]
    assert [shown(level, "MX") for level in MATURITY_LEVELS] == [[], [up], [up], [heat, up], [heat, up]]
    assert [shown(level, "BR") for level in MATURITY_LEVELS] == [[], [up], [heat, up], [heat, up], [heat, saw, up]]
    assert [shown(level, "US") for level in MATURITY_LEVELS] == [[], [up], [up], [up], [heat, up]]

    def told(work, *locale):
        card = catalogue.work(work, Locale(*locale) if locale else None)
        return card.maturity, card.certification

    assert [told(heat, "es", "MX"), told(heat, None, "BR"), told(heat, "en", "AR"), told(heat)] == [
        ("16+", "B15"), ("13+", "10"), ("r", None), ("r", None),
    ]  # fmt: skip
    assert [told(up, "es", "MX"), told(saw, "pt", "BR"), told(saw, "es", "MX")] == [
        ("pg", None), ("18+", "18"), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "error", "parameter", "message"),
    [
        (
            {"platforms": "vix"},  # which is a service, but none of this bundle
            InvalidValueError,
            "platforms",
            "platforms must be one of amazon (Amazon Prime Video), disney (Disney+), hulu (Hulu), max (Max), netflix (",
        ),
        (
            {"country": "Atlantis"},
            NotFoundError,
            "country",
            "No country is called: «Atlantis». There are, for example, «United States», «Mexico», «Brazil».",
        ),
        (
            {"country": "Japón"},
            NotFoundError,
            "country",
            "It is not known what is shown in the country: «Japón». There are, for example, «United States»,",
        ),
        ({"country": ["MX"]}, InvalidValueError, "country", "country must be text, got ['MX']. For example «Mexico»."),
        ({"type": "opera"}, InvalidValueError, "type", "type must be one of movie, tv show, got «opera»."),
        ({"genre": "polka"}, NotFoundError, "genre", "No genre is called: «polka». There are, for example, «horror»"),
        ({"genre": "🍿"}, NotFoundError, "genre", "No genre is called: «🍿»."),
        ({"genre": ["drama"]}, InvalidValueError, "genre", "genre must be text, got ['drama']. For example «comedy»."),
        (
            {"year_from": "x"},
            InvalidValueError,
            "year_from",
            "year_from must be a whole number from 1800 to 2200, got «x",
        ),
        (
            {"year_to": 10**30},
            InvalidValueError,
            "year_to",
            "year_to must be a whole number from 1800 to 2200, got 1000",
        ),
        (
            {"year_from": 2000, "year_to": 1999},
            InvalidValueError,
            "year_from",
            "year_from must not be after year_to (1999), got 2000.",
        ),
        (
            {"maturity": "12+"},
            InvalidValueError,
            "maturity",
            "maturity must be one of all, 7+, 13+, 16+, 18+, got «12+».",
        ),
        (
            {"minutes_to": 0},
            InvalidValueError,
            "minutes_to",
            "minutes_to must be a whole number from 1 to 1000, got 0.",
        ),
        (
            {"minutes_from": 120, "minutes_to": 90},
            InvalidValueError,
            "minutes_from",
            "minutes_from must not be above minutes_to (90), got 120.",
        ),
        ({"maturity": 13}, InvalidValueError, "maturity", "maturity must be one of all, 7+, 13+, 16+, 18+, got «13»."),
    ],
)
def test_errors_name_the_argument(filters, asked, error, parameter, message):
    with pytest.raises(error) as caught:
        filters.parse(**asked)
    assert str(caught.value).startswith(message)
    assert caught.value.parameter == parameter


def test_services_and_countries_of_current_offers(filters):
    assert [service.id for service in filters.services] == ["amazon", "disney", "hulu", "max", "netflix"]
    assert filters.countries == ["US", "MX", "BR"]  # 7, 2 and 1 works


def test_without_offers_there_is_nothing_to_filter_by():
    index = FilterIndex(Catalogue(bundle(alien_films())))
    assert (index.services, index.countries) == ([], [])
    assert index.mask(index.parse()).tolist() == [True] * 3
    with pytest.raises(InvalidValueError, match="platforms must be one of"):
        index.parse(platforms="netflix")
    with pytest.raises(NotFoundError, match="It is not known what is shown in the country: «MX»"):
        index.parse(country="MX")


def test_a_work_that_a_service_lists_twice_stays_while_one_is_offered():
    index = FilterIndex(
        Catalogue(
            bundle(
                title("ns1", "Heat", 1995, country="MX", until="2024-05"),
                title("ns2", "Heat", 1995, country="MX"),
                title("ns3", "Up", 2009, country="MX", until="2024-05"),
                title("ns4", "Up", 2009, country="BR"),
            )
        )
    )
    assert index.mask(index.parse("netflix", country="MX")).tolist() == [True, False]
    assert index.mask(index.parse("netflix")).tolist() == [True, True]


PLACES = st.tuples(
    st.sampled_from(["amazon", "max", "netflix"]),
    st.sampled_from([None, "US", "MX", "BR"]),
    st.sampled_from([None, None, "2024-05"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PLACES, max_size=4), min_size=1, max_size=6), st.data())
def test_offers_against_a_naive_version(offered, data):
    names = [f"film {letter}" for letter in "abcdef"[: len(offered)]]
    rows = [
        title(f"tm{work}-{place}", names[work], 2000, service=service, country=country, until=until)
        for work, places in enumerate(offered)
        for place, (service, country, until) in enumerate(places)
    ]
    works = [film(work, name, "2000-01-01", work_id=slug(name, 2000, "movie")) for work, name in enumerate(names)]
    index = FilterIndex(Catalogue(bundle(*works, *rows)))
    services = data.draw(st.sets(st.sampled_from([one.id for one in index.services]))) if index.services else set()
    country = data.draw(st.sampled_from([None, *index.countries]))
    expected = [
        not (services or country)
        or any(
            until is None and (not services or service in services) and (country is None or where == country)
            for service, where, until in places
        )
        for places in offered
    ]
    assert index.mask(index.parse(sorted(services), country=country)).tolist() == expected


def ages_of(work_id):
    rows = [row for row in LISTINGS.titles if row["work_id"] == work_id and row["rating_given"]]
    return [AGES[row["rating"]] for row in rows if row["rating"] in AGES]


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(["amazon", "disney", "hulu", "max", "netflix"]), max_size=3),
        "country": st.sampled_from(["US", "MX", "BR", ""]),
        "type": st.sampled_from(["movie", "tv show", ""]),
        "genre": st.sampled_from(["horror", "drama", "action", "comedy", "science fiction", ""]),
        "year_from": st.sampled_from([1950, 1979, 1982, 2008, None]),
        "year_to": st.sampled_from([2008, 2009, 2017, 2200, None]),
        "maturity": st.sampled_from([*MATURITY_LEVELS, ""]),
        "minutes_to": st.sampled_from([100, 117, None]),
    },
)


def passes(work_id, asked):
    """The rules again, read off the rows one by one."""
    ages = ages_of(work_id)
    (film,) = [row for row in WORKS if row["work_id"] == work_id]
    shown = [row for row in LISTINGS.offers if row["work_id"] == work_id and row["until"] is None]
    shown = [row for row in shown if not asked.get("platforms") or row["service"] in asked["platforms"]]
    shown = [row for row in shown if not asked.get("country") or row["country"] == asked["country"]]
    return (
        (bool(shown) or not (asked.get("platforms") or asked.get("country")))
        and (not asked.get("type") or film["type"] == asked["type"])
        and (not asked.get("genre") or asked["genre"] in film["genres"])
        and (not asked.get("year_from") or film["year"] >= asked["year_from"])
        and (not asked.get("year_to") or film["year"] <= asked["year_to"])
        and (not asked.get("minutes_to") or (film["runtime"] is not None and film["runtime"] <= asked["minutes_to"]))
        and (not asked.get("maturity") or (bool(ages) and max(ages) <= MATURITY_LEVELS[asked["maturity"]]))
    )


@given(ASKED, st.integers(1, 8))
def test_no_answer_violates_a_filter_or_leaves_a_work_out(service, asked, k):
    allowed = {work_id for work_id in WORK_IDS if passes(work_id, asked)}

    found = [result.work.work_id for result in service.recommend("The Thing (1982)", k=k, **asked).results]
    similar = [WORK_IDS[work] for work in (THING_1951, REC, ALIEN, TWO_THOUSAND_TWELVE, ALIENS)]
    assert found == [work_id for work_id in similar if work_id in allowed][:k]

    found = [result.work.work_id for result in service.for_user("field-31", k=k, **asked).results]
    predicted = [WORK_IDS[work] for work in (ALIEN, TWO_THOUSAND_TWELVE, THING_1982, REC, AMELIE, ALIENS, DARK)]
    assert found == [work_id for work_id in predicted if work_id in allowed][:k]


@pytest.fixture(scope="module")
def made():
    """Works 0 to 4 of which it is known where they are from, who made them, and how many seasons they have."""
    return FilterIndex(
        Catalogue(
            bundle(
                work("oldboy", "Oldboy", 2003, genres=["thriller"], countries=["KR"], original_language="ko",
                     directors=["Park Chan-wook"], cast=["Choi Min-sik"], votes=900),
                work("stoker", "Stoker", 2013, genres=["thriller", "horror"], countries=["GB", "US"],
                     original_language="en", directors=["Park Chan-wook"], cast=["Nicole Kidman"], votes=100),
                work("roma", "Roma", 2018, genres=["drama"], countries=["MX"], original_language="es",
                     directors=["Alfonso Cuarón"], cast=["Yalitza Aparicio"]),
                work("dark", "Dark", 2017, "tv show", genres=["drama"], countries=["DE"], seasons=3),
                work("fargo", "Fargo", 2014, "tv show", genres=["crime"], countries=["US"], seasons=5),
            )
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ({"not_genre": ["horror"]}, [0, 2, 3, 4]),
        ({"not_genre": "Horror, drama"}, [0, 4]),
        ({"genre": "thriller", "not_genre": ["horror"]}, [0]),
        ({"made_in": ["Corea del Sur"]}, [0]),
        ({"made_in": "us,MX"}, [1, 2, 4]),
        ({"spoken": "español"}, [2]),
        ({"spoken": "en"}, [1]),  # of the series it is not known
        ({"person": ["park chan-wook"]}, [0, 1]),
        ({"person": ["Alfonso Cuaron"]}, [2]),
        ({"person": ["Park Chan-wook", "Nicole Kidman"]}, [1]),  # of several all take part
        ({"seasons_to": 3}, [3]),  # no film passes
        ({"seasons_to": "5"}, [3, 4]),
        ({"not_genre": [], "made_in": "", "spoken": "", "person": [], "seasons_to": ""}, [0, 1, 2, 3, 4]),
    ],
)
def test_masks_of_where_from_and_by_whom(made, asked, works):
    assert np.flatnonzero(made.mask(made.parse(**asked))).tolist() == works


def test_parse_spells_as_the_catalogue_does(made):
    found = made.parse(not_genre=["DRAMA", "drama"], made_in="mexico", spoken="Korean", person="ALFONSO CUARON")
    assert (found.not_genre, found.made_in, found.spoken) == (("drama",), ("MX",), "ko")
    assert found.person == ("Alfonso Cuarón",)


@pytest.mark.parametrize(
    ("asked", "parameter", "message"),
    [
        ({"not_genre": "polka"}, "not_genre", "No genre is called: «polka». There are, for example, «drama», «thrill"),
        ({"not_genre": {}}, "not_genre", "not_genre must be a list of 50 names at most, got {}. For example «horror»."),
        ({"made_in": "Mexcio"}, "made_in", "No country is called: «Mexcio». Did you mean «Mexico»?"),
        ({"made_in": "Japan"}, "made_in", "No work was produced in the country: «Japan». There are, for example, «Uni"),
        ({"spoken": "Klingon"}, "spoken", "No language is called: «Klingon». There are, for example, «en», «es», «ko»"),
        ({"spoken": "fr"}, "spoken", "No work was made in the language: «fr»."),
        ({"person": "Nobody"}, "person", "Nobody in the catalogue is called: «Nobody». There are, for example, «Park"),
        ({"person": ["x"] * 51}, "person", "person must be a list of 50 names at most"),
        ({"seasons_to": 0}, "seasons_to", "seasons_to must be a whole number from 1 to 100, got 0."),
    ],
)
def test_errors_of_where_from_and_by_whom(made, asked, parameter, message):
    with pytest.raises((InvalidValueError, NotFoundError)) as caught:
        made.parse(**asked)
    error = caught.value
    assert isinstance(error, InvalidValueError | NotFoundError)
    assert (str(error).startswith(message), error.parameter) == (True, parameter)


def test_people_are_known_by_all_their_works(made):
    people = made.people
    assert [people.name(one) for one in people.best_known(2)] == ["Park Chan-wook", "Choi Min-sik"]
    park = people.number("Park Chan-Wook")
    assert (people.fame[park], people.directs[park], people.works(park).tolist()) == (1000, True, [0, 1])
    assert not people.directs[people.number("nicole kidman")]
