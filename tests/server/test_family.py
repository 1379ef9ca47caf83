"""The processes of the running app: what becomes of questions where one of them ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from recsys.bundle.bundle import save_bundle
from recsys.server.family import CAN_FORK
from tests.fixtures.bundles import tiny_bundle
from tests.ui.server import ROOT, environment, free_port, started_app

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="no processes are forked here")
SECONDS = 20.0


@pytest.fixture
def app(tmp_path):
    save_bundle(tiny_bundle(2.25), tmp_path / "bundle", {})
    with started_app(environment(tmp_path / "bundle", free_port()), tmp_path / "app.log") as running:
        yield running


def family_of(app):
    """The parent, the front, which is forked first, and the workers."""
    parent = psutil.Process(app.process.pid)
    front, *workers = sorted(parent.children(), key=lambda process: process.create_time())
    return parent, front, workers


def wait_until(holds, what):
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def ask(http, number):
    """A question that nobody asked before."""
    return http.get("/recommend", params={"title": "Alien", "year_from": 1900 + number % 100, "k": 1 + number // 100})


def test_a_worker_that_is_killed_is_replaced_and_no_question_is_lost(app):
    _, _, workers = family_of(app)
    assert len(workers) == min(4, len(os.sched_getaffinity(0)))
    stop, answers = threading.Event(), []

    def ask_on(first):
        with httpx.Client(base_url=app.url, timeout=SECONDS) as http:
            number = first
            while not stop.is_set():
                answers.append(ask(http, number).status_code)
                number += 8

    asking = [threading.Thread(target=ask_on, args=(first,)) for first in range(8)]
    for thread in asking:
        thread.start()
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
        wait_until(lambda: len(family_of(app)[2]) == len(workers), "another takes its place")
    said = len(answers)
    wait_until(lambda: len(answers) > said + 50, "people ask on")
    stop.set()
    for thread in asking:
        thread.join()
    assert set(answers) == {200}
    assert not {worker.pid for worker in workers} & {worker.pid for worker in family_of(app)[2]}
    assert app.log.read_text().count("a worker ended (status -9), another takes its place") == len(workers)


def test_who_stops_the_app_lets_it_answer_what_was_asked(app):
    """Both processes are stopped for a moment, so that questions are under way when the app is told to end."""
    everybody = family_of(app)
    workers = everybody[2]
    with httpx.Client(base_url=app.url, timeout=SECONDS) as http:
        for worker in workers:
            worker.suspend()
        answers = []
        asking = threading.Thread(target=lambda: answers.append(ask(http, 1).status_code))
        asking.start()
        time.sleep(0.5)
        began = time.monotonic()
        app.process.terminate()
        time.sleep(0.5)
        for worker in workers:
            worker.resume()
        asking.join()
    assert answers == [200]
    assert app.process.wait(SECONDS) == 0
    assert time.monotonic() - began < 10
    assert not any(process.is_running() for process in [everybody[1], *workers])


@pytest.mark.parametrize("whose", [0, 1])
def test_nobody_outlives_parent_or_front(app, whose):
    everybody = family_of(app)
    everybody[whose].send_signal(signal.SIGKILL)
    alive = [everybody[0], everybody[1], *everybody[2]]
    ended = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    wait_until(lambda: not any(one.is_running() and one.status() not in ended for one in alive), "all ended")


def test_what_answers_first_imports_no_gradio():
    """Which takes longer than a bundle to load."""
    code = "import sys, recsys.server.launch; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_who_pauses_asks_on_over_the_same_connection(app):
    """Many clients and proxies keep theirs for 5 seconds, uvicorn's default, and ask into one that is being closed."""
    connection = HTTPConnection(urlsplit(app.url).netloc, timeout=SECONDS)
    used = set()
    for pause in (0, 6):
        time.sleep(pause)
        connection.request("GET", "/health")
        used.add(connection.sock)
        assert connection.getresponse().read() == b'{"status":"alive"}'
    assert len(used) == 1
    connection.close()
