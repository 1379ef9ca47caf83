"""How often clients may ask, as token buckets (RFC 2697 describes the idea, for packets)."""

import time
from collections import OrderedDict
from collections.abc import Callable

_SECONDS = 60.0
_CLIENTS = 10_000  # that are remembered, 2 MB; of one forgotten nothing is lost but what it had asked lately


class Rate:
    """So many requests a minute of each client, as many at once: a bucket of tokens that fills evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when there were so many

    def wait(self, client: str) -> float:
        """The seconds until the client may ask again; 0, with the request counted, where it may now."""
        now = self._clock()
        tokens, then = self._buckets.pop(client, (self._most, now))
        tokens = min(self._most, tokens + (now - then) * self._most / _SECONDS)
        wait = max(0.0, (1 - tokens) * _SECONDS / self._most)
        self._buckets[client] = (tokens - 1 if not wait else tokens, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return wait
