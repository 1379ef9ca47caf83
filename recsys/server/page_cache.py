"""The page and its description as bytes that are compressed once, for each language and address that it is served at.

Gradio describes the page once, when the app starts: what a bundle says comes later, by events. So the 340 KB of it are
the same for everybody who reads one language at one address, and a browser that has them is told so.
"""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.server.scopes import header, path_of
from recsys.ui.translate import PATHS, language_of

_KEPT = 32  # pages, 80 KB each; addresses are what clients say that they are
# By what Gradio makes of the address of its page, which stands in it.
_ADDRESS = (b"host", b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server")
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=9)),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
    "": lambda body: body,
}


class _Page(NamedTuple):
    """An answer: its type, a tag that differs when it does, and its body in each encoding."""

    kind: str
    tag: str
    bodies: dict[str, bytes]


class PageCache:
    """An ASGI middleware that keeps the page; everything else goes through as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = path_of(scope)
        if scope["type"] != "http" or scope["method"] != "GET" or path not in PATHS:
            await self._app(scope, receive, send)
            return
        language = language_of(scope)
        key = (path, language, scope["scheme"], *(header(scope, name) for name in _ADDRESS))
        page = self._pages.pop(key, None)
        if page is None:
            # Nothing of the query but the language: Gradio would take what to show from a file that it names.
            asked = {**scope, "query_string": f"lang={language}".encode(), "headers": _uncompressed(scope)}
            made = await self._made(asked, receive)
            if isinstance(made, Response):
                await made(scope, receive, send)
                return
            page = made
        self._pages[key] = page
        if len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        await _answer(page, scope)(scope, receive, send)

    async def _made(self, scope: Scope, receive: Receive) -> "_Page | Response":
        """The page from the app, in all encodings; the app's answer where that is another one."""
        status, kind, parts = 0, "", list[bytes]()

        async def kept(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = header(message, b"content-type")
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, kept)
        body = b"".join(parts)
        if status != 200:
            return Response(body, status, media_type=kind)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        bodies = {name: await asyncio.to_thread(compress, body) for name, compress in _COMPRESS.items()}
        return _Page(kind, tag, bodies)


def _uncompressed(scope: Scope) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]


def _answer(page: _Page, scope: Scope) -> Response:
    accepted = header(scope, b"accept-encoding")
    encoding = next(name for name in _COMPRESS if name in accepted)
    # Not by the address either, of which caches know: asked for again each time, and sent only when it changed.
    headers = {"etag": page.tag, "cache-control": "no-cache", "vary": "Accept-Language, Accept-Encoding"}
    if page.tag in header(scope, b"if-none-match"):
        return Response(None, 304, headers)
    if encoding:
        headers["content-encoding"] = encoding
    return Response(page.bodies[encoding], 200, headers, media_type=page.kind)
