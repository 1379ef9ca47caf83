"""Answers before everything is there: a process that serves while its parent asks the bundle everything once.

It makes what it needs for itself, which goes with it. Whoever opens the page is told to come again in a moment.
"""

import os
import signal
import socket

import uvicorn
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from recsys.server.family import end_with_parent
from recsys.server.front import SECONDS_TO_END, Front
from recsys.serving.current import Current
from recsys.settings import Settings

_AGAIN = "2"  # seconds
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Butaca</title><p>Butaca is starting. This page comes '
    "by itself. · Butaca está arrancando. · O Butaca está iniciando.</p></html>"
)


class Early:
    """The process, from its start to its end."""

    def __init__(self, current: Current, settings: Settings, listener: socket.socket) -> None:
        self._pid = os.fork()
        if not self._pid:
            try:
                end_with_parent()
                front = Front(current, settings, None, _starting)
                config = uvicorn.Config(front, log_level="warning", timeout_graceful_shutdown=SECONDS_TO_END)
                uvicorn.Server(config).run([listener])
            finally:
                os._exit(0)

    def end(self) -> None:
        """Let it answer what it was asked, and end; nobody waits for that."""
        os.kill(self._pid, signal.SIGTERM)


async def _starting(scope: Scope, receive: Receive, send: Send) -> None:
    await HTMLResponse(_PAGE, 503, {"retry-after": _AGAIN, "refresh": _AGAIN})(scope, receive, send)
