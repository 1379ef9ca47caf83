"""Which service is being served now, for everybody who asks while another bundle may take its place."""

from dataclasses import dataclass
from datetime import UTC, datetime

from recsys.serving.monitoring import Monitoring
from recsys.serving.service import Service

_UNKNOWN = "unknown"  # so that nobody fills the memory with names that they made up


@dataclass(frozen=True)
class Served:
    """A service, which revision of the bundle it answers from, and since when it is served (UTC)."""

    service: Service
    revision: str
    since: datetime


class Current:
    """The one place that holds the service being served.

    Whoever answers reads it once for each request, never keeps it, and so answers from one bundle: a request under way
    ends on the service that it began with, and the last one to end frees the bundle that was replaced.
    """

    def __init__(self, service: Service, revision: str) -> None:
        self.now = Served(service, revision, datetime.now(UTC))
        self.monitoring = Monitoring()

    @property
    def service(self) -> Service:
        """The service to answer this request with."""
        return self.now.service

    def swap(self, service: Service, revision: str) -> None:
        """Serve another bundle from now on. One assignment: nobody sees anything in between."""
        self.now = Served(service, revision, datetime.now(UTC))

    # By position alone, so that arguments may have any name.
    def ask(self, door: str, name: str, /, **arguments: object) -> object:
        """The answer of that public name, counted as asked through that door; raises what `Service.ask` raises."""
        service = self.service
        with self.monitoring.question(name if name in service.answers else _UNKNOWN, door):
            return service.ask(name, **arguments)
