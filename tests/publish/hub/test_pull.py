import json
import shutil
import threading

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import MANIFEST, SERVED, TITLES_FILE
from recsys.errors import BundleError, HubError
from recsys.publish.hub import pull as pulling
from recsys.publish.hub.pull import STEPS, last_pulled, latest_revision, pull
from recsys.publish.hub.reference import Reference
from tests.fixtures.bundles import assert_same_bundle, names, tiny_bundle
from tests.publish.hub.published import publish

NAME = Reference("owner/name")


@pytest.fixture
def commit(hub, tmp_path):
    """The commit of a bundle of mark 3 that was published."""
    return publish(hub, tmp_path / "first")


def mark_of(pulled):
    return load_bundle(pulled.folder).metrics["mark"]


def test_a_pulled_bundle_is_the_published_one_with_what_serving_needs_alone(hub, commit):
    steps: list[str] = []
    pulled = pull(NAME, steps.append)
    assert_same_bundle(tiny_bundle(), load_bundle(pulled.folder))
    assert names(pulled.folder) == sorted([MANIFEST, *SERVED])
    assert (pulled.revision, pulled.fresh, pulled.reason) == (commit, True, "")
    assert pulled.folder.name == commit
    assert len(steps) == STEPS
    assert hub.asked("GET", "/resolve/") == len(SERVED) + 1


def test_what_is_there_costs_one_request_by_a_name_and_none_by_its_commit(hub, commit):
    first = pull(NAME)
    hub.requests.clear()
    assert pull(NAME).folder == first.folder
    assert hub.requests == [("GET", "/api/models/owner/name/revision/main?expand=sha")]
    hub.requests.clear()
    again = pull(NAME.at(commit))
    assert (again.folder, again.fresh) == (first.folder, True)
    assert latest_revision(NAME.at(commit)) == commit
    assert hub.requests == []


def test_a_new_revision_brings_only_what_changed(hub, commit, tmp_path):
    pull(NAME)
    hub.model().tags["v1"] = commit
    changed = publish(hub, tmp_path / "second", 4.0)
    hub.requests.clear()
    pulled = pull(NAME)
    assert (mark_of(pulled), pulled.revision) == (4.0, changed)
    assert latest_revision(Reference("owner/name", "v1")) == commit
    assert mark_of(pull(Reference("owner/name", "v1"))) == 3.0
    assert mark_of(pull(NAME.at(commit))) == 3.0
    assert hub.asked("GET", "/resolve/") <= len(SERVED) + 1
    hub.requests.clear()
    hub.model().commit("only a word", hub.model().head.files)
    assert mark_of(pull(NAME)) == 4.0
    assert hub.asked("GET", "/resolve/") == 0


# The Hub is away


def test_offline_the_last_one_is_given_with_since_when(hub, commit, monkeypatch):
    before = pull(NAME)
    hub.fail("GET", "/api/", status=503, times=99)
    after = pull(NAME)
    assert (after.folder, after.revision, after.fresh) == (before.folder, commit, False)
    assert after.checked == before.checked.replace(microsecond=0)
    assert "the Hub answered 503" in after.reason
    assert last_pulled(NAME) == pulling.Pulled(before.folder, commit, after.checked, False)


def test_offline_by_choice(hub, commit, monkeypatch):
    pull(NAME)
    hub.requests.clear()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE forbids" in pull(NAME).reason
    assert pull(NAME.at(commit)).fresh
    assert hub.requests == []


def test_a_hub_that_does_not_answer_is_not_waited_for(hub, commit, monkeypatch):
    monkeypatch.setattr(pulling, "SECONDS_TO_LOOK_UP", 0.2)
    pull(NAME)
    hub.fail("GET", "/api/", hung=threading.Event())
    pulled = pull(NAME)
    assert not pulled.fresh
    assert "did not answer in time" in pulled.reason


def test_a_download_that_is_too_slow_is_not_waited_for_where_there_is_another(hub, commit, tmp_path):
    slow = threading.Event()
    hub.fail("GET", f"/resolve/.*{TITLES_FILE}", hung=slow)
    threading.Timer(0.5, slow.set).start()
    assert pull(NAME, patience=0.1).revision == commit  # nothing else is there to be given
    changed = publish(hub, tmp_path / "second", 4.0)
    still = threading.Event()
    hub.fail("GET", f"/resolve/.*{TITLES_FILE}", hung=still)
    pulled = pull(NAME, patience=0.1)
    assert (mark_of(pulled), pulled.fresh) == (3.0, False)
    assert f"hf://owner/name@{changed} must be downloaded within 0.1 seconds" in pulled.reason
    still.set()
    (downloading,) = (thread for thread in threading.enumerate() if thread.name == "pull")
    downloading.join(60)  # it goes on by itself
    last = last_pulled(NAME)
    assert last is not None
    assert (last.revision, mark_of(last)) == (changed, 4.0)
    hub.requests.clear()
    assert mark_of(pull(NAME, patience=60)) == 4.0
    assert len(hub.requests) == 1


