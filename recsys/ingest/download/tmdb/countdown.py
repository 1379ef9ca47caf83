"""Progress of many like steps: how many are done, and about how long the others will take."""

import time

from recsys.progress import FURTHER, Progress

EVERY = 10.0  # seconds


class Countdown:
    """Tells progress, at most every EVERY seconds and at the end."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self._what, self._total, self._progress = what, total, progress
        self._done = 0
        self._begun = self._told = time.monotonic()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = time.monotonic()
        if now - self._told < EVERY and self._done < self._total:
            return
        self._told = now
        left = (now - self._begun) / self._done * (self._total - self._done)
        self._progress(f"{self._what}{FURTHER}{self._done:,} of {self._total:,}{FURTHER}{time_left(left)}")


def time_left(seconds: float) -> str:
    """How long something will still take, in words.

    >>> time_left(0), time_left(29), time_left(45), time_left(601)
    ('done', 'less than a minute left', 'about 1 minute left', 'about 10 minutes left')
    """
    minutes = round(seconds / 60)
    if not seconds:
        return "done"
    if not minutes:
        return "less than a minute left"
    return f"about {minutes:,} minute{'' if minutes == 1 else 's'} left"
