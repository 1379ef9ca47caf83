"""What stands between the network and Gradio's app: headers, limits and compression, around everything else."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from recsys.server.failures import Explained
from recsys.server.headers import Headers
from recsys.server.limits import Limited
from recsys.server.logs import Logged
from recsys.server.page_cache import PageCache
from recsys.settings import Settings

_SMALLEST = 1000  # bytes of an answer that is worth being compressed
_LEVEL = 5


def guard(settings: Settings, answers: Sequence[str]) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """A lifespan of the app that puts the guard around it; `answers` are the paths of its answers over plain HTTP.

    Not as middleware of the app: Gradio puts its own around that, which answers by itself, as does what answers where
    something fails.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if app.middleware_stack is not None:
            app.middleware_stack = guarded(app.middleware_stack, settings, answers)
        yield

    return lifespan


def guarded(app: ASGIApp, settings: Settings, answers: Sequence[str] = ()) -> ASGIApp:
    """The app within headers, limits and compression."""
    compressed = PageCache(GZipMiddleware(Explained(app), _SMALLEST, _LEVEL))
    return Headers(Limited(compressed, settings.limits, settings.proxies), settings.posters, answers)
