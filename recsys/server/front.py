"""The server: it answers over plain HTTP from its first moment, and has the page once Gradio is there."""

import asyncio
import os
import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from recsys.errors import SettingsError
from recsys.server.answers import Answers
from recsys.server.cross_origin import CrossOrigin
from recsys.server.guard import guarded
from recsys.server.probes import probe_routes
from recsys.server.protocol import Protocol
from recsys.server.rest import answer_paths, rest_app
from recsys.server.runs import Runs
from recsys.server.workers import Workers
from recsys.serving.current import Current
from recsys.settings import Settings

_HOST, _PORT, _PORTS = "127.0.0.1", 7860, 100  # Gradio's defaults: the first of a hundred that is free
_SECONDS_TO_START = 10
_SECONDS_TO_END = 5  # until requests under way are cut off
# That a connection stays open without a request: longer than proxies keep theirs, so that none asks into one
# that is being closed. nginx and most balancers take 60.
_SECONDS_KEPT = 75


def listening(settings: Settings) -> socket.socket:
    """A socket where the settings, else Gradio's own variables, say. Raises SettingsError where nothing can be served.

    A Space sets Gradio's variables.
    """
    host = (settings.host or os.environ.get("GRADIO_SERVER_NAME") or _HOST).strip("[]")
    named = settings.port or int(os.environ.get("GRADIO_SERVER_PORT") or 0)
    failure: OSError | None = None
    for port in [named] if named else range(_PORT, _PORT + _PORTS):
        try:
            found = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            failure = error
        else:
            # What is accepted has it too; without it an answer waits 40 ms for the client to say that it has its head.
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return found
    raise SettingsError(f"Nothing can be served on {host}, port {named or _PORT}: {failure} Set HOST and PORT.")


def over_http(app: ASGIApp) -> uvicorn.Config:
    """How it is served."""
    return uvicorn.Config(
        app,
        http=Protocol,
        log_level="warning",
        timeout_keep_alive=_SECONDS_KEPT,
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )


class Front:
    """An ASGI app: answers and probes at once, the page once it is there."""

    def __init__(
        self, current: Current, settings: Settings, workers: Workers | None, meanwhile: ASGIApp | None = None
    ) -> None:
        """`meanwhile` answers whoever asks for the page before it is there; without, they wait."""
        functions = current.service.answers
        self._workers = workers
        self._page: Starlette | None = None
        self._there, self._ending = asyncio.Event(), asyncio.Event()
        self._lives: asyncio.Task[None] | None = None
        probes = Router(probe_routes(current, self._there.is_set), default=meanwhile or self._shown)
        current.asks = asks = Answers(current, workers)
        answers = Runs(functions, asks, rest_app(functions, asks, probes))
        self._app = guarded(CrossOrigin(answers), settings, answer_paths(functions), current.monitoring.responded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live from the server's start to its end."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        await receive()
        if self._workers is not None:
            await self._workers.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._ending.set()
        if self._lives is not None:
            await self._lives
        if self._workers is not None:
            self._workers.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def show(self, page: Starlette) -> None:
        """Serve this page, too, from now on."""
        started = asyncio.Event()

        async def live() -> None:  # from beginning to end in one task, as its own tasks want it
            async with page.router.lifespan_context(page):
                started.set()
                await self._ending.wait()

        self._lives = asyncio.create_task(live())
        starting = asyncio.create_task(started.wait())
        await asyncio.wait({self._lives, starting}, return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            starting.cancel()
            await self._lives  # raises what went wrong
        self._page = page
        self._there.set()

    async def _shown(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._there.wait()
        if self._page is not None:
            await self._page(scope, receive, send)


class Server(uvicorn.Server):
    """A server in a thread of its own, so that Gradio can be imported meanwhile."""

    def __init__(self, front: Front, listener: socket.socket) -> None:
        super().__init__(over_http(front))
        self._front = front
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self.run, args=([listener],), name="server", daemon=True)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Remember the loop that all of it runs in."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def show(self, page: Starlette) -> None:
        """Serve the page, too."""
        end = time.monotonic() + _SECONDS_TO_START
        while not self.started and time.monotonic() < end:
            time.sleep(0.001)
        if self._loop is None:
            raise SettingsError("Nothing can be served: the server did not start.")
        asyncio.run_coroutine_threadsafe(self._front.show(page), self._loop).result()

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port that it listens on."""
        host, port = self._listener.getsockname()[:2]
        return str(host), int(port)

    def close(self) -> None:
        """Let requests under way end, and end."""
        self.should_exit = True
        self._thread.join(_SECONDS_TO_END + 1)
