"""Which scripts of other sites may read answers: all, but of an app on this machine those of pages of this machine.

As Gradio does it for its own routes.
"""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.scopes import header

_HERE = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - names of this machine
_METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
_SECONDS = "600"  # that a browser may keep the answer to a preflight


class CrossOrigin:
    """An ASGI middleware that says so, and answers what browsers ask before they ask."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        origin = header(scope, b"origin") if scope["type"] == "http" else ""
        if not origin:
            await self._app(scope, receive, send)
            return
        allowed = _name(header(scope, b"host")) not in _HERE or _name(origin) in _HERE

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and allowed:
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = origin
                headers.add_vary_header("Origin")
            await send(message)

        if scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method"):
            told = {"Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": _SECONDS}
            if wanted := header(scope, b"access-control-request-headers"):
                told["Access-Control-Allow-Headers"] = wanted
            await PlainTextResponse("OK", 200, told)(scope, receive, sent)
            return
        await self._app(scope, receive, sent)


def _name(address: str) -> str:
    """The host's name in `host:port` or `scheme://host:port`; empty where it is neither."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
