"""The catalogue and the ratings in pictures: the right numbers, of what was chosen, and the way back."""

import re

import pytest

from recsys.serving.current import Current
from recsys.ui.explore import explore
from recsys.ui.languages import words
from recsys.ui.live import Visit
from recsys.ui.visitor import Visitor
from tests.fixtures.catalogue import catalogue_service
from tests.fixtures.markup import NASTY, Reader

EN = words("en")


@pytest.fixture(scope="module")
def visit():
    current = Current(catalogue_service(), "first")
    return Visit(current, current.service, Visitor(), EN)


def bars(markup: str) -> dict[str, tuple[str, bool]]:
    """Of every bar that can be chosen, by its name: its number, and whether it is chosen."""
    found = re.findall(r'aria-pressed="(\w+)"><span>([^<]*)</span>.*?<span class="number">([^<]*)<', markup)
    return {name: (number, pressed == "true") for pressed, name, number in found}


def text(markup: str) -> str:
    return " ".join(Reader(markup).texts)


def test_the_whole_catalogue(visit):
    """Eleven titles of five services; «Dark» is the one series."""
    markup = explore(visit, None)
    assert "All 11 titles." in text(markup)
    found = {name: number for name, (number, _) in bars(markup).items()}
    assert found | {"Netflix": "3", "Disney+": "1", "Hulu": "3", "Amazon Prime Video": "2", "Max": "2"} == found
    assert (found["Films"], found["Series"]) == ("10", "1")
    assert (found["Horror"], found["Drama"], found["Comedy"]) == ("5", "3", "1")
    assert {name: found[name] for name in found if name.endswith("0s")} == {
        "1950s": "1",
        "1970s": "3",
        "1980s": "2",
        "2000s": "4",
        "2010s": "1",
    }
    assert not any(pressed for _, pressed in bars(markup).values())
    assert "8 ratings, 2.94 stars on average." in text(markup)  # (4.5 + 4 + 3 + 5 + 1 + 3.5 + 2 + 0.5) / 8
    assert "Thing, The (1982)" in text(markup) or "The Thing (1982)" in text(markup)


def test_a_choice_limits_everything_but_its_own_chart(visit):
    markup = explore(visit, {"platforms": ["netflix"], "type": [], "genre": ["horror"]})
    found = bars(markup)
    assert "2 titles of what you chose: Netflix × Horror × Show everything" in text(markup)
    # Services among all works of horror, genres among all of Netflix; the others among Netflix's works of horror,
    # «[REC]» and «Alien», whose title on Netflix does not say so itself.
    assert (found["Netflix"], found["Amazon Prime Video"]) == (("2", True), ("2", False))
    assert (found["Hulu"], found["Disney+"]) == (("1", False), ("1", False))
    assert (found["Horror"], found["Action"]) == (("1", True), ("1", False))
    assert {name for name in found if name.endswith("0s")} == {"1970s", "2000s"}
    assert "3 ratings, 3.33 stars on average." in text(markup)  # (4.5 + 3.5 + 2) / 3


def test_a_decade_is_its_ten_years(visit):
    markup = explore(visit, {"decade": ["2000"]})
    assert "4 titles of what you chose: 2000s ×" in text(markup)
    assert bars(markup)["1950s"] == ("1", False)


def test_what_holds_nothing_shows_the_way_back(visit):
    for sent in ({"type": ["tv show"], "genre": ["horror"]}, {"genre": [NASTY]}, {"decade": ["9990"]}):
        markup = explore(visit, sent)
        assert "Show everything" in text(markup)
        assert "<img" not in markup
        assert 'data-choose=""' in markup


@pytest.mark.parametrize(
    "sent",
    [None, 5, "netflix", [], {}, {"genre": None}, {"genre": "horror"}, {"platforms": [None, 3, ""]}, {"no": ["such"]}],
)
def test_what_no_page_sends_chooses_nothing(visit, sent):
    assert explore(visit, sent) == explore(visit, None)


@pytest.mark.parametrize("year", ["200", "1999", "٢٠٠٠", "1e30", "9" * 5000, NASTY])
def test_a_decade_that_is_none_chooses_nothing(visit, year):
    assert explore(visit, {"decade": [year]}) == explore(visit, None)


def test_a_catalogue_without_ratings_shows_the_rest():
    current = Current(catalogue_service(collaborative=False), "first")
    shown = text(explore(Visit(current, current.service, Visitor(), words("es")), None))
    assert "Nadie ha calificado ninguno de estos títulos." in shown
    assert "Títulos por servicio" in shown
