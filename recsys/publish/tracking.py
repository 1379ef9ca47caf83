"""Logging a bundle to MLflow: what went in, what was measured and what came out.

A run of the experiment `butaca` has the settings as parameters, every number of `metrics.json` and the counts of
`report.json` as metrics, the raw files with their hashes as inputs, the documents under `evaluation/` and the bundle
under `bundle/`; that folder is the next version of the model `butaca`.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recsys.bundle.manifest import METRICS, verified_manifest
from recsys.errors import SettingsError, TrackingError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput

NAME = "butaca"  # of the experiment and of the model
DOCUMENTS = ("README.md", METRICS, "report.json", "reliability.svg")
_COUNTS = (
    "works",
    "films",
    "series",
    "names",
    "credits",
    "titles",
    "ratings",
    "users",
    "svd_ratings",
)  # of `report.json`
_DIGEST = 36  # characters, the most that MLflow takes; the whole hash stands in the profile
_NEEDED = ("mlflow", "sqlalchemy", "alembic")
# Nobody but the server that was named hears of a build, and one that is away is not waited for for minutes.
_ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # which is the answer's
}


@dataclass(frozen=True)
class Logged:
    """Where a bundle is on record."""

    experiment: str
    run: str
    model: str
    version: int


def check_tracking() -> None:
    """Raise SettingsError where MLflow's client is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"Logging to MLflow needs the extra mlflow, {', '.join(missing)} is not installed: "
            "pip install -e '.[mlflow]'"
        )


def log_bundle(folder: Path, uri: str) -> Logged:
    """Log the bundle in `folder` to the tracking server or database `uri`, and register it.

    Raises SettingsError without MLflow's client, BundleError for a damaged bundle, TrackingError where the server is
    away or refuses; a run that was begun then is marked as failed.
    """
    check_tracking()
    manifest = verified_manifest(folder)
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return _log(MlflowClient(uri, registry_uri=uri), folder, manifest)
    except (MlflowException, SQLAlchemyError, OSError) as error:
        # Without the password that an address may carry.
        words = re.sub(r"//[^/@\s]*@", "//", f"{uri}: {error}")
        raise TrackingError(f"MLflow did not take it ({' '.join(words.split())})") from error


def _log(client: "MlflowClient", folder: Path, manifest: Mapping[str, Any]) -> Logged:
    experiment = client.get_experiment_by_name(NAME)
    experiment_id = experiment.experiment_id if experiment else client.create_experiment(NAME)
    built = int(datetime.fromisoformat(manifest["built"]).timestamp() * 1000)
    run = client.create_run(experiment_id, start_time=built, run_name=f"{folder.name} {manifest['built']}")
    status = "FAILED"
    try:
        _log_figures(client, run.info.run_id, folder, manifest, built)
        for name in DOCUMENTS:
            if (folder / name).is_file():
                client.log_artifact(run.info.run_id, str(folder / name), "evaluation")
        client.log_artifacts(run.info.run_id, str(folder), "bundle")
        version = _register(client, f"{run.info.artifact_uri}/bundle", run.info.run_id)
        status = "FINISHED"
    finally:
        client.set_terminated(run.info.run_id, status)
    return Logged(NAME, run.info.run_id, NAME, version)


def _log_figures(client: "MlflowClient", run: str, folder: Path, manifest: Mapping[str, Any], built: int) -> None:
    from mlflow.entities import Metric, Param, RunTag

    measured = dict(_leaves(json.loads((folder / METRICS).read_bytes())))
    counted = json.loads((folder / "report.json").read_bytes())
    numbers = {name: value for name, value in measured.items() if _is_number(value)}
    numbers |= dict(_leaves({"data": {name: counted[name] for name in _COUNTS}}))
    words = dict(_leaves(manifest["settings"])) | {name: measured[name] for name in measured.keys() - numbers.keys()}
    client.log_batch(
        run,
        metrics=[Metric(name, value, built, 0) for name, value in numbers.items()],
        params=[Param(name, str(value)) for name, value in words.items()],
        tags=[RunTag("recsys", manifest["recsys"]), RunTag("sample", str(manifest["sample"]))],
    )
    client.log_inputs(run, datasets=_inputs(manifest["inputs"]))


def _inputs(files: Mapping[str, Mapping[str, Any]]) -> "list[DatasetInput]":
    from mlflow.entities import Dataset, DatasetInput

    return [
        DatasetInput(
            Dataset(name, file["sha256"][:_DIGEST], "local", json.dumps({"uri": name}), profile=json.dumps(file))
        )
        for name, file in files.items()
    ]


def _register(client: "MlflowClient", source: str, run: str) -> int:
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(NAME)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    return int(client.create_model_version(NAME, source, run, await_creation_for=0).version)


def _leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested mappings by their path; lists, such as the bins of a figure, are in the documents."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}/")
        elif not isinstance(value, list):
            yield f"{path}{name}", value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
