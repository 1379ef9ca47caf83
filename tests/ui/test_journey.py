"""From a first look to a list that one trusts: stars, files, services, feedback; and that nothing of it is lost."""

import csv
import io
import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browsing import MARKUP, View, accordion, arrived, choose, expect_cards, press, visit, write
from tests.ui.server import chromium

pytestmark = pytest.mark.browser

RESULTS = 12
LETTERBOXD = f"""Date,Name,Year,Letterboxd URI,Rating
2024-01-02,Toy Story,1995,https://boxd.it/1,4.5
2024-01-03,The Matrix,1999,https://boxd.it/2,1
2024-01-04,"{MARKUP}",2010,https://boxd.it/3,3
2024-01-05,Up,2009,https://boxd.it/4,11
"""
IMDB = """Const;Your Rating;Date Rated;Title;Original Title;URL;Title Type;IMDb Rating;Runtime (mins);Year;Genres
tt1;9;2024-01-02;Titanic;Titanic;https://imdb.com/1;Movie;7,9;194;1997;Drama
tt2;2;2024-01-02;Coco;Coco;https://imdb.com/2;Movie;8,4;105;2017;Animation
"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def view(request, browser, app_url):
    """A visitor who was never here; a telephone where the test asks for one."""
    width, language = getattr(request, "param", (1280, "en"))
    with visit(browser, app_url, width=width, scheme="dark" if width == 1280 else "light", language=language) as found:
        yield found
        found.check(request.node.name.removeprefix("test_"))


def asked(page: Page) -> list[str]:
    """The titles that are to be rated, as they stand on the page."""
    return page.locator(".butaca-asking h3").all_text_contents()


def status(view: View):
    """What is said of how many titles were rated."""
    return view.page.locator(".butaca-answer:has(> .butaca-asks)").get_by_role("status")


def rate(view: View, place: int, stars: int) -> str:
    """Give so many stars to the title of that place, and wait until another stands there; its work_id."""
    card = view.page.locator(".butaca-asking").nth(place)
    work = card.get_attribute("data-asked")
    card.locator(f"[data-stars='{stars}']").click()
    expect(card).not_to_have_attribute("data-asked", str(work))
    return f"{work}={stars}"


def kept(view: View):
    """What the browser keeps of the visitor."""
    return json.loads(view.page.evaluate("localStorage.getItem('butaca-visitor')"))


def expect_list(view: View, service, ratings, **feedback):
    """The list of whoever gave these ratings."""
    panel = view.page.locator("#butaca-list")
    expect_cards(
        panel, service.for_user(None, RESULTS, language=view.words.language, ratings=ratings, **feedback).results
    )


@pytest.mark.parametrize("view", [(1280, "en"), (390, "es")], indirect=True)
def test_three_ratings_make_a_list_that_is_one_s_own_and_stays(view, service):
    words = view.words
    expect(status(view)).to_have_text(words("rater.begin"))
    assert asked(view.page) == [work.title for work in service.to_rate(k=6, language=view.words.language)]
    expect_list(view, service, [])
    ratings = [rate(view, 0, 5)]
    expect(status(view)).to_have_text(words.count("rater.left", 2))
    ratings.append(rate(view, 2, 1))
    ratings.append(rate(view, 1, 4))
    expect(status(view)).to_have_text(words.count("rater.enough", 3))
    expect_list(view, service, ratings)
    first = service.for_user(None, 1, language=view.words.language, ratings=ratings).results[0]
    card = view.page.locator("#butaca-list .butaca-card").first
    stars, low, high = (words.number(value, 1) for value in (first.predicted_rating, first.low, first.high))
    expect(card).to_contain_text(words("match.expected", stars=stars, low=low, high=high))
    expect(card).to_contain_text(words.percent(first.liking))
    if first.reasons:
        names = words.listed([reason.title for reason in first.reasons])
        expect(card).to_contain_text(words("match.because", names=names))
    view.page.reload()
    expect(status(view)).to_have_text(words.count("rater.enough", 3))
    expect_list(view, service, ratings)


def test_what_was_not_seen_makes_place_for_another_and_is_not_asked_again(view, service):
    before = asked(view.page)
    press(view.page.locator(".butaca-asking").nth(3), view.words("rater.unseen.of", title=before[3]))
    expect(view.page.locator(".butaca-asking h3").nth(3)).not_to_have_text(before[3])
    after = asked(view.page)
    assert [title for place, title in enumerate(after) if place != 3] == [*before[:3], *before[4:]]
    view.page.reload()
    arrived(view.page)
    assert before[3] not in asked(view.page)


def test_a_search_adds_any_title_to_rate(view, service):
    label = view.words("rater.add")
    box = view.page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press_sequentially("caché", delay=40)
    box.fill("spirited away")
    box.press("Enter")
    expect(view.page.locator(".butaca-asking h3").first).to_have_text("Spirited Away")
    ratings = [rate(view, 0, 5)]
    expect_list(view, service, ratings)
    for unknown in (MARKUP, "zxqv zxqv"):
        choose(view.page, label, unknown)
        expect(view.page.get_by_role("alert")).to_contain_text(f"No title is called «{unknown}».")
    assert "Spirited Away" not in asked(view.page)
    expect_list(view, service, ratings)


@pytest.mark.parametrize(("file", "source", "ratings"), [
    (LETTERBOXD, "Letterboxd", {"toy-story-1995-movie": 4.5, "matrix-1999-movie": 1}),
    (IMDB, "IMDb", {"titanic-1997-movie": 4.5, "coco-2017-movie": 1}),
], ids=["letterboxd", "imdb"])  # fmt: skip
def test_ratings_are_brought_along(view, service, file, source, ratings):
    words = view.words
    accordion(view.page, words("import.title")).click()
    view.page.get_by_label(words("import.choose")).set_input_files(
        {"name": "ratings.csv", "mimeType": "text/csv", "buffer": file.encode("utf-8-sig")}
    )
    expect(view.page.get_by_text(words("import.taken", what=words.count("import.rated", 2)))).to_be_visible()
    expect(view.page.locator("p").filter(has_text=f"{source}, ").first).to_be_visible()
    expect_list(view, service, [f"{work}={stars}" for work, stars in ratings.items()])
    assert kept(view)["ratings"] == ratings
    if source == "Letterboxd":
        view.page.get_by_text(words.count("import.unmatched", 1)).click()
        expect(view.page.get_by_role("cell", name=MARKUP)).to_be_visible()
        view.page.get_by_text(words.count("import.refused", 1)).click()
        expect(view.page.get_by_role("row", name="Letterboxd 5 11")).to_be_visible()


def test_a_file_that_is_none_says_what_to_do_and_changes_nothing(view):
    words = view.words
    accordion(view.page, words("import.title")).click()
    chooser = view.page.get_by_label(words("import.choose"))
    chooser.set_input_files({"name": "ratings.csv", "mimeType": "text/csv", "buffer": LETTERBOXD.encode()})
    expect(view.page.get_by_text(words("import.taken", what=words.count("import.rated", 2)))).to_be_visible()
    expect(status(view)).to_have_text(words.count("rater.left", 1))
    view.page.evaluate("window.butaca.add({ratings: {'toy-story-1995-movie': 1}})")
    for name, content, parameter, shown in [
        ("photo.csv", b"\x89PNG\0\0", "file_kind", "«photo.csv (not_text)»"),
        ("watched.csv", b"Date,Name,Year\n", "file_columns", "«Date, Name, Year»"),
        ("ratings.csv", b"x" * 20_000_002, "file_size", "20000001"),
    ]:
        chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        expect(view.page.get_by_role("alert")).to_have_text(words(f"error.invalid.{parameter}", value=shown))
    assert kept(view)["ratings"] == {"matrix-1999-movie": 1, "toy-story-1995-movie": 1}


def test_two_ratings_at_once_both_count(view, service):
    """Whoever is quicker than the answer loses nothing."""
    cards = view.page.locator(".butaca-asking")
    works = [cards.nth(place).get_attribute("data-asked") for place in (0, 1, 2)]
    view.page.evaluate(
        "[...document.querySelectorAll('.butaca-asking')].slice(0, 3)"
        ".forEach(card => card.querySelector('[data-stars=\"4\"]').click())"
    )
    expect(status(view)).to_have_text(view.words.count("rater.enough", 3))
    assert kept(view)["ratings"] == dict.fromkeys(works, 4)
    expect_list(view, service, [f"{work}=4" for work in works])


def test_services_and_feedback_change_the_list_and_can_be_taken_back(view, service):
    words, panel = view.words, view.page.locator("#butaca-list")
    press(view.page, "Netflix")
    expect(view.page.get_by_role("button", name="Netflix")).to_have_attribute("aria-pressed", "true")
    expect_list(view, service, [], platforms=["netflix"])
    press(view.page, "Netflix")
    expect_list(view, service, [])
    first = service.for_user(None, 1, language=view.words.language).results[0].work
    press(panel, words("card.less.of", title=first.title))
    feedback = {"less_like": [first.work_id]}
    expect_list(view, service, [], **feedback)
    second = service.for_user(None, 2, language=view.words.language, **feedback).results[1].work
    press(panel, words("card.more.of", title=second.title))
    feedback["more_like"] = [second.work_id]
    expect_list(view, service, [], **feedback)
    third = next(
        one.work
        for one in service.for_user(None, RESULTS, language=view.words.language, **feedback).results
        if one.work != second
    )
    press(panel, words("card.watched.of", title=third.title))
    expect_list(view, service, [], **feedback, watched=[third.work_id])
    expect(view.page.locator(".butaca-asking h3").first).to_have_text(third.title)
    accordion(view.page, words("own.title")).click()
    press(view.page, words("own.back", title=first.title))
    expect_list(view, service, [], more_like=[second.work_id], watched=[third.work_id])


def test_what_the_browser_keeps_can_be_saved_and_deleted(view, service):
    words = view.words
    ratings = [rate(view, 0, 5), rate(view, 1, 2)]
    accordion(view.page, words("own.title")).click()
    expect(view.page.get_by_text(words("own.private"))).to_be_visible()
    with view.page.expect_download() as saved:
        press(view.page, words("own.export"))
    with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - csv's own way
        rows = list(csv.DictReader(io.StringIO(file.read())))
    titles = [service.catalogue.work(service.catalogue.find("title", rating.split("=")[0])) for rating in ratings]
    assert [(row["Name"], row["Year"], row["Rating"]) for row in rows] == [
        (work.title, str(work.year), rating.split("=")[1]) for work, rating in zip(titles, ratings, strict=True)
    ]
    view.page.get_by_text(words("own.forget"), exact=True).click()
    press(view.page, words("own.forget.yes"))
    expect(status(view)).to_have_text(words("rater.begin"))
    assert kept(view)["ratings"] == {}
    view.page.reload()
    expect_list(view, service, [])


def test_the_filter_that_leaves_nothing_can_be_loosened_where_that_shows(view, service):
    words, panel = view.words, view.page.get_by_role("tabpanel").filter(visible=True)
    accordion(panel, words("input.filters")).click()
    write(panel.get_by_label(words("input.year_to")), "1899")
    panel.get_by_label(words("input.year_to")).press("Enter")
    expect(panel.locator("#butaca-list .butaca-empty")).to_have_text(words("filters.nothing"))
    press(panel, words("loosen.year_to"))
    expect_list(view, service, [])


def test_what_an_older_visit_left_behind_does_no_harm(view, service, app_url):
    """Titles that this catalogue does not have, and things that are no ratings at all."""
    left = {"ratings": {"gone-1900-movie": 5, "matrix-1999-movie": 4, "up-2009-movie": "x", "coco-2017-movie": 77}}
    kept_things: list[Any] = [
        left | {"seen": ["gone"], "services": ["zxqv"], "more": 5},
        {"ratings": []},
        [],
        "nonsense",
    ]
    for nonsense in kept_things:
        view.page.evaluate("kept => localStorage.setItem('butaca-visitor', JSON.stringify(kept))", nonsense)
        view.page.goto(app_url)
        arrived(view.page)
        expected = ["matrix-1999-movie=4"] if isinstance(nonsense, dict) and "seen" in nonsense else []
        expect_list(view, service, expected)


def test_the_whole_journey_by_keyboard_alone(view, service):
    page, words = view.page, view.words

    def at(locator, presses=80, key="Tab"):
        """Press the key until that has the focus."""
        for _ in range(presses):
            if locator.evaluate("it => it === document.activeElement"):
                return locator
            page.keyboard.press(key)
        raise AssertionError(f"the keyboard does not reach {locator}")

    for place in range(3):
        card = page.locator("[data-row=for_you] .butaca-card").nth(place)
        expect(card.locator("h3")).to_be_visible()
        at(card.locator("[data-act=stars]"))
        page.keyboard.press("Enter")  # the first star has the focus
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert card.locator("[data-stars='4']").evaluate("it => it === document.activeElement")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        expect(card.locator("[data-stars='4']")).to_have_attribute("aria-pressed", "true")
    expect(status(view)).to_have_text(words.count("rater.enough", 3))
    works = [f"{work}={stars}" for work, stars in kept(view)["ratings"].items()]
    at(page.get_by_role("button", name="Hulu"), key="Shift+Tab")
    page.keyboard.press("Space")
    expect_list(view, service, works, platforms=["hulu"])
    at(page.locator("[data-row=for_you] .butaca-card h3 a").first)
    title = page.locator("[data-row=for_you] .butaca-card h3").first.text_content()
    page.keyboard.press("Enter")
    # By its text: until the page is loaded anew, and has opened the other tab, other headings are in sight.
    expect(page.get_by_role("heading", level=2, name=str(title), exact=True).last).to_be_visible(timeout=30_000)
