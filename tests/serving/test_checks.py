import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.serving import checks
from tests.fixtures.catalogue import NO_TEXT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
NOT_GIVEN: list[object] = [None, "", []]
FOUR = ["amazon", "disney", "hulu", "netflix"]
ALL_FOUR = r"amazon \(Amazon Prime Video\), disney \(Disney\+\), hulu \(Hulu\), netflix \(Netflix\)"


@pytest.mark.parametrize(
    ("value", "text"),
    [("  The\t Matrix\n", "The Matrix"), ("Ame\u0301lie\u200b", "Amélie"), (2012, "2012"), (2012.0, "2012")],
)
def test_text_is_cleaned(value, text):
    assert checks.text("title", value, "Alien") == text


@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
def test_what_is_no_text(value):
    with pytest.raises(InvalidValueError) as caught:
        checks.text("title", value, "Alien")
    assert str(caught.value) == f"title must be text, got {value!r}. For example «Alien»."
    assert caught.value.parameter == "title"


@pytest.mark.parametrize("value", ["", "  \n", "\u200b\ufeff", "\x00"])
def test_empty_text(value):
    with pytest.raises(InvalidValueError, match=r"title must not be empty, got «.*»\. For example «Alien»."):
        checks.text("title", value, "Alien")


def test_long_text_is_cut_in_the_message():
    assert len(checks.text("title", "x" * 300, "Alien")) == 300
    with pytest.raises(
        InvalidValueError, match=r"must have 300 characters at most, got «x{80}… \(10,000 characters\)»"
    ):
        checks.text("title", "x" * 10_000, "Alien")
    with pytest.raises(InvalidValueError, match="300 characters at most"):
        checks.text("title", 10**400, "Alien")


@pytest.mark.parametrize("value", [5, 5.0, "5", " 5 ", "5.0"])
def test_whole_numbers(value):
    found = checks.whole_number("k", value, 1, 5)
    assert (found, type(found)) == (5, int)


@pytest.mark.parametrize(
    "value",
    [0, 6, 4.5, "4.5", "five", "", None, [], {}, True, math.nan, math.inf, "nan", "inf", 10**400, "1_0", "9" * 500],
)
def test_what_is_no_whole_number_in_range(value):
    with pytest.raises(InvalidValueError, match="k must be a whole number from 1 to 5, got ") as caught:
        checks.whole_number("k", value, 1, 5)
    assert caught.value.parameter == "k"


def test_numbers_with_both_ends():
    assert [checks.number("scored", value, 0, 5) for value in (0, "3.5", 5.0)] == [0.0, 3.5, 5.0]


@pytest.mark.parametrize("value", [-0.1, 5.01, None, "", "x", [3], True, math.nan, -math.inf, 10**400])
def test_what_is_no_number_in_range(value):
    with pytest.raises(InvalidValueError, match="scored must be a number from 0 to 5, got "):
        checks.number("scored", value, 0, 5)


def test_years():
    assert [checks.year("year", value) for value in (*NOT_GIVEN, "1979", 1800, 2200)] == [
        *[None] * 3,
        1979,
        1800,
        2200,
    ]
    for wrong in (1799, 2201, "MCM", False):
        with pytest.raises(InvalidValueError, match="year must be a whole number from 1800 to 2200, got "):
            checks.year("year", wrong)


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        (
            "amazon",
            [
                "amazon",
                "AMAZON",
                "a",
                "ama",
                "prime",
                "Prime Video",
                "primevideo",
                "amazon prime",
                "Amazon  Prime Video",
            ],
        ),
        ("disney", ["disney", "D", "dis", "Disney+", "disney +", "Disney Plus", "disneyplus"]),
        ("hulu", ["hulu", "Hu", " HULU "]),
        ("netflix", ["netflix", "net", "Nétflix", "N"]),
    ],
)
def test_platforms_by_any_usual_name(name, spellings):
    assert [checks.platform("platform", spelling, FOUR) for spelling in spellings] == [name] * len(spellings)


@pytest.mark.parametrize("value", ["hbo", "netflixx", "net flux", "amazon netflix", "+", "🍿", "video", 7, "s"])
def test_a_wrong_platform_names_the_four(value):
    with pytest.raises(InvalidValueError, match=f"platform must be one of {ALL_FOUR}, got «") as caught:
        checks.platform("platform", value, FOUR)
    assert str(value) in str(caught.value)


def test_a_beginning_of_two_names_is_none():
    with pytest.raises(InvalidValueError, match=r"got «d»|got «m»"):
        checks.platform("platform", "m", ["max", "mubi"])
    assert checks.platform("platform", "m", ["max", "netflix"]) == "max"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (None, []),
        ("", []),
        ([], []),
        (" , ", []),
        ("netflix, hu,NETFLIX", ["netflix", "hulu"]),
        (["prime video", "disney+", "amazon"], ["amazon", "disney"]),
        (("net",), ["netflix"]),
    ],
)
def test_several_platforms_each_once_in_their_order(value, names):
    assert checks.platforms("platforms", value, FOUR) == names


@pytest.mark.parametrize("value", [3, 2.5, True, {"netflix": 1}])
def test_what_is_no_list_of_platforms(value):
    with pytest.raises(
        InvalidValueError, match=r"platforms must be a list of services, got .*For example «amazon, disney»"
    ):
        checks.platforms("platforms", value, FOUR)


