import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recsys import cli
from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.errors import BundleError, HubError, SettingsError
from tests.fixtures.bundles import assert_same_bundle, tiny_bundle
from tests.publish.hub.published import DOCUMENTS, publish

ROOT = Path(cli.__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A bundle that RECSYS_BUNDLE names."""
    save_bundle(tiny_bundle(), tmp_path / "bundle", DOCUMENTS)
    monkeypatch.setenv("RECSYS_BUNDLE", str(tmp_path / "bundle"))
    return tmp_path / "bundle"


def butaca(*arguments):
    """In this process; what was raised is raised."""
    done = CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    return " ".join(done.output.split())


def in_a_process(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "recsys", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ.copy(),
        encoding="utf-8",
    )


def test_there_and_back_in_processes_of_their_own(hub, folder, tmp_path):
    done = in_a_process("push", "owner/name", "--tag", "v1", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["model_commit"] == hub.model().main
    assert "done" in done.stderr
    done = in_a_process("pull", "hf://owner/name@v1", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert f"Bundle: {tmp_path / 'out'}" in done.stdout
    assert_same_bundle(tiny_bundle(), load_bundle(tmp_path / "out"))
    assert not any(path.is_symlink() for path in (tmp_path / "out").iterdir())
    hub.fail("GET", "/", status=404, headers={"X-Error-Code": "RepoNotFound"})
    done = in_a_process("pull", "hf://owner/other")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("butaca: The commit of hf://owner/other cannot be asked for: the Hub has no such")


def test_push_says_what_it_did(hub, folder):
    said = butaca("push", "owner/name", "--dataset", "owner/tables", "--dry-run")
    assert "model owner/name collaborative.safetensors new" in said
    assert "dataset owner/tables titles.parquet new" in said
    assert "Nothing was pushed" in said
    said = butaca("push", "owner/name", "--dataset", "owner/tables", "--tag", "v2")
    assert f"Pushed: hf://owner/name@{hub.model().main}" in said
    assert "RECSYS_BUNDLE=hf://owner/name@v2" in said
    assert "private" not in said


def test_push_of_real_data_says_who_sees_it(hub, folder):
    bundle = tiny_bundle()
    bundle.manifest["sample"] = False
    save_bundle(bundle, folder, DOCUMENTS)
    said = butaca("push", "owner/name", "--bundle", str(folder))
    assert "model owner/name was made private" in said
    assert "dataset owner/name was made private" in said


def test_pull_says_what_it_is(hub, tmp_path):
    commit = publish(hub, tmp_path / "first")
    said = butaca("pull", "hf://owner/name")
    assert f"hf://owner/name is commit {commit}" in said
    assert "3 works, 4 titles of services, 3 ratings" in said
    assert "may be another" not in said
    hub.fail("GET", "/api/", status=500)
    assert (
        "it may be another by now: The commit of hf://owner/name cannot be asked for: the Hub answered 500"
        in butaca("pull", "hf://owner/name")
    )
    assert json.loads(CliRunner().invoke(cli.app, ["pull", "hf://owner/name", "--json"]).stdout)["titles"] == 4


def test_what_cannot_be_is_refused_before_anything_is_asked(hub, folder, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    with pytest.raises(BundleError, match="mine: expected a bundle or nothing there"):
        butaca("pull", "hf://owner/name", "--out", str(tmp_path / "mine"))
    for arguments in (["push", "name"], ["push", "a/b", "--dataset", "c"], ["push", "a/b", "--tag", "x y"]):
        with pytest.raises(SettingsError, match="must be"):
            butaca(*arguments)
    with pytest.raises(SettingsError, match="owner/name, each of at most 96"):
        butaca("pull", "owner/name")
    monkeypatch.delenv("RECSYS_BUNDLE")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="Name one with --bundle"):
        butaca("push", "owner/name")
    assert hub.requests == []


def test_diff_of_a_folder_and_a_published_bundle(hub, folder, tmp_path):
    publish(hub, tmp_path / "first", 4.0)
    said = butaca("diff", str(folder), "hf://owner/name")
    assert "0 works added 0 works gone 0 offers added 0 offers gone Every service shows what it showed." in said
    assert "mark 3 4" in said
    # By a point of quality more «Alien» is before «Caché» for who asks for «Brazil»: 4.625 to 4.5, from 3.375 to 3.5.
    assert "recommend: of the first 10, 100.0% stayed in the list; 66.7% of 3 lists are the same" in said
    assert (
        json.loads(CliRunner().invoke(cli.app, ["diff", str(folder), str(folder), "--json"]).stdout)["works_gone"] == []
    )
    hub.fail("GET", "/api/", status=500)
    with pytest.raises(HubError, match="cannot be asked for"):
        butaca("diff", str(folder), "hf://owner/name")
