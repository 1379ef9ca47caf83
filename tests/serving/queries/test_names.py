import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.serving.queries.names import SUGGESTIONS, NameIndex
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE

NAMES = ["Robin Williams", "Amélie", "Robin Wright", "Spider-Man", "AMELIE", "Spiderman", "M", "$", "Spi Der Man"]


@pytest.fixture(scope="module")
def index():
    return NameIndex(NAMES)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("Robin Williams", [0]),
        ("  rObIn   WILLIAMS ", [0]),
        ("RóbIn Wíllïams", [0]),
        ("amelie", [1, 4]),
        ("Spider Man", [3]),
        ("spiderman", [5]),
        ("m", [6]),
        ("$", [7]),
        ("Robin", []),
        ("Williams", []),
        ("Robin William", []),
        ("Robin Williams Jr", []),
        ("\U0001f37f", []),
    ],
)
def test_a_name_matches_whole(index, asked, rows):
    assert index.rows(asked) == rows


def test_spaces_are_the_last_thing_to_differ(index):
    assert index.find("name", "Sp iderman", "x", "No") == [3, 5, 8]
    assert index.find("name", "robinwilliams", "x", "No") == [0]
    assert index.find("name", "spiderman", "x", "No") == [5]


def test_nobody_of_that_name_and_the_nearest_spellings(index):
    with pytest.raises(NotFoundError) as caught:
        index.find("person", "Robin Wiliams", "Tom Hanks", "No actor is called")
    assert caught.value.parameter == "person"
    assert caught.value.suggestions == ["Robin Williams", "Robin Wright"]
    assert str(caught.value) == (
        "No actor is called: «Robin Wiliams». Did you mean «Robin Williams», «Robin Wright»?"
    )  # fmt: skip
    with pytest.raises(NotFoundError) as caught:
        index.find("person", "zzzzqqqq", "Tom Hanks", "No actor is called")
    assert caught.value.suggestions == []


def test_the_nearest_are_few_and_the_nearest_first():
    many = NameIndex([f"Cinderella {number}" for number in range(50)] + ["Cinderela"])
    found = many.nearest("cinderela")
    assert len(found) == SUGGESTIONS
    assert found[0] == "Cinderela"


def test_names_with_a_text_in_them():
    index = NameIndex(["The Toy Story Set", "Toy Story Collection", "toy story", "Story", "Toy Store", "Toy Story"])
    assert index.containing("TOY story") == [[2, 5], [1], [0]]
    assert index.containing("nothing") == index.containing("!!!") == []


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE])
def test_what_is_no_text(index, value):
    with pytest.raises(InvalidValueError):
        index.find("name", value, "x", "No")


def test_no_names_at_all():
    with pytest.raises(NotFoundError):
        NameIndex([]).find("name", "x", "x", "No")


@given(st.lists(st.text("aA bÁ-", min_size=1, max_size=5)), st.text("aA bÁ-", min_size=1, max_size=5))
def test_found_is_what_is_equal_without_case_accents_and_spaces(names, asked):
    def bare(text):
        return "".join(text.lower().replace("á", "a").replace("-", " ").split())

    try:
        found = NameIndex(names).find("name", asked, "x", "No")
    except RequestError:
        assert not bare(asked) or bare(asked) not in map(bare, names)
    else:
        assert all(bare(names[row]) == bare(asked) for row in found)
