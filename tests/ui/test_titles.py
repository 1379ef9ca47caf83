"""Titles in the visitor's language as their country has them: on cards, in search, in headings and in links."""

import pytest
from playwright.sync_api import Locator, expect

from recsys.serving.catalogue import Work
from recsys.serving.service import Service
from tests.ui.browsing import View, choose, press, visit
from tests.ui.server import chromium

pytestmark = pytest.mark.browser

RESULTS = 12
GOODFELLAS = "goodfellas-1990-movie"
# Language, country, and what «Goodfellas» and «City of God» are called there.
PLACES = [
    ("es", "MX", "Buenos muchachos", "Ciudad de Dios"),
    ("pt", "BR", "Os Bons Companheiros", "Cidade de Deus"),
    ("en", "US", "Goodfellas", "City of God"),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def expect_works(panel: Locator, works: list[Work]) -> None:
    """These works as cards, each with its original title beneath where that is another."""
    expect(panel.locator(".butaca-card h3")).to_have_text([work.title for work in works])
    for card, work in zip(panel.locator(".butaca-card").all(), works, strict=True):
        other = work.original_title is not None and work.original_title.lower() != work.title.lower()
        expect(card.locator(".butaca-original")).to_have_text([work.original_title or ""] if other else [])


def shown(view: View) -> Locator:
    return view.page.get_by_role("tabpanel").filter(visible=True).last


@pytest.mark.parametrize(("language", "country", "goodfellas", "city"), PLACES)
def test_a_link_opens_in_its_language_and_country(
    browser, app_url, service: Service, language, country, goodfellas, city
):
    """Whatever the browser speaks."""
    other = "pt" if language == "en" else "en"
    address = f"{app_url}/?title={GOODFELLAS}&country={country}&lang={language}"
    with visit(browser, address, language=other) as view:
        expect(view.page.locator("html")).to_have_attribute("lang", "pt-BR" if language == "pt" else language)
        expect(view.page.locator("#butaca-country")).to_have_value(country)
        panel = shown(view)
        results = service.recommend(GOODFELLAS, RESULTS, country=country, language=language).results
        expect_works(panel, [result.work for result in results])
        expect(panel.get_by_role("heading", level=2).last).to_contain_text(f"{goodfellas} (1990)")
        expect(panel.get_by_role("combobox").first).to_have_value(f"{goodfellas} (1990)")
        link = panel.locator("[data-act=copy]").get_attribute("data-link")
        assert link == f"title={GOODFELLAS}&country={country}&lang={language}"
        assert view.problems == []


@pytest.mark.parametrize(("language", "country", "goodfellas", "city"), PLACES)
def test_a_title_is_found_listed_and_judged_by_its_name_there(
    browser, app_url, service: Service, language, country, goodfellas, city
):
    with visit(browser, f"{app_url}/?country={country}", language=language, width=390) as view:
        listed = service.for_user(None, RESULTS, country=country, language=language).results
        expect_works(view.page.locator("#butaca-list"), [result.work for result in listed])
        panel = view.tab("tab.fit")
        box = panel.get_by_role("combobox", name=view.words("input.title"), exact=True)
        box.click()
        box.press_sequentially("City of Go")  # by the name in another language
        expect(panel.get_by_role("option", name=f"{city} (2002)", exact=True)).to_be_attached()
        choose(panel, view.words("input.title"), f"{city} (2002)")
        press(panel, view.words("fit.find"))
        head = panel.locator(".butaca-verdict-head")
        expect(head.get_by_role("heading")).to_have_text(city)
        expect(head.locator(".butaca-original")).to_have_text([] if language == "pt" else ["Cidade de Deus"])
        panel = view.tab("tab.similar")
        for name in ("Uno de los nuestros", "Buenos muchachos", "Os Bons Companheiros", "tt0099685"):
            choose(panel, view.words("input.title"), name)
            heading = panel.get_by_role("heading", level=2).last
            expect(heading).to_have_text(view.words("similar.heading", title=f"{goodfellas} (1990)"))
        assert view.problems == []
