"""What can be set from outside, each with its default and its meaning.

An unknown `RECSYS_…` variable is refused, with the nearest known name: a misspelt setting that is silently
ignored costs more than an error.
"""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from recsys.errors import SettingsError

PREFIX = "RECSYS_"
HELP = {
    "RECSYS_BUNDLE": "the bundle to serve: a folder, or hf://owner/name, or hf://owner/name@revision "
    "(default: the newest under RECSYS_ARTIFACTS, else the sample's)",
    "RECSYS_ARTIFACTS": "the folder where bundles are looked for, and the sample's is built (default: artifacts/)",
    "RECSYS_WATCH_SECONDS": "how often the app looks for a newer bundle, to serve it without a gap (default: never)",
    "RECSYS_POSTERS": "the address that the pictures of films are put after; for TMDB's "
    "https://image.tmdb.org/t/p/w342 (default: posters are drawn, and nothing is loaded from elsewhere)",
    "RECSYS_DATA": "the folder of raw data that a build reads (default: data/)",
    "RECSYS_RATING_SCALE": "the scale of the ratings of titles that a build reads, lowest-highest as in 1-10 (default: "
    "0.5-5; ratings of another scale are refused)",
    "RECSYS_ENCODER": "the folder of a sentence encoder, model.onnx and tokenizer.json, by which a build compares "
    "descriptions, or none (default: one from the Hugging Face Hub, where onnxruntime is installed)",
    "RECSYS_CACHE": "the folder where a build keeps what the next one need not compute again (default: build/cache/)",
    "RECSYS_TMDB_URL": "the address of TMDB's API, for a copy or a stand-in of it (default: https://api.themoviedb.org/3)",
    "RECSYS_LOG": "what the app logs at least: debug (every request), info, warning or error (default: info)",
    "RECSYS_PROXIES": "how many proxies stand in front of the app and write X-Forwarded-For, by which clients are told "
    "apart (default: 0, and 1 on a Hugging Face Space)",
    "RECSYS_LIMIT_RATE": "requests a minute from one client (default: 600)",
    "RECSYS_LIMIT_WAITING": "requests that are being answered or wait for it, of all clients (default: 512)",
    "RECSYS_LIMIT_SECONDS": "seconds until an answer has to begin, and a body to be there (default: 30)",
    "RECSYS_LIMIT_STREAMS": "open event streams of one client; a page has one (default: 32)",
    "RECSYS_LIMIT_BODY_MB": "megabytes of a request's body (default: 1)",
    "RECSYS_LIMIT_IMPORT_MB": "megabytes of a body where a file may be brought along, which is base64 (default: 32)",
    "RECSYS_LIMIT_BODIES_MB": "megabytes of all bodies at one time (default: 128)",
    "RECSYS_LIMIT_QUERY_KB": "kilobytes of an address with its query (default: 32)",
    "RECSYS_LIMIT_HEADERS_KB": "kilobytes of a request's headers (default: 32)",
    "TMDB_API_KEY": "what `fetch tmdb` asks TMDB with: an API key or an API read access token (default: none)",
    "TMDB_API_KEY_FILE": "a file with it, where TMDB_API_KEY is not set (default: none)",
    "HOST": "the address to serve on (default: 127.0.0.1)",
    "PORT": "the port to serve on (default: 7860)",
}
LOG_LEVELS = ("debug", "info", "warning", "error")
_MOST = 1_000_000  # of any limit
_SCALE = re.compile(r"(?P<low>\d{1,4}(\.\d+)?)-(?P<high>\d{1,4}(\.\d+)?)", re.ASCII)
_ADDRESS = re.compile(r"https?://[a-z0-9.:\[\]-]+(/[\w.~/-]*)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """What may be asked of the app, by one client or by all; `docs/operations.md` says what each is for.

    A megabyte is 1,000,000 bytes, a kilobyte 1,000.
    """

    rate: int = 600
    waiting: int = 512
    seconds: int = 30
    streams: int = 32
    body_mb: int = 1
    import_mb: int = 32
    bodies_mb: int = 128
    query_kb: int = 32
    headers_kb: int = 32

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Limits":
        """Read `RECSYS_LIMIT_…`. Raises SettingsError on what is no whole number from 1 to `_MOST`."""
        names = {limit.name: f"RECSYS_LIMIT_{limit.name.upper()}" for limit in fields(cls)}
        given = {name: _number(environment, variable, _MOST, "Unset it") for name, variable in names.items()}
        return cls(**{name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True)
class Settings:
    """The settings of one process, read once by whoever starts it."""

    bundle: str | None = None
    data: Path = Path("data")
    artifacts: Path = Path("artifacts")
    watch_seconds: int | None = None
    posters: str | None = None
    rating_scale: tuple[float, float] | None = None
    encoder: str | None = None
    cache: Path = Path("build/cache")
    host: str | None = None
    port: int | None = None
    tmdb_url: str = "https://api.themoviedb.org/3"
    tmdb_key: str | None = field(default=None, repr=False)  # a secret
    tmdb_key_file: Path | None = None
    log: str = "info"
    proxies: int = 0
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables of `HELP`.

        `host` and `port` stay None where unset, so that a host that sets Gradio's own variables (as a
        Hugging Face Space does) is obeyed. Raises SettingsError on a name or a value that cannot be used.
        """
        for name in environment:
            if name.startswith(PREFIX) and name not in HELP:
                nearest = difflib.get_close_matches(name, HELP, n=1)
                hint = f"did you mean {nearest[0]}?" if nearest else f"known: {', '.join(sorted(HELP))}."
                raise SettingsError(f"No setting is called {name}; {hint}")
        return cls(
            bundle=environment.get("RECSYS_BUNDLE") or None,
            data=Path(environment.get("RECSYS_DATA") or cls.data),
            artifacts=Path(environment.get("RECSYS_ARTIFACTS") or cls.artifacts),
            watch_seconds=_number(environment, "RECSYS_WATCH_SECONDS", 86_400, "Unset it to never look"),
            posters=_address(environment, "RECSYS_POSTERS", "Unset it to draw posters"),
            rating_scale=_scale(environment, "RECSYS_RATING_SCALE", "Unset it for 0.5-5"),
            encoder=environment.get("RECSYS_ENCODER") or None,
            cache=Path(environment.get("RECSYS_CACHE") or cls.cache),
            host=environment.get("HOST") or None,
            port=_number(environment, "PORT", 65_535, "Unset it for 7860"),
            tmdb_url=_address(environment, "RECSYS_TMDB_URL", "Unset it for TMDB itself") or cls.tmdb_url,
            tmdb_key=environment.get("TMDB_API_KEY") or None,
            tmdb_key_file=Path(environment["TMDB_API_KEY_FILE"]) if environment.get("TMDB_API_KEY_FILE") else None,
            log=_level(environment, "RECSYS_LOG", cls.log),
            # A Space's visitors all come through the Hub's proxy: without it they were one client.
            proxies=_number(environment, "RECSYS_PROXIES", 9, "Unset it") or int("SPACE_ID" in environment),
            limits=Limits.from_environment(environment),
        )


def _number(environment: Mapping[str, str], name: str, most: int, remedy: str) -> int | None:
    text = environment.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from 1 to {most}, got «{text}». {remedy}.")
    return int(text)


def _scale(environment: Mapping[str, str], name: str, remedy: str) -> tuple[float, float] | None:
    text = environment.get(name, "")
    if not text:
        return None
    found = _SCALE.fullmatch(text)
    if found is None or float(found["low"]) >= float(found["high"]):
        raise SettingsError(f"{name} must be two numbers, the lower first, as in 1-10, got «{text}». {remedy}.")
    return float(found["low"]), float(found["high"])


def _level(environment: Mapping[str, str], name: str, default: str) -> str:
    text = environment.get(name) or default
    if text not in LOG_LEVELS:
        raise SettingsError(f"{name} must be one of {', '.join(LOG_LEVELS)}, got «{text}». Unset it for {default}.")
    return text


def _address(environment: Mapping[str, str], name: str, remedy: str) -> str | None:
    text = environment.get(name, "")
    if not text:
        return None
    if not _ADDRESS.fullmatch(text):
        rule = f"{name} must be an address that begins with https:// or http://, has no ? and no #"
        raise SettingsError(f"{rule}, got «{text}». {remedy}.")
    return text.rstrip("/")
