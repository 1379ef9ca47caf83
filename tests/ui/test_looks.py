"""Each tab in each language, light and dark, on a telephone and a computer: nothing overlaps, axe-core is content."""

from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from recsys.ui.languages import LANGUAGES
from recsys.ui.page import DATA, DATA_TABS, TABS
from tests.ui.browsing import View, visit
from tests.ui.server import chromium

ALL = (*(tab for tab in TABS if tab != DATA), *DATA_TABS)

pytestmark = pytest.mark.browser

# Each language in both schemes and sizes, each scheme in both sizes; axe-core, which takes longest, looks at each of
# those once: at both views in English, at the first in the others.
Scheme = Literal["light", "dark"]
VIEWS: dict[str, tuple[tuple[Scheme, int], ...]] = {
    "en": (("light", 390), ("dark", 1280)),
    "es": (("light", 1280), ("dark", 390)),
    "pt": (("dark", 390), ("light", 1280)),
}
WIDTHS = (360, 768, 1024, 1600, 1920)
# Whether two things that people read lie on each other, or stand out of the page.
OVERLAPPING = """() => {
  const found = [], boxes = [];
  const SIDEWAYS = 'table, .butaca-services, .butaca-examples, .butaca-line'; // what may be scrolled
  const read = 'h1, h2, h3, p, a:not(h3 a), button, label, td, th, summary, input';
  for (const element of document.querySelectorAll(read)) {
    if (!element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (box.right > innerWidth + 1 && !element.closest(SIDEWAYS)) found.push(`out of the page: ${element.innerText}`);
    boxes.push([element, box]);
  }
  for (const [one, a] of boxes) for (const [other, b] of boxes) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (width > 2 && height > 2) found.push(`${one.innerText.slice(0, 40)} / ${other.innerText.slice(0, 40)}`);
  }
  return found;
}"""

