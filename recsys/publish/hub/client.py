"""The Hub's client as the rest uses it: named, silent, and with errors that say what to do."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import TypeVar

import httpx2
from huggingface_hub import HfApi
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils.tqdm import disable_progress_bars

from recsys import __version__
from recsys.errors import HubError

LIBRARY = "butaca"
# Seconds before what failed for a while is tried again, where the Hub does not say how long.
WAITS = (1.0, 4.0)
LONGEST_WAIT = 300.0
_FOR_A_WHILE = (408, 429, 500, 502, 503, 504)
_LOG_IN = "Log in with `hf auth login`, or set HF_TOKEN, and see that the token may do that"


def hub() -> HfApi:
    """The client; its endpoint and token are those of the environment (`HF_ENDPOINT`, `HF_TOKEN`)."""
    return HfApi(library_name=LIBRARY, library_version=__version__)


@contextmanager
def requesting(what: str) -> Iterator[None]:
    """Raise HubError in place of the client's own errors: `what` could not be done, why, and the remedy."""
    try:
        with disable_progress_bars():  # ours tells the steps
            yield
    except (httpx2.HTTPError, OSError, RuntimeError, ValueError) as error:
        known = _known(error)
        if known is None:
            raise
        raise HubError(f"{what}: {_reason(known)}.") from known


Given = TypeVar("Given")


def patiently(what: str, attempt: Callable[[], Given]) -> Given:
    """What `attempt` gives; tried again where the network or the Hub failed for a while.

    An attempt may have been heard though its answer was lost: it must look before it does something twice.
    """
    for wait in WAITS:
        try:
            with requesting(what):
                return attempt()
        except HubError as error:
            seconds = _patience(error.__cause__, wait)
            if seconds is None:
                raise
            time.sleep(seconds)
    with requesting(what):
        return attempt()


def _patience(error: BaseException | None, wait: float) -> float | None:
    """How long to wait before another attempt, None where it would fail again."""
    if isinstance(error, HfHubHTTPError):
        if error.response.status_code not in _FOR_A_WHILE:
            return None
        said = error.response.headers.get("Retry-After", "")
        seconds = float(said) if said.isdigit() else wait
        return seconds if seconds <= LONGEST_WAIT else None
    return wait if isinstance(error, httpx2.TransportError | JSONDecodeError) else None


def _known(error: BaseException) -> Exception | None:
    """The error of the network or the disk that the client wrapped, None where it is none."""
    wrapper = isinstance(error, LocalEntryNotFoundError | RuntimeError | ValueError)
    if wrapper and not isinstance(error, HfHubHTTPError) and error.__cause__ is not None:
        return _known(error.__cause__)
    return error if isinstance(error, httpx2.HTTPError | OSError | JSONDecodeError) else None


def _reason(error: Exception) -> str:
    if isinstance(error, RevisionNotFoundError):
        return "the Hub has no such revision there. Name a branch, a tag or a commit that it has"
    if isinstance(error, RepositoryNotFoundError):
        return f"the Hub has no such repository, or does not show it to you. {_LOG_IN}"
    if isinstance(error, HfHubHTTPError) and isinstance(error, EntryNotFoundError):
        return "the Hub has no such file there. Publish the bundle whole: python -m recsys push"
    if isinstance(error, HfHubHTTPError):
        status = error.response.status_code
        said = " ".join((error.server_message or error.response.reason_phrase).split())
        return f"the Hub answered {status} ({said}). {_LOG_IN if status in (401, 403) else 'Try again later'}"
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE forbids to ask the Hub. Unset it"
    if isinstance(error, httpx2.TimeoutException):
        return "the Hub did not answer in time. Try again later"
    if isinstance(error, httpx2.HTTPError | JSONDecodeError):
        return f"the Hub cannot be reached ({_line(error)}). Check the connection and HF_ENDPOINT"
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}. Make room or choose another place: HF_HOME names the cache"
    return f"{_line(error)}. Try again later"


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
