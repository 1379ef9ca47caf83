"""The real client, its cache in a folder of the test's own, against a Hub over loopback."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from huggingface_hub import close_session, constants
from huggingface_hub.utils import _cache_assets

from tests.publish.hub.protocol import TOKEN
from tests.publish.hub.server import running_hub


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hub, empty, that the client in this process and in those it starts asks; whoever asks may write."""
    with running_hub() as running:
        ask(monkeypatch, running.url, tmp_path / "home")
        yield running
        close_session()


@pytest.fixture
def zero_gpu(monkeypatch):
    """What apps that are started now think to run on: ZeroGPU. Gives the paths that they asked of it."""
    asked: list[str] = []

    class Device(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Device) as server:
        monkeypatch.setenv("SPACES_ZERO_GPU", "true")
        monkeypatch.setenv("SPACES_ZERO_DEVICE_API_URL", f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield asked
        server.shutdown()


def ask(monkeypatch: pytest.MonkeyPatch, url: str, home: Path) -> None:
    """Point the client at another Hub and cache. It read the environment when it was imported."""
    environment = {"HF_ENDPOINT": url, "HF_HOME": str(home), "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(constants, "ENDPOINT", url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url + "/{repo_id}/resolve/{revision}/{filename}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(_cache_assets, "HF_ASSETS_CACHE", str(home / "assets"))
