"""Asking a server again where it could not answer: how often, how long after, and who gives up."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx2

from recsys.errors import FetchError
from recsys.ingest.download.pace import Pace, retry_after

Answer = TypeVar("Answer")
_NOTHING = 404
_ANSWERED = (200, _NOTHING)
ON_AGAIN = "What came is kept: the same command goes on where it was"


class UnansweredError(FetchError):
    """A request that was made as often as it may be, and never answered; perhaps a smaller one would be."""


@dataclass(frozen=True)
class Retries:
    """How a server is asked again.

    A request is made `tries` times in all. After the first failure it rests for about `pause` seconds, for twice as
    long after each further one, or for as long as `Retry-After` says. That may be more than `longest` seconds: then
    the run ends where the server is `obeyed`, since it bans whoever asks earlier; else it is asked again after these.
    """

    tries: int
    pause: float
    longest: float
    obeyed: bool

    def after(self, attempt: int) -> float:
        """Seconds to rest after an attempt, from 0: half to one and a half times the pause, so that who was cut at once
        does not ask at once.
        """
        return min(random.uniform(0.5, 1.5) * self.pause * 2.0**attempt, self.longest)  # noqa: S311 - no secret


def answered(
    name: str,
    send: Callable[[], httpx2.Response],
    read: Callable[[httpx2.Response], Answer],
    refusal: Callable[[httpx2.Response], FetchError],
    retries: Retries,
    pace: Pace,
) -> Answer | None:
    """What `read` makes of the answer; None where the server has nothing there (404).

    Too many requests, failures of the server, cuts, timeouts, and answers of which `read` raises ValueError, are tried
    again. Raises UnansweredError after the last try, the `refusal` of any other status, and FetchError where the server
    wants to be left alone for too long.
    """
    reason, pause = "", 0.0
    for attempt in range(retries.tries):
        pace.rest(pause)
        pace.wait()
        if pace.stopped.is_set():
            break
        pause = retries.after(attempt)
        try:
            answer = send()
            if answer.status_code in _ANSWERED:
                return read(answer) if answer.status_code != _NOTHING else None
        except httpx2.RequestError as error:
            reason = str(error) or type(error).__name__
            continue
        except ValueError as error:  # cut, or a page of something in between
            reason = f"no whole JSON ({error})"
            continue
        if answer.status_code != 429 and answer.status_code < 500:
            raise refusal(answer)
        reason = f"{answer.status_code} {answer.reason_phrase}".strip()
        wanted = retry_after(answer.headers.get("retry-after", ""))
        if wanted is not None and wanted > retries.longest and retries.obeyed:
            raise FetchError(f"{name}: {reason}; it is to be asked again in {wanted:,.0f} seconds. {ON_AGAIN}.")
        pause = pause if wanted is None else min(wanted, retries.longest)
        if answer.status_code == 429:
            pace.hold(pause)  # too fast are all threads together
    raise UnansweredError(f"{name}: not answered in {retries.tries} tries, the last time with {reason}. {ON_AGAIN}.")
