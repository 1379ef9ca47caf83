import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.ingest.fields import parse_date, parse_duration, parse_rating, parse_year, split_list, split_names


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("113 min", (113, "min")),
        ("601 min", (601, "min")),
        ("1 min", (1, "min")),
        ("90min", (90, "min")),
        ("90 minutes", (90, "min")),
        ("1h 53m", (113, "min")),
        ("2 h", (120, "min")),
        ("0 min", (None, "min")),
        ("1 Season", (1, "season")),
        ("12 Seasons", (12, "season")),
        ("2 SEASONS", (2, "season")),
        ("0 Seasons", (None, "season")),
    ],
)
def test_durations(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "113", "min", "TV-MA", "16", "16+", "R", "-5 min", "99999999999 min", "2 parts"])
def test_no_durations(text):
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "March 30, 2021",
        "2021-03-30",
        "30-Mar-21",
        "30-mar-2021",
        "Mar 30, 2021",
        "30 March 2021",
        "03/30/2021",
    ],
)
def test_dates(text):
    assert parse_date(text) == "2021-03-30"


@pytest.mark.parametrize("text", ["", "soon", "2021", "February 30, 2021", "30/03/2021"])
def test_no_dates(text):
    assert parse_date(text) is None


@given(st.dates())
def test_a_date_in_the_common_form_is_kept(date):
    assert parse_date(date.isoformat()) == date.isoformat()


@pytest.mark.parametrize(("text", "year"), [("1999", 1999), ("1999.0", 1999), ("1874", 1874)])
def test_years(text, year):
    assert parse_year(text) == year


@pytest.mark.parametrize("text", ["", "0", "1873", "2101", "99", "1999.5", "MCMXCIX", "²", "-1999", "1e3"])
def test_no_years(text):
    assert parse_year(text) is None


@pytest.mark.parametrize(
    ("spellings", "rating"),
    [
        (["ALL", "ALL_AGES", "all"], "all"),
        (["16+", "16", "AGES_16_"], "16+"),
        (["18+", "18", "AGES_18_"], "18+"),
        (["NR", "NOT RATED", "NOT_RATE", "UNRATED", "UR"], "nr"),
        (["", "G", "g"], "g"),
        (["TV-MA"], "tv-ma"),
        (["TV-NR"], "tv-nr"),
        (["7+"], "7+"),
        (["13+"], "13+"),
    ],
)
def test_ratings_that_mean_the_same_become_one(spellings, rating):
    assert {parse_rating(spelling) for spelling in spellings} == {rating}


def test_a_list_keeps_order_and_drops_what_is_empty_or_said_twice():
    assert split_list(", France,Spain,, France , Italy,") == ["France", "Spain", "Italy"]
    assert split_list("") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cuba Gooding, Jr., Renée Zellweger", ["Cuba Gooding", "Renée Zellweger"]),
        ("1", []),
        ("Bruce Lipton, Ph.D., , 1, Sr., M.D.", ["Bruce Lipton"]),
        ("José Garcia, JOSE GARCIA, Jose García", ["José Garcia"]),
        ("50 Cent, T.I., 9m88, 真弓", ["50 Cent", "T.I.", "9m88", "真弓"]),
        ("-, ., ''", []),
        ("", []),
    ],
)
def test_tokens_that_are_no_names_are_dropped(text, names):
    assert split_names(text) == names


@given(st.lists(st.sampled_from(["Ann Lee", "Bo", "ann lee", "Jr.", "12", "", " Éva", "Eva "])))
def test_names_are_a_part_of_the_list_in_its_order_each_once(parts):
    text = ",".join(parts)
    names, listed = split_names(text), split_list(text)
    assert names == [part for part in listed if part in names]
    assert len({name.casefold() for name in names}) == len(names)
    assert split_names(",".join(names)) == names
