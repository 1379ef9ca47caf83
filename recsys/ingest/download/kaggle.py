"""Files of public Kaggle data sets, by kagglehub, which goes on where a download was cut and checks what it got."""

import contextlib
import io
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from recsys.errors import FetchError
from recsys.ingest.download.http import PAUSE, TRIES
from recsys.ingest.download.sets import KAGGLE

_REMEDY = (
    "Make a token at https://www.kaggle.com/settings and put it in ~/.kaggle/access_token or KAGGLE_API_TOKEN; "
    "perhaps the data set's page asks you to accept its terms first"
)


class KaggleFiles(NamedTuple):
    """Files by their names, and what Kaggle says of them."""

    files: dict[str, Path]
    version: int
    licence: str


def download(handle: str, names: Sequence[str], folder: Path, *, again: bool) -> KaggleFiles:
    """The named files of a data set, all of its CSV files where none is named, kept below `folder`.

    Raises FetchError where Kaggle refuses or cannot be reached, or a file is not what its checksum says.
    """
    try:
        import kagglehub
        import requests
        from kagglehub.clients import build_kaggle_client
        from kagglehub.exceptions import BackendError, DataCorruptionError
        from kagglesdk.datasets.types.dataset_api_service import ApiGetDatasetRequest
    except ModuleNotFoundError as error:
        install = "Install it: pip install -e '.[fetch]'"
        raise FetchError(f"Kaggle needs kagglehub, which is not installed ({error}). {install}.") from error
    logging.getLogger("kagglehub").setLevel(logging.ERROR)  # it prints where answers are printed

    def attempt() -> KaggleFiles:
        request = ApiGetDatasetRequest()
        request.owner_slug, request.dataset_slug = handle.split("/")
        with build_kaggle_client() as client:
            known = client.datasets.dataset_api_client.get_dataset(request)
        versioned = f"{handle}/versions/{known.current_version_number}"
        if names:
            paths = {
                name: Path(kagglehub.dataset_download(versioned, path=name, force_download=again)) for name in names
            }
        else:
            whole = Path(kagglehub.dataset_download(versioned, force_download=again))
            paths = {path.name: path for path in sorted(whole.rglob("*.csv"))}
        return KaggleFiles(paths, known.current_version_number, known.license_name or "not said")

    url = f"{KAGGLE}/{handle}"
    with _cache(folder), _quiet():
        for left in reversed(range(TRIES)):
            try:
                found = attempt()
                break
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                if not left:
                    raise FetchError(f"{url}: cut ({error}). What came is kept: run it again.") from error
                time.sleep(PAUSE)
            except DataCorruptionError as error:
                message = " ".join(str(error).split())
                raise FetchError(f"{url}: {message} It was thrown away; run it again.") from error
            except requests.HTTPError as error:
                status = error.response.status_code if error.response is not None else 0
                remedy = f" {_REMEDY}." if status in (401, 403) else ""
                raise FetchError(f"{url}: Kaggle refused, with {status}.{remedy}") from error
            except (BackendError, ValueError, OSError) as error:
                raise FetchError(f"{url}: {' '.join(str(error).split())}") from error
    return found


@contextlib.contextmanager
def _cache(folder: Path) -> Iterator[None]:
    """Downloads on the disk of their goal, unless somebody chose a cache."""
    if "KAGGLEHUB_CACHE" in os.environ:
        yield
        return
    os.environ["KAGGLEHUB_CACHE"] = str(folder)
    try:
        yield
    finally:
        del os.environ["KAGGLEHUB_CACHE"]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No bars where nobody watches them move."""
    if sys.stderr.isatty():
        yield
    else:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
