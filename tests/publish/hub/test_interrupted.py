"""Killed with SIGKILL at ten points, or on a full disk: afterwards the old bundle or the new one is whole."""

import signal
import time

import pytest

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import TITLES_FILE
from recsys.publish.hub.pull import last_pulled, pull
from recsys.publish.hub.push import Target, push
from recsys.publish.hub.reference import Reference
from tests.fixtures.bundles import assert_same_bundle, tiny_bundle
from tests.fixtures.raw_folder import raw_folder
from tests.publish.hub.interrupted import killable
from tests.publish.hub.published import DOCUMENTS, publish
from tests.publish.hub.server import running_hub

POINTS = range(1, 11)
NAME = Reference("owner/name")
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture(scope="module")
def process():
    with killable() as running:
        yield running


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """A folder of the raw data `old` and `new`, of one title and of two."""
    folder = tmp_path_factory.mktemp("raw")
    raw_folder(folder / "old", ["Alien"])
    raw_folder(folder / "new", ["Alien", "Brazil"])
    return folder


@pytest.fixture(scope="module")
def steps(process, raw, tmp_path_factory):
    """How many steps each action takes, where an old bundle is there already and nobody kills it."""
    folder = tmp_path_factory.mktemp("steps")
    with running_hub() as hub:
        hub.keeps_connections = False
        where = {"url": hub.url, "home": str(folder / "home")}
        for mark, age in ((3.0, "old"), (4.0, "new")):
            save_bundle(tiny_bundle(mark), folder / age, DOCUMENTS)
            done = {
                "build": process.do("build", str(raw / age), str(folder / "built")),
                "push": process.do("push", str(folder / age), "owner/name", **where),
                "pull": process.do("pull", "owner/name", "", **where),
            }
            assert {(one["error"], one["signal"]) for one in done.values()} == {("", 0)}
    taken = {action: one["steps"] for action, one in done.items()}
    assert min(taken.values()) > 2 * len(POINTS)
    return taken


def step(steps, action, point):
    return steps[action] * point // (len(POINTS) + 1)


def forget_requests(hub):
    """Forget what was asked, those too that the Hub still hears from connections of a process that was killed."""
    heard = -1
    while len(hub.requests) != heard:
        heard = len(hub.requests)
        time.sleep(0.3)
    hub.requests.clear()


@pytest.mark.parametrize("point", POINTS)
def test_a_build_that_is_killed(process, steps, raw, tmp_path, point):
    target = tmp_path / "artifacts" / "main"
    save_bundle(tiny_bundle(), target, DOCUMENTS)
    done = process.do("build", str(raw / "new"), str(target), kill_at=step(steps, "build", point))
    assert done["signal"] == signal.SIGKILL
    assert len(load_bundle(target).titles) in (4, 2)
    assert process.do("build", str(raw / "old"), str(target))["error"] == ""
    assert len(load_bundle(target).titles) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_push_that_is_killed(process, steps, hub, tmp_path, monkeypatch, point):
    save_bundle(tiny_bundle(), tmp_path / "old", DOCUMENTS)
    save_bundle(tiny_bundle(4.0), tmp_path / "new", DOCUMENTS)
    push(tmp_path / "old", Target("owner/name", "owner/name"))
    hub.keeps_connections = False
    where = {"url": hub.url, "home": str(tmp_path / "home")}
    kill_at = step(steps, "push", point)
    assert process.do("push", str(tmp_path / "new"), "owner/name", kill_at=kill_at, **where)["signal"] == signal.SIGKILL
    hub.keeps_connections = True
    found = load_bundle(pull(NAME).folder)
    assert_same_bundle(tiny_bundle(found.metrics["mark"]), found)
    push(tmp_path / "new", Target("owner/name", "owner/name"))
    assert_same_bundle(tiny_bundle(4.0), load_bundle(pull(NAME).folder))


@pytest.mark.parametrize("point", POINTS)
def test_a_pull_that_is_killed(process, steps, hub, tmp_path, point):
    publish(hub, tmp_path / "old")
    pull(NAME)
    publish(hub, tmp_path / "new", 4.0)
    hub.keeps_connections = False
    where = {"url": hub.url, "home": str(tmp_path / "home")}
    kill_at = step(steps, "pull", point)
    assert process.do("pull", "owner/name", "", kill_at=kill_at, **where)["signal"] == signal.SIGKILL
    forget_requests(hub)
    last = last_pulled(NAME)
    assert last is not None
    found = load_bundle(last.folder)
    assert_same_bundle(tiny_bundle(found.metrics["mark"]), found)
    assert hub.requests == []
    assert_same_bundle(tiny_bundle(4.0), load_bundle(pull(NAME).folder))


def test_a_disk_with_no_room(process, hub, raw, tmp_path):
    publish(hub, tmp_path / "old")
    pulled = pull(NAME)
    publish(hub, tmp_path / "new", 4.0)
    where = {"url": hub.url, "home": str(tmp_path / "home"), "room": 5000}
    assert (tmp_path / "new" / TITLES_FILE).stat().st_size > 5000
    done = process.do("pull", "owner/name", "", **where)
    assert (done["signal"], done["error"]) == (0, "")  # the last one is given, and it is said why
    last = last_pulled(NAME)
    assert last is not None
    assert last.folder == pulled.folder
    done = process.do("pull", "owner/name", "", **where | {"home": str(tmp_path / "nothing there")})
    assert "cannot be downloaded: File too large. Make room" in done["error"]
    done = process.do("build", str(raw / "old"), str(tmp_path / "old"), **where)
    assert "cannot be written" in done["error"]
    assert "What was there is kept." in done["error"]
    assert_same_bundle(tiny_bundle(), load_bundle(tmp_path / "old"))
    assert_same_bundle(tiny_bundle(4.0), load_bundle(pull(NAME).folder))
