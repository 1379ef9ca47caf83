"""Nothing moves by itself, as the page opens and as its rows come; and what stands in its place until it is drawn."""

import json
import re

import pytest
from playwright.sync_api import expect

from recsys.ui.languages import LANGUAGES, words
from tests.ui.browsing import arrived, visit
from tests.ui.server import chromium

# Below this Chromium's own measure calls a page good at 0.1.
MOST = 0.01
LATE = 600  # milliseconds
# https://web.dev/articles/cls; what follows a press within half a second is no surprise.
SHIFTS = """() => new Promise(resolve => {
  const told = ({value, sources}) => [value, sources.map(({node}) => node?.outerHTML?.slice(0, 80))];
  new PerformanceObserver(list => resolve(list.getEntries().filter(one => !one.hadRecentInput).map(told)))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve([]), 1000);
})"""
# Rows that are not as high as the place that was kept for them.
ROWS = """() => [...document.querySelectorAll('[data-row]:has(.butaca-card, .butaca-tonight)')]
  .filter(row => Math.abs(row.getBoundingClientRect().height - parseFloat(getComputedStyle(row).minHeight)) > 0.5)
  .map(row => [row.dataset.row, row.getBoundingClientRect().height])"""
LOOK = """it => {
  const {fontSize, fontWeight, color} = getComputedStyle(it);
  return [fontSize, fontWeight, color];
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize("late", [0, LATE])
@pytest.mark.parametrize(("width", "height", "language"), [(390, 844, "es"), (1280, 800, "es"), (360, 844, "en")])
def test_nothing_moves_while_home_opens_and_is_scrolled_through(browser, app_url, width, height, language, late):
    with visit(browser, app_url, width=width, height=height, language=language) as view:
        page = view.page
        if late:
            limits = {"offline": False, "latency": late, "downloadThroughput": -1, "uploadThroughput": -1}
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", limits)
            page.reload()
            arrived(page)
        expect(page.locator("[data-row=for_you] .butaca-card").first).to_be_attached()
        page.wait_for_timeout(late)
        last = page.locator("#butaca-rater")
        while (last.bounding_box() or {"y": 0})["y"] > 0:
            page.evaluate("scrollBy({top: 500, behavior: 'instant'})")
            page.wait_for_timeout(300)
        for row in ("short", "series", "children"):
            expect(page.locator(f"[data-row={row}] .butaca-card").first).to_be_attached()
        page.wait_for_timeout(late)
        # Back up, past the row that came empty.
        page.locator("[data-row=region]").evaluate("row => row.scrollIntoView({behavior: 'instant'})")
        page.wait_for_timeout(300)
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        expect(page.locator("[data-row] > .butaca-none")).to_have_count(0)
        moved = page.evaluate(SHIFTS)
        assert sum(value for value, _ in moved) < MOST, moved
        assert page.evaluate(ROWS) == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_heading_is_there_before_gradio_and_stays_where_it_is(browser, app_url, width, scheme):
    """Gradio's scripts held back, the heading in its language and place; then the page's own takes that."""
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "locale": "pt-BR"}
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        held = []
        page.route("**/assets/Blocks-*.js", lambda route: held.append(route))
        page.goto(app_url, wait_until="commit")
        shell = page.locator("#butaca-shell")
        expect(shell.locator("h1")).to_have_text(words("pt")("page.heading"))
        expect(page.locator("gradio-app")).not_to_be_visible()
        before = [shell.locator(part).bounding_box() for part in ("h1", "p", ".place", ".ask")]
        shown = shell.locator("h1").evaluate(LOOK)
        for _ in range(100):
            if held:
                break
            page.wait_for_timeout(50)
        for route in held:
            route.continue_()
        expect(shell).to_have_count(0)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_be_visible()
        assert heading.evaluate(LOOK) == shown
        # The sample's note stands between the heading and the rest, which the shell does not know.
        note = page.get_by_role("note").first.bounding_box()["height"] + 16
        parts = (".butaca-head h1", ".butaca-head p", "#butaca-place .butaca-place", ".butaca-ask-line")
        after = [page.locator(part).bounding_box() for part in parts]
        for place, (ours, own) in enumerate(zip(before, after, strict=True)):
            assert abs(own["y"] - (note if place > 1 else 0) - ours["y"]) <= 2, place
            assert abs(own["height"] - ours["height"]) <= 2, place
    finally:
        context.close()


def test_the_page_carries_nothing_that_only_programs_ask_for(http):
    config = http.get("/config").json()
    arguments = {one["id"] for one in config["components"] if one["type"] == "api"}
    assert len(arguments) > 100
    page = http.get("/").text
    sent = json.JSONDecoder().raw_decode(page, page.index("window.gradio_config = ") + len("window.gradio_config = "))[
        0
    ]
    ids = {one["id"] for one in sent["components"]}
    assert ids == {one["id"] for one in config["components"]} - arguments
    for layout in (sent["layout"], sent["page"][""]["layout"]):
        assert set(map(int, re.findall(r'"id": (\d+)', json.dumps(layout)))) == ids | {layout["id"]}
    assert [one["api_name"] for one in sent["dependencies"]] == [one["api_name"] for one in config["dependencies"]]
    for language in LANGUAGES:
        assert "code_snippets" not in http.get("/", params={"lang": language}).text


@pytest.mark.browser
def test_gradio_s_own_panel_still_tells_how_to_ask(browser, app_url):
    with visit(browser, app_url) as view:
        view.page.locator("footer button").first.click()
        view.page.locator(".api-docs").get_by_text("Python", exact=True).click()
        expect(view.page.get_by_text("/recommend", exact=False).first).to_be_visible()
        expect(view.page.get_by_text("from gradio_client import Client").first).to_be_visible()
