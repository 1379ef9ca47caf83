"""The real app as a process, asked over HTTP."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.bench.measure import memory_of
from tests.ui.server import running_app


class Server:
    """A running app. `seconds_to_start` ran from its start to its first answer."""

    def __init__(self, url: str, seconds_to_start: float) -> None:
        self.client = httpx.Client(base_url=url, timeout=30)
        self.seconds_to_start = seconds_to_start
        port = self.client.base_url.port
        self._process = next(
            process
            for process in psutil.Process().children(recursive=True)
            if any(found.laddr.port == port for found in process.net_connections("tcp"))
        )

    def ask(self, name: str, arguments: dict[str, Any]) -> object:
        """The answer of a named Gradio endpoint. Raises RuntimeError when it is none."""
        question = self.client.post(f"/gradio_api/call/v2/{name}", json=arguments)
        event = question.raise_for_status().json()["event_id"]
        answer = self.client.get(f"/gradio_api/call/v2/{name}/{event}").raise_for_status().text
        kind, _, data = answer.partition("\n")
        if kind != "event: complete":
            raise RuntimeError(f"{name} {arguments}: {answer}")
        return json.loads(data.removeprefix("data: "))

    def resident_mb(self) -> float:
        """The memory that the app holds now, all its processes: their proportional share."""
        parent = self._process.parent()
        return memory_of(parent.pid if parent is not None and parent.pid != os.getpid() else self._process.pid)


@contextmanager
def server(bundle: Path) -> Iterator[Server]:
    """The app while it serves that bundle."""
    start = time.perf_counter()
    with running_app(bundle, bundle.with_name("app.log")) as url:
        yield Server(url, time.perf_counter() - start)
