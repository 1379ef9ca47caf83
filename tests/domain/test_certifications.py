import pytest

from recsys.domain.certifications import COUNTRIES, level_of, strictest_level
from recsys.domain.maturity import AGES, MATURITY_LEVELS

# What the authorities' own lists say, youngest first.
SCALES = {
    "MX": "AA all, A all, B 13+, B-15 16+, B15 16+, C 18+, D 18+",
    "BR": "L all, 10 13+, 12 13+, 14 16+, 16 16+, 18 18+",
    "ES": "A all, Ai all, APTA all, 7 7+, 7i 7+, 12 13+, 16 16+, 18 18+, X 18+",
    "AR": "ATP all, +13 13+, 13 13+, +16 16+, +18 18+, C 18+",
    "CO": "T all, 7 7+, 12 13+, 15 16+, 18 18+, X 18+",
    "CL": "TE all, TE+7 7+, 14 16+, 18 18+, 18S 18+, 18V 18+",
    "GB": "U all, PG 7+, 12A 13+, 12 13+, 15 16+, 18 18+, R18 18+",
    "DE": "0 all, 6 7+, 12 13+, 16 16+, 18 18+",
    "FR": "U all, TP all, 10 13+, 12 13+, 16 16+, 18 18+",
    "PT": "Públicos all, M/3 all, M/6 7+, M/12 13+, M/14 16+, M/16 16+, M/18 18+, 12AP 13+",
    "IT": "T all, 6+ 7+, VM12 13+, VM14 16+, 14+ 16+, VM18 18+",
    "JP": "G all, PG12 13+, R15+ 16+, R18+ 18+",
    "KR": "ALL all, All all, 7 7+, 12 13+, 15 16+, 18 18+, 19 18+",
    "US": "G all, TV-Y all, TV-Y7 7+, PG 7+, PG-13 13+, TV-14 13+, R 18+, NC-17 18+, TV-MA 18+",
    "IN": "U all, UA 13+, A 18+",
}


@pytest.mark.parametrize("country", SCALES)
def test_a_country_s_certifications_are_on_the_one_scale_in_its_order(country):
    pairs = [one.rsplit(" ", 1) for one in SCALES[country].split(", ")]
    found = [(certification, level_of(country, certification)) for certification, _ in pairs]
    assert found == [(certification, level) for certification, level in pairs]
    assert country in COUNTRIES


@pytest.mark.parametrize("text", ["", "NR", "Not Rated", "99", "7-12"])
def test_what_says_no_age_has_no_level(text):
    assert {level_of(country, text) for country in (*COUNTRIES, "ZZ")} == {None}


def test_every_level_is_of_the_scale_that_filters_ask_by():
    assert {level_of(country, str(age)) for country in ("DE", "ZZ") for age in range(22)} == set(MATURITY_LEVELS)
    for age in range(1, 19):
        level = level_of("DE", str(age))
        assert level is not None
        assert AGES[level] >= age  # never for younger than what is written


def test_the_strictest_of_one_s_own_countries_else_the_first_that_rated():
    levels = {"KR": "18+", "GB": "13+", "MX": "all", "BR": "7+"}
    assert strictest_level(levels, ["MX", "BR", "AR"]) == "7+"
    assert strictest_level(levels, ["AR"]) == "13+"  # Britain stands before Mexico, Brazil and Korea
    assert strictest_level({"ZZ": "18+"}, ["MX"]) is None
    assert strictest_level({"ZZ": "18+"}, ["ZZ"]) == "18+"
