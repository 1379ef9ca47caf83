"""The page as an app: what makes it installable, what it says without a connection, and how much it weighs."""

import io
import json
import re
import struct
from collections import Counter

import pytest
from playwright.sync_api import expect

from recsys.server.installable import service_worker
from recsys.ui.languages import LANGUAGES, words
from tests.ui.browsing import AXE, arrived, visit
from tests.ui.server import chromium

MOST_BYTES = 150_000
# What Gradio's own page is made of.
GRADIO = re.compile(r"/(assets|static)/|/theme\.css|/gradio_api/(info|app_id|startup-events)")


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_has_all_that_browsers_want_of_an_app(http, language):
    answer = http.get("/app.webmanifest", params={"lang": language})
    assert answer.headers["content-type"] == "application/manifest+json"
    told = answer.json()
    assert told["lang"] == LANGUAGES[language].tag
    assert told["description"] == words(language)("page.description")
    assert (told["name"], told["short_name"], told["display"]) == ("Butaca", "Butaca", "standalone")
    assert (told["start_url"], told["scope"]) == ("./?source=app", "./")
    sizes = {(icon["sizes"], icon["purpose"]) for icon in told["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in told["icons"]:
        drawn = http.get(icon["src"])
        assert drawn.headers["content-type"] == icon["type"]
        assert "max-age=86400" in drawn.headers["cache-control"]
        if icon["type"] == "image/png":
            read = io.BytesIO(drawn.content)
            assert read.read(8) == b"\x89PNG\r\n\x1a\n"
            width, height = struct.unpack(">II", drawn.content[16:24])
            assert icon["sizes"] == f"{width}x{height}"
    assert http.get("/icons/none.png").status_code == 404
    assert http.get("/icons/..%2Ftheme.py").status_code == 404


def test_the_page_names_its_manifest_in_its_language(http):
    for language in LANGUAGES:
        head = http.get("/", params={"lang": language}).text.partition("</head>")[0]
        assert re.findall('rel="manifest"', head) == ['rel="manifest"']
        assert f'<link rel="manifest" href="app.webmanifest?lang={language}">' in head
        assert '<meta name="theme-color" content="#fbf8f4"' in head


def test_a_changed_page_makes_another_worker_that_a_browser_looks_for(http):
    assert service_worker("one") != service_worker("another")
    answer = http.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.browser
@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("es", "light"), ("pt", "dark")])
def test_without_a_connection_the_page_says_so_and_comes_back_with_it(browser, app_url, language, scheme):
    with visit(browser, app_url, width=390, scheme=scheme, language=language) as view:
        page, said = view.page, view.words
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.context.set_offline(True)
        page.goto(f"{app_url}/?title=toy-story-1995-movie")
        expect(page.get_by_role("heading", level=1)).to_have_text(said("app.offline.title"))
        expect(page.get_by_text(said("app.offline.told"))).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[language].tag)
        assert page.title() == said("app.offline.title")
        kept = page.evaluate(
            "caches.keys().then(async names => (await Promise.all(names.map(async name =>"
            " (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat())"
        )
        assert kept == ["/offline"]
        if AXE.is_file():
            page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
            assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
        page.evaluate("window.before = true")
        page.get_by_role("button", name=said("app.offline.again")).click()
        page.wait_for_function("window.before === undefined")  # asked again, as much in vain
        expect(page.get_by_role("heading", level=1)).to_have_text(said("app.offline.title"))
        page.context.set_offline(False)  # of which the page is told
        arrived(page)
        expect(page.locator("#butaca-title h2")).to_have_text("Toy Story")


@pytest.mark.browser
def test_the_colour_of_the_window_s_bar_is_the_page_s(browser, app_url):
    with visit(browser, app_url, scheme="light") as view:
        bar = view.page.locator("meta[name=theme-color]")
        assert bar.get_attribute("content") == "#fbf8f4"
        view.page.get_by_role("button", name=view.words("page.dark.whole")).click()
        expect(bar).to_have_attribute("content", "#14101c")


@pytest.mark.browser
def test_little_is_sent_before_the_first_list(browser, app_url):
    """Bytes as they are sent, but for what Gradio's own page is made of: `pytest -s` shows them."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", service_workers="block")
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        urls: dict[str, str] = {}
        sent: dict[str, int] = {}
        session.on("Network.responseReceived", lambda one: urls.update({one["requestId"]: one["response"]["url"]}))
        session.on("Network.loadingFinished", lambda one: sent.update({one["requestId"]: one["encodedDataLength"]}))
        page.goto(app_url)
        arrived(page)
        ours: Counter[str] = Counter()
        for one, size in sent.items():
            path = urls[one].removeprefix(app_url)
            if not path.startswith("data:") and not GRADIO.match(path):
                ours[path] += int(size)
        print(json.dumps({"total": ours.total(), **ours}))  # noqa: T201 - the figure
    finally:
        context.close()
    assert "/" in ours
    assert ours.total() < MOST_BYTES
