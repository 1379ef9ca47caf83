"""How long work tells what it is at: it calls a function with a few words at every step.

A step that takes minutes may say how far it is, too: its words, FURTHER, and more. That is no step of its own.
"""

import time
from collections.abc import Callable

Progress = Callable[[str], None]
FURTHER = " · "
EVERY = 10.0  # seconds between two words on how far a step is


def silent(step: str) -> None:
    """Progress that nobody watches."""
    del step


class Countdown:
    """Tells how many of the like parts of a step are done and how long the others will take.

    At most every EVERY seconds, and at the end.
    """

    def __init__(self, step: str, total: int, progress: Progress = silent) -> None:
        self._step, self._total, self._progress = step, total, progress
        self._begun = self._told = time.monotonic()

    def done(self, count: int, share: float | None = None) -> None:
        """So many are done; they are that share of the work, above 0, where parts are not of one size."""
        now = time.monotonic()
        if now - self._told < EVERY and count < self._total:
            return
        self._told = now
        left = (now - self._begun) * (1 / (share or count / self._total) - 1) if count < self._total else 0.0
        self._progress(f"{self._step}{FURTHER}{count:,} of {self._total:,}{FURTHER}{time_left(left)}")


def time_left(seconds: float) -> str:
    """How long something will still take, in words.

    >>> time_left(0), time_left(29), time_left(45), time_left(601), time_left(7500)
    ('done', 'less than a minute left', 'about 1 minute left', 'about 10 minutes left', 'about 2 h 5 min left')
    """
    minutes = round(seconds / 60)
    if not seconds:
        return "done"
    if not minutes:
        return "less than a minute left"
    if minutes >= 100:
        return f"about {minutes // 60} h {minutes % 60} min left"
    return f"about {minutes} minute{'' if minutes == 1 else 's'} left"
