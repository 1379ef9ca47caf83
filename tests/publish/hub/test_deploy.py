import json

import httpx
import pytest
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner

from recsys import cli
from recsys.errors import HubError, SettingsError
from recsys.publish.hub.deploy import ROOT, STEPS, Space, code, deploy
from recsys.publish.hub.reference import Reference
from tests.fixtures.catalogue import catalogue_bundle
from tests.publish.hub.published import publish
from tests.ui.server import running_app

BUNDLE = Reference("owner/name", "main")
SPACE = Space("owner/space")
SERVING = Space("owner/space", BUNDLE)


@pytest.fixture
def clone(tmp_path):
    """A working tree with little in it, and what must not leave it."""
    root = tmp_path / "clone"
    for name in ("README.md", "requirements.txt", "app.py", "recsys/__init__.py", "recsys/ui/style.css"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}\n")
    (root / "README.md").write_text("---\nsdk: gradio\n---\n")
    for name in ("recsys/__pycache__/x.pyc", "recsys/.mypy_cache/y", "data/secret.csv", "tests/test.py", ".env"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("not for the Space")
    return root


def files(hub):
    return set(hub.space().head.files) - {".gitattributes"}


CODE = {"README.md", "requirements.txt", "app.py", "recsys/__init__.py", "recsys/ui/style.css"}


def test_a_space_gets_the_code_its_settings_and_its_variables(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle")
    steps: list[str] = []
    deployed = deploy(Space("owner/space", BUNDLE, 600, "zero-a10g"), root=clone, progress=steps.append)
    assert files(hub) == CODE
    assert hub.space().variables == {"RECSYS_BUNDLE": "hf://owner/name@main", "RECSYS_WATCH_SECONDS": "600"}
    assert deployed.address == f"{hub.url}/spaces/owner/space"
    assert (deployed.commit, deployed.private_bundle) == (hub.space().main, False)
    assert {change.what for change in deployed.changes} == {"new"}
    assert (hub.created[-1]["sdk"], hub.created[-1]["hardware"]) == ("gradio", "zero-a10g")
    assert len(steps) == STEPS


def test_deployed_again_only_what_changed(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle")
    deploy(SERVING, root=clone)
    hub.space().add(**{"notes.txt": b"somebody's"})
    hub.requests.clear()
    assert {change.what for change in deploy(SERVING, root=clone).changes} == {"same"}
    assert {method for method, path in hub.requests} == {"GET"}
    (clone / "app.py").write_text("changed")
    (clone / "recsys/ui/style.css").unlink()
    deployed = deploy(SERVING, root=clone)
    assert {change.file: change.what for change in deployed.changes if change.what != "same"} == {
        "app.py": "changed",
        "recsys/ui/style.css": "gone",
    }
    assert files(hub) == CODE - {"recsys/ui/style.css"} | {"notes.txt"}


def test_a_dry_run_changes_nothing(hub, clone):
    dry = deploy(SPACE, dry=True, root=clone)
    assert {change.file for change in dry.changes} == CODE
    assert (dry.commit, dry.variables) == (None, {})
    assert hub.repositories == {}


def test_a_private_bundle_needs_a_token(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle")
    hub.model().private = True
    assert deploy(SERVING, root=clone).private_bundle


def test_what_cannot_be_is_refused_before_anything_is_made(hub, clone):
    with pytest.raises(HubError, match=r"bundle hf://owner/name@main cannot be asked for: .*no such repository"):
        deploy(SERVING, root=clone)
    with pytest.raises(SettingsError, match=r"Hardware must be one of cpu-basic, .*zero-a10g.*, got «toaster»"):
        deploy(Space("owner/space", hardware="toaster"), root=clone)
    (clone / "app.py").unlink()
    with pytest.raises(SettingsError, match=r"from a clone, found no app\.py in"):
        deploy(SPACE, root=clone)
    assert hub.repositories == {}


def test_a_plan_that_does_not_include_it(hub, clone):
    hub.fail("POST", "/repos/create", status=402)
    hub.fail("GET", "/api/spaces/", status=404, headers={"X-Error-Code": "RepoNotFound"}, times=9)
    with pytest.raises(HubError, match=r"account's plan must include .* run on ZeroGPU alone: --hardware zero-a10g"):
        deploy(SPACE, root=clone)


def test_the_command_says_the_address(hub, tmp_path):
    publish(hub, tmp_path / "bundle")
    done = CliRunner().invoke(cli.app, ["deploy", "owner/space", "--bundle", "hf://owner/name", "--dry-run"])
    said = " ".join(done.output.split())
    assert "space owner/space app.py new" in said
    assert "recsys/ui/style.css new" in said
    assert "RECSYS_BUNDLE=hf://owner/name Nothing was deployed" in said
    assert said.endswith(f"Space: {hub.url}/spaces/owner/space")
    done = CliRunner().invoke(cli.app, ["deploy", "owner/space", "--dry-run", "--json"])
    assert json.loads(done.stdout)["variables"] == {}


def test_what_is_deployed_starts(hub, tmp_path, zero_gpu):
    """The files of the Space alone, in an empty folder, on what a free account runs on."""
    deploy(SPACE)
    for name, blob in hub.space().head.files.items():
        (tmp_path / "space" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "space" / name).write_bytes(blob.content)
    front = yaml.safe_load((tmp_path / "space" / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    commit = publish(hub, tmp_path / "bundle", bundle=catalogue_bundle())
    with running_app("hf://owner/name", tmp_path / "log", tmp_path / "space", front["app_file"]) as url:
        ready = httpx.get(f"{url}/ready").json()
        assert (ready["bundle"], ready["revision"]) == ("hf://owner/name", commit)
        assert zero_gpu == ["/startup-report"]
    assert not any(name.startswith(("tests", "data", "artifacts")) for name in code(ROOT))
