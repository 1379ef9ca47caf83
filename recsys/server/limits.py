"""What a request must keep to before the app sees it: its size, how often its client asks, how many wait, and how long.

What is refused is refused before it is read, with the reason in JSON and, where it is a matter of time, `Retry-After`.
"""

import asyncio
import contextlib
import math
from collections import Counter
from collections.abc import Iterator

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.bodies import fault_of
from recsys.server.installable import ICONS, MANIFEST, OFFLINE, WORKER
from recsys.server.rates import Rate
from recsys.server.scopes import client_of, header, path_of
from recsys.settings import Limits

_MEGABYTE, _KILOBYTE = 1_000_000, 1_000
_DROPPED, _SECONDS_DROPPED = 32 * _MEGABYTE, 2.0  # of a body that is refused, until the connection is closed
# What Gradio serves and nothing here needs: uploads and files of the disk, other hosts, its editor and its monitoring.
_CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/file",
    "/gradio_api/proxy=",
    "/gradio_api/stream/",
    "/gradio_api/process_recording",
    "/gradio_api/deep_link",
    "/gradio_api/custom_component/",
    "/gradio_api/vibe-",
    "/gradio_api/dev/",
    "/gradio_api/runs",
    "/gradio_api/run-history",
    "/monitoring",
)
# What costs nothing to answer, and must be answered when everything else waits: files of the page, and the probes.
_FREE = (
    *("/assets/", "/static/", "/theme.css", "/favicon.ico", "/manifest.json", "/health", "/ready", "/metrics"),
    *(MANIFEST, WORKER, OFFLINE, ICONS),
)
# Where a file may be brought along: the page's events, and answers asked by name.
_IMPORTS = (
    *("/gradio_api/run/", "/gradio_api/api/", "/gradio_api/call/", "/gradio_api/queue/join", "/gradio_api/mcp"),
    *("/gradio_api/component_server", "/import_history"),
)
# What stays open as long as whoever asked listens.
_STREAMS = ("/gradio_api/heartbeat/", "/gradio_api/queue/data", "/gradio_api/call/", "/gradio_api/mcp")


class Refused(Exception):  # noqa: N818 - no mistake of the program's
    """A request is not answered: the status, the reason, and after how many seconds it may come again."""

    def __init__(self, status: int, reason: str, wait: float | None = None) -> None:
        self.status, self.reason, self.wait = status, reason, wait
        super().__init__(reason)

    def answer(self) -> JSONResponse:
        """What is sent. The connection is closed, so that a body that nobody reads is not waited for."""
        headers = {"connection": "close"}
        if self.wait is not None:
            headers["retry-after"] = str(max(1, math.ceil(self.wait)))
        # `error` is where Gradio's own clients look for the reason.
        return JSONResponse({"detail": self.reason, "error": self.reason}, self.status, headers)


