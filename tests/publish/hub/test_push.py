import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import yaml  # type: ignore[import-untyped]

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import (
    COLLABORATIVE,
    CONTENT,
    COOCCURRENCE,
    MANIFEST,
    METRICS,
    NEAREST,
    PAIRS,
    RANKER,
    SEARCH,
    SVD,
    TABLE_FILES,
    TITLES_FILE,
)
from recsys.errors import BundleError, HubError
from recsys.publish.hub.pull import pull
from recsys.publish.hub.push import CARD, STEPS, Target, first_push, push
from recsys.publish.hub.reference import Reference
from tests.fixtures.bundles import assert_same_bundle, tiny_bundle
from tests.publish.hub.published import DOCUMENTS
from tests.publish.hub.repositories import Repository

# The client's own: it sends files as httpx2 does not want them sent.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

NAME = Reference("owner/name")
TARGET = Target("owner/name", "owner/name")
TABLES = {*TABLE_FILES, "rejected.csv", CARD}
MODELS = {
    CONTENT,
    PAIRS,
    COOCCURRENCE,
    NEAREST,
    COLLABORATIVE,
    SVD,
    RANKER,
    SEARCH,
    METRICS,
    MANIFEST,
    CARD,
    "report.json",
}


def saved(folder, mark=3.0, **how):
    save_bundle(tiny_bundle(mark, **how), folder, DOCUMENTS)
    return folder


@pytest.fixture
def folder(tmp_path):
    return saved(tmp_path / "bundle")


def mark_of(reference):
    return load_bundle(pull(reference).folder).metrics["mark"]


def files(repository):
    return set(repository.head.files) - {".gitattributes"}


def front_matter(repository):
    return yaml.safe_load(repository.head.files[CARD].content.decode().split("---\n")[1])


def test_what_is_pushed_can_be_pulled(hub, folder):
    steps: list[str] = []
    pushed = push(folder, TARGET, progress=steps.append)
    assert_same_bundle(tiny_bundle(), load_bundle(pull(NAME).folder))
    assert (pushed.model_commit, pushed.dataset_commit) == (hub.model().main, hub.dataset().main)
    assert (files(hub.model()), files(hub.dataset())) == (MODELS, TABLES)
    assert len(hub.model().commits) == len(hub.dataset().commits) == 2  # the initial one and ours
    assert len(steps) == STEPS
    manifest = json.loads(hub.model().head.files[MANIFEST].content)
    assert manifest["tables"] == {"repository": "owner/name", "revision": hub.dataset().main}
    for name, file in manifest["files"].items():
        repository = hub.dataset() if name in TABLES - {CARD} else hub.model()
        blob = repository.head.files[name]
        assert (blob.sha256, len(blob.content)) == (file["sha256"], file["size"]), name


def test_pushed_again_nothing_is_uploaded(hub, folder):
    first = push(folder, TARGET)
    hub.requests.clear()
    again = push(folder, TARGET)
    assert (again.model_commit, again.dataset_commit) == (first.model_commit, first.dataset_commit)
    assert {change.what for change in again.changes} == {"same"}
    assert {method for method, path in hub.requests} == {"GET"}


def test_of_a_new_bundle_only_what_changed_is_uploaded_and_what_it_lacks_goes(hub, folder):
    push(folder, TARGET)
    hub.model().add(**{"notes.txt": b"somebody's"})
    before = hub.model().head.files[CONTENT]
    save_bundle(replace(tiny_bundle(collaborative=False), metrics={"mark": 5.0}), folder, DOCUMENTS)
    hub.requests.clear()
    pushed = push(folder, TARGET)
    assert hub.asked("PUT", "/lfs/") == 0
    what = {change.file: change.what for change in pushed.changes if change.kind == "model"}
    altered = {
        METRICS: "changed",
        MANIFEST: "changed",
        CARD: "changed",  # it has no lines for the SVD
        COOCCURRENCE: "gone",
        NEAREST: "gone",
        COLLABORATIVE: "gone",
        SVD: "gone",
        RANKER: "gone",
        SEARCH: "gone",
    }
    assert what == dict.fromkeys(MODELS, "same") | altered
    assert hub.model().head.files[CONTENT] is before
    assert "notes.txt" in files(hub.model())
    assert len(hub.dataset().commits) == 2
    assert mark_of(NAME) == 5.0


def test_a_tag_names_both_commits_for_good(hub, folder):
    target = Target("owner/name", "owner/tables", "v1")
    pushed = push(folder, target)
    assert hub.model().tags == {"v1": pushed.model_commit}
    assert hub.dataset("owner/tables").tags == {"v1": pushed.dataset_commit}
    push(folder, target)  # again: there is nothing to do
    saved(folder, 4.0)
    hub.requests.clear()
    with pytest.raises(HubError, match=r"tag must name one commit for good, and v1 of dataset owner/tables names"):
        push(folder, target)
    assert {method for method, path in hub.requests} == {"GET"}
    push(folder, Target("owner/name", "owner/tables", "v2"))
    assert (mark_of(Reference("owner/name", "v1")), mark_of(Reference("owner/name", "v2"))) == (3.0, 4.0)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(hub, folder):
    dry = push(folder, TARGET, dry=True)
    assert {change.what for change in dry.changes} == {"new"}
    assert (dry.model_commit, dry.dataset_commit) == (None, None)
    assert hub.repositories == {}
    assert {method for method, path in hub.requests} == {"GET"}
    wet = push(folder, TARGET)
    assert wet.changes == dry.changes
    saved(folder, 4.0)
    dry = push(folder, TARGET, dry=True)
    assert {"same", "changed"} == {change.what for change in dry.changes}


