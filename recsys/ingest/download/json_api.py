"""Asking an API that answers in JSON: no faster than it allows, again where it fails, and never too early.

A server that answers 429 says with `Retry-After` when it may be asked again; one that bans whoever asks earlier, as
Wikidata's does, is obeyed: a wait that is longer than anybody would sit through ends the run instead.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx2

from recsys import __version__
from recsys.errors import FetchError, shown
from recsys.ingest.download.pace import Pace, retry_after

# Wikimedia blocks clients that do not say what they are and where to read about them.
_USER_AGENT = f"Butaca/{__version__} (https://huggingface.co/butaca/butaca; python -m recsys fetch)"
_ACCEPT = "application/json, application/sparql-results+json"
TRIES = 6
FIRST_PAUSE = 1.0  # seconds after the first failure, twice as many after each further one
LONGEST_WAIT = 120.0  # seconds, of what a server may ask for
TIMEOUT = 90.0  # seconds without a byte: Wikidata's queries may take 60


class GaveUpError(FetchError):
    """The server failed as often as it was asked; perhaps a smaller question would do."""


@dataclass
class JsonApi:
    """One API: where it is, and how many requests a second it allows. `requests` counts what was asked."""

    base: str
    per_second: float
    requests: int = 0
    _client: httpx2.Client = field(
        default_factory=lambda: httpx2.Client(
            follow_redirects=True, timeout=TIMEOUT, headers={"User-Agent": _USER_AGENT, "Accept": _ACCEPT}
        )
    )

    def __post_init__(self) -> None:
        self._pace = Pace(self.per_second, 1)

    def __enter__(self) -> "JsonApi":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, path: str, parameters: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The answer as JSON, None where the server has nothing there (404); a form is posted.

        Too many requests, failures of the server, cuts and timeouts are tried again TRIES times in all, after a pause
        that doubles, with jitter, or after what `Retry-After` says. Raises GaveUpError after that, and FetchError
        where the server refuses, or wants to be left alone for longer than LONGEST_WAIT.
        """
        url, fault = f"{self.base}{path}", ""
        for attempt in range(TRIES):
            self._pace.wait()
            self.requests += 1
            pause = None
            try:
                method = "GET" if form is None else "POST"
                answer = self._client.request(method, url, params=parameters, data=form)
                if answer.status_code == 404:
                    return None
                if answer.status_code == 200:
                    return answer.json()
                fault = f"{answer.status_code} {answer.reason_phrase}".strip()
                if answer.status_code != 429 and answer.status_code < 500:
                    raise FetchError(f"{url}: the server refused, with {fault}: {shown(answer.text)}.")
                pause = retry_after(answer.headers.get("retry-after", ""))
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                fault = str(error) or type(error).__name__
            except ValueError as error:  # its end is missing
                fault = f"no whole JSON ({error})"
            if pause is not None and pause > LONGEST_WAIT:
                message = f"{url}: the server answered {fault} and wants to be asked again in {pause:,.0f} seconds"
                raise FetchError(f"{message}. What came is kept: run it again then.")
            if attempt + 1 < TRIES:
                time.sleep(_backoff(attempt) if pause is None else pause)
        raise GaveUpError(f"{url}: failed {TRIES} times, the last time with {fault}. What came is kept: run it again.")


def _backoff(attempt: int) -> float:
    """Seconds to wait after the attempt, from half to one and a half times the pause: who was cut together spreads."""
    return FIRST_PAUSE * 2.0**attempt * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
