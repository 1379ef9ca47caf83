"""The secret that TMDB is asked with: it is read from the environment or a file, and is in no message."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import httpx2

from recsys.errors import SettingsError
from recsys.settings import Settings

_WELL_FORMED = re.compile(r"[\w.~+/=-]{8,2000}", re.ASCII)
_REMEDY = "TMDB gives one to every account: https://www.themoviedb.org/settings/api"


@dataclass(frozen=True)
class ApiKey:
    """An API key of version 3, which goes into the query, or a read access token, which goes into a header."""

    text: str = field(repr=False)

    def signed(self, request: httpx2.Request) -> httpx2.Request:
        """The same request with the key; the given one stays without."""
        headers, url = request.headers.copy(), request.url
        if "." in self.text:  # a token is a JWT: three parts with points between
            headers["Authorization"] = f"Bearer {self.text}"
        else:
            url = url.copy_merge_params({"api_key": self.text})
        return httpx2.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )


class SigningTransport(httpx2.BaseTransport):
    """Sends requests with the key. Only what lies below sees it: not the client's log, nor the errors it raises."""

    def __init__(self, key: ApiKey, url: str, connections: int) -> None:
        target = httpx2.URL(url)
        # A client that is given its transport leaves the proxies of the environment to it.
        proxy = None if proxy_bypass(target.host) else getproxies().get(target.scheme)
        limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._key, self._below = key, httpx2.HTTPTransport(limits=limits, proxy=proxy)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to the signed request."""
        return self._below.handle_request(self._key.signed(request))

    def close(self) -> None:
        """Close the connections."""
        self._below.close()


def read_key(settings: Settings, file: Path | None = None) -> ApiKey:
    """The key in the file, else in TMDB_API_KEY, else in the file that TMDB_API_KEY_FILE names.

    Raises SettingsError where there is none, or it cannot be one; the message does not show it.
    """
    file = file or (settings.tmdb_key_file if settings.tmdb_key is None else None)
    if file is None and settings.tmdb_key is None:
        raise SettingsError(
            "TMDB is asked with a key, and neither TMDB_API_KEY nor TMDB_API_KEY_FILE nor --key-file gives one. "
            f"{_REMEDY}"
        )
    try:
        text = (settings.tmdb_key or "" if file is None else file.read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"The file of TMDB's key cannot be read: {file} ({reason}).") from None
    if not _WELL_FORMED.fullmatch(text):
        where = "TMDB_API_KEY" if file is None else str(file)
        raise SettingsError(
            f"A key of TMDB is one word of letters, digits and points; {where} holds {len(text):,} characters that "
            f"are none. {_REMEDY}"
        )
    return ApiKey(text)
