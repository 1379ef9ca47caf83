"""The box of Home: titles while one types, questions in words, what was understood taken away, and the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from recsys.ui.ask import RESULTS
from recsys.ui.begun import is_begun
from tests.ui.browsing import MARKUP, visit
from tests.ui.server import chromium
from tests.ui.test_looks import OVERLAPPING, SMALL

pytestmark = pytest.mark.browser

QUESTIONS = {
    "en": "90s comedies without romance",
    "es": "algo corto y divertido con los niños",
    "pt": "um suspense coreano sem terror",
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def anywhere(browser, app_url, language, address="", width=1280, **options):
    """A visit of whoever may watch anything."""
    return visit(browser, f"{app_url}/?country={address}", width=width, language=language, **options)


def box(view):
    return view.page.get_by_role("combobox", name=view.words("ask.label"), exact=True)


def ask(view, question):
    box(view).fill(question)
    box(view).press("Enter")


def expect_answer(view, found):
    """What was understood, in its order, and the works, in theirs; where the page may be loaded again."""
    answer = view.page.locator(".butaca-found")
    heading = view.words.count("ask.works", found.works) if found.works else view.words("ask.works.none")
    expect(answer.get_by_role("heading", level=2)).to_have_text(heading)
    expect(answer.locator("[data-act=drop][aria-label]")).to_have_text([one.label for one in found.understood])
    expect(answer.locator("[data-act=keep]")).to_have_text([one.label for one in found.dropped])
    expect(answer.locator(".butaca-card h3")).to_have_text([one.work.title for one in found.results])
    expect(view.page.get_by_role("status").filter(has_text=heading)).to_be_attached()
    asked = parse_qs(urlsplit(view.page.url).query)
    assert (asked["ask"], set(asked.get("drop", []))) == ([found.text], {one.key for one in found.dropped})


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390), ("pt", 1280)])
def test_what_was_understood_is_taken_away_one_by_one(browser, app_url, service, language, width):
    question, home = QUESTIONS[language], "[data-row=tonight] .butaca-tonight"
    with anywhere(browser, app_url, language, width=width) as view:
        expect(view.page.locator(home)).to_be_visible()
        ask(view, question)
        found = service.ask_in_words(question, RESULTS, language=language)
        expect_answer(view, found)
        expect(view.page.locator(home)).not_to_be_visible()
        dropped = []
        for part in found.understood:
            kind = view.words(f"ask.kind.{part.kind.removeprefix('not_')}")
            names = {"kind": kind, "label": part.label}
            view.page.get_by_role("button", name=view.words("ask.drop", **names), exact=True).press("Enter")
            dropped.append(part.key)
            expect_answer(view, service.ask_in_words(question, RESULTS, dropped, language=language))
            # Whoever goes by keyboard is where they were, and may put it back.
            expect(view.page.get_by_role("button", name=view.words("ask.keep", **names), exact=True)).to_be_focused()
        view.page.reload()
        expect_answer(view, service.ask_in_words(question, RESULTS, dropped, language=language))
        expect(box(view)).to_have_value(question)
        view.page.keyboard.press("Tab")
        box(view).press("Escape")
        expect(view.page.locator(home)).to_be_visible()
        assert "ask=" not in view.page.url
        view.page.go_back()
        expect_answer(view, service.ask_in_words(question, RESULTS, dropped, language=language))
        view.check(f"ask-{language}")


def test_a_title_is_proposed_while_one_types_and_opened(browser, app_url, service):
    with anywhere(browser, app_url, "en") as view:
        proposed = view.page.get_by_role("listbox", name=view.words("ask.titles"))
        box(view).press_sequentially("toy stor", delay=40)
        options = proposed.get_by_role("option")
        expect(options.first).to_have_text("Toy Story 1995")
        expect(box(view)).to_have_attribute("aria-expanded", "true")
        box(view).press("ArrowDown")
        box(view).press("ArrowDown")
        second = options.nth(1)
        expect(second).to_have_attribute("aria-selected", "true")
        expect(box(view)).to_have_attribute("aria-activedescendant", str(second.get_attribute("id")))
        box(view).press("Escape")
        expect(proposed).not_to_be_visible()
        expect(box(view)).to_have_value("toy stor")
        box(view).press_sequentially("y")
        expect(options.first).to_have_text("Toy Story 1995")
        box(view).press("ArrowUp")
        box(view).press("ArrowUp")
        box(view).press("ArrowDown")
        last = str(options.last.get_attribute("data-work"))
        expect(options.last).to_have_attribute("aria-selected", "true")
        box(view).press("Enter")
        expect(view.page.locator(".butaca-title h2")).to_be_visible()
        assert parse_qs(urlsplit(view.page.url).query)["title"] == [last]
        view.tab("tab.for_you")
        ask(view, "Toy Story")  # a question that is a title leads to it
        expect(view.page.locator(".butaca-found [data-act=open]:not(.butaca-card *)")).to_have_text("Toy Story (1995)")
        view.check("ask-title")


def test_back_from_a_title_the_answer_is_as_it_was(browser, app_url, service):
    question, dropped = QUESTIONS["en"], ["not_genre:romance"]
    found = service.ask_in_words(question, RESULTS, dropped, language="en")
    with anywhere(browser, app_url, "en") as view:
        ask(view, question)
        view.page.locator("[data-act=drop][data-keys='not_genre:romance']").click()
        expect_answer(view, found)
        card = view.page.locator(".butaca-found .butaca-card h3 a").nth(2)
        for loaded_again in (False, True):
            card.click()
            expect(view.page.locator(".butaca-title h2")).to_be_visible()
            assert "ask=" not in view.page.url  # a title's address is the title's
            if loaded_again:
                view.page.reload()
                expect(view.page.locator(".butaca-title h2")).to_be_visible()
            view.page.go_back()
            expect_answer(view, found)
            expect(box(view)).to_have_value(question)
            expect(card).to_be_visible()
        card.click()
        expect(view.page.locator(".butaca-title h2")).to_be_visible()
        view.tab("tab.for_you")  # what is there again is in the address again
        expect_answer(view, found)
        view.page.reload()
        expect_answer(view, found)


def test_where_nothing_fits_it_says_what_to_take_away(browser, app_url, service):
    question = "a comedy from 1920"
    with anywhere(browser, app_url, "en", f"&ask={question}") as view:
        expect_answer(view, service.ask_in_words(question, RESULTS))
        away = view.page.get_by_role("button", name=view.words("ask.without", labels="1920"), exact=True)
        away.click()
        expect_answer(view, service.ask_in_words(question, RESULTS, ["years:1920-1920"]))
        view.page.get_by_role("button", name=view.words("ask.clear"), exact=True).click()
        ask(view, f"qwertz {MARKUP}")
        expect(view.page.locator(".butaca-chips")).to_contain_text(view.words("ask.nothing_at_all"))
        expect(view.page.locator(".butaca-found")).to_contain_text("«qwertz»")
        expect(view.page.locator(".butaca-found .butaca-card")).to_have_count(RESULTS)
        view.check("ask-nothing")


def test_it_is_asked_by_what_the_visitor_said(browser, app_url, service):
    """What they rated is not listed, and their country counts, where the question names none."""
    question = "comedias de los 90"
    with visit(browser, f"{app_url}/?country=MX&ask={question}", language="es") as view:
        expect_answer(view, service.ask_in_words(question, RESULTS, country="MX", language="es"))
        card = view.page.locator(".butaca-found .butaca-card").first
        title, work = str(card.locator("h3").text_content()), str(card.locator("h3 a").get_attribute("data-work"))
        more = card.get_by_role("button", name=view.words("card.more.of", title=title))
        more.click()
        expect(more).to_have_attribute("aria-pressed", "true")
        card.locator("[data-act=stars]").click()
        card.get_by_role("button", name=view.words.count("rater.stars", 5, title=title)).click()
        view.page.reload()
        rated = service.ask_in_words(question, RESULTS, country="MX", language="es", ratings=[f"{work}=5"])
        assert work not in [one.work.work_id for one in rated.results]
        expect_answer(view, rated)
        view.check("ask-visitor")


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_every_example_is_understood_and_answered(browser, app_url, language):
    with anywhere(browser, app_url, language, width=390) as view:
        for place in range(3):
            example = view.page.locator("[data-act=example]").nth(place)
            said = str(example.text_content())
            example.click()
            expect(view.page.locator(".butaca-found .butaca-card").nth(2)).to_be_visible()
            expect(box(view)).to_have_value(said)
            assert view.page.locator(".butaca-chips [data-act=drop]").count() >= 2
            view.page.get_by_role("button", name=view.words("ask.clear"), exact=True).click()


@pytest.mark.parametrize(("width", "language"), [(360, "es"), (768, "pt"), (1024, "en"), (1280, "es")])
def test_it_is_for_everyone(browser, app_url, width, language):
    fingers = {"has_touch": True, "is_mobile": True} if width < 600 else {}
    address = f"&ask={QUESTIONS[language]}&drop=genre:thriller"
    with anywhere(browser, app_url, language, address, width, **fingers) as view:
        expect(view.page.locator(".butaca-found .butaca-card").first).to_be_visible()
        assert view.page.evaluate(OVERLAPPING) == []
        if fingers:
            assert view.page.evaluate(SMALL) == []
        view.check(f"ask-{width}")
        assert view.violations() == []


def test_words_that_are_no_title_propose_none():
    assert is_begun("cidade d", "Cidade de Deus (2002) City of God")
    assert not is_begun("algo corto", "Algo Azul (2021)")
    assert not is_begun("el se", "Eso (2017) It")  # two letters are too few to be mistyped
    assert is_begun("s", "Seven")