def test_what_a_first_push_uploads_is_known_without_asking(hub, folder):
    planned = first_push(folder, TARGET)
    assert hub.requests == []
    assert planned == push(folder, TARGET, dry=True)
    (folder / TITLES_FILE).write_text("nonsense")
    with pytest.raises(BundleError, match=TITLES_FILE):
        first_push(folder, TARGET)
    with pytest.raises(BundleError, match="expected a bundle's folder, found none"):
        first_push(folder / "nowhere", TARGET)


@pytest.mark.parametrize("name", [TITLES_FILE, MANIFEST, "report.json"])
def test_a_bundle_that_fails_verification_is_not_pushed(hub, folder, name):
    (folder / name).write_text("nonsense")
    with pytest.raises(BundleError, match=name):
        push(folder, TARGET)
    with pytest.raises(BundleError, match="expected a bundle's folder, found none"):
        push(folder / "nowhere", TARGET)
    assert hub.requests == []


def test_who_sees_it(hub, folder, tmp_path):
    assert push(folder, TARGET).made_private == ()
    assert (hub.model().private, hub.dataset().private) == (False, False)
    bundle = tiny_bundle()
    bundle.manifest["sample"] = False
    save_bundle(bundle, tmp_path / "real", DOCUMENTS)
    pushed = push(tmp_path / "real", Target("owner/name", "owner/tables"))
    assert pushed.made_private == ("dataset owner/tables",)
    assert (hub.model().private, hub.dataset("owner/tables").private) == (False, True)


def test_the_cards_say_what_the_build_found(hub, sample_bundle):
    push(sample_bundle, TARGET)
    front = front_matter(hub.model())
    metrics = load_bundle(sample_bundle).metrics
    (index,) = front["model-index"]
    results = {
        (one["metrics"][n]["type"], one["dataset"]["split"]): one["metrics"][n]["value"]
        for one in index["results"]
        for n in range(len(one["metrics"]))
    }
    assert results["rmse", metrics["split"]] == round(metrics["models"]["posterior"]["rmse"], 4)
    assert results["rmse", metrics["cold_works"]["split"]] == round(
        metrics["cold_works"]["models"]["posterior"]["rmse"], 4
    )
    assert results["coverage", metrics["split"]] == round(metrics["calibration"]["coverage"], 4)
    assert {one["dataset"]["revision"] for one in index["results"]} == {hub.dataset().main}
    assert (front["datasets"], front["license"]) == (["owner/name"], "mit")
    text = hub.model().head.files[CARD].content.decode()
    for words in ("Who likes what can be learned", 'Reference.parse("hf://owner/name")', "## What it cannot do"):
        assert words in text
    tables = front_matter(hub.dataset())
    assert {one["data_files"] for one in tables["configs"]} == {name for name in TABLES if name.endswith("parquet")}
    assert "| `release_year` | int32 |" in hub.dataset().head.files[CARD].content.decode()


# Somebody else pushes


def test_a_stale_parent_is_refused_and_nothing_lost(hub, folder, tmp_path):
    push(folder, TARGET)
    saved(folder, 4.0)
    theirs = hub.model().main

    def meanwhile(step):
        nonlocal theirs
        if step.startswith("uploading") and "model" in step:
            theirs = hub.model().add(**{METRICS: b"{}", "theirs.txt": b"1"})

    with pytest.raises(
        HubError, match=r"model owner/name must not change .* somebody else committed .*then push again"
    ):
        push(folder, TARGET, progress=meanwhile)
    assert hub.model().main == theirs
    push(folder, TARGET)
    assert mark_of(NAME) == 4.0
    assert "theirs.txt" in files(hub.model())


def test_a_parent_that_is_stale_for_the_hub_alone(hub, folder):
    """Committed between our last look and our commit: only the Hub can tell."""
    push(folder, TARGET)
    saved(folder, 4.0)
    hub.before_commit = lambda: hub.model().add(**{"theirs.txt": b"1"})
    with pytest.raises(HubError, match="somebody else committed"):
        push(folder, TARGET)
    assert "theirs.txt" in files(hub.model())


