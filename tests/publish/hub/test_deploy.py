import json
import os
import re
import time
from pathlib import Path

import httpx
import pytest
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner

from recsys import cli
from recsys.errors import BundleError, HubError, SettingsError
from recsys.publish.hub.deploy import ROOT, STEPS, Space, code, deploy
from recsys.publish.hub.front_matter import with_lists
from recsys.publish.hub.reference import Reference
from tests.fixtures.catalogue import catalogue_bundle
from tests.publish.hub.published import publish
from tests.ui.server import environment, free_port, started_app

BUNDLE = Reference("owner/name", "main")
SPACE = Space("owner/space")
SERVING = Space("owner/space", BUNDLE)
# What the Hub does not ask for, as people write it: comments, quotes, an order, a list in one line.
README = """---
sdk: gradio  # the Space's
models:
  - somebody/else
  - another/one  # not this one
# comment of what follows
python_version: "3.12"
datasets: [somebody/else, "another/one"]
tags:
- films
---

# Ours

models: are told below, *not here*. ---

[![A page](docs/page.png)](https://example.org) | [words](docs/words.md#one) | [rows](notebooks/01.ipynb)

[data](data/secret.csv), [tests](docs/../tests/test.py), [gone](docs/gone.png), [all](docs/)
"""
DOCUMENTS = {"docs/page.png", "docs/words.md", "docs/more words.md", "notebooks/01.ipynb"}
CODE = {"README.md", "requirements.txt", "app.py", "LICENSE", "recsys/__init__.py", "recsys/ui/style.css"} | DOCUMENTS


