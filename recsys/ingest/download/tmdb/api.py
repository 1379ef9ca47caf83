"""Asking TMDB's API: at a bounded rate, over several connections, again where it could not answer."""

import contextlib
import threading
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from recsys.errors import FetchError
from recsys.ingest.download.pace import Pace
from recsys.ingest.download.retries import ON_AGAIN, Retries, answered
from recsys.ingest.download.tmdb.key import ApiKey, SigningTransport

RATE = 35.0  # requests a second; TMDB's ceiling is somewhere near 40
CONNECTIONS = 8
# With the pauses between them the tries of a request take two minutes at most, unless TMDB names longer pauses.
RETRIES = Retries(tries=7, pause=1.0, longest=60.0, obeyed=False)
TIMEOUT = 30.0
MOST_PAGES = 500  # of any list; TMDB refuses to show later ones

Params = Mapping[str, str | int]
Item = TypeVar("Item")
Result = TypeVar("Result")


class Api:
    """TMDB's API at an address. Its methods may be called from any thread; `requests` counts what was asked."""

    def __init__(self, url: str, key: ApiKey, *, rate: float = RATE, retries: Retries = RETRIES) -> None:
        self.requests = 0
        self._retries = retries
        self._pace = Pace(rate, CONNECTIONS)
        self._lock = threading.Lock()
        transport = SigningTransport(key, url, CONNECTIONS)
        self._client = httpx2.Client(base_url=url, transport=transport, timeout=TIMEOUT)

    def __enter__(self) -> "Api":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pace.stop()
        self._client.close()

    def get(self, path: str, params: Params) -> dict[str, Any] | None:
        """The JSON object that TMDB answers; None where it has nothing of that name.

        Raises UnansweredError or FetchError, as `retries.answered` says.
        """

        def send() -> httpx2.Response:
            with self._lock:
                self.requests += 1
            return self._client.get(path, params=params)

        def refusal(answer: httpx2.Response) -> FetchError:
            return _refused(path, answer)

        return answered(f"TMDB's {path}", send, _json_object, refusal, self._retries, self._pace)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result]:
        """What `work` makes of each item, in the order in which it ends; as many at once as there are connections.

        When the work of one raises, or the iterator is closed, no further item is begun, and those under way end soon.
        """
        left = iter(items)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            under_way: set[Future[Result]] = {pool.submit(work, item) for item in islice(left, 2 * CONNECTIONS)}
            try:
                while under_way:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
                        under_way |= {pool.submit(work, item) for item in islice(left, 1)}
            except BaseException:
                self._pace.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _json_object(answer: httpx2.Response) -> dict[str, Any]:
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _refused(path: str, answer: httpx2.Response) -> FetchError:
    if answer.status_code in (401, 403):
        remedy = "Look at https://www.themoviedb.org/settings/api and set TMDB_API_KEY anew"
        return FetchError(f"TMDB does not know the key, or does not let it in ({answer.status_code}). {remedy}.")
    code = None
    # Not its own words: they might quote the request, and the key in it.
    with contextlib.suppress(ValueError):
        code = _json_object(answer).get("status_code")
    named = f", its code {code}" if isinstance(code, int) else ""
    return FetchError(f"TMDB refused {path}, with {answer.status_code}{named}. {ON_AGAIN}.")
