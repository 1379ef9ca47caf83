"""How fast requests may follow each other, over all threads: a token bucket."""

import threading
import time


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
