"""The switch between light and dark: the device is followed, and what was chosen holds from the first paint on."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browsing import View, arrived, visit
from tests.ui.server import chromium

pytestmark = pytest.mark.browser

PAPER = {"light": "rgb(251, 248, 244)", "dark": "rgb(20, 16, 28)"}
OTHER = {"light": "dark", "dark": "light"}
# The colours of every frame from the first on, while the page is made.
WATCH = """() => {
  window.painted = new Set();
  const look = () => {
    if (document.body) {
      const body = getComputedStyle(document.body);
      window.painted.add(`${body.backgroundColor} ${getComputedStyle(document.documentElement).colorScheme}`);
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def switch(view: View):
    return view.page.get_by_role("button", name=view.words("page.dark.whole"), exact=True)


def expect_colours(view: View, scheme: str, page: Page | None = None) -> None:
    """The page in these colours, the browser's own parts and the switch with it."""
    page = page or view.page
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])
    expect(page.locator("body")).to_have_css("color-scheme", scheme)
    told = page.get_by_role("button", name=view.words("page.dark.whole"), exact=True)
    expect(told).to_have_attribute("aria-pressed", str(scheme == "dark").lower())


@pytest.mark.parametrize(("device", "width", "language"), [("dark", 1280, "es"), ("light", 360, "pt")])
def test_what_was_chosen_holds_from_the_first_paint_on(browser, app_url, request, device, width, language):
    chosen = OTHER[device]
    with visit(browser, app_url, scheme=device, width=width, language=language) as view:
        expect_colours(view, device)
        switch(view).focus()
        view.page.keyboard.press("Space" if chosen == "light" else "Enter")
        expect_colours(view, chosen)
        boxes = [switch(view).bounding_box(), view.page.get_by_role("link", name="Português").bounding_box()]
        assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)
        assert len({box["y"] for box in boxes if box}) == 1  # next to the languages, on a telephone too
        view.page.add_init_script(f"({WATCH})()")
        view.page.reload()
        arrived(view.page)
        expect_colours(view, chosen)
        view.check(request.node.name.removeprefix("test_"))
        assert view.page.evaluate("[...window.painted]") == [f"{PAPER[chosen]} {chosen}"]


def test_without_a_choice_the_page_follows_the_device_and_with_one_it_does_not(browser, app_url):
    with visit(browser, app_url, scheme="dark") as view:
        view.page.emulate_media(color_scheme="light")
        expect_colours(view, "light")
        switch(view).click()
        expect_colours(view, "dark")
        view.page.emulate_media(color_scheme="dark")
        view.page.emulate_media(color_scheme="light")
        expect_colours(view, "dark")
        switch(view).click()  # what the device has: nothing is chosen any more
        expect_colours(view, "light")
        assert view.page.evaluate("localStorage.getItem('butaca-theme')") is None
        view.page.emulate_media(color_scheme="dark")
        expect_colours(view, "dark")


def test_a_choice_comes_before_the_colours_of_the_page_around(browser, app_url):
    """A Space shows the app in a frame, and tells it the frame's colours; another window of it hears of the choice."""
    with visit(browser, f"{app_url}/?__theme=light", scheme="dark") as view:
        expect_colours(view, "light")
        other = view.page.context.new_page()
        other.goto(app_url)
        arrived(other)
        expect_colours(view, "dark", other)
        switch(view).click()
        expect_colours(view, "dark")
        switch(view).click()
        expect_colours(view, "light")
        view.page.goto(app_url)
        arrived(view.page)
        expect_colours(view, "dark")
        switch(view).click()
        expect_colours(view, "light")
        expect_colours(view, "light", other)
        view.page.goto(f"{app_url}/?__theme=dark")
        arrived(view.page)
        expect_colours(view, "light")


@pytest.mark.parametrize("kept", ["purple", None])
def test_what_is_no_choice_and_a_browser_that_keeps_nothing_do_no_harm(browser, app_url, kept):
    with visit(browser, app_url, scheme="dark") as view:
        if kept is None:
            view.page.add_init_script(
                "Object.defineProperty(window, 'localStorage', {get: () => { throw new Error('kept nothing'); }});"
            )
        else:
            view.page.evaluate("kept => localStorage.setItem('butaca-theme', kept)", kept)
        view.page.reload()
        arrived(view.page)
        expect_colours(view, "dark")
        switch(view).click()
        expect_colours(view, "light")
        assert view.problems == []
