"""Whatever stands in data, or is typed by people, is text in the page and never markup."""

import dataclasses
import inspect
from html.parser import HTMLParser

import pytest

from recsys.serving.catalogue import Work
from recsys.serving.filters import Filters
from recsys.serving.fit import Fit, FitParts, ForUser, PredictedWork
from recsys.serving.recommend import Recommendations, SharedFeature, SimilarWork
from recsys.ui import html

NASTY = """<script>alert("1")</script>' onload='alert(2)' "><img src=x onerror=alert(3)> &lt;b&gt; &amp;"""
TAGS = {
    "div",
    "p",
    "h2",
    "h3",
    "b",
    "i",
    "ul",
    "li",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "pre",
}
ATTRIBUTES = {"class", "role", "title", "style", "scope", "aria-hidden"}


class Reader(HTMLParser):
    """The markup's tags, attributes and text as a browser would read them; all tags closed in order."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self._open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def work():
    return Work(
        work_id=NASTY,
        title=NASTY,
        type=NASTY,
        year=1999,
        platforms=["Netflix", "Disney+"],
        title_ids=[NASTY],
        genres=[NASTY, "drama", "war", "western"],
        directors=[NASTY],
        cast=[NASTY],
        countries=[NASTY],
        maturity=NASTY,
        duration=136,
        duration_type=NASTY,
        description=NASTY,
        score=3.5,
        score_count=2,
        score_source=NASTY,
    )


@pytest.fixture
def answers(work):
    """Every public function of recsys.ui.html, called with nasty text in every text field."""
    shared = [SharedFeature(NASTY, NASTY, 0.5)]
    parts = FitParts(3.5, 0.1, -0.2, 0.3)
    filters = Filters(platforms=(NASTY,), genre=NASTY)
    return {
        "error": html.error(NASTY),
        "empty": html.empty(NASTY),
        "banner": html.banner(NASTY),
        "similar": html.similar(Recommendations(work, [NASTY], filters, [SimilarWork(work, 0.5, shared)])),
        "for_user": html.for_user(ForUser(NASTY, 3, filters, [PredictedWork(work, 4.2, 1)])),
        "fit": html.fit(Fit(NASTY, work, 3.7, parts, True, 3.5, 10, 20, 4.0, NASTY)),
        "sentence": html.sentence(NASTY, [(NASTY, NASTY)], (NASTY, NASTY)),
        "table": html.table((NASTY, NASTY), [(NASTY, 1), (2, NASTY)]),
        "titled_table": html.titled_table(NASTY, (NASTY, NASTY), [(NASTY, 1), (2, NASTY)]),
        "bars": html.bars(NASTY, [(NASTY, 1.0), (NASTY, 0.5)]),
        "code": html.code(NASTY, NASTY),
    }


def public_functions():
    return [
        name
        for name, function in inspect.getmembers(html, inspect.isfunction)
        if function.__module__ == html.__name__ and not name.startswith("_")
    ]


def test_every_function_is_tried(answers):
    assert set(answers) == set(public_functions())


@pytest.mark.parametrize("name", public_functions())
def test_text_is_escaped(answers, name):
    read = Reader(answers[name])
    assert read.tags <= TAGS
    assert set(read.attributes) <= ATTRIBUTES
    assert any(NASTY in text for text in read.texts)
    assert "<script" not in answers[name]
    assert "<img" not in answers[name]


def test_a_nasty_title_is_whole_in_the_tooltip(answers):
    assert NASTY in Reader(answers["similar"]).attributes["title"]


def test_styles_hold_numbers_only(answers):
    for markup in answers.values():
        for style in Reader(markup).attributes.get("style", []):
            name, _, value = style.partition(": ")
            assert name in ("--hue", "width")
            assert value.removesuffix("%").isdigit()


def test_a_card_shows_what_is_known_of_a_work(work):
    film = dataclasses.replace(work, title="Up", maturity="pg", duration_type="min", genres=["family", "drama"])
    series = dataclasses.replace(film, duration=1, duration_type="season", maturity=None)
    unknown = dataclasses.replace(series, duration=None)
    results = [SimilarWork(shown, 0.256, [SharedFeature("cast", "Ed", 0.2)]) for shown in (film, series, unknown)]
    texts = Reader(html.similar(Recommendations(film, [], Filters(), results))).texts
    assert texts[0] == "If you liked Up (1999)"
    shown = ["Up", "1999 · 136 min · PG", "Netflix", "Disney+", "family, drama", "26 % alike", "In common: Ed", "Up"]
    assert texts[1:9] == shown
    assert "1999 · 1 season" in texts
    assert "1999" in texts


def test_nothing_found_says_which_filters_to_loosen(work):
    assert "Take one away" in html.similar(Recommendations(work, [], Filters(), []))


def test_a_title_that_nobody_rated_says_so(work):
    answer = Fit("u", work, 3.0, FitParts(3.5, -0.5, 0.0, 0.0), False, 3.5, 1, 0, None, "")
    texts = " ".join(Reader(html.fit(answer)).texts)
    assert "Probably not for you: 3.0 of 5 stars" in texts
    assert "Nobody has rated it yet" in texts
    assert "From 1 rating of yours and 0 ratings of this title." in texts


def test_columns_of_numbers_stand_to_the_right():
    markup = html.table(("file", "bytes", "mixed"), [("a", "1,234", 1), ("b", "+0.5", "x")])
    assert markup.count('class="number"') == 3
    assert '<th scope="col" class="number">bytes</th>' in markup
    assert (
        html.table(("a",), [])
        == '<table><thead><tr><th scope="col" class="number">a</th></tr></thead><tbody></tbody></table>'
    )
