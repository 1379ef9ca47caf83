"""Downloading a file over HTTPS: where it was cut it goes on, and it is there whole or not at all."""

import hashlib
import os
import re
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx2
from tqdm import tqdm

from recsys.errors import FetchError

TRIES = 4  # in a row that bring nothing
PAUSE = 1.0  # seconds between them
_RANGE = re.compile(r"bytes (\d+)-")


class _BusyError(Exception):
    """The server cannot now; perhaps later."""


def download(url: str, target: Path, md5: str | None = None) -> None:
    """The file of the URL as `target`; what a cut leaves is kept as `.part` next to it, where the next call goes on.

    It has the time of the published file, by which `is_current` tells whether that is still the same. Raises FetchError
    where the server refuses, is cut again and again, or gives a file of another MD5.
    """
    part, stalled = target.with_name(f"{target.name}.part"), 0
    with httpx2.Client(follow_redirects=True, timeout=30) as client:
        while True:
            before = _size(part)
            try:
                if _go_on(client, url, part):
                    break
            except (httpx2.TransportError, _BusyError) as error:
                stalled = 0 if _size(part) > before else stalled + 1
                if stalled == TRIES:
                    message = f"{url}: cut after {_size(part):,} bytes ({error or type(error).__name__})"
                    raise FetchError(f"{message}. What came is kept: run it again.") from error
                time.sleep(PAUSE)
    if md5 is not None:
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        if found != md5:
            head = head_of(part)
            _forget(part)
            message = f"{url}: expected a file of MD5 {md5}, found {found}, which begins with {head}"
            raise FetchError(f"{message}. It was thrown away; run it again.")
    part.replace(target)
    _forget(part)


def published_md5(url: str) -> str | None:
    """The MD5 that is published with a file of GroupLens, None where none is."""
    try:
        answer = httpx2.get(f"{url}.md5", follow_redirects=True, timeout=30)
    except httpx2.TransportError:
        return None
    found = re.search(r"\b[0-9a-f]{32}\b", answer.text) if answer.status_code == 200 else None
    return found[0] if found else None


def is_current(url: str, path: Path) -> bool:
    """Whether a downloaded file is what is published now, by size and time, of which only these are asked for."""
    try:
        answer = httpx2.head(url, follow_redirects=True, timeout=30, headers={"Accept-Encoding": "identity"})
    except httpx2.TransportError:
        return False  # the download tells what is wrong
    published = _published(answer)
    known = path.stat()
    return published == known.st_mtime and answer.headers.get("content-length") == str(known.st_size)


def _published(answer: httpx2.Response) -> float | None:
    """When the file was last modified, in seconds since 1970; None where the server does not say."""
    try:
        return parsedate_to_datetime(answer.headers.get("last-modified", "")).timestamp()
    except ValueError:
        return None


def _go_on(client: httpx2.Client, url: str, part: Path) -> bool:
    """Append what is missing, or begin; False where it must be begun anew."""
    have, mark = _size(part), _mark(part)
    headers = {"Accept-Encoding": "identity"}  # so that lengths are those of the file
    known = mark.read_text() if mark.is_file() else ""
    if have and known:
        # If it is another file by now, all of it comes.
        headers |= {"Range": f"bytes={have}-", "If-Range": known}
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == 416:
            if answer.headers.get("content-range") == f"bytes */{have}":
                return True
            _forget(part)
            return False
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _BusyError(f"the server answered {answer.status_code}")
        if answer.status_code not in (200, 206):
            raise FetchError(f"{url}: the server refused, with {answer.status_code} {answer.reason_phrase}.")
        start = _RANGE.match(answer.headers.get("content-range", ""))
        goes_on = answer.status_code == 206 and start is not None and int(start[1]) == have
        etag = answer.headers.get("etag", "")
        mark.write_text(etag if etag and not etag.startswith("W/") else answer.headers.get("last-modified", ""))
        length = int(answer.headers.get("content-length", 0))
        done = have if goes_on else 0
        name = url.rsplit("/", 1)[-1]
        bar = tqdm(desc=name, total=done + length or None, initial=done, unit="B", unit_scale=True, disable=None)
        with bar, part.open("ab" if goes_on else "wb") as file:
            for chunk in answer.iter_raw():
                file.write(chunk)
                file.flush()
                bar.update(len(chunk))
        published = _published(answer)
    if published is not None:
        os.utime(part, (published, published))
    return True


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _mark(part: Path) -> Path:
    return part.with_name(f"{part.name}.etag")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)


def head_of(path: Path) -> str:
    """How a file begins, in «», for a message."""
    with path.open("rb") as file:
        return "«" + " ".join(file.read(60).decode("utf-8", errors="replace").split()) + "»"
