"""Gradio's app, on a server that is there already."""

import logging
import os
from contextlib import redirect_stdout
from pathlib import Path

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from gradio import http_server
from starlette.applications import Starlette
from starlette.middleware import Middleware

from recsys.server.failures import failed, malformed
from recsys.server.front import Server
from recsys.server.installable import ICON, installable_routes
from recsys.server.logs import log
from recsys.server.sessions import without_descriptions
from recsys.server.tools import with_tools
from recsys.server.watch import freeze
from recsys.server.zerogpu import declare
from recsys.serving.current import Current
from recsys.settings import Settings
from recsys.ui.calls import call_check
from recsys.ui.page import build_page
from recsys.ui.theme import STYLE_SHEETS, theme
from recsys.ui.translate import Translated

# Answers compute and never wait: more threads than a few per core only hold memory.
THREADS = 8
# Gradio remembers a session for every page and many API calls, 10,000 by default. The page keeps nothing there, so a
# forgotten one loses nothing.
SESSIONS = 32


def launch_page(current: Current, settings: Settings, server: Server) -> None:
    """Build the page, with its API and as an MCP server, and let the server show it, until somebody stops it."""

    def start_server(app: Starlette, **_: object) -> tuple[str, int, str, Server]:
        freeze()
        server.show(app)
        host, port = server.address
        name = f"[{host}]" if ":" in host else host
        address = f"http://{'localhost' if host == '0.0.0.0' else name}:{port}/"  # noqa: S104
        log(logging.INFO, "serving", at=address)
        return host, port, address, server

    # Gradio knows no other way to be served by a server that is there; what it starts is asked for its address and,
    # at the end, closed.
    without_descriptions()
    http_server.start_server = start_server  # type: ignore[assignment]
    declare()
    page = build_page(current).queue(max_size=settings.limits.waiting)
    # Gradio prints where its MCP server is, quiet or not; on a full disk printing raises an error.
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        page.launch(
            theme=theme(),
            css_paths=list(STYLE_SHEETS),
            footer_links=["api"],
            favicon_path=ICON,
            pwa=False,  # `installable_routes` knows more of the page
            ssr_mode=False,  # Gradio's other server would send the page past `Translated`
            mcp_server=True,
            max_threads=THREADS,
            state_session_capacity=SESSIONS,
            allowed_paths=[],
            show_error=False,
            quiet=True,  # it is in the log
            app_kwargs={
                "dependencies": [Depends(call_check(current))],
                "routes": installable_routes(),
                "middleware": [Middleware(Translated)],
                "exception_handlers": {Exception: failed, RequestValidationError: malformed},
                "lifespan": with_tools(current),
            },
        )
