"""`dvc repro` in a repository of its own, with the real DVC: builds what changed, and the bundle of a build."""

import json
import shutil
import subprocess
import sys

import pytest
import yaml  # type: ignore[import-untyped]

from recsys.build.pipeline import build
from recsys.ingest import sample
from recsys.models.ratings.engines import FAST
from tests.fixtures.bundles import assert_same_files, names
from tests.tools import quiet, tool
from tests.ui.server import ROOT

PROJECT = ("dvc.yaml", "params.yaml", ".dvcignore", ".gitignore", ".dvc/config", ".dvc/.gitignore")
PIPELINE = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]


@pytest.fixture
def project(tmp_path):
    """A git repository with what `dvc repro` needs, in which the sample is built by the fast engine."""
    folder = tmp_path / "project"
    for name in PROJECT:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "recsys", folder / "recsys")
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    params = folder / "params.yaml"
    params.write_text(params.read_text().replace("posterior", FAST))
    run(folder, "git", "init", "--quiet")
    commit(folder)
    return folder


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, env=quiet(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(folder):
    run(folder, "git", "add", "--all")
    author = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
    run(folder, "git", *author, "commit", "--quiet", "--message", "a build")


def ran(output):
    return [stage for stage in PIPELINE if f"Running stage '{stage}'" in output]


def test_only_what_changed_is_built_anew_and_the_bundle_is_that_of_a_build(project, tmp_path):
    dvc = tool("dvc")
    assert ran(run(project, dvc, "repro")) == list(PIPELINE)
    build(sample.FOLDER, tmp_path / "built", engine=FAST)
    manifest = project / "artifacts" / "dvc" / "manifest.json"
    assert json.loads(manifest.read_text())["sample"] is True
    assert_same_files(project / "artifacts" / "dvc", tmp_path / "built")
    commit(project)
    assert ran(run(project, dvc, "repro")) == []

    params = project / "params.yaml"
    params.write_text(params.read_text().replace("seed: 0", "seed: 1"))
    assert ran(run(project, dvc, "repro")) == ["collaborative", "svd", "evaluate", "bundle"]
    moved = json.loads(run(project, dvc, "metrics", "diff", "--json"))["build/stages/evaluate/metrics.json"]
    before = json.loads((tmp_path / "built" / "metrics.json").read_text())["models"][FAST]["rmse"]
    after = json.loads((project / "artifacts" / "dvc" / "metrics.json").read_text())["models"][FAST]["rmse"]
    assert before != after
    assert moved[f"models.{FAST}.rmse"] == {"old": before, "new": after, "diff": pytest.approx(after - before)}

    run(project, dvc, "remote", "add", "--default", "backup", str(tmp_path / "remote"))
    run(project, dvc, "push")
    kept = {name: (project / "artifacts" / "dvc" / name).read_bytes() for name in names(project / "artifacts" / "dvc")}
    for name in (".dvc/cache", "build", "artifacts"):
        shutil.rmtree(project / name)
    run(project, dvc, "pull")
    assert {name: (project / "artifacts" / "dvc" / name).read_bytes() for name in kept} == kept
    assert ran(run(project, dvc, "repro")) == []
