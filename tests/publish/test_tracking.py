"""Builds on record, read back through the API of a real tracking server."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path

import pytest
from mlflow import MlflowClient
from typer.testing import CliRunner

from recsys import cli
from recsys.bundle.bundle import load_bundle
from recsys.errors import BundleError, SettingsError, TrackingError
from recsys.publish import tracking
from recsys.publish.tracking import check_tracking, log_bundle
from tests.fixtures.bundles import names
from tests.fixtures.raw_folder import raw_folder
from tests.tools import quiet, tool
from tests.ui.server import ROOT, free_port

# Of MLflow's own ways with its store.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")
SECONDS_TO_START = 300


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    ratings = [(user, (user * show) % 5 + 0.5, show) for user in range(60) for show in (1, 2)]
    return raw_folder(tmp_path_factory.mktemp("raw") / "data", ratings=ratings)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of an MLflow server with a store of its own."""
    mlflow = tool("mlflow")
    folder, url = tmp_path_factory.mktemp("mlflow"), f"http://127.0.0.1:{free_port()}"
    store = ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", f"{folder}/artifacts"]
    command = [str(mlflow), "server", "--workers", "1", "--port", url.rsplit(":", 1)[1], *store]
    environment = quiet(MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false", MLFLOW_TRACKING_URI="")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while not answers(url):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait()


def answers(url):
    try:
        with urllib.request.urlopen(f"{url}/health") as response:  # noqa: S310 - our own server
            return response.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def butaca(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def read_back(uri, bundle, folder):
    """Assert that the newest run holds all of the bundle; the version of the model that it is."""
    client = MlflowClient(uri, registry_uri=uri)
    experiment = client.get_experiment_by_name("butaca")
    assert experiment is not None
    run = client.search_runs([experiment.experiment_id], order_by=["attributes.end_time DESC"])[0]
    manifest, metrics, report = (
        json.loads((bundle / f"{name}.json").read_text()) for name in ("manifest", "metrics", "report")
    )
    assert run.info.status == "FINISHED"
    assert {
        name: run.data.params[name]
        for name in ("seed", "engine", "svd/factors", "similar_weights/fields/genre", "titles/signal")
    } == {
        "seed": "7",
        "engine": "fast",
        "svd/factors": "100",
        "similar_weights/fields/genre": str(manifest["settings"]["similar_weights"]["fields"]["genre"]),
        "titles/signal": str(metrics["titles"]["signal"]),
    }
    assert run.data.params["split"] == metrics["split"]
    for model, errors in metrics["models"].items():
        for error, value in errors.items():
            assert run.data.metrics[f"models/{model}/{error}"] == value
    assert run.data.metrics["calibration/brier"] == metrics["calibration"]["brier"]
    assert run.data.metrics["ratings/test"] == metrics["ratings"]["test"]
    assert run.data.metrics["data/ratings"] == report["ratings"] == 120
    assert run.data.metrics["data/svd_ratings"] == report["svd_ratings"] == 120
    assert run.inputs is not None
    inputs = {one.dataset.name: one.dataset for one in run.inputs.dataset_inputs}
    assert inputs.keys() == manifest["inputs"].keys()
    for name, file in manifest["inputs"].items():
        assert json.loads(inputs[name].profile or "") == file
        assert file["sha256"].startswith(inputs[name].digest)
    folder.mkdir()
    logged = Path(client.download_artifacts(run.info.run_id, "evaluation", str(folder)))
    assert names(logged) == ["README.md", "metrics.json", "reliability.svg", "report.json"]
    assert all((logged / name).read_bytes() == (bundle / name).read_bytes() for name in names(logged))
    (registered,) = client.search_model_versions(f"run_id = '{run.info.run_id}'")
    assert registered.name == "butaca"
    assert registered.source == f"{run.info.artifact_uri}/bundle"
    served = Path(client.download_artifacts(run.info.run_id, "bundle", str(folder)))
    assert all((served / name).read_bytes() == (bundle / name).read_bytes() for name in names(bundle))
    assert load_bundle(served).manifest == manifest
    return int(registered.version)


def test_a_build_is_on_record_whole(server, raw, tmp_path):
    settings = ("--seed", 7, "--engine", "fast")
    done = butaca("build", "--data", raw, "--out", tmp_path / "bundle", *settings, "--mlflow", server)
    assert done.exit_code == 0, done.output
    assert "Registered: version 1 of the model butaca" in done.stdout
    assert read_back(server, tmp_path / "bundle", tmp_path / "first") == 1
    again = butaca("log", tmp_path / "bundle", "--mlflow", server, "--json")
    assert json.loads(again.stdout)["version"] == 2
    assert read_back(server, tmp_path / "bundle", tmp_path / "second") == 2


def test_a_file_is_store_enough(raw, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where MLflow keeps the files of a local store
    settings = ("--seed", 7, "--engine", "fast")
    done = butaca("build", "--data", raw, "--out", tmp_path / "bundle", *settings, "--mlflow", "sqlite:///mlflow.db")
    assert done.exit_code == 0, done.output
    assert read_back("sqlite:///mlflow.db", tmp_path / "bundle", tmp_path / "read") == 1


def test_a_server_that_is_away_costs_the_record_and_not_the_bundle(raw, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    away = f"http://me:secret@127.0.0.1:{free_port()}"
    done = butaca("build", "--data", raw, "--out", tmp_path / "bundle", "--engine", "fast", "--mlflow", away)
    assert done.exit_code == 3
    assert load_bundle(tmp_path / "bundle").collaborative is not None
    assert "MLflow did not take it (http://127.0.0.1:" in done.stderr
    assert f"The bundle is built; log it: python -m recsys log {tmp_path / 'bundle'} --mlflow URI" in done.stderr
    assert "secret" not in done.output
    with pytest.raises(TrackingError):
        log_bundle(tmp_path / "bundle", f"sqlite:///{tmp_path}/bundle/README.md/mlflow.db")


def test_server_and_client_are_of_one_version():
    assert f"mlflow=={version('mlflow-skinny')}" in (ROOT / ".ci" / "tools.txt").read_text().splitlines()


def test_a_damaged_bundle_is_not_logged(raw, tmp_path):
    with pytest.raises(BundleError, match=r"expected a bundle's manifest"):
        log_bundle(raw, f"sqlite:///{tmp_path}/mlflow.db")
    assert names(tmp_path) == []


def test_what_is_missing_is_said_before_anything_is_read(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(tracking, "find_spec", lambda name: None if name == "mlflow" else object())
    with pytest.raises(SettingsError, match=r"mlflow is not installed: pip install -e '\.\[mlflow\]'"):
        check_tracking()
    done = butaca("build", "--data", raw, "--out", tmp_path / "bundle", "--mlflow", "sqlite:///mlflow.db")
    assert isinstance(done.exception, SettingsError)
    assert not (tmp_path / "bundle").exists()
