import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import AGES, MATURITY_LEVELS, FilterIndex, Filters
from tests.serving.fixture_catalogue import (
    ALIEN,
    AMELIE,
    DARK,
    REC,
    THING_1951,
    THING_1982,
    TITLES_OF_THE_HOUSE,
    TWO_THOUSAND_TWELVE,
    bundle,
    title,
)


@pytest.fixture(scope="module")
def filters(service):
    return service.filters


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ({}, list(range(7))),
        ({"platforms": "netflix"}, [TWO_THOUSAND_TWELVE, ALIEN, REC]),
        ({"platforms": ["prime video"]}, [ALIEN, THING_1982]),
        ({"platforms": "disney,hulu"}, [AMELIE, DARK, THING_1951, THING_1982]),
        ({"type": "movie"}, [0, 1, 2, 4, 5, 6]),
        ({"type": "series"}, [DARK]),
        ({"genre": "Drama"}, [ALIEN, DARK, THING_1982]),  # by any of a work's titles
        ({"genre": "science-fiction"}, [ALIEN]),
        ({"year_from": 2007}, [TWO_THOUSAND_TWELVE, DARK, REC]),
        ({"year_to": "1979"}, [ALIEN, THING_1951]),
        ({"year_from": 1979, "year_to": 1982}, [ALIEN, THING_1982]),
        ({"year_from": 1979, "year_to": 1979}, [ALIEN]),
        ({"year_from": 2100}, []),
        ({"maturity": "all"}, []),
        ({"maturity": "7+"}, [THING_1951]),
        ({"maturity": "13+"}, [TWO_THOUSAND_TWELVE, THING_1951]),
        ({"maturity": "16+"}, [TWO_THOUSAND_TWELVE, THING_1951]),  # one service says r of the other Thing
        ({"maturity": "18+"}, [TWO_THOUSAND_TWELVE, ALIEN, AMELIE, DARK, THING_1951, THING_1982]),  # [REC] is unrated
        ({"platforms": "netflix", "genre": "horror", "year_to": 2000}, [ALIEN]),
        ({"minutes_from": 100}, [ALIEN]),  # the only one whose length is known; no series
        ({"minutes_to": "117"}, [ALIEN]),
        ({"minutes_from": 117, "minutes_to": 117}, [ALIEN]),
        ({"minutes_from": 118}, []),
        ({"minutes_to": 116}, []),
    ],
)
def test_masks(filters, asked, works):
    assert np.flatnonzero(filters.mask(filters.parse(**asked))).tolist() == works


def test_parse_normalises():
    index = FilterIndex(Catalogue(bundle([title("ns1", "Heat", 1995, genres=["crime"])])))
    assert index.parse("Disney+, net", "films", "CRIME", "1990", 1999.0, "13+") == Filters(
        ("disney", "netflix"), "movie", "crime", 1990, 1999, "13+"
    )
    assert index.parse([], "", "", "", [], None) == index.parse() == Filters()


def test_genres_the_commonest_first(filters):
    assert filters.genres == ["horror", "drama", "science fiction", "action", "comedy"]  # by titles


def test_a_default_maturity_counts_as_unknown():
    index = FilterIndex(Catalogue(bundle([title("ns1", "Heat", 1995)])))
    assert not index.mask(index.parse(maturity="18+")).any()


@pytest.mark.parametrize(
    ("asked", "error", "parameter", "message"),
    [
        (
            {"platforms": "hbo"},
            InvalidValueError,
            "platforms",
            "platforms must be one of amazon (Amazon Prime Video), ",
        ),
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


def ages_of(work_id):
    rows = [row for row in TITLES_OF_THE_HOUSE if row["work_id"] == work_id and row["rating_given"]]
    return [AGES[row["rating"]] for row in rows if row["rating"] in AGES]


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(["amazon", "disney", "hulu", "netflix"]), max_size=3),
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
    rows = [row for row in TITLES_OF_THE_HOUSE if row["work_id"] == work_id]
    ages = ages_of(work_id)
    return (
        (not asked.get("platforms") or any(row["platform"] in asked["platforms"] for row in rows))
        and (not asked.get("type") or rows[0]["type"] == asked["type"])
        and (not asked.get("genre") or any(asked["genre"] in row["genres"] for row in rows))
        and (not asked.get("year_from") or rows[0]["release_year"] >= asked["year_from"])
        and (not asked.get("year_to") or rows[0]["release_year"] <= asked["year_to"])
        and (
            not asked.get("minutes_to")
            or any(row.get("duration_type") == "min" and row["duration_int"] <= asked["minutes_to"] for row in rows)
        )
        and (not asked.get("maturity") or (bool(ages) and max(ages) <= MATURITY_LEVELS[asked["maturity"]]))
    )


@given(ASKED, st.integers(1, 8))
def test_no_answer_violates_a_filter_or_leaves_a_work_out(service, asked, k):
    ids = service.bundle.works.ids
    allowed = {work_id for work_id in ids if passes(work_id, asked)}

    found = [result.work.work_id for result in service.recommend("The Thing (1982)", k=k, **asked).results]
    similar = [ids[work] for work in (THING_1951, REC, ALIEN, TWO_THOUSAND_TWELVE)]
    assert found == [work_id for work_id in similar if work_id in allowed][:k]

    found = [result.work.work_id for result in service.for_user("field-31", k=k, **asked).results]
    predicted = [ids[work] for work in (ALIEN, TWO_THOUSAND_TWELVE, THING_1982, REC, AMELIE, DARK)]
    assert found == [work_id for work_id in predicted if work_id in allowed][:k]
