"""The page in Debian's Firefox: what the tests in Chromium hold in detail, once along the main road."""

import pytest
from playwright.sync_api import expect

from tests.ui.browsing import visit
from tests.ui.firefox import FIREFOX, firefox
from tests.ui.test_looks import OVERLAPPING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox: apt-get install firefox-esr"),
]
QUESTION = "algo corto y divertido con los niños"


@pytest.fixture(scope="module")
def browser():
    with firefox() as found:
        yield found


@pytest.mark.parametrize("width", [390, 1280])
def test_from_home_to_a_title_and_back_to_a_question(browser, app_url, service, width):
    with visit(browser, f"{app_url}/?country=", width=width, language="es") as view:
        page, words = view.page, view.words
        expect(page.get_by_role("heading", level=1)).to_have_text(words("page.heading"))
        works = [one.work for one in service.for_user(None, 12, language="es").results]
        expect(page.locator("#butaca-list .butaca-card h3")).to_have_text([work.title for work in works])
        view.check(f"firefox-home-{width}")

        box = page.get_by_role("combobox", name=words("ask.label"), exact=True)
        box.click()
        box.press_sequentially("toy stor")
        page.get_by_role("option", name="Toy Story", exact=False).first.click()
        expect(page.get_by_role("heading", level=2, name="Toy Story", exact=True)).to_be_visible()
        view.check(f"firefox-title-{width}")

        page.go_back()
        first = page.locator("[data-row=for_you] .butaca-card").first
        expect(first).to_be_visible()
        work = first.locator("h3 a").get_attribute("data-work")
        first.locator("[data-act=stars]").click()
        first.locator("[data-stars='4']").click()
        status = page.locator(".butaca-answer:has(> .butaca-asks)").get_by_role("status")
        expect(status).to_have_text(words.count("rater.left", 2))
        renewed = service.for_user(None, 12, language="es", ratings=[f"{work}=4"]).results
        expect(page.locator("#butaca-list .butaca-card h3")).to_have_text([one.work.title for one in renewed])

        box.fill(QUESTION)
        box.press("Enter")
        found = service.ask_in_words(QUESTION, 24, language="es", ratings=[f"{work}=4"])
        answer = page.locator(".butaca-found")
        expect(answer.get_by_role("heading", level=2)).to_have_text(words.count("ask.works", found.works))
        view.check(f"firefox-answer-{width}")
        assert page.evaluate(OVERLAPPING) == []