class Limited:
    """An ASGI middleware that refuses what goes beyond the limits; `proxies` stand between the app and its clients."""

    def __init__(self, app: ASGIApp, limits: Limits, proxies: int = 0) -> None:
        self._app = app
        self._limits = limits
        self._proxies = proxies
        self._rate = Rate(limits.rate)
        self._waiting = 0
        self._bodies = 0  # bytes
        self._streams: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        receive = _Receiving(receive)
        try:
            path = path_of(scope)
            _refuse_closed(path)
            self._refuse_long(scope)
            if path.startswith(_FREE):
                await self._app(scope, receive, send)
            elif scope["method"] == "GET" and path.startswith(_STREAMS):
                with self._stream(scope):
                    await self._app(scope, receive, send)
            else:
                self._refuse_frequent(client_of(scope, self._proxies))
                await self._answer(scope, receive, send, path)
        except Refused as refused:
            await refused.answer()(scope, receive, _lingering(receive, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        most = (self._limits.import_mb if path.startswith(_IMPORTS) else self._limits.body_mb) * _MEGABYTE
        try:
            async with asyncio.timeout(self._limits.seconds):
                body = await self._read(scope, receive, most)
        except TimeoutError:
            raise Refused(408, f"The request's body must be sent within {self._limits.seconds} seconds.") from None
        try:
            fault = fault_of(body, header(scope, b"content-type"))
            if fault is not None:
                raise Refused(422, fault)
            with self._place():  # not before: whoever sends slowly would keep it from the others
                await self._in_time(scope, _again(body, receive), send)
        finally:
            self._bodies -= len(body)

    async def _read(self, scope: Scope, receive: Receive, most: int) -> bytes:
        """The request's body, all of it. Raises Refused before it is read where it says how long it is."""
        length = header(scope, b"content-length")
        if not length and not header(scope, b"transfer-encoding"):
            return b""
        self._refuse_large(int(length) if length.isdigit() else 0, most)
        parts, size = [], 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The request's body was not sent to its end.")
                part = message.get("body", b"")
                parts.append(part)
                size += len(part)
                self._bodies += len(part)
                self._refuse_large(size, most, counted=size)
                if not message.get("more_body"):
                    return b"".join(parts)
        except BaseException:
            self._bodies -= size
            raise

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer; where its answer does not begin in time, send a refusal in its place.

        The thread that computes cannot be stopped: its request keeps its place among those that wait until it ends, so
        that slow answers do not gather behind one another, and what it says then is dropped.
        """
        began = cut = False
        seconds = self._limits.seconds
        refused = Refused(504, f"The answer took more than {seconds} seconds, and was not waited for. Ask for less.")

        async def sent(message: Message) -> None:
            nonlocal began
            if not cut:
                began = True
                await send(message)

        refusals = []

        def refuse() -> None:
            nonlocal cut
            if not began:
                cut = True
                refusals.append(asyncio.ensure_future(refused.answer()(scope, receive, send)))

        timer = asyncio.get_running_loop().call_later(seconds, refuse)
        try:
            await self._app(scope, receive, sent)
        finally:
            timer.cancel()
            for refusal in refusals:
                await refusal

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self._waiting >= self._limits.waiting:
            raise Refused(503, f"{self._waiting} requests are being answered or wait. Ask again in a moment.", 1)
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @contextlib.contextmanager
    def _stream(self, scope: Scope) -> Iterator[None]:
        client = client_of(scope, self._proxies)
        self._refuse_frequent(client)
        if client is None:
            yield
            return
        if self._streams[client] >= self._limits.streams:
            reason = f"One client may have {self._limits.streams} open streams of events. Close some."
            raise Refused(429, reason, self._limits.seconds)
        self._streams[client] += 1
        try:
            yield
        finally:
            self._streams[client] -= 1
            if not self._streams[client]:
                del self._streams[client]

    def _refuse_frequent(self, client: str | None) -> None:
        wait = self._rate.wait(client) if client is not None else 0.0
        if wait:
            raise Refused(429, f"One client may ask {self._limits.rate} times a minute. Ask again later.", wait)

    def _refuse_large(self, size: int, most: int, counted: int = 0) -> None:
        if size > most:
            raise Refused(413, f"The request's body must have {most:,} bytes at most. Send less.")
        if self._bodies - counted + size > self._limits.bodies_mb * _MEGABYTE:
            raise Refused(503, "Too many large requests are being read. Ask again in a moment.", 1)

    def _refuse_long(self, scope: Scope) -> None:
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self._limits.query_kb * _KILOBYTE:
            raise Refused(414, f"The address must have {self._limits.query_kb},000 characters at most. Leave some out.")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.headers_kb * _KILOBYTE:
            raise Refused(431, f"The headers must have {self._limits.headers_kb},000 bytes at most.")


def _refuse_closed(path: str) -> None:
    if path.startswith(_CLOSED):
        raise Refused(404, f"There is nothing at {path[:80]}.")


class _Receiving:
    """What a client sends, and whether that was all."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self._ended = not message.get("more_body")
        return message

    async def drop(self) -> None:
        """Read what still comes of the body, for a moment, and forget it."""
        left = _DROPPED
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS_DROPPED):
                while not self._ended and left > 0:
                    left -= len((await self()).get("body", b""))


def _lingering(receive: _Receiving, send: Send) -> Send:
    """Sends an answer, and ends it once the rest of the question was dropped.

    A connection that is closed while somebody still sends is reset, with what they have not read of the answer.
    """

    async def sent(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({**message, "more_body": True})
        await receive.drop()
        await send({"type": "http.response.body"})

    return sent


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once; then what comes after it."""
    read = False

    async def received() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
