"""The commands that run notebooks, in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.ui.server import ROOT

# As `make notebooks` has it on the sample: sums in one order, and no encoder.
REPEATABLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RECSYS_ENCODER": "none"}


def run(folder: Path, out: Path, data: Path | str | None = None) -> "subprocess.CompletedProcess[str]":
    """The command that `make notebooks` is, on the notebooks of a folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RECSYS_")}
    environment["RECSYS_ENCODER"] = "none"
    if data is not None:
        environment["RECSYS_DATA"] = str(data)
    command = [sys.executable, "-m", "notebooks", "--folder", str(folder), "--out", str(out)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def started(notebook: Path, executed: Path, parameters: dict[str, str], **variables: str) -> "subprocess.Popen[bytes]":
    """One notebook, run by papermill in its folder with these parameters and variables; what it shows goes to
    `executed`.
    """
    environment = os.environ | REPEATABLE | {"PYTHONPATH": str(ROOT)} | variables
    given = [part for name, value in parameters.items() for part in ("-p", name, value)]
    command = [sys.executable, "-m", "papermill", notebook.name, str(executed), "-k", "python3", *given]
    return subprocess.Popen([*command, "--no-progress-bar"], cwd=notebook.parent, env=environment)
