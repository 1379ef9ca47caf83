"""What stands between the network and the app: headers, limits and compression, around everything else."""

from collections.abc import Callable, Sequence

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


def guarded(app: ASGIApp, settings: Settings, answers: Sequence[str], count: Callable[[int], None]) -> ASGIApp:
    """The app within headers, limits and compression; `count` is told the status of every response."""
    compressed = PageCache(GZipMiddleware(Explained(app), _SMALLEST, _LEVEL))
    limited = Limited(compressed, settings.limits, settings.proxies)
    return Logged(Headers(limited, settings.posters, answers), count)
