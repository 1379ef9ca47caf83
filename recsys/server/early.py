"""Answers before everything is there: a process that serves while its parent asks the bundle everything once.

It makes what it needs for itself, which goes with it. Whoever opens the page is told to come again in a moment.
"""

import asyncio
import os
import signal
import socket

import uvicorn
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from recsys.server.family import end_with_parent, signals_held
from recsys.server.front import Front, over_http
from recsys.serving.current import Current
from recsys.settings import Settings

_AGAIN = "2"  # seconds
_SECONDS_TO_ASK = 0.5  # of whoever connected and has not said what for
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Butaca</title><p>Butaca is starting. This page comes '
    "by itself. · Butaca está arrancando. · O Butaca está iniciando.</p></html>"
)


class Early:
    """The process, from its start to its end."""

    def __init__(self, current: Current, settings: Settings, listener: socket.socket) -> None:
        with signals_held():
            self._pid = os.fork()
            if not self._pid:
                end_with_parent()
                signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # until the server has its own
        if not self._pid:
            try:
                front = Front(current, settings, None, _starting)
                _Server(over_http(front)).run([listener])
            finally:
                os._exit(0)

    def end(self) -> None:
        """Let it answer what it was asked, and end; nobody waits for that."""
        os.kill(self._pid, signal.SIGTERM)


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no connection any more, and answer on those there are, before they are closed."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(_SECONDS_TO_ASK)
        await super().shutdown(sockets)


async def _starting(scope: Scope, receive: Receive, send: Send) -> None:
    await HTMLResponse(_PAGE, 503, {"retry-after": _AGAIN, "refresh": _AGAIN})(scope, receive, send)
