"""The real `app.py` in a process of its own, and Debian's Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_SECONDS_TO_START, _SECONDS_TO_END = 300, 10


def environment(bundle: Path | str, port: int) -> dict[str, str]:
    """What `app.py` finds set: this bundle and port, and nothing of whoever runs the tests."""
    ours = ("RECSYS_", "GRADIO_", "HOST", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"RECSYS_ENCODER": "none", "RECSYS_BUNDLE": str(bundle), "HOST": "127.0.0.1", "PORT": str(port)}


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class App(NamedTuple):
    """The running app: its address, its process, and the file that holds what it prints."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def running_app(bundle: Path | str, log: Path, folder: Path = ROOT, app: str = "app.py") -> Iterator[str]:
    """The address of the app in `folder` while it serves that bundle; what it prints goes to `log`. It always ends."""
    with started_app(environment(bundle, free_port()), log, folder, app) as running:
        yield running.url


@contextmanager
def started_app(env: dict[str, str], log: Path, folder: Path = ROOT, app: str = "app.py") -> Iterator[App]:
    """The app in `folder` with these variables; what it prints goes to `log`. It always ends."""
    url = f"http://127.0.0.1:{env['PORT']}"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, app], cwd=folder, env=env, stdout=output, stderr=output)
        try:
            _wait(process, url, log)
            yield App(url, process, log)
        finally:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window. Where there is none, tests marked `browser` are skipped."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/gradio_api/info", timeout=5):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start (status {process.poll()}):\n{log.read_text(errors='replace')}")