def test_without_anything_pulled_the_reason_and_a_remedy(hub):
    with pytest.raises(HubError, match=r"commit of hf://owner/name .*no such repository.*hf auth login"):
        pull(NAME)
    assert last_pulled(NAME) is None


def test_a_revision_that_there_is_not(hub, commit):
    with pytest.raises(HubError, match=r"hf://owner/name@v9 .*no such revision there\. Name a branch"):
        pull(Reference("owner/name", "v9"))
    with pytest.raises(HubError, match="no such revision"):
        pull(NAME.at("0" * 40))


# What comes is not what was published


def test_a_file_tampered_with_on_the_way_is_brought_again(hub, commit):
    fault = hub.fail("GET", f"/resolve/.*{TITLES_FILE}", tampered=True)
    assert mark_of(pull(NAME)) == 3.0
    assert fault.times == 0


@pytest.mark.parametrize("damage", [{"tampered": True}, {"truncated": 7}])
def test_a_file_that_always_comes_damaged_is_refused_and_the_last_bundle_kept(hub, commit, tmp_path, damage):
    pull(NAME)
    bad = publish(hub, tmp_path / "second", 4.0)
    fault = hub.fail("GET", f"/resolve/.*{TITLES_FILE}", times=99, **damage)
    pulled = pull(NAME)
    assert (mark_of(pulled), pulled.revision, pulled.fresh) == (3.0, commit, False)
    assert TITLES_FILE in pulled.reason
    with pytest.raises((BundleError, HubError), match=TITLES_FILE):
        pull(NAME.at(bad))
    fault.times = 0
    assert mark_of(pull(NAME)) == 4.0


def test_a_cache_damaged_since_is_mended(hub, commit):
    pulled = pull(NAME)
    (pulled.folder / TITLES_FILE).write_bytes(b"nonsense")
    assert last_pulled(NAME) is None
    assert mark_of(pull(NAME.at(commit))) == 3.0
    (pulled.folder / TITLES_FILE).resolve().unlink()
    assert mark_of(pull(NAME)) == 3.0
    for path in (pulled.folder.parents[4] / "hub").glob(f"models--owner--name/snapshots/*/{MANIFEST}"):
        path.write_text("{")
    shutil.rmtree(pulled.folder)
    assert mark_of(pull(NAME)) == 3.0


def test_a_manifest_of_another_format_is_refused(hub, commit):
    files = hub.model().head.files
    manifest = json.loads(files[MANIFEST].content) | {"format": 99}
    hub.model().add(**{MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(BundleError, match=r"hf://owner/name@\w{40} is refused: .*bundle format \d+, found 99"):
        pull(NAME)


@pytest.mark.parametrize(
    "tables", [1, "owner/name", {}, {"repository": "owner/name"}, {"repository": "owner/name", "revision": "main"}]
)
def test_a_manifest_that_names_no_commit_of_its_tables_is_refused(hub, commit, tables):
    manifest = json.loads(hub.model().head.files[MANIFEST].content) | {"tables": tables}
    hub.model().add(**{MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(BundleError, match="is refused: its manifest must name a commit of a dataset repository, found"):
        pull(NAME)


def test_a_bundle_that_was_uploaded_whole_is_pulled_too(hub, commit, tmp_path):
    hub.model().add(**{path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()})
    del hub.repositories["dataset", "owner/name"]
    assert mark_of(pull(NAME)) == 3.0


def test_a_file_that_is_not_there_is_named(hub, commit):
    del hub.dataset().head.files[TITLES_FILE]
    with pytest.raises(HubError, match=rf"{TITLES_FILE} of dataset .*no such file there\. Publish the bundle whole"):
        pull(NAME)


# The way is bad


def test_a_download_that_is_cut_goes_on_where_it_ended(hub, commit, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 500)  # what is kept; else 10 MB
    fault = hub.fail("GET", f"/resolve/.*{TITLES_FILE}", cut=1000)
    assert mark_of(pull(NAME)) == 3.0
    assert fault.times == 0
    assert hub.ranges == ["bytes=1000-"]


def test_a_connection_that_is_reset_is_tried_again(hub, commit):
    fault = hub.fail("GET", f"/resolve/.*{TITLES_FILE}", cut=1000, reset=True)
    assert mark_of(pull(NAME)) == 3.0
    assert fault.times == 0


def test_a_hub_that_asks_for_patience_gets_it(hub, commit):
    faults = [
        hub.fail("GET", f"/resolve/.*{TITLES_FILE}", status=429, headers={"Retry-After": "0"}),
        hub.fail("HEAD", f"/resolve/.*{TITLES_FILE}", status=500),
        hub.fail("GET", "/api/datasets/owner/name/tree/", status=502),
    ]
    assert mark_of(pull(NAME)) == 3.0
    assert [fault.times for fault in faults] == [0, 0, 0]