@pytest.fixture
def clone(tmp_path):
    """A working tree with little in it, and what must not leave it."""
    root = tmp_path / "clone"
    for name in CODE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}\n")
    (root / "README.md").write_bytes(README.encode())
    (root / "docs/words.md").write_text("[More](more%20words.md#here) and [back](../README.md)\n")
    hidden = ("recsys/__pycache__/x.pyc", "recsys/.mypy_cache/y", "data/secret.csv", "tests/test.py", ".env")
    for name in (*hidden, "docs/draft.md", "docs/old.png"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("not for the Space")
    return root


def butaca(*arguments):
    return CliRunner().invoke(cli.app, arguments, catch_exceptions=False)


def readme(hub):
    return hub.space().head.files["README.md"].content.decode()


def files(hub):
    return set(hub.space().head.files) - {".gitattributes"}


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
    (clone / "docs/page.png").unlink()
    (clone / "docs/words.md").write_text("no links")
    deployed = deploy(SERVING, root=clone)
    gone = {"recsys/ui/style.css", "docs/page.png", "docs/more words.md"}
    changed = {change.file: change.what for change in deployed.changes if change.what != "same"}
    assert changed == {"app.py": "changed", "docs/words.md": "changed"} | dict.fromkeys(gone, "gone")
    assert files(hub) == CODE - gone | {"notes.txt"}


def test_a_dry_run_changes_nothing(hub, clone):
    dry = deploy(SPACE, dry=True, root=clone)
    assert {change.file for change in dry.changes} == CODE
    assert (dry.commit, dry.variables) == (None, {})
    assert hub.repositories == {}


def test_the_readme_names_what_the_space_serves_and_stays_as_it_is_otherwise(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle", name="owner/name")
    hub.repositories["dataset", "owner/tables"] = hub.repositories.pop(("dataset", "owner/name"))
    manifest = json.loads(hub.model().head.files["manifest.json"].content)
    manifest["tables"]["repository"] = "owner/tables"
    commit = hub.model().add(**{"manifest.json": json.dumps(manifest).encode()})
    named = README.replace("  - somebody/else\n  - another/one  # not this one\n", "  - owner/name\n")
    named = named.replace('datasets: [somebody/else, "another/one"]\n', "datasets:\n  - owner/tables\n")
    deploy(SERVING, root=clone)
    assert readme(hub) == named
    deploy(Space("owner/space", BUNDLE.at(commit)), root=clone)
    assert readme(hub) == named
    del manifest["tables"]  # a bundle that was uploaded whole
    hub.model().add(**{"manifest.json": json.dumps(manifest).encode()})
    deploy(SERVING, root=clone)
    assert readme(hub) == named.replace("datasets:\n  - owner/tables\n", "")


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
def test_the_sample_goes_along_until_a_bundle_is_named_and_the_readme_names_none(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle")
    deploy(SPACE, sample=tmp_path / "bundle", root=clone)
    sample = {f"artifacts/sample/{path.name}" for path in (tmp_path / "bundle").iterdir()}
    assert files(hub) == CODE | sample
    kept = README.replace("models:\n  - somebody/else\n  - another/one  # not this one\n", "")
    assert readme(hub) == kept.replace('datasets: [somebody/else, "another/one"]\n', "")
    deploy(SERVING, root=clone)
    assert files(hub) == CODE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\na: b\n---\n", "---\na: b\nmodels:\n  - x/y\n---\n"),
        ("---\r\nmodels:\r\na: b\r\n---\r\nText", "---\r\nmodels:\n  - x/y\na: b\r\n---\r\nText"),
        ("---\na: b\nmodels: [\n  u/v,  # one\n  w/x]\n---", "---\na: b\nmodels:\n  - x/y\n---"),
    ],
)
def test_lists_of_the_front_matter(before, after):
    assert with_lists(before, {"models": ["x/y"]}) == after


@pytest.mark.parametrize(
    "page", ["# Ours\n", "---\n- a\n---\n", "---\na: [\n---\n", "---\n{a: b}\n---\n", "---\n\n---\n"]
)
def test_a_readme_without_front_matter_is_refused(hub, clone, page):
    (clone / "README.md").write_text(page)
    with pytest.raises(SettingsError, match=r"README\.md must begin with a front matter, .*, found "):
        deploy(SPACE, root=clone)
    assert hub.repositories == {}


def test_no_link_of_a_page_is_broken_in_the_space():
    """Of the pages that a reader of the Space comes by."""
    served = code(ROOT)
    assert {"docs/for-you.png", "docs/similar.png", "docs/architecture.md"} <= set(served)
    for name in served:
        if name.endswith(".md"):
            links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8"))
            there = {os.path.normpath(Path(name).parent / link) for link in links if "://" not in link}
            assert there <= set(served), name


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_a_private_bundle_needs_a_token(hub, clone, tmp_path, kind):
    publish(hub, tmp_path / "bundle")
    assert not deploy(SERVING, root=clone).private_bundle
    hub.repositories[kind, "owner/name"].private = True
    assert deploy(SERVING, root=clone).private_bundle


def test_what_cannot_be_is_refused_before_anything_is_made(hub, clone):
    with pytest.raises(HubError, match=r"bundle hf://owner/name@main cannot be asked for: .*no such repository"):
        deploy(SERVING, root=clone)
    with pytest.raises(
        SettingsError, match=r"must be a published one, .*, got «artifacts/main»\. Publish a folder with"
    ):
        butaca("deploy", "owner/space", "--bundle", "artifacts/main")
    with pytest.raises(SettingsError, match=r"Hardware must be one of cpu-basic, .*zero-a10g.*, got «toaster»"):
        deploy(Space("owner/space", hardware="toaster"), root=clone)
    (clone / "app.py").unlink()
    with pytest.raises(SettingsError, match=r"from a clone, found no app\.py in"):
        deploy(SPACE, root=clone)
    assert hub.repositories == {}


def test_a_bundle_that_cannot_be_served_is_refused_before_anything_is_made(hub, clone, tmp_path):
    publish(hub, tmp_path / "bundle")
    tables = hub.repositories.pop(("dataset", "owner/name"))
    with pytest.raises(HubError, match=r"The tables of hf://owner/name@main, dataset owner/name at \w{40}, cannot be"):
        deploy(SERVING, root=clone)
    hub.repositories["dataset", "owner/name"] = tables
    manifest = json.loads(hub.model().head.files["manifest.json"].content)
    hub.model().add(**{"manifest.json": json.dumps(manifest | {"format": 1}).encode()})
    with pytest.raises(BundleError, match=r"hf://owner/name@main is refused: .*bundle format \d+, found 1"):
        deploy(SERVING, root=clone)
    del hub.model().head.files["manifest.json"]
    with pytest.raises(HubError, match=r"Publish the bundle whole: python -m recsys push"):
        deploy(SERVING, root=clone)
    assert ("space", "owner/space") not in hub.repositories


def test_a_plan_that_does_not_include_it(hub, clone):
    hub.fail("POST", "/repos/create", status=402)
    hub.fail("GET", "/api/spaces/", status=404, headers={"X-Error-Code": "RepoNotFound"}, times=9)
    with pytest.raises(HubError, match=r"account's plan must include .* run on ZeroGPU alone: --hardware zero-a10g"):
        deploy(SPACE, root=clone)


def test_the_command_says_the_address(hub, tmp_path):
    publish(hub, tmp_path / "bundle")
    done = butaca("deploy", "owner/space", "--bundle", "hf://owner/name", "--dry-run")
    said = " ".join(done.output.split())
    assert "space owner/space app.py new" in said
    assert "recsys/ui/style.css new" in said
    assert "RECSYS_BUNDLE=hf://owner/name Nothing was deployed" in said
    assert "docs/for-you.png new" in said
    assert said.endswith(f"Space: {hub.url}/spaces/owner/space")
    done = butaca("deploy", "owner/space", "--dry-run")
    assert "It serves the sample. To serve a bundle of yours, push it and deploy with" in " ".join(done.output.split())
    done = butaca("deploy", "owner/space", "--dry-run", "--json")
    assert json.loads(done.stdout)["variables"] == {}


def test_without_a_bundle_a_space_keeps_the_one_it_serves(hub, tmp_path):
    publish(hub, tmp_path / "bundle")
    deploy(SERVING)
    done = butaca("deploy", "owner/space", "--json")
    assert json.loads(done.stdout)["variables"] == {"RECSYS_BUNDLE": "hf://owner/name@main"}
    assert {change["what"] for change in json.loads(done.stdout)["changes"]} == {"same"}
    hub.space().variables["RECSYS_BUNDLE"] = "/data/bundle"
    with pytest.raises(
        SettingsError, match=r"RECSYS_BUNDLE of space owner/space must name .*, got «/data/bundle»\. Name"
    ):
        butaca("deploy", "owner/space")


def test_what_is_deployed_starts_and_takes_the_next_bundle(hub, tmp_path, zero_gpu):
    """The files of the Space alone, in an empty folder, with its variables, on what a free account runs on."""
    first = publish(hub, tmp_path / "bundle", bundle=catalogue_bundle())
    deploy(Space("owner/space", Reference("owner/name"), watch_seconds=1))
    for name, blob in hub.space().head.files.items():
        (tmp_path / "space" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "space" / name).write_bytes(blob.content)
    front = yaml.safe_load((tmp_path / "space" / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert (front["models"], front["datasets"]) == (["owner/name"], ["owner/name"])
    env = environment("", free_port()) | hub.space().variables
    with started_app(env, tmp_path / "log", tmp_path / "space", front["app_file"]) as app:
        assert served(app.url) == ("hf://owner/name", first)
        assert httpx.get(f"{app.url}/recommend", params={"title": "Toy Story", "k": 1}).json()
        second = publish(hub, tmp_path / "next", bundle=catalogue_bundle())
        end = time.monotonic() + 30
        while served(app.url) != ("hf://owner/name", second) and time.monotonic() < end:
            time.sleep(0.1)
        assert served(app.url) == ("hf://owner/name", second)
        assert zero_gpu == ["/startup-report"]
    assert not any(name.startswith(("tests", "data", "artifacts")) for name in code(ROOT))


def served(url):
    ready = httpx.get(f"{url}/ready").json()
    assert "bundle" in ready, ready
    return ready["bundle"], ready["revision"]
