"""A title's own page, and what the browser's history makes of it."""

import dataclasses
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from recsys.domain.schema import ROLES
from recsys.serving.credits import Credit, works_of
from recsys.serving.locales import Locale
from recsys.serving.recommend.reasons import Reason
from recsys.ui.languages import LANGUAGES, words
from recsys.ui.title import PEOPLE, names_view, people_view, why_view, works_view
from recsys.ui.visitor import Visitor
from tests.fixtures.markup import NASTY, Reader
from tests.ui.browsing import View, arrived, choose, press, visit
from tests.ui.server import chromium

EN = words("en")
TOY_STORY, MATRIX = "toy-story-1995-movie", "matrix-1999-movie"


@pytest.fixture
def city(service):
    return service.work("City of God")


def test_other_names_are_told_once_without_those_that_stand_above(city):
    names = ["City of God", "CIDADE DE DEUS", "Ciudad de Dios", "Ciudad de dios", "La cité de Dieu"]
    told = dataclasses.replace(city, original_title="Cidade de Deus")
    assert Reader(names_view(told, names, EN)).texts == ["2 other names", "Ciudad de Dios · La cité de Dieu"]
    assert names_view(told, names[:2], EN) == ""


def test_a_reason_is_a_rating_that_speaks_for_it(service):
    fit = service.fit(title="Coco")
    assert Reader(why_view(fit, EN)).texts == [
        "Will it suit you?",
        f"Worth your evening: {EN.percent(fit.liking)} chance you'll like it",
        "This holds for people in general: rate a few titles to make it yours.",
        "See the whole calculation",
    ]
    reasons = [Reason(title, 1999, 4.0, push) for title, push in (("Up", 0.5), ("It", -0.4), ("Her", 0.3))]
    yours = dataclasses.replace(fit, user_ratings=3, reasons=reasons, recommended=False)
    assert Reader(why_view(yours, EN)).texts[1:3] == [
        f"Probably not for you: {EN.percent(fit.liking)} chance you'll like it",
        "Because of Up and Her",
    ]
    against = dataclasses.replace(yours, reasons=reasons[1:2])
    assert "None of your ratings speaks for it in particular." in Reader(why_view(against, EN)).texts


def test_text_of_people_and_names_is_escaped(city):
    people = {"actor": [Credit(NASTY, "actor", NASTY)]}
    nasty = dataclasses.replace(city, title=NASTY, original_title=NASTY, description=NASTY, genres=[NASTY])
    for markup in (people_view(people, EN), names_view(city, [NASTY], EN), works_view(NASTY, [nasty], Visitor(), EN)):
        assert any(NASTY in text for text in Reader(markup).texts)
        assert "<script" not in markup
        assert "<img" not in markup
    assert people_view({}, EN) == ""
    for language in LANGUAGES:
        assert all(words(language).has(f"title.role.{role}") for role in PEOPLE)
    assert set(PEOPLE) <= set(ROLES)


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def title_of(view: View) -> Locator:
    """The title's page, without what is like it."""
    return view.page.locator("#butaca-title")


