"""What every answer tells browsers: where a page may load from, who may frame and read it, and what they may keep.

The policy is as strict as Gradio's page allows: it has scripts within it, and makes functions of the scripts of its
components, so that `unsafe-inline` and `unsafe-eval` cannot be left out. What visitors and catalogues bring is escaped
where it is put into the page (`recsys/ui`).
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.scopes import path_of

_FRAMED_BY = "https://huggingface.co"  # a Space's page is a frame of it
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Files of Gradio's page that have their hash in their name: `index-DphvyggB.js`.
_HASHED = re.compile(r"/assets/.+-[\w-]{8}\.\w+")
_FOR_EVER = "public, max-age=31536000, immutable"
# What Gradio's client in a page of another site, and one of MCP, ask.
_API = re.compile(r"/config$|/gradio_api/(call|run|api|queue|info|openapi\.json|mcp|heartbeat|app_id)\b")


class Headers:
    """An ASGI middleware that adds them.

    `pictures` is the address below which pictures of films lie, None for none. Scripts of other sites may read what is
    below the `answers`' paths, and Gradio's API: none of it knows who asks.
    """

    def __init__(self, app: ASGIApp, pictures: str | None = None, answers: Sequence[str] = ()) -> None:
        self._app = app
        self._answers = tuple(answers)
        self._always = {**_FIXED, "Content-Security-Policy": content_policy(pictures)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._always)
                if message["status"] == 200 and _HASHED.fullmatch(path):
                    headers["Cache-Control"] = _FOR_EVER
                # Gradio lets every site read everything as whoever looks at it; of an app on this machine, none.
                del headers["access-control-allow-credentials"]
                if not path.startswith(self._answers) and not _API.match(path):
                    del headers["access-control-allow-origin"]
            await send(message)

        await self._app(scope, receive, sent)


def content_policy(pictures: str | None) -> str:
    """The Content-Security-Policy of the page, with the host of pictures where there is one."""
    images = ["'self'", "data:", "blob:"]
    if pictures is not None:
        address = urlsplit(pictures)
        images.append(f"{address.scheme}://{address.netloc}")
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {' '.join(images)}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors 'self' {_FRAMED_BY}",
        )
    )
