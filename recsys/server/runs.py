"""Calls of the Gradio API in one request, `POST /gradio_api/run/search`, answered without Gradio.

Gradio makes a session of each call, and walks through it and what it answers; that takes longer than most answers. What
is asked in any other way, or is not as it must be, goes on to Gradio, whose words say what is wrong.
"""

import inspect
import json
from collections.abc import Callable, Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.answered import OK, to_json
from recsys.server.answers import Answers
from recsys.server.scopes import header, path_of

_BEFORE = "/gradio_api/run/"
_CHANNEL = "api"
_FAILED, _SECONDS_SHOWN = 500, 10  # as Gradio answers an error that an endpoint raises


class Runs:
    """An ASGI app that answers such calls of those functions; everything else goes on to `other`."""

    def __init__(self, functions: Mapping[str, Callable[..., object]], answers: Answers, other: ASGIApp) -> None:
        self._takes = {name: tuple(inspect.signature(function).parameters) for name, function in functions.items()}
        self._answers = answers
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = path_of(scope) if scope["type"] == "http" and scope["method"] == "POST" else ""
        takes = self._takes.get(path.removeprefix(_BEFORE)) if path.startswith(_BEFORE) else None
        if takes is None or "json" not in header(scope, b"content-type"):
            await self._other(scope, receive, send)
            return
        message = await receive()  # all of the body: the limits have read it
        values = _values(message)
        if values is None or len(values) != len(takes):
            await self._other(scope, _again(message, receive), send)
            return
        name = path.removeprefix(_BEFORE)
        found = await self._answers.ask(name, dict(zip(takes, values, strict=True)), _CHANNEL)
        body = _told(found.body, found.seconds) if found.status == OK else _refused(found.body)
        answer = Response(body, OK if found.status == OK else _FAILED, media_type="application/json")
        await answer(scope, receive, send)


def _values(message: Message) -> list[object] | None:
    """The values of a body that holds nothing else, None of any other."""
    try:
        body = json.loads(message.get("body", b""))
    except (ValueError, RecursionError):
        return None
    values = body.get("data") if isinstance(body, dict) and len(body) == 1 else None
    return values if isinstance(values, list) else None


def _told(answer: bytes, seconds: float) -> bytes:
    """An answer as Gradio has it."""
    behind: dict[str, object] = {
        "is_generating": False,
        "duration": seconds,
        "average_duration": seconds,
        "render_config": None,
        "changed_state_ids": [],
        "used_cache": None,
    }
    return b'{"data":[' + answer + b"]," + to_json(behind)[1:]


def _refused(problem: bytes) -> bytes:
    detail = json.loads(problem)["detail"]
    return to_json({"error": detail, "duration": _SECONDS_SHOWN, "visible": True, "title": "Error"})


def _again(message: Message, receive: Receive) -> Receive:
    """The message that was read, once; then what comes after it."""
    messages = [message]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received
