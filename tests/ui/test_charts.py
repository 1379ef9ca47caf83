"""Charts say their numbers, and hold text as text."""

import inspect

import pytest

from recsys.ui import charts
from recsys.ui.charts import Bar, Choice, Range
from tests.fixtures.markup import NASTY, Reader

CHOICE = Choice("genre", NASTY, True)
MADE = {
    "panel": charts.panel(NASTY, NASTY, "<b></b>", tall=True),
    "panels": charts.panels(NASTY, [charts.panel(NASTY, "", "")], fixed=True),
    "folded_table": charts.folded_table(NASTY, (NASTY,), [(NASTY,)]),
    "bars": charts.bars([Bar(NASTY, 2, NASTY, CHOICE), Bar(NASTY, 1, NASTY)]),
    "columns": charts.columns([Bar(NASTY, 2, NASTY), Bar(NASTY, 0, NASTY)], NASTY),
    "ranges": charts.ranges([Range(NASTY, 0.5, 1, 2, NASTY)]),
    "shares": charts.shares((NASTY, NASTY), [(NASTY, [(0.5, NASTY)])], NASTY),
    "curve": charts.curve([(0, 0), (0.5, 0.8), (1, 1)], NASTY, NASTY, NASTY, [(0.5, 0.8)]),
    "cloud": charts.cloud([(NASTY, 3), ("night", 1)], NASTY),
}
TAGS = {
    *("section", "h2", "h3", "p", "div", "span", "b", "i", "ul", "li", "button", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "svg", "rect", "line", "polyline", "circle"),
}


def test_every_chart_is_tried():
    made = [
        name
        for name, function in inspect.getmembers(charts, inspect.isfunction)
        if function.__module__ == charts.__name__ and not name.startswith("_")
    ]
    assert sorted(made) == sorted(MADE)


@pytest.mark.parametrize("name", MADE)
def test_text_is_escaped(name):
    read = Reader(MADE[name])
    assert read.tags <= TAGS
    assert not any(attribute.startswith("on") for attribute in read.attributes)
    assert any(NASTY in text for text in [*read.texts, *read.attributes.get("aria-label", [])])
    for style in read.attributes.get("style", []):
        for part in style.split("; "):
            name_of, _, value = part.partition(": ")
            assert name_of in ("width", "left", "height", "--size")
            assert value.removesuffix("%").isdigit()


def test_bars_are_as_long_as_their_numbers_and_say_which_are_chosen():
    rows = [
        Bar("Drama", 50, "50", Choice("genre", "drama", False)),
        Bar("War", 10, "10", Choice("genre", "war", True)),
        Bar("News", 0, "0", Choice("genre", "news", False)),
        Bar("Cult", 0.01, "few", Choice("genre", "cult", False)),
    ]
    read = Reader(charts.bars(rows))
    assert read.attributes["style"] == ["width: 100%", "width: 20%", "width: 0%", "width: 1%"]
    assert read.attributes["aria-pressed"] == ["false", "true", "false", "false"]
    assert read.attributes["data-value"] == ["drama", "war", "news", "cult"]
    assert read.texts == ["Drama", "50", "War", "10", "News", "0", "Cult", "few"]
    assert "button" not in Reader(charts.bars([Bar("Drama", 50, "50")])).tags


def test_columns_name_some_of_many():
    rows = [Bar(str(year), year - 1989, str(year - 1989)) for year in range(1990, 2010)]
    read = Reader(charts.columns(rows, "twenty years"))
    assert read.texts == ["20", "1990", "1994", "1998", "2002", "2006"]
    assert read.attributes["aria-label"] == ["twenty years"]
    assert read.attributes["style"][:2] == ["height: 5%", "height: 10%"]


def test_a_range_lies_on_one_scale_with_the_others():
    read = Reader(charts.ranges([Range("Drama", 1, 2, 4, "×2"), Range("War", 0.5, 1, 2, "×1")]))
    styles = ["left: 25%; width: 75%", "left: 50%", "left: 12%; width: 38%", "left: 25%"]
    assert read.attributes["style"] == styles


def test_nothing_to_draw_is_no_error():
    assert charts.panels("Title", []) == ""
    for chart in (charts.bars([]), charts.columns([], ""), charts.ranges([]), charts.shares((), [], "")):
        assert Reader(chart).texts == []
    assert Reader(charts.bars([Bar("none", 0, "0")])).attributes["style"] == ["width: 0%"]
