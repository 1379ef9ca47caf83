"""How soon the page can be used: a phone's view of it in Chromium, compared with Gradio's page with one line."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from recsys.ui.languages import words
from tests.ui.browsing import arrived, visit
from tests.ui.server import chromium, running_app

VISITS = 7
STARS = (4, 5, 2)
ONE_LINE = """import os, gradio
with gradio.Blocks(analytics_enabled=False) as page:
    gradio.Markdown("# One line")
page.launch(server_name="127.0.0.1", server_port=int(os.environ["PORT"]))
"""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def measure_page(url: str) -> list[tuple[str, ...]]:
    """The median of some visits, each of a browser that knows nothing of the page yet."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        (Path(folder) / "app.py").write_text(ONE_LINE)
        with running_app("", Path(folder) / "app.log", Path(folder)) as one_line:
            plain = median(lambda: opened(browser, one_line, "text=One line"))
        rows = {
            "first paint": median(lambda: opened(browser, url, "h1", _PAINTED)),
            "all tabs in sight": median(lambda: opened(browser, url, "role=tab")),
            "the first list": median(lambda: opened(browser, url, ".butaca-card")),
            "a list after the third rating": median(lambda: renewed(browser, url)),
        }
    told = [(name, f"{seconds:.2f}", f"{seconds / plain:.1f}") for name, seconds in rows.items()]
    return [*told, ("Gradio's page with one line", f"{plain:.2f}", "1.0")]


def median(seconds: Callable[[], float]) -> float:
    """Of VISITS."""
    return statistics.median(seconds() for _ in range(VISITS))


def opened(browser: Browser, url: str, awaited: str, told: str = "") -> float:
    """Seconds from asking for the page until that is in it, or those that the browser tells then."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US").new_page()
    try:
        start = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator(awaited).first.wait_for(state="attached")
        return float(page.evaluate(told)) if told else time.perf_counter() - start
    finally:
        page.context.close()


def renewed(browser: Browser, url: str) -> float:
    """Seconds from the third rating until the list is of three."""
    with visit(browser, url, width=390) as view:
        for n, stars in enumerate(STARS, start=1):
            start = time.perf_counter()
            rate(view.page, n, stars)
        return time.perf_counter() - start


def rate(page: Page, n: int, stars: int) -> None:
    """Rate the first title that is asked about, the n-th of this visitor; wait for the list that comes of it."""
    arrived(page)
    page.locator(".butaca-stars").first.locator("button").nth(stars - 1).click()
    page.get_by_text(words("en").count("list.from", n)).wait_for()