def expect_opened(view: View, title: str) -> None:
    """That title's page is in sight, what is like it below, and its tab is selected."""
    expect(title_of(view).locator("h2")).to_have_text(title)
    expect(view.page.locator(".butaca-head-row h2").filter(visible=True)).to_contain_text(f"{title} (")
    expect(view.page.get_by_role("tab", name=view.words("tab.similar"))).to_have_attribute("aria-selected", "true")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "country", "width", "scheme", "name"),
    [
        ("en", "US", 1280, "dark", "City of God"),
        ("es", "MX", 390, "light", "Ciudad de Dios"),
        ("pt", "BR", 390, "dark", "Cidade de Deus"),
    ],
)
def test_a_title_s_page_says_all_that_is_known(browser, app_url, service, language, country, width, scheme, name):
    address = f"{app_url}/?title=Cidade+de+Deus&country={country}&lang={language}"
    with visit(browser, address, width=width, scheme=scheme, language=language) as view:
        said, page = view.words, title_of(view)
        work = service.work("City of God", Locale(language, country))
        expect_opened(view, name)
        expect(page.get_by_text(work.description)).to_be_visible()
        expect(page.locator(".butaca-original")).to_have_text([] if language == "pt" else ["Cidade de Deus"])
        assert len(work.directors) == 2
        assert len(work.cast) == 6
        expect(page.locator("[data-act=works]")).to_have_text([*work.directors, *work.cast])
        for role in ("director", "actor"):
            expect(page.get_by_text(said(f"title.role.{role}"), exact=True)).to_be_visible()
        fit = service.fit(title="City of God", country=country)
        expect(page.locator(".butaca-verdict")).to_contain_text(said.percent(fit.liking))
        link = page.locator("a.butaca-badge")
        if country == "MX":  # where nobody shows it
            expect(link).to_have_count(0)
            expect(
                page.get_by_text(said("card.elsewhere", service="Netflix", countries="Estados Unidos"))
            ).to_be_visible()
        else:
            service_name = {"US": "Netflix", "BR": "Globoplay"}[country]
            expect(link).to_have_accessible_name(service_name)
            told = said("title.watch", title=name, service=service_name)
            assert str(link.get_attribute("title")).startswith(told)
            expect(link).to_have_attribute("rel", "noreferrer")
            expect(link).to_have_attribute("target", "_blank")
            assert parse_qs(urlsplit(str(link.get_attribute("href"))).query)["q"] == [name]
        view.check(f"title-{language}-{width}")
        assert view.violations() == []


@pytest.mark.browser
def test_back_and_forward_bring_back_what_was_shown_and_where(browser, app_url, service):
    with visit(browser, app_url) as view:
        page, said = view.page, view.words
        page.locator("[data-row=series]").scroll_into_view_if_needed()  # and so it comes
        catalogue, people = service.catalogue, service.filters.people
        expect(page.locator("[data-row=series] .butaca-card").first).to_be_attached()
        for card in page.locator("[data-row=series] .butaca-card h3 a").all():
            work_id = str(card.get_attribute("data-work"))
            number = service.bundle.work_ids.number(work_id)
            work = catalogue.work(number)
            known = {one: works_of(catalogue, people, one, 12, number) for one in [*work.directors, *work.cast]}
            person = next((one for one, others in known.items() if others), None)
            if person is not None:
                break
        assert person is not None
        card.scroll_into_view_if_needed()
        expect(page.locator("[aria-busy]")).to_have_count(0)
        title = str(card.text_content())
        page.evaluate("addEventListener('click', () => { window.pressedAt = scrollY; }, {capture: true, once: true})")
        card.click()
        top = page.evaluate("pressedAt")  # a browser that is driven may scroll before it presses
        assert top > 300
        expect_opened(view, title)
        assert page.evaluate("scrollY") == 0
        expect(title_of(view).locator("h2")).to_be_focused()
        press(title_of(view), person)
        row = page.locator("[data-works]")
        expect(row.locator(".butaca-card h3")).to_have_text([catalogue.name(one) for one in known[person]])
        expect(title_of(view).get_by_role("button", name=person)).to_have_attribute("aria-expanded", "true")
        other = row.locator(".butaca-card h3 a").first
        second = str(other.text_content())
        other.click()
        expect_opened(view, second)
        expect(row).to_be_empty()
        page.go_back()
        expect_opened(view, title)
        expect(row.get_by_role("heading", level=3).first).to_have_text(said("title.works", name=person))
        page.go_back()
        expect(page.get_by_role("tab", name=said("tab.for_you"))).to_have_attribute("aria-selected", "true")
        assert page.url == f"{app_url}/"
        expect(card).to_be_focused()
        assert abs(page.evaluate("scrollY") - top) <= 2
        page.go_forward()
        expect_opened(view, title)
        assert parse_qs(urlsplit(page.url).query)["title"] == [work_id]
        entries = page.evaluate("history.length")
        page.reload()
        arrived(page)
        expect_opened(view, title)
        assert page.evaluate("history.length") == entries
        view.check("history")
        with visit(browser, page.url) as fresh:  # shared
            expect_opened(fresh, title)


