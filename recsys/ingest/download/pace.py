"""How fast requests may follow each other, over all threads: a token bucket, and how long a server wants to rest."""

import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


class Pace:
    """Lets `rate` requests a second through, and up to `burst` at once after a rest."""

    def __init__(self, rate: float, burst: int) -> None:
        self._gap, self._burst = 1 / rate, burst
        self._next = 0.0  # when the bucket has the next token, had it been empty all the time
        self._lock = threading.Lock()
        self.stopped = threading.Event()

    def wait(self) -> None:
        """Return when the next request may go; at once when `stop` was called."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now - (self._burst - 1) * self._gap)
            self._next = turn + self._gap
        self.rest(turn - now)

    def hold(self, seconds: float) -> None:
        """Let no request through for so long."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)

    def rest(self, seconds: float) -> None:
        """Sleep, but no longer than until `stop` is called."""
        if seconds > 0:
            self.stopped.wait(seconds)

    def stop(self) -> None:
        """End all waiting, now and later."""
        self.stopped.set()


def retry_after(header: str) -> float | None:
    """The seconds that a `Retry-After` means, given as such or as a date; None where it says neither.

    >>> retry_after("7"), retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), retry_after("soon")
    (7.0, 0.0, None)
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)
