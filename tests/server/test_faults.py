"""What befalls a running app from outside: what it then does is stated in docs/operations.md."""

import shutil
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from recsys.bundle.bundle import save_bundle
from tests.fixtures.bundles import tiny_bundle
from tests.ui.server import environment, free_port, started_app

ASKED = "/recommend?title=Alien"


@pytest.fixture
def bundle(tmp_path):
    save_bundle(tiny_bundle(2.25), tmp_path / "bundle", {})
    return tmp_path / "bundle"


def test_a_bundle_that_is_taken_away_is_served_on(bundle, tmp_path):
    with started_app(environment(bundle, free_port()), tmp_path / "app.log") as app:
        before = httpx.get(app.url + ASKED, timeout=30).raise_for_status().content
        shutil.rmtree(bundle)
        app.process.send_signal(signal.SIGUSR1)  # look for a newer one
        end = time.monotonic() + 30
        while (refused := httpx.get(f"{app.url}/ready", timeout=30).json()["last_refused"]) is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert str(bundle) in refused["reason"]
        assert httpx.get(app.url + ASKED, timeout=30).raise_for_status().content == before


def test_it_starts_though_what_it_prints_has_no_room(bundle):
    with started_app(environment(bundle, free_port()), Path("/dev/full")) as app:
        assert httpx.get(app.url, timeout=30).status_code == 200
        assert httpx.get(app.url + ASKED, timeout=30).status_code == 200


def test_who_asks_while_it_is_stopped_gets_the_whole_answer_or_none(bundle, tmp_path):
    with started_app(environment(bundle, free_port()), tmp_path / "app.log") as app:
        answer = httpx.get(app.url + ASKED, timeout=30).raise_for_status().content
        seen: Counter[str] = Counter()
        stopped = threading.Event()

        def ask() -> None:
            while not stopped.is_set():
                received = _received(app.url)
                head, _, body = received.partition(b"\r\n\r\n")
                whole = head.startswith(b"HTTP/1.1 200") and body == answer
                seen["whole" if whole else "nothing" if not received else repr(received)] += 1
                if not received:
                    return

        askers = [threading.Thread(target=ask) for _ in range(20)]
        for asker in askers:
            asker.start()
        while seen.total() < 50:
            time.sleep(0.01)
        began = time.monotonic()
        app.process.send_signal(signal.SIGTERM)
        app.process.wait(10)
        took = time.monotonic() - began
        stopped.set()
        for asker in askers:
            asker.join(30)
        assert app.process.returncode == 0, app.log.read_text()
        assert took < 10
        assert set(seen) == {"whole", "nothing"}, seen
        assert "Traceback" not in app.log.read_text()


def test_after_a_kill_it_starts_again_on_the_same_port(bundle, tmp_path):
    place = environment(bundle, free_port())
    with started_app(place, tmp_path / "first.log") as app:
        before = httpx.get(app.url + ASKED, timeout=30).raise_for_status().content
        app.process.kill()
        app.process.wait(10)
        with started_app(place, tmp_path / "second.log") as again:
            assert httpx.get(again.url + ASKED, timeout=30).raise_for_status().content == before


def _received(url: str) -> bytes:
    """What is sent to who asks over a connection of its own, down to its end, as it is."""
    host, port = url.removeprefix("http://").split(":")
    received = b""
    try:
        with socket.create_connection((host, int(port)), 30) as connection:
            connection.sendall(f"GET {ASKED} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            while more := connection.recv(65536):
                received += more
    except ConnectionError:
        pass  # refused, or closed before it was heard
    return received
