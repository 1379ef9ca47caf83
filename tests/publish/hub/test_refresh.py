"""Refreshes that publish to the Hub."""

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.publish.hub.pull import pull
from recsys.publish.hub.reference import Reference
from tests.fixtures.bundles import names
from tests.publish.refresh.folders import FILMS, leave, rated_folder, refresh, rename

PUSH = ("--push", "owner/name")
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


def published():
    return set(load_bundle(pull(Reference("owner/name")).folder).works.column("title").to_pylist())


def test_a_repository_is_refreshed(hub, tmp_path):
    data, artifacts = rated_folder(tmp_path / "data"), tmp_path / "artifacts"
    done = refresh(data, artifacts, *PUSH)
    assert done.exit_code == 0, done.output
    first = hub.model().main
    assert done.stdout.endswith(f"Published: hf://owner/name@{first}\n")
    assert names(artifacts) == []  # nothing is served from there

    done = refresh(data, artifacts, *PUSH)
    assert done.stdout == f"Nothing changed: hf://owner/name@{first} is what a build would make.\n"
    rename(data, "Film 3", "The Third Film")
    hub.fail("POST", "/commit/", status=403)
    done = refresh(data, artifacts, *PUSH)
    assert (done.exit_code, hub.model().main, names(artifacts)) == (1, first, [])
    hub.faults.clear()
    done = refresh(data, artifacts, *PUSH)
    assert done.exit_code == 0, done.output
    second = hub.model().main
    assert second != first
    assert "The Third Film" in published()

    leave(data, FILMS // 2)
    done = refresh(data, artifacts, *PUSH)
    assert done.exit_code == 4, done.output
    assert f"Refused; hf://owner/name@{second} is served as before:" in done.stdout
    assert (hub.model().main, len(published())) == (second, FILMS)
    assert [name[:12] for name in names(artifacts)] == [".refused-202"]

    hub.fail("GET", "/api/", status=401)
    done = refresh(data, artifacts, *PUSH)
    assert (done.exit_code, "model owner/name cannot be looked at" in str(done.exception)) == (1, True)
