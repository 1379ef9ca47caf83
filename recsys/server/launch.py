"""From settings to a served page."""

import ctypes
import os
import platform
import signal
import sys

import pyarrow as pa
from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

from recsys.errors import RecsysError, SettingsError
from recsys.server.bundles import Found, source_of
from recsys.server.failures import failed, malformed
from recsys.server.guard import guard
from recsys.server.installable import ICON, installable_routes
from recsys.server.probes import probe_routes
from recsys.server.rest import answer_paths, rest_routes
from recsys.server.start import open_bundle
from recsys.server.tools import with_tools
from recsys.server.watch import Watcher, freeze
from recsys.server.zerogpu import declare
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.settings import Settings
from recsys.ui.calls import call_check
from recsys.ui.page import build_page
from recsys.ui.theme import STYLE_SHEETS, theme
from recsys.ui.translate import Translated

# Answers compute and never wait: more threads than a few per core only hold memory.
THREADS = 8
# Gradio keeps a copy of the page's description, 0.4 MB, for every session it remembers, and every API call is a
# session: its default of 10,000 would grow to 4 GB. The page keeps nothing there, so a forgotten one loses nothing.
SESSIONS = 32
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # as malloc.h has them


def launch() -> None:
    """Load the bundle, build the page, and serve it until somebody stops it. An error is one line and status 1."""
    # A container stops its first process so, which ignores what it does not handle. Gradio ends well on an interrupt.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Arrow's own pool keeps what it once needed; the system's gives back 40 MB of a real bundle's 310.
    pa.set_memory_pool(pa.system_memory_pool())
    _give_back_what_is_freed()
    # An answer's products are small: threads within one cost more than they bring, and answers run side by side.
    threadpool_limits(1)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # also for what of Gradio asks nobody else
    declare()
    try:
        settings = Settings.from_environment()
        current = _first(open_bundle(settings, _tell), settings.posters)
        Watcher(current, source_of(settings), _tell).start(settings.watch_seconds)
        serve(current, settings)
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        _tell("stopped before it was up")


def _give_back_what_is_freed() -> None:
    """Let glibc, where it is the C library, take arrays of a megabyte from the system and return them there.

    By itself it raises that bound to the largest array ever freed, and opens eight heaps a core for the threads: a
    real bundle's app holds 45 MB more.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 2**20)
        libc.mallopt(_M_ARENA_MAX, 2)


def serve(current: Current, settings: Settings) -> None:
    """Serve the page where the settings, else Gradio's own variables, say; with its API and as an MCP server.

    Raises SettingsError where nothing can be served there.
    """
    page = build_page(current).queue(max_size=settings.limits.waiting)
    current.service.warm_up()
    freeze()
    try:
        page.launch(
            server_name=settings.host,
            server_port=settings.port,
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
            app_kwargs={
                "dependencies": [Depends(call_check(current))],
                "routes": rest_routes(current) + probe_routes(current) + installable_routes(),
                "middleware": [Middleware(Translated)],
                "exception_handlers": {Exception: failed, RequestValidationError: malformed},
                "lifespan": with_tools(current, guard(settings, answer_paths(current))),
            },
        )
    except OSError as error:
        where = f"{settings.host or 'the default host'}, port {settings.port or 'the default one'}"
        raise SettingsError(f"Nothing can be served on {where}: {error} Set HOST and PORT.") from error


def _first(found: Found, posters: str | None) -> Current:
    return Current(Service(found.bundle, posters), found.revision, found.name, found.copied)


def _tell(step: str) -> None:
    sys.stderr.write(f"butaca: {step}\n")
