"""A bundle being served while its source is looked at again, without a server."""

from recsys.server.watch import Watcher
from recsys.serving.current import Current
from recsys.serving.service import Service


class Watched:
    """A service that is being served from a source, its watcher, and what that said."""

    def __init__(self, source):
        found = source.open()
        self.said: list[str] = []
        self.current = Current(Service(found.bundle), found.revision, found.name, found.copied)
        self.watcher = Watcher(self.current, source, self.said.append)
        self.first = found.revision

    @property
    def mark(self):
        return self.current.service.bundle.metrics["mark"]

    def look(self, *, told=False):
        self.watcher.look(told=told)
        return self.mark

    def count(self, outcome):
        return self.current.monitoring.registry.get_sample_value("butaca_bundle_moves_total", {"outcome": outcome})
