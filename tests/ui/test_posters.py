"""Posters as a visitor sees them: a picture that comes, and one that does not."""

import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pyarrow as pa
import pytest
from playwright.sync_api import Locator, expect

from recsys.bundle.bundle import load_bundle, save_bundle
from tests.ui.browsing import UNREADABLE, visit
from tests.ui.server import chromium, environment, free_port, started_app

pytestmark = pytest.mark.browser

ASKED = "Toy Story"
THERE, MISSING = "/there.png", "/missing.png"
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" width="342" height="513">
<rect width="342" height="513" fill="red"/></svg>"""


class Pictures(BaseHTTPRequestHandler):
    """One picture; `asked` are the paths that were asked for, with the pages that asked, as far as they said."""

    asked: ClassVar[set[tuple[str, str | None]]] = set()

    def do_GET(self) -> None:
        self.asked.add((self.path, self.headers["Referer"]))
        if self.path != f"/w342{THERE}":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(DRAWING)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def pictures() -> Iterator[str]:
    """The address of a server of pictures."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/w342"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def alike(service) -> list[str]:
    """Two works that are like the title asked for: one with a picture, one whose is missing."""
    return [result.work.work_id for result in service.recommend(ASKED, k=2).results]


@pytest.fixture(scope="module")
def url(sample_bundle, alike, pictures, tmp_path_factory) -> Iterator[str]:
    """The app on the sample's bundle, two films of it with the path of a poster."""
    bundle, folder = load_bundle(sample_bundle), tmp_path_factory.mktemp("posters")
    path_of = dict(zip(alike, (THERE, MISSING), strict=True))
    works = bundle.works
    paths = pa.array([path_of.get(work_id) for work_id in works.column("work_id").to_pylist()], pa.string())
    place = works.schema.get_field_index("poster_path")
    works = works.set_column(place, works.schema.field(place), paths)
    save_bundle(dataclasses.replace(bundle, works=works), folder / "bundle", {})
    env = environment(folder / "bundle", free_port()) | {"RECSYS_POSTERS": f"{pictures}/"}
    with started_app(env, folder / "app.log") as app:
        yield app.url


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_picture_is_shown_and_one_that_does_not_come_leaves_the_drawn_poster(url, pictures, alike, width, scheme):
    Pictures.asked.clear()
    with chromium() as browser, visit(browser, f"{url}/?title={ASKED}", width=width, scheme=scheme) as view:
        panel = view.tab("tab.similar")
        shown, drawn = (panel.locator(f'.butaca-card:has([data-act="open"][data-work="{work}"])') for work in alike)
        for card, natural in ((shown, 342), (drawn, 0)):
            card.scroll_into_view_if_needed()
            expect(card.locator("img")).to_have_js_property("complete", True)
            expect(card.locator("img")).to_have_js_property("naturalWidth", natural)
        assert covered(shown)
        assert not covered(drawn)
        for card in (shown, drawn):
            box = card.locator(".butaca-poster").bounding_box()
            assert box is not None
            assert box["height"] == pytest.approx(box["width"] * 1.5, abs=1)
            expect(card.get_by_role("img")).to_have_count(0)  # the title says it all
            expect(card.get_by_role("heading")).to_be_visible()
        assert view.page.evaluate(UNREADABLE) == []
        others = [problem for problem in view.problems if not problem.startswith(f"asked another host: {pictures}/")]
        assert all("Failed to load resource" in problem and "404" in problem for problem in others)
        assert Pictures.asked == {(f"/w342{THERE}", None), (f"/w342{MISSING}", None)}
        assert view.violations() == []


def covered(card: Locator) -> bool:
    """Whether a poster looks otherwise with its picture than without."""
    poster = card.locator(".butaca-poster")
    before = poster.screenshot()
    card.locator("img").evaluate("picture => { picture.hidden = true; picture.style.display = 'none'; }")
    after = poster.screenshot()
    return before != after
