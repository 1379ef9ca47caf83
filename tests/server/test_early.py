"""The process that answers before everything is there: it ends whenever it is told to."""

import os
import subprocess
import sys

import pytest

from recsys.bundle.bundle import save_bundle
from recsys.server.family import CAN_FORK
from tests.fixtures.bundles import tiny_bundle
from tests.ui.server import ROOT, environment, free_port

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="no processes are forked here")
# It is told so before it runs, while it starts, and once it serves.
TOLD = """
import os, signal, sys, time
from pathlib import Path
from recsys.bundle.bundle import load_bundle
from recsys.server.early import Early
from recsys.server.front import listening
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.settings import Settings

signal.signal(signal.SIGTERM, signal.default_int_handler)  # as the app has it
settings = Settings.from_environment()
current = Current(Service(load_bundle(Path(sys.argv[1]))), "revision")
for milliseconds in [0] * 30 + [1, 2, 5, 10, 20, 50, 100, 200, 400]:
    early = Early(current, settings, listening(settings))
    time.sleep(milliseconds / 1000)
    early.end()
    end = time.monotonic() + 20
    while os.waitpid(-1, os.WNOHANG) == (0, 0):
        if time.monotonic() > end:
            sys.exit(f"told after {milliseconds} ms, it lives on")
        time.sleep(0.005)
"""


def test_it_ends_whenever_it_is_told_to(tmp_path):
    save_bundle(tiny_bundle(2.25), tmp_path / "bundle", {})
    env = environment(tmp_path / "bundle", free_port()) | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", TOLD, str(tmp_path / "bundle")]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
