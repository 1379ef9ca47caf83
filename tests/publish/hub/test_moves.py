"""Moving to another bundle of the Hub, in this process."""

import time

import httpx
import numpy as np

from recsys.publish.hub.reference import Reference
from recsys.server.bundles import Published
from tests.fixtures.bundles import tiny_bundle
from tests.publish.hub.published import publish
from tests.ui.server import environment, free_port, started_app
from tests.watched import Watched

NAME = Reference("owner/name")


def test_a_new_commit_is_served_a_pinned_one_stays(hub, tmp_path):
    first = publish(hub, tmp_path / "first")
    watched, pinned = Watched(Published(NAME)), Watched(Published(NAME.at(first)))
    hub.requests.clear()
    assert watched.look() == 3.0
    assert hub.requests == [("GET", "/api/models/owner/name/revision/main?expand=sha")]
    second = publish(hub, tmp_path / "second", 4.0)
    assert (watched.look(), watched.current.now.revision) == (4.0, second)
    assert (pinned.look(told=True), pinned.current.now.revision) == (3.0, first)
    # What was served last is what a start without the Hub finds.
    hub.fail("GET", "/api/", status=503, times=99)
    again = Watched(Published(NAME))
    assert (again.mark, again.current.now.copied is not None) == (4.0, True)


def test_while_the_hub_is_away_the_page_can_say_since_when(hub, tmp_path):
    publish(hub, tmp_path / "first")
    watched = Watched(Published(NAME))
    fault = hub.fail("GET", "/api/", status=503, times=99)
    assert watched.look() == 3.0
    since = watched.current.now.copied
    assert since is not None
    assert watched.look() == 3.0
    assert watched.current.now.copied == since
    assert len(watched.said) == 1
    assert "the Hub answered 503" in watched.said[0]
    assert watched.current.last_refused is None
    fault.times = 0
    assert watched.look() == 3.0
    assert watched.current.now.copied is None


def test_a_bad_commit_is_asked_for_once_unless_somebody_tells(hub, tmp_path):
    publish(hub, tmp_path / "first")
    watched = Watched(Published(NAME))
    bad = tiny_bundle(4.0)
    assert bad.collaborative is not None
    bad.collaborative.coefficients[0, 0, 0] = np.inf
    commit = publish(hub, tmp_path / "second", bundle=bad)
    assert watched.look() == 3.0
    refused = watched.current.last_refused
    assert refused is not None
    assert refused.revision == commit
    assert "numbers are not finite" in refused.reason
    asked = hub.asked("GET", "/resolve/")
    assert watched.look() == 3.0
    assert hub.asked("GET", "/resolve/") == asked
    watched.look(told=True)
    assert watched.count("refused") == 2
    # Nor does a start serve it.
    again = Watched(Published(NAME))
    assert (again.mark, again.current.now.copied is not None) == (3.0, True)
    publish(hub, tmp_path / "third", 4.5)
    assert watched.look() == 4.5


def test_the_app_starts_from_the_hub_moves_with_it_and_serves_on_without_it(hub, tmp_path):
    def until(holds):
        """What `/ready` says once that holds of it."""
        for _ in range(600):
            status = httpx.get(f"{app.url}/ready", timeout=60).raise_for_status().json()
            if holds(status):
                return status
            time.sleep(0.1)
        raise AssertionError(f"it does not come to that: {status}")

    first = publish(hub, tmp_path / "first")
    env = environment(tmp_path, free_port()) | {"RECSYS_BUNDLE": str(NAME), "RECSYS_WATCH_SECONDS": "1"}
    with started_app(env, tmp_path / "app.log") as app:
        until(lambda status: status["revision"] == first)
        second = publish(hub, tmp_path / "second", 4.0)
        assert until(lambda status: status["revision"] == second)["bundle"] == str(NAME)
        fault = hub.fail("GET", "/api/", status=503, times=10_000)
        until(lambda status: status["copied"] is not None)
        assert httpx.get(f"{app.url}/fit?title=Brazil", timeout=60).json()["parts"]["global_mean"] == 4.0
        fault.times = 0
        until(lambda status: status["copied"] is None)
    assert "Traceback" not in (tmp_path / "app.log").read_text()
