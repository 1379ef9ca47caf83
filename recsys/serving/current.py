"""Which service is being served now, for everybody who asks while another bundle may take its place."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from recsys.serving.monitoring import Monitoring
from recsys.serving.service import Service

_UNKNOWN = "unknown"  # so that nobody fills the memory with names that they made up


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Served:
    """A service, which revision of which bundle it answers from, and since when it is served.

    `copied` is None unless whoever publishes the bundle cannot be asked for a newer one now: then, when they last
    could. Times are UTC.
    """

    service: Service
    revision: str
    name: str = ""
    copied: datetime | None = None
    since: datetime = field(default_factory=_now)

    @property
    def built(self) -> datetime:
        """When the bundle was built."""
        return datetime.fromisoformat(str(self.service.bundle.manifest["built"]))


@dataclass(frozen=True)
class Refusal:
    """A revision that was to be served and cannot be, why, and when that was found (UTC)."""

    revision: str
    reason: str
    when: datetime = field(default_factory=_now)


class Told(Protocol):
    """An answer as it is sent."""

    @property
    def status(self) -> int:
        """As HTTP has it."""

    @property
    def body(self) -> bytes:
        """JSON; of a refusal an object with its reason as `detail`."""


class Asks(Protocol):
    """Whoever makes answers for the process that serves, and counts them."""

    async def ask(self, name: str, arguments: Mapping[str, object], channel: str) -> Told:
        """The answer of that public name, asked through that channel."""


class Current:
    """The one place that holds the service being served.

    Whoever answers reads it once for each request, never keeps it, and so answers from one bundle: a request under way
    ends on the service that it began with, and the last one to end frees the bundle that was replaced.
    """

    def __init__(self, service: Service, revision: str, name: str = "", copied: datetime | None = None) -> None:
        self.now = Served(service, revision, name, copied)
        self.last_refused: Refusal | None = None
        self.monitoring = Monitoring()
        self.asks: Asks | None = None
        """Who answers in this process's place, where there is somebody."""

    @property
    def service(self) -> Service:
        """The service to answer this request with."""
        return self.now.service

    def swap(self, service: Service, revision: str, name: str = "") -> None:
        """Serve another bundle from now on. One assignment: nobody sees anything in between."""
        self.now = Served(service, revision, name)

    def say_copied(self, copied: datetime | None) -> None:
        """Say that a newer bundle cannot be asked for since then; None: it can."""
        if copied != self.now.copied:
            self.now = dataclasses.replace(self.now, copied=copied)

    # By position alone, so that arguments may have any name.
    def ask(self, channel: str, name: str, /, **arguments: object) -> object:
        """The answer of that public name, counted as asked through that channel; raises what `Service.ask` raises."""
        return self.ask_of(self.service, channel, name, **arguments)

    def ask_of(self, service: Service, channel: str, name: str, /, **arguments: object) -> object:
        """The same of a service that was read before: for a request that asks more than once."""
        with self.monitoring.question(name if name in service.answers else _UNKNOWN, channel):
            return service.ask(name, **arguments)
