"""Asking TMDB's API: at a bounded rate, over several connections, again where it could not answer."""

import random
import threading
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from recsys.errors import FetchError
from recsys.ingest.download.pace import Pace, retry_after
from recsys.ingest.download.tmdb.key import ApiKey, SigningTransport

RATE = 35.0  # requests a second; TMDB's ceiling is somewhere near 40
CONNECTIONS = 8
TRIES = 7  # of one request; with the pauses between them two minutes at most, unless TMDB names longer ones
PAUSE = 1.0  # seconds before the second try, at most; twice as many before each one after it
LONGEST = 60.0  # seconds between two tries, whatever TMDB asks for
TIMEOUT = 30.0
MOST_PAGES = 500  # of any list; TMDB refuses to show later ones
ON_AGAIN = "What came is kept: the same command goes on where it was"

Params = Mapping[str, str | int]
Item = TypeVar("Item")
Result = TypeVar("Result")


class UnansweredError(FetchError):
    """A request that was made as often as it may be, and never answered."""


class Api:
    """TMDB's API at an address. Its methods may be called from any thread; `requests` counts what was asked."""

    def __init__(self, url: str, key: ApiKey, *, rate: float = RATE, pause: float = PAUSE) -> None:
        self.requests = 0
        self._pause = pause
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

        Raises UnansweredError where TRIES requests brought none, and FetchError where TMDB refuses to answer.
        """
        reason, pause = "", 0.0
        for tried in range(TRIES):
            self._pace.rest(pause)
            self._pace.wait()
            if self._pace.stopped.is_set():
                break
            with self._lock:
                self.requests += 1
            pause = min(random.uniform(0.5, 1) * self._pause * 2**tried, LONGEST)  # noqa: S311
            try:
                answer = self._client.get(path, params=params)
            except httpx2.RequestError as error:
                reason = str(error) or type(error).__name__
                continue
            if answer.status_code == 404:
                return None
            whole = _json_object(answer) if answer.status_code == 200 else None
            if whole is not None:
                return whole
            if answer.status_code not in (200, 429) and answer.status_code < 500:
                raise _refused(path, answer)
            reason = f"the answer {answer.status_code}" + (" was no JSON object" if answer.status_code == 200 else "")
            pause = min(retry_after(answer.headers.get("retry-after", "")) or pause, LONGEST)
            if answer.status_code == 429:
                self._pace.hold(pause)  # too fast are all threads together
        raise UnansweredError(f"TMDB did not answer {path} in {TRIES} tries ({reason}). {ON_AGAIN}.")

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


def _json_object(answer: httpx2.Response) -> dict[str, Any] | None:
    try:
        found = answer.json()
    except ValueError:  # cut, or a page of something in between
        return None
    return found if isinstance(found, dict) else None


def _refused(path: str, answer: httpx2.Response) -> FetchError:
    if answer.status_code in (401, 403):
        remedy = "Look at https://www.themoviedb.org/settings/api and set TMDB_API_KEY anew"
        return FetchError(f"TMDB does not know the key, or does not let it in ({answer.status_code}). {remedy}.")
    # Not its own words: they might quote the request, and the key in it.
    code = (_json_object(answer) or {}).get("status_code")
    named = f", its code {code}" if isinstance(code, int) else ""
    return FetchError(f"TMDB refused {path}, with {answer.status_code}{named}. {ON_AGAIN}.")
