"""What whoever runs the app asks it: whether it lives, what it serves, and its figures for Prometheus."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from recsys.serving.current import Current, Served


def probe_routes(current: Current, page_is_there: Callable[[], bool]) -> list[BaseRoute]:
    """`/health`, `/ready` and `/metrics`. The app is ready once the page can be opened, too."""
    current.monitoring.registry.register(_BundleFigures(current))

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_: Request) -> Response:
        if not page_is_there():
            return JSONResponse({"status": "starting"}, 503, {"retry-after": "1"})
        refused = current.last_refused
        told = _told(current.now) | {
            "last_refused": asdict(refused) | {"when": _iso(refused.when)} if refused else None
        }
        return JSONResponse(told)

    async def metrics(request: Request) -> Response:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(current.monitoring.registry), headers={"content-type": kind})

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)]


class _BundleFigures(Collector):
    """What is being served, as figures that are read when somebody asks."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def collect(self) -> Iterator[Metric]:
        """The age of the bundle, and what it is."""
        now = self._current.now
        yield GaugeMetricFamily("butaca_bundle_age_seconds", "Time since the bundle was built.", _age(now))
        what = {"name": now.name, "revision": now.revision, "built": _iso(now.built)}
        yield InfoMetricFamily("butaca_bundle", "The bundle that is being served.", what)


def _told(now: Served) -> dict[str, object]:
    return {
        "status": "ready",
        "bundle": now.name,
        "revision": now.revision,
        "built": _iso(now.built),
        "age_seconds": round(_age(now)),
        "since": _iso(now.since),
        "copied": _iso(now.copied) if now.copied else None,
    }


def _age(now: Served) -> float:
    return max(0.0, (datetime.now(UTC) - now.built).total_seconds())  # a clock may have jumped back


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