# With the page at the first card of a list: how many fit the window whole, how much of a card posters take, and which
# titles are cut off.
CARDS = """list => {
  const cards = [...list.querySelectorAll('.butaca-card')];
  scrollTo(0, cards[0].getBoundingClientRect().top + scrollY - 4);
  const whole = cards.map(card => card.getBoundingClientRect()).filter(box => box.bottom <= innerHeight);
  const shares = cards.map(card => {
    const poster = card.querySelector('.butaca-poster');
    return poster.getBoundingClientRect().height / card.getBoundingClientRect().height;
  });
  const cut = [...list.querySelectorAll('.butaca-plate h3')].filter(title => {
    const poster = title.closest('.butaca-poster').getBoundingClientRect();
    return title.scrollHeight > title.clientHeight + 1 || title.getBoundingClientRect().top < poster.top - 1;
  });
  return {
    rows: new Set(whole.map(box => Math.round(box.top))).size, cards: whole.length,
    share: Math.max(...shares), cut: cut.map(title => title.innerText),
  };
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module", params=VIEWS)
def view(request, browser, app_url):
    """A visit in a language that has answers on every tab that answers by itself."""
    with visit(browser, f"{app_url}/?title=toy-story-1995-movie", language=request.param) as found:
        yield found


@pytest.fixture(scope="module", params=LANGUAGES)
def everywhere(request, browser, app_url):
    """A visit in a language, of no country."""
    with visit(browser, f"{app_url}/?country=&title=toy-story-1995-movie", language=request.param) as found:
        yield found


def resize(view: View, width: int, height: int = 900) -> None:
    """The same page in a window of another size: what it looks like is of its style alone."""
    view.width = width
    view.page.set_viewport_size({"width": width, "height": height})


def unfold(panel: Locator) -> None:
    """Open all that can be opened."""
    closed = panel.locator("button.label-wrap:not(.open)").filter(visible=True)
    while closed.count():
        closed.first.click()


@pytest.mark.parametrize("tab", ALL)
def test_a_tab_is_for_everyone(view: View, tab):
    panel = view.tab(f"tab.{tab}")
    if tab in ("for_you", "similar"):
        expect(panel.locator(".butaca-card").first).to_be_visible()
    unfold(panel)
    language = view.words.language
    for scheme, width in reversed(VIEWS[language]):
        resize(view, width)
        view.page.emulate_media(color_scheme=scheme)
        expect(view.page.locator("body")).to_have_css("color-scheme", scheme)
        view.check(f"tab-is-for-everyone-{language}-{scheme}-{width}-{tab}")
        assert view.page.evaluate(OVERLAPPING) == []
        if language == "en" or (scheme, width) == VIEWS[language][0]:
            assert view.violations() == []


def test_nothing_overlaps_at_any_width(browser, app_url):
    with visit(browser, app_url, width=WIDTHS[0], language="es") as view:
        for tab in reversed(ALL):
            view.tab(f"tab.{tab}")
            for width in WIDTHS:
                resize(view, width)
                assert view.page.evaluate(OVERLAPPING) == [], (tab, width)
        for width in WIDTHS:
            resize(view, width)
            view.check(f"nothing-overlaps-at-any-width-{width}")


def test_text_twice_as_large_fits(browser, app_url, request):
    """What a browser's zoom of 200 % makes of a computer's window: half the width."""
    with visit(browser, app_url, width=640, language="pt", device_scale_factor=2) as view:
        for tab in ALL:
            view.tab(f"tab.{tab}")
            assert view.page.evaluate(OVERLAPPING) == []
        view.check(request.node.name.removeprefix("test_"))


@pytest.mark.parametrize("tab", ["for_you", "similar"])
@pytest.mark.parametrize(("width", "height", "rows", "cards"), [(1280, 800, 3, 12), (390, 844, 2, 4)])
def test_drawn_posters_leave_room_for_many_cards(everywhere: View, width, height, rows, cards, tab):
    """Three rows on a computer's screen, two on a telephone's, and every title whole."""
    made = everywhere.tab(f"tab.{tab}")
    if tab == "for_you":
        made = everywhere.page.locator("#butaca-list")
    resize(everywhere, width, height)
    expect(made.locator(".butaca-card")).to_have_count(12)
    found = made.evaluate(CARDS)
    assert (found["rows"], found["cards"]) == (rows, cards)
    assert found["share"] <= 0.4
    assert found["cut"] == []


# With the page at the first of Home's rows: of how many rows the cards are in sight whole, and whether the next begins.
ROWS = """() => {
  const lines = [...document.querySelectorAll('.butaca-line')];
  scrollTo(0, lines[0].getBoundingClientRect().top + scrollY - 4);
  const boxes = lines.map(line => line.firstElementChild.getBoundingClientRect());
  return {
    whole: boxes.filter(box => box.bottom <= innerHeight).length,
    begun: boxes.filter(box => box.top < innerHeight).length,
    beside: lines.map(line => innerWidth / line.firstElementChild.getBoundingClientRect().width),
  };
}"""


@pytest.mark.parametrize(("width", "height", "beside"), [(1280, 800, 4.5), (390, 844, 1.3)])
def test_three_rows_of_home_are_in_sight_together(everywhere: View, width, height, beside):
    """Two of them whole; and in each so many cards beside each other that the last shows that there are more."""
    everywhere.tab("tab.for_you")
    resize(everywhere, width, height)
    lines = everywhere.page.locator(".butaca-line")
    for row in ("for_you", "short", "series"):
        everywhere.page.locator(f"[data-row={row}]").scroll_into_view_if_needed()
        expect(everywhere.page.locator(f"[data-row={row}] .butaca-card").first).to_be_visible()
    expect(lines.nth(2)).to_be_attached()
    found = everywhere.page.evaluate(ROWS)
    assert (found["whole"], found["begun"]) == (2, 3)
    assert min(found["beside"]) >= beside


# What is pressed on the page and is smaller than a finger, by what it is. A link within a text may be: the plate of a
# card leads on as a whole.
SMALL = """() => [...document.querySelectorAll('button, select, summary, label.butaca-file')]
  .filter(one => one.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && !one.closest('footer'))
  .filter(one => { const {width, height} = one.getBoundingClientRect(); return width < 43.5 || height < 43.5; })
  .map(one => one.outerHTML.slice(0, 120))"""


def test_fingers_find_what_can_be_pressed(browser, app_url):
    with visit(browser, app_url, width=390, height=844, language="es", has_touch=True, is_mobile=True) as view:
        for tab in ("for_you", "similar", "fit"):
            unfold(view.tab(f"tab.{tab}"))
            assert view.page.evaluate(SMALL) == []
        view.tab("tab.for_you").locator(".butaca-card [data-act=stars]").first.click()
        assert view.page.evaluate(SMALL) == []
