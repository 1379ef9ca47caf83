"""What the notebooks made, pushed by the last of them to a Hub over loopback, pulled and served."""

import json
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest
from gradio_client import Client  # type: ignore[import-untyped]

from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import CONTENT, MANIFEST, SERVED, SVD
from tests.notebooks.running import started
from tests.publish.hub.protocol import TOKEN
from tests.publish.hub.server import running_hub
from tests.ui.server import ROOT, environment, free_port, started_app

PUBLISHED = {"repository": "owner/name", "tag": "v1"}
REFERENCE = "hf://owner/name@v1"
FAR_TOO_LONG = 120  # seconds


def kill(process):
    """With SIGKILL, and all that it started: a notebook's kernel goes on otherwise."""
    for one in (*psutil.Process(process.pid).children(recursive=True), process):
        one.kill()
    process.wait()


def pulled(folder, variables):
    command = [sys.executable, "-m", "recsys", "pull", REFERENCE, "--out", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.notebooks
def test_a_push_that_is_killed_and_run_again_is_pulled_and_served(ran, tmp_path):
    notebook, made = ran / "05_publish.ipynb", ran / "build" / "notebooks"
    manifest = (made / "bundle" / MANIFEST).read_bytes()
    with running_hub() as hub:
        variables = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_XET": "1"}
        may_write = variables | {"HF_TOKEN": TOKEN}

        # The tables are there and the models are not, when the process dies.
        died = threading.Event()
        hub.fail("POST", "/api/models/owner/name/preupload", hung=died)
        killed = started(notebook, tmp_path / "killed.ipynb", PUBLISHED, **may_write)
        end = time.monotonic() + FAR_TOO_LONG
        while not hub.asked("POST", "/api/models/owner/name/preupload"):
            assert killed.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        kill(killed)
        died.set()
        assert "works.parquet" in hub.dataset().head.files
        assert MANIFEST not in hub.model().head.files
        status, said = pulled(tmp_path / "early", variables)
        assert (status, said.count("\n")) == (1, 1), said
        tables = hub.dataset().main

        assert started(notebook, tmp_path / "again.ipynb", PUBLISHED, **may_write).wait(FAR_TOO_LONG) == 0
        assert hub.dataset().main == tables  # which are not uploaded again
        assert hub.model().tags == {"v1": hub.model().main}
        assert (made / "bundle" / MANIFEST).read_bytes() == manifest  # nor is the bundle made again
        shown = (tmp_path / "again.ipynb").read_text()
        assert f"Models: owner/name, commit {hub.model().main}" in shown
        assert f"Tables: owner/name, commit {tables}" in shown
        assert "of 5 stars predicted" in shown  # by what it pulled, of the SVD

        assert pulled(tmp_path / "pulled", variables)[0] == 0
        files = set(SERVED) & set(json.loads(manifest)["files"])
        assert {CONTENT, SVD} < files
        for name in files:
            assert (tmp_path / "pulled" / name).read_bytes() == (made / "bundle" / name).read_bytes(), name
        bundle = load_bundle(tmp_path / "pulled")
        assert bundle.svd is not None

        env = environment(REFERENCE, free_port()) | variables
        with started_app(env, tmp_path / "log") as app:
            client = Client(app.url, verbose=False)
            titles = client.predict(title="The Matrix", k=3, api_name="/recommend")
            assert len(titles["results"]) == 3
            found = client.predict(user_id="simulated-17", title="The Matrix", model="svd", api_name="/fit")
            assert found["predicted_rating"] == pytest.approx(
                bundle.svd.svd.estimate("simulated-17", "matrix-1999-movie"), abs=0.01
            )
