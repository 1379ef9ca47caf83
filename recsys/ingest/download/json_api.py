"""Asking an API that answers in JSON: no faster than it allows, again where it fails, and never too early."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx2

from recsys import __version__
from recsys.errors import FetchError, shown
from recsys.ingest.download.pace import Pace
from recsys.ingest.download.retries import Retries, answered

# Wikimedia blocks clients that do not say what they are and where to read about them.
_USER_AGENT = f"Butaca/{__version__} (https://huggingface.co/butaca/butaca; python -m recsys fetch)"
_ACCEPT = "application/json, application/sparql-results+json"
# Wikidata's bans whoever asks earlier than it said.
RETRIES = Retries(tries=6, pause=1.0, longest=120.0, obeyed=True)
TIMEOUT = 90.0  # seconds without a byte: Wikidata's queries may take 60


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

        Raises UnansweredError or FetchError, as `retries.answered` says.
        """
        url = f"{self.base}{path}"

        def send() -> httpx2.Response:
            self.requests += 1
            return self._client.request("GET" if form is None else "POST", url, params=parameters, data=form)

        def refusal(answer: httpx2.Response) -> FetchError:
            fault = f"{answer.status_code} {answer.reason_phrase}".strip()
            return FetchError(f"{url}: the server refused, with {fault}: {shown(answer.text)}.")

        return answered(url, send, httpx2.Response.json, refusal, RETRIES, self._pace)