@pytest.mark.parametrize(
    ("value", "rule"), [(["hbo"], ALL_FOUR), ([None], "must be text"), ([["hulu"]], "must be text")]
)
def test_a_list_is_refused_for_one_wrong_platform(value, rule):
    with pytest.raises(InvalidValueError, match=rule):
        checks.platforms("platforms", value, FOUR)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, []),
        ("", []),
        ([], []),
        (" \n \r\n", []),
        ("The Matrix=4.5", [("The Matrix", 4.5)]),
        ("Alien = 5\n\n  Up=0.5\r\nE=mc2=3", [("Alien ", 5.0), ("  Up", 0.5), ("E=mc2", 3.0)]),
        (["Alien=5", "Alien=1"], [("Alien", 5.0), ("Alien", 1.0)]),
        (("2012=3.75",), [("2012", 3.75)]),
        (["Alien=5"] * 5000, [("Alien", 5.0)] * 5000),
        ({"Alien": 5, "E=mc2": "3.5"}, [("Alien", 5.0), ("E=mc2", 3.5)]),
        ({}, []),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_ratings_of_titles(value, found):
    assert checks.title_ratings("ratings", value) == found


@pytest.mark.parametrize(
    "part",
    ["Alien", "Alien=", "=5", " =5", "Alien=0", "Alien=5.5", "Alien=five", "Alien=nan", "Alien=1_0", "Alien=5 stars"],
)
def test_a_rating_that_is_none_is_quoted_with_the_rule(part):
    for value in (part, ["Up=4", part]):
        with pytest.raises(InvalidValueError) as caught:
            checks.title_ratings("ratings", value)
        assert str(caught.value) == (
            f"each of ratings must be title=stars, with 0.5 to 5 stars, got «{part.strip()}». "
            "For example «The Matrix=4.5»."
        )
        assert caught.value.parameter == "ratings"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"Alien": 6}, "each of ratings must be title=stars, with 0.5 to 5 stars, got ('Alien', 6)."),
        ({5: 5}, "each of ratings must be title=stars, with 0.5 to 5 stars, got (5, 5)."),
        (5, "ratings must be a list of title=stars, got 5. For example «The Matrix=4.5»."),
        (True, "ratings must be a list of title=stars, got True."),
        ([5], "each of ratings must be title=stars, with 0.5 to 5 stars, got 5."),
        ([None], "each of ratings must be title=stars, with 0.5 to 5 stars, got None."),
        ([["Alien", 5]], "each of ratings must be title=stars, with 0.5 to 5 stars, got ['Alien', 5]."),
        (["Alien=5"] * 5001, "ratings must be 5,000 at most, got 5001. Leave some out."),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_list_of_ratings(value, rule):
    with pytest.raises(InvalidValueError) as caught:
        checks.title_ratings("ratings", value)
    assert str(caught.value).startswith(rule)


@pytest.mark.parametrize("value", ["MX", "mx", " Mexico ", "México", "Mexique"])
def test_a_country_by_code_or_name(value):
    assert checks.country("country", value, ["US", "MX"]) == "MX"
    with pytest.raises(NotFoundError, match=r"It is not known what is shown in the country: «.*«Brazil»"):
        checks.country("country", value, ["BR"])


def test_what_is_no_country():
    assert [checks.country("country", nothing, ["US"]) for nothing in NOT_GIVEN] == [None] * 3
    with pytest.raises(NotFoundError, match=r"No country is called: «Narnia»\. There are, .* «United States»"):
        checks.country("country", "Narnia", ["US"])
    with pytest.raises(InvalidValueError, match=r"country must be text, got 1\.5|country must be text, got \{\}"):
        checks.country("country", {}, ["US"])


def test_kinds():
    assert {checks.kind("type", word) for word in ("movie", "Films", "PELÍCULA", "películas")} == {"movie"}
    assert {checks.kind("type", word) for word in ("tv show", "TV-Show", "series", "Serie")} == {"tv show"}
    assert [checks.kind("type", nothing) for nothing in NOT_GIVEN] == [None] * 3
    with pytest.raises(InvalidValueError, match="type must be one of movie, tv show, got «opera»"):
        checks.kind("type", "opera")


def test_k_has_its_range_in_the_message():
    assert [checks.k(value) for value in (1, "100")] == [1, 100]
    for wrong in (0, -1, 101, 1.5, None):
        with pytest.raises(InvalidValueError, match=f"k must be a whole number from 1 to 100, got {wrong}"):
            checks.k(wrong)


@given(JSON)
def test_no_json_value_gets_past_a_check_with_another_error(value):
    messages = []
    for check in (
        lambda: checks.text("x", value, "y"),
        lambda: checks.number("x", value, 0, 5),
        lambda: checks.year("x", value),
        lambda: checks.platforms("x", value, FOUR),
        lambda: checks.platform("x", value, FOUR),
        lambda: checks.country("x", value, ["US"]),
        lambda: checks.kind("x", value),
        lambda: checks.title_ratings("x", value),
        lambda: checks.k(value),
    ):
        try:
            check()
        except RequestError as error:
            messages.append(str(error))
    assert all("\n" not in message and len(message) < 400 for message in messages)


@pytest.mark.parametrize("value", [["netflix"] * 101, "netflix," * 101])
def test_so_many_platforms_at_most(value):
    assert checks.platforms("platforms", value[:-1] if isinstance(value, list) else value[8:], FOUR) == ["netflix"]
    with pytest.raises(InvalidValueError, match=r"platforms must be 100 at most, got 101\. Leave"):
        checks.platforms("platforms", value, FOUR)