def test_two_pushes_at_once(hub, tmp_path):
    push(saved(tmp_path / "old"), TARGET)
    folders = {mark: saved(tmp_path / str(mark), mark) for mark in (4.0, 5.0)}
    barrier = threading.Barrier(2)

    def one(mark):
        def together(step):
            if step.startswith("uploading") and "dataset" in step:
                barrier.wait(30)

        try:
            push(folders[mark], TARGET, progress=together)
        except HubError as error:
            assert "somebody else committed" in str(error)  # noqa: PT017 - either of the two
            return None
        return mark

    with ThreadPoolExecutor(2) as both:
        won = [mark for mark in both.map(one, folders) if mark is not None]
    assert len(won) <= 1
    assert mark_of(NAME) == (won[0] if won else 3.0)
    push(folders[4.0], TARGET)
    assert_same_bundle(tiny_bundle(4.0), load_bundle(pull(NAME).folder))


def test_a_bundle_that_is_built_anew_meanwhile_is_not_pushed_half(hub, folder):
    push(folder, TARGET)

    def meanwhile(step):
        if step.startswith("uploading") and "model" in step:
            saved(folder, 5.0)

    saved(folder, 4.0)
    with pytest.raises(BundleError, match="must stay while it is pushed, and was replaced"):
        push(folder, TARGET, progress=meanwhile)
    assert mark_of(NAME) == 3.0


# The way is bad


@pytest.mark.parametrize("reset", [False, True])
def test_an_upload_that_is_cut_is_done_again(hub, folder, reset):
    fault = hub.fail("PUT", "/lfs/", cut=500, reset=reset)
    push(folder, TARGET)
    assert fault.times == 0
    assert_same_bundle(tiny_bundle(), load_bundle(pull(NAME).folder))


def test_what_was_uploaded_before_the_way_broke_is_not_uploaded_again(hub, folder, monkeypatch):
    monkeypatch.setattr("recsys.publish.hub.client.WAITS", ())
    faults = [hub.fail("POST", "/api/models/owner/name/commit/", cut=10, times=99)]
    with pytest.raises(HubError, match=r"model owner/name cannot be written to: the Hub cannot be reached"):
        push(folder, TARGET)
    assert files(hub.model()) == set()
    faults[0].times = 0
    hub.requests.clear()
    push(folder, TARGET)
    assert hub.asked("PUT", "/lfs/") == 0
    assert mark_of(NAME) == 3.0
    assert len(hub.dataset().commits) == 2


@pytest.fixture
def slept(monkeypatch):
    """How long this thread was to wait, in seconds, instead of waiting; others, of other tests, wait as they do."""
    seconds: list[float] = []
    here, sleep = threading.get_ident(), time.sleep
    monkeypatch.setattr("time.sleep", lambda wait: (seconds.append if threading.get_ident() == here else sleep)(wait))
    return seconds


@pytest.mark.parametrize("path", ["/preupload/", "/commit/", "/validate-yaml", "/repos/create", "objects/batch"])
@pytest.mark.parametrize("how", [{"status": 429, "headers": {"Retry-After": "7"}}, {"status": 500}])
def test_a_hub_that_fails_for_a_while(hub, folder, slept, path, how):
    fault = hub.fail("POST", path, **how)
    push(folder, TARGET)
    assert fault.times == 0
    assert len(slept) == 1
    assert slept[0] >= (7 if how["status"] == 429 else 1)
    assert mark_of(NAME) == 3.0


def test_a_hub_that_wants_an_hour_is_not_waited_for(hub, folder, slept):
    hub.fail("POST", "/commit/", status=429, headers={"Retry-After": "3600"})
    with pytest.raises(HubError, match=r"dataset owner/name cannot be written to: the Hub answered 429 .*again later"):
        push(folder, TARGET)
    assert slept == []


def test_a_commit_whose_answer_is_lost_is_not_made_twice(hub, folder, monkeypatch):
    monkeypatch.setattr("recsys.publish.hub.client.WAITS", (0.0, 0.0))
    faults = [hub.fail("POST", f"/api/{kind}s/owner/name/commit/", lost=True) for kind in ("model", "dataset")]
    push(folder, TARGET)
    assert [fault.times for fault in faults] == [0, 0]
    assert len(hub.model().commits) == len(hub.dataset().commits) == 2
    assert mark_of(NAME) == 3.0


def test_a_hub_that_refuses(hub, folder, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_of_a_reader")
    with pytest.raises(HubError, match=r"dataset owner/name cannot be made: the Hub answered 401.*hf auth login"):
        push(folder, TARGET)
    assert hub.repositories == {}


def test_a_pulled_bundle_can_be_pushed_elsewhere(hub, folder):
    push(folder, TARGET)
    push(pull(NAME).folder, Target("somebody/else", "somebody/tables"))
    assert_same_bundle(tiny_bundle(), load_bundle(pull(Reference("somebody/else")).folder))


def test_a_model_repository_of_somebody_else_keeps_what_is_no_bundles(hub, folder):
    hub.repositories["model", "owner/name"] = Repository()
    hub.model().add(**{"weights.bin": b"1", TITLES_FILE: b"a table that is in the wrong place"})
    push(folder, TARGET)
    assert files(hub.model()) == MODELS | {"weights.bin"}
    shutil.rmtree(folder)
    assert mark_of(NAME) == 3.0
