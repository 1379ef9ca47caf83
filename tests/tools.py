"""Programs that want other versions of packages than ours: `make tools` installs them under `build/tools`."""

import os
from pathlib import Path

import pytest

from tests.ui.server import ROOT

TOOLS = ROOT / "build" / "tools" / "bin"


def tool(name: str) -> Path:
    """The program, else the test is skipped by its name."""
    if not (TOOLS / name).exists():
        pytest.skip(f"no {name}: `make tools` installs it")
    return TOOLS / name


def quiet(**variables: str) -> dict[str, str]:
    """The environment of a tool: it tells nobody that it runs."""
    return os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "DVC_NO_ANALYTICS": "true"} | variables
