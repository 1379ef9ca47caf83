"""A server that publishes as Kaggle, GroupLens and IMDb do, and fails where a test wants it."""

import base64
import contextlib
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def zipped(files: dict[str, str]) -> bytes:
    """A zip of these texts by their names."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return whole.getvalue()


class Publisher:
    """`files` by path; `cuts` by path, after how many bytes each answer of that path ends, one after the other."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cuts: dict[str, list[int]] = {}
        self.statuses: dict[str, int] = {}
        self.wrong_hashes: set[str] = set()
        self.dates: dict[str, str] = {}  # Last-Modified by path
        self.asked: list[tuple[str, str]] = []  # path, Range
        self.url = ""

    def kaggle(self, handle: str, name: str, body: bytes) -> None:
        """Publish a file of a Kaggle data set."""
        self.files[f"/kaggle/{handle}/{name}"] = body


class _Handler(BaseHTTPRequestHandler):
    publisher: Publisher
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        body = self.publisher.files.get(self.path)
        self.publisher.asked.append((self.path, "HEAD"))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        if self.path in self.publisher.dates:
            self.send_header("Last-Modified", self.publisher.dates[self.path])
        self.end_headers()

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.publisher.asked.append((self.path, wanted))
        body = self.publisher.files.get(self.path)
        status = self.publisher.statuses.get(self.path, 404 if body is None else 200)
        if status != 200 or body is None:
            self.answer(status, b"<html>no</html>")
            return
        md5 = hashlib.md5(b"other" if self.path in self.publisher.wrong_hashes else body)  # noqa: S324
        etag = f'"{hashlib.md5(body).hexdigest()}"'  # noqa: S324
        extra = {
            "ETag": etag,
            "Accept-Ranges": "bytes",
            "x-goog-hash": f"md5={base64.b64encode(md5.digest()).decode()}",
        }
        if self.path in self.publisher.dates:
            extra["Last-Modified"] = self.publisher.dates[self.path]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if wanted and self.headers.get("If-Range", etag) == etag:
            extra["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], extra)
        else:
            self.answer(200, body, extra)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        handle = f"{asked['ownerSlug']}/{asked['datasetSlug']}"
        path = f"/kaggle/{handle}/{asked.get('fileName', '')}"
        if self.publisher.statuses.get(f"/kaggle/{handle}"):
            self.answer(self.publisher.statuses[f"/kaggle/{handle}"], b"{}")
        elif self.path.endswith("GetDataset"):
            known = {"currentVersionNumber": 7, "licenseName": "CC0: Public Domain"}
            self.answer(200, json.dumps(known).encode(), {"Content-Type": "application/json"})
        else:
            self.answer(302, b"", {"Location": self.publisher.url + path})

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/octet-stream"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cuts = self.publisher.cuts.get(self.path, [])
        if cuts and status in (200, 206):
            self.wfile.write(body[: cuts.pop(0)])
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(2)
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def published() -> Iterator[Publisher]:
    """A publisher on a free port of this machine, until the block ends."""
    publisher = Publisher()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"publisher": publisher}))
    publisher.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
