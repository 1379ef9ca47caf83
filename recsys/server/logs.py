"""What the app logs: one line an event, in logfmt, which people read and programs parse.

    time=2026-11-29T08:30:00.123Z level=warning event=slow id=9f2c40d1a7b3 method=POST path=/for_user status=200 ms=1204

Nothing tells who asked: no address, no query, no body, no cookie. Each request has an id, `X-Request-ID`, which stands
in the answer's headers and in every line that is logged meanwhile. See https://brandur.org/logfmt.
"""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.scopes import header, path_of

LOGGER: Final = logging.getLogger("butaca")
SLOW = 1.0  # seconds until an answer begins
_LONGEST = 200  # characters of a path
_GIVEN = re.compile(r"[\w.-]{1,64}", re.ASCII)  # what a proxy may call a request
_PLAIN = re.compile(r"[^\s\"=\x00-\x1f\x7f-\x9f]+")
_REQUEST: ContextVar[str | None] = ContextVar("request", default=None)


def log_to_stderr(level: str) -> None:
    """Log from a level on (debug, info, warning, error) to the standard error, also what uvicorn and asyncio log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Logfmt())
    logging.raiseExceptions = False  # on a full disk lines are lost, not answers
    logging.root.handlers = [handler]
    LOGGER.setLevel(level.upper())


def log(level: int, event: str, **fields: object) -> None:
    """Log one event with its fields; a field that is None is left out."""
    LOGGER.log(level, event, extra={"fields": fields})


class Logfmt(logging.Formatter):
    """Writes a record as one line of logfmt; a traceback is a field, its lines parted by line breaks, escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return " ".join(f"{name}={_value(value)}" for name, value in self._fields(record) if value is not None)

    def _fields(self, record: logging.LogRecord) -> Iterator[tuple[str, object]]:
        yield "time", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
        yield "level", record.levelname.lower()
        yield "event", record.getMessage()
        yield "id", _REQUEST.get()
        yield from getattr(record, "fields", {}).items()
        if record.exc_info and record.exc_info[0] is not None:
            yield "error", record.exc_info[0].__name__
            yield "trace", self.formatException(record.exc_info)


class Logged:
    """An ASGI middleware that gives every request an id, counts its answer by status, and logs those that matter.

    Logged are answers that failed (error), that were slow (warning), and at the level debug all others. `count` is
    told each status.
    """

    def __init__(self, app: ASGIApp, count: Callable[[int], None]) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        name = _id_of(scope)
        token = _REQUEST.set(name)
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = name
                self._tell(scope, status, time.perf_counter() - began)
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            _REQUEST.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        self._count(status)
        level, event = _weight(status, seconds)
        if LOGGER.isEnabledFor(level):
            path = path_of(scope)[:_LONGEST]
            log(level, event, method=scope["method"], path=path, status=status, ms=round(seconds * 1000))


def _weight(status: int, seconds: float) -> tuple[int, str]:
    if status == 500:
        return logging.ERROR, "failed"
    if seconds >= SLOW:
        return logging.WARNING, "slow"
    return logging.DEBUG, "request"


def _id_of(scope: Scope) -> str:
    given = header(scope, b"x-request-id")
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex[:12]


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
