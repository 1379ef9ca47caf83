"""The running app moves to other bundles while people ask."""

import functools
import itertools
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from playwright.sync_api import expect

from recsys.bundle.bundle import save_bundle
from recsys.bundle.manifest import TITLES_FILE
from recsys.server.bundles import Folder
from recsys.serving.service import Service, plain
from recsys.ui.languages import words
from tests.fixtures.bundles import tiny_bundle
from tests.ui.server import App, chromium, environment, free_port, started_app

FIRST, MARKS = 2.25, [number / 2 for number in range(1, 11)]
OVER_REST, OVER_GRADIO = 46, 4
# Each of these tells the bundle's mark in more than one place, of which each comes from another file.
QUESTIONS = [
    ("fit", {"title": "Brazil", "user_id": "zoe"}),
    ("for_user", {"user_id": "ana"}),
    ("recommend", {"title": "Alien"}),
    ("search", {"text": "brazil"}),
]
SECONDS = 60.0


@pytest.fixture
def app(tmp_path):
    """The app on a tiny bundle in a folder of its own, `bundle`. It never logs a traceback."""
    save_bundle(tiny_bundle(FIRST), tmp_path / "bundle", {})
    log = tmp_path / "app.log"
    with started_app(environment(tmp_path / "bundle", free_port()), log) as running:
        yield running
    assert "Traceback" not in log.read_text(errors="replace"), log.read_text(errors="replace")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def ready(app: App):
    return httpx.get(f"{app.url}/ready", timeout=SECONDS).raise_for_status().json()


def publish(app: App, folder, bundle) -> None:
    """Put another bundle in the folder's place, tell the app, and wait until it is served."""
    folder.rename(f"{bundle}-before")
    bundle.rename(folder)
    revision = Folder(folder).latest()
    app.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: ready(app)["revision"] == revision, f"{bundle.name} is served")


def saved(folder):
    """Bundles of all marks, each in a folder of its own."""
    bundles = [folder / f"bundle-{mark}" for mark in MARKS]
    for mark, bundle in zip(MARKS, bundles, strict=True):
        save_bundle(tiny_bundle(mark), bundle, {})
    return bundles


def answers_of(mark: float):
    service = Service(tiny_bundle(mark))
    return {name: plain(service.ask(name, **asked)) for name, asked in QUESTIONS}


def test_fifty_people_ask_while_ten_bundles_come(app, tmp_path):
    """No request fails, and each answer is the whole answer of one bundle, of one that was there at the time."""
    expected = {mark: answers_of(mark) for mark in (FIRST, *MARKS)}
    begun = [FIRST]  # those that may be served by now, the one being served last but one or last
    stop = threading.Event()
    asked = itertools.count()

    def more_than(count):
        return next(asked) > count

    def check(name, answer, before):
        """Of a bundle that was served between the question and its answer."""
        at_most = [mark for mark in begun[max(0, before - 2) :] if expected[mark][name] == answer]
        assert at_most, f"{name}: the answer is of no bundle of {begun[max(0, before - 2) :]}: {answer}"
        next(asked)
        return at_most[0]

    def over_rest():
        seen = set()
        with httpx.Client(base_url=app.url, timeout=SECONDS) as http:
            while not stop.is_set():
                for name, arguments in QUESTIONS:
                    before = len(begun)
                    answer = http.get(f"/{name}", params=arguments)
                    assert answer.status_code == 200, answer.text
                    seen.add(check(name, answer.json(), before))
        return seen

    def over_gradio():
        seen = set()
        client = Client(app.url, verbose=False, analytics_enabled=False, httpx_kwargs={"timeout": SECONDS})
        while not stop.is_set():
            for name, arguments in QUESTIONS:
                before = len(begun)
                seen.add(check(name, client.predict(**arguments, api_name=f"/{name}"), before))
        client.close()
        return seen

    bundles = saved(tmp_path)  # now: among fifty threads each takes ten seconds
    with ThreadPoolExecutor(OVER_REST + OVER_GRADIO) as people:
        asking = [people.submit(over_rest) for _ in range(OVER_REST)]
        asking += [people.submit(over_gradio) for _ in range(OVER_GRADIO)]
        try:
            for mark, bundle in zip(MARKS, bundles, strict=True):
                begun.append(mark)
                publish(app, tmp_path / "bundle", bundle)
                wait_until(functools.partial(more_than, next(asked) + 50), "people ask on")
        finally:
            stop.set()
        seen = set().union(*(person.result() for person in asking))
    assert seen >= set(MARKS[:-1])
    figures = httpx.get(f"{app.url}/metrics", timeout=SECONDS).text
    assert 'butaca_bundle_moves_total{outcome="served"} 10.0' in figures
    assert 'outcome="failed"' not in figures
    assert 'outcome="refused"' not in figures


def test_a_bad_bundle_is_told_and_the_old_one_serves_on(app, tmp_path):
    before = ready(app)
    save_bundle(tiny_bundle(4.0), tmp_path / "bundle", {})
    revision = Folder(tmp_path / "bundle").latest()
    (tmp_path / "bundle" / TITLES_FILE).write_bytes(b"nonsense")
    app.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: ready(app)["last_refused"] is not None, "the bundle is refused")
    told = ready(app)
    assert told["last_refused"]["revision"] == revision
    assert f"{TITLES_FILE}: damaged, expected" in told["last_refused"]["reason"]
    assert (told["revision"], told["since"]) == (before["revision"], before["since"])
    answer = httpx.get(f"{app.url}/fit", params={"title": "Brazil"}, timeout=SECONDS).json()
    assert answer["parts"]["global_mean"] == FIRST
    assert f"revision {revision} is refused, {before['revision']} is served on: " in app.log.read_text()


@pytest.mark.browser
def test_an_open_page_goes_on_and_a_loaded_one_shows_the_bundle_of_now(app, tmp_path):
    with chromium() as browser:
        page = browser.new_page(locale="en-US")
        with page.expect_response("**/run/predict"):  # the page asks what has changed since it was made
            page.goto(app.url)
        save_bundle(tiny_bundle(4.0, collaborative=False), tmp_path / "bundle", {})
        app.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: ready(app)["revision"] == Folder(tmp_path / "bundle").latest(), "it is served")
        note = words("en")("note.no_ratings")
        ask = page.get_by_role("button", name="Will I like it?")
        page.get_by_role("tab", name="Will I like it?").click()
        ask.click()
        expect(page.get_by_role("alert")).to_have_text(note)
        with page.expect_response("**/run/predict?*"):  # with the parameters of the address, which names the tab now
            page.reload()
        page.get_by_role("tab", name="Will I like it?").click()
        expect(page.get_by_role("note").filter(has_text=note, visible=True)).to_be_visible()
        expect(ask).to_have_count(0)


def test_it_looks_by_itself_where_that_is_set(tmp_path):
    folder, log = tmp_path / "artifacts" / "main", tmp_path / "app.log"
    save_bundle(tiny_bundle(FIRST), folder, {})
    env = environment(folder, free_port()) | {"RECSYS_WATCH_SECONDS": "1"}
    with started_app(env, log) as app:
        save_bundle(tiny_bundle(4.0), folder, {})
        wait_until(lambda: ready(app)["revision"] == Folder(folder).latest(), "the new bundle is served")