@pytest.mark.browser
def test_tabs_and_chosen_titles_are_steps_of_the_history_and_filters_are_not(browser, app_url):
    with visit(browser, app_url) as view:
        page, said = view.page, view.words
        panel = view.tab("tab.similar")
        choose(panel, said("input.title"), "The Matrix")
        expect_opened(view, "The Matrix")
        press(page, "Netflix")
        expect(page).to_have_url(f"{app_url}/?title={MATRIX}&platforms=netflix&lang=en")
        choose(panel, said("input.title"), "Toy Story")
        expect_opened(view, "Toy Story")
        expect(page).to_have_url(f"{app_url}/?title={TOY_STORY}&platforms=netflix&lang=en")
        view.tab("tab.explore")
        expect(page).to_have_url(f"{app_url}/?title={TOY_STORY}&platforms=netflix&lang=en&tab=explore")
        page.go_back()
        while "explore" in page.url or "queries" in page.url:
            page.go_back()
        expect_opened(view, "Toy Story")
        page.go_back()
        expect_opened(view, "The Matrix")
        expect(panel.get_by_role("combobox", name=said("input.title"))).to_have_value("The Matrix (1999)")
        page.go_back()
        expect(page).to_have_url(f"{app_url}/?tab=similar")
        page.go_back()
        expect(page.get_by_role("tab", name=said("tab.for_you"))).to_have_attribute("aria-selected", "true")
        for _ in range(2):
            page.go_forward()
        expect_opened(view, "The Matrix")
        press(title_of(view), said("title.why.whole"))
        expect(page.get_by_role("tab", name=said("tab.fit"))).to_have_attribute("aria-selected", "true")
        verdict = page.locator(".butaca-verdict").filter(visible=True)
        told = verdict.text_content()
        page.reload()
        expect(verdict).to_have_text(str(told))
        page.go_back()
        expect_opened(view, "The Matrix")
        assert view.problems == []


@pytest.mark.browser
def test_a_link_pressed_with_control_opens_a_window_of_its_own(browser, app_url):
    with visit(browser, app_url) as view:
        card = view.page.locator("[data-row=for_you] .butaca-card h3 a").first
        title = str(card.text_content())
        with view.page.context.expect_page() as opened:
            card.click(modifiers=["ControlOrMeta"])
        expect(opened.value.locator("#butaca-title h2")).to_have_text(title)
        assert view.page.url == f"{app_url}/"


@pytest.mark.browser
def test_what_is_said_of_a_title_is_kept_and_shown_where_it_was_said(browser, app_url):
    with visit(browser, f"{app_url}/?title={TOY_STORY}", width=390, scheme="light", language="es") as view:
        page, said = title_of(view), view.words
        wish = page.get_by_role("button", name=said("title.wish"), exact=True)
        wish.focus()
        view.page.keyboard.press("Enter")
        expect(wish).to_have_attribute("aria-pressed", "true")
        expect(wish).to_be_focused()
        stars = page.get_by_role("button", name=said.count("rater.stars", 4, title="Toy Story"))
        stars.click()
        expect(page.get_by_text(said("fit.rated", stars="4.0"))).to_be_visible()
        expect(stars).to_have_attribute("aria-pressed", "true")
        expect(wish).to_have_attribute("aria-pressed", "false")  # what was seen is no wish
        press(page, said("own.back", title="Toy Story"))
        expect(stars).to_have_attribute("aria-pressed", "false")
        assert view.problems == []
