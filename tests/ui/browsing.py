"""A visitor of the page in a real browser: their size, colours and language, and all that went wrong on the way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect

from recsys.ui.languages import LANGUAGES, Words, words
from tests.ui.server import ROOT

# What is waited for comes at once, but on a machine that does much else.
expect.set_options(timeout=20_000)
REPORT = ROOT / "test-report"
AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
DATA_TABS = {"tab.queries", "tab.explore", "tab.about", "tab.api"}  # within another
MARKUP = "<img src=x onerror=alert(1)>"
# Text that stands on a background with less contrast than AA wants: 4.5, or 3 for large text.
UNREADABLE = """() => {
  const channels = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const luminance = rgb => rgb.slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const rgb = channels(getComputedStyle(at).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.gradio-container'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || ['STYLE', 'SCRIPT'].includes(element.tagName)) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const [low, high] = [luminance(channels(style.color)), luminance(behind(element))].sort((a, b) => a - b);
    const wanted = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < wanted) found.push(`${contrast.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return found;
}"""


@dataclass
class View:
    """The page as somebody sees it, and everything that went wrong in it so far."""

    page: Page
    width: int
    words: Words
    problems: list[str] = field(default_factory=list)

    def tab(self, name: str) -> Locator:
        """The panel of that tab, opened; `name` is a key of its words. Of tabs within tabs the innermost."""
        if name in DATA_TABS:
            self.page.get_by_role("tab", name=self.words("tab.data"), exact=True).click()
        tab = self.page.get_by_role("tab", name=self.words(name), exact=True)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        return self.page.get_by_role("tabpanel").filter(visible=True).last

    def check(self, name: str) -> None:
        """Keep a picture, and fail on anything that is wrong in every place."""
        REPORT.mkdir(exist_ok=True)
        self.page.screenshot(path=REPORT / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png", full_page=True)
        assert self.problems == [], self.problems
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        assert self.page.evaluate(UNREADABLE) == []

    def violations(self) -> list[str]:
        """What axe-core finds wrong. Skips the test, by name, where npm could not bring it: call it last."""
        if not AXE.is_file():
            pytest.skip("no axe-core: make axe, which needs npm and its registry")
        self.page.add_script_tag(path=AXE)
        found = self.page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
        return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@contextmanager
def visit(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: Literal["light", "dark"] = "dark",
    language: str = "en",
    tag: str = "",
    **options: Any,
) -> Iterator[View]:
    """The page at that address, its first list there; the browser's own language is `tag`, if given, es-MX say."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale=tag or LANGUAGES[language].tag,
        **options,
    )
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        view = View(page, width, words(language))
        host = re.split("[?#]", url)[0].rstrip("/")

        def requested(asked: Request) -> None:
            if not asked.url.startswith((f"{host}/", "data:", "blob:")):
                view.problems.append(f"asked another host: {asked.url}")

        def answered(dialog: Dialog) -> None:
            view.problems.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("request", requested)
        page.on("pageerror", lambda error: view.problems.append(f"error: {error}"))
        page.on("dialog", answered)
        page.on("console", lambda said: view.problems.append(f"error: {said.text}") if said.type == "error" else None)
        page.goto(url)
        arrived(page)
        yield view
    finally:
        context.close()


def arrived(page: Page) -> None:
    """Wait until the page shows its first list, after which Gradio sets no value of its own any more."""
    expect(page.locator(".butaca-card").first).to_be_attached(timeout=20_000)


def choose(panel: Page | Locator, label: str, text: str) -> None:
    """Type into a dropdown and take what was typed."""
    box = panel.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(text)
    box.press("Tab")
    expect(box).to_have_value(text)


def pick(panel: Locator, label: str, option: str) -> None:
    """Choose one of a dropdown's options."""
    panel.get_by_role("combobox", name=label, exact=True).click()
    panel.get_by_role("option", name=option, exact=True).click()


def accordion(place: Page | Locator, name: str) -> Locator:
    """The button that opens and closes that part of the page; Gradio's arrow is a part of its name."""
    return place.locator("button.label-wrap").filter(has_text=re.compile(rf"^{re.escape(name)}\W*$"))


def press(panel: Page | Locator, name: str) -> None:
    """Press the button of that name."""
    panel.get_by_role("button", name=name, exact=True).filter(visible=True).click()


def write(box: Locator, value: str) -> None:
    """Fill in, until it stays: just after a form opens, Gradio may set its first values again."""
    for last in (False, False, True):
        box.fill(value)
        try:
            expect(box).to_have_value(value, timeout=2000)
        except AssertionError:
            if last:
                raise
        else:
            return


def expect_cards(panel: Locator, results: list[Any]) -> None:
    """These works as cards, in this order, each with its services, all equally high."""
    expect(panel.locator(".butaca-card h3")).to_have_text([result.work.title for result in results])
    for card, result in zip(panel.locator(".butaca-card").all(), results, strict=True):
        names = card.locator(".butaca-badge").evaluate_all("all => all.map(one => one.firstChild.textContent.trim())")
        assert names == result.work.platforms
        assert str(result.work.year) in (card.text_content() or "")
    heights = {round(box["height"]) for card in panel.locator(".butaca-card").all() if (box := card.bounding_box())}
    assert max(heights) - min(heights) <= 1
