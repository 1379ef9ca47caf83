"""A small Hub over loopback: it speaks the protocol that the real `huggingface_hub` client speaks.

Repositories are in memory. Every request is kept in `requests`, and `faults` make chosen answers fail.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.publish.hub.faults import Fault
from tests.publish.hub.protocol import Answer, answer
from tests.publish.hub.repositories import Blob, Repository


class Hub:
    """What a test sees of the server: its address, what it holds, what it was asked, what shall go wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.uploaded: dict[str, Blob] = {}  # kept apart from git, by SHA-256
        self.created: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.ranges: list[str] = []
        self.faults: list[Fault] = []
        self.before_commit: Callable[[], object] = lambda: None
        self.keeps_connections = True
        self.lock = threading.RLock()

    def model(self, name: str = "owner/name") -> Repository:
        return self.repositories["model", name]

    def dataset(self, name: str = "owner/name") -> Repository:
        return self.repositories["dataset", name]

    def space(self, name: str = "owner/space") -> Repository:
        return self.repositories["space", name]

    def fail(self, method: str, path: str, **how: Any) -> Fault:
        """Let answers fail, see `Fault`."""
        fault = Fault(method, path, **how)
        self.faults.append(fault)
        return fault

    def next_fault(self, method: str, path: str) -> Fault | None:
        with self.lock:
            self.requests.append((method, path))
            for fault in self.faults:
                if fault.concerns(method, path):
                    fault.times -= 1
                    return fault
        return None

    def asked(self, method: str, path: str) -> int:
        """How often a path that contains `path` was asked for."""
        return sum(method == one and path in other for one, other in self.requests)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer is 40 ms late
    hub: Hub

    def _serve(self) -> None:
        fault = self.hub.next_fault(self.command, self.path)
        if fault is not None and fault.hung is not None:
            fault.hung.wait()
        if fault is not None and fault.cut is not None and self.command in ("PUT", "POST"):
            self.rfile.read(min(fault.cut, int(self.headers["Content-Length"])))
            self._hang_up(fault.reset)
            return
        self.hub.ranges += self.headers.get_all("Range") or []
        body = self._body()
        if fault is not None and fault.status:
            self._send(Answer(fault.status, b'{"error": "as the test wants it"}', dict(fault.headers)))
            return
        if self.command == "POST" and "/commit/" in self.path:
            self.hub.before_commit()
        with self.hub.lock:
            given = answer(self.hub, self.command, self.path, dict(self.headers), body)
        if fault is not None and fault.lost:
            self._hang_up(fault.reset)
            return
        self._send(given, fault)

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815 - what http.server calls

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, given: Answer, fault: Fault | None = None) -> None:
        body = given.body
        if fault is not None and fault.tampered:
            body = bytes([body[0] ^ 1]) + body[1:]
        if fault is not None and fault.truncated:
            body = body[: -fault.truncated]
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if not self.hub.keeps_connections:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault is not None and fault.cut is not None:
            self.wfile.write(body[: fault.cut])
            self._hang_up(fault.reset)
            return
        self.wfile.write(body)

    def _hang_up(self, reset: bool) -> None:
        self.close_connection = True
        if reset:  # what is on its way is lost, and the other side hears of an error
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: `requests` keeps them."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up, or was killed, is no error of the Hub's."""


@contextmanager
def running_hub() -> Iterator[Hub]:
    """A Hub that listens on a free port until the block ends."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    with _Server(("127.0.0.1", 0), handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hub
        finally:
            for fault in hub.faults:
                if fault.hung is not None:
                    fault.hung.set()
            server.shutdown()
            thread.join()
