"""What is answered where something fails: a reason in place of Gradio's `{"error": null}`, and nothing of the error.

What failed is in the log, with where.
"""

import json

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.answered import FAILURE
from recsys.server.scopes import path_of

_EVENTS = ("/gradio_api/run/", "/gradio_api/api/")


async def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - as Starlette wants it
    """The answer to a request that raised an error which nobody expected."""
    return _answer()


async def malformed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - as Starlette wants it
    """The answer to a request of Gradio's own that is not as it must be.

    FastAPI's own repeats what was sent, which fails where that is no text, half a character or no number.
    """
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": "malformed"}
    reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}".encode(errors="backslashreplace").decode()
    return JSONResponse({"detail": reason, "error": reason}, 422)


def _answer() -> Response:
    return JSONResponse({"detail": FAILURE, "error": FAILURE}, 500)


class Explained:
    """An ASGI middleware that gives the reason where Gradio answers an event with a failure and none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not path_of(scope).startswith(_EVENTS):
            await self._app(scope, receive, send)
            return
        failure: Message | None = None
        body = b""

        async def sent(message: Message) -> None:
            nonlocal failure, body
            if message["type"] == "http.response.start" and message["status"] == 500:
                failure = message
            elif failure is None:
                await send(message)
            else:
                body += message.get("body", b"")

        await self._app(scope, receive, sent)
        if failure is None:
            return
        if _tells(body):
            await send(failure)
            await send({"type": "http.response.body", "body": body})
        else:
            await _answer()(scope, receive, send)


def _tells(body: bytes) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("error") is not None
