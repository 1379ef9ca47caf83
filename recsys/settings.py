"""What can be set from outside, each with its default and its meaning.

An unknown `RECSYS_…` variable is refused, with the nearest known name: a misspelt setting that is silently
ignored costs more than an error.
"""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recsys.errors import SettingsError

PREFIX = "RECSYS_"
HELP = {
    "RECSYS_BUNDLE": "the bundle to serve: a folder (default: the newest under artifacts/, else the sample's)",
    "RECSYS_DATA": "the folder of raw data that a build reads (default: data/)",
    "HOST": "the address to serve on (default: 127.0.0.1)",
    "PORT": "the port to serve on (default: 7860)",
}


@dataclass(frozen=True)
class Settings:
    """The settings of one process, read once by whoever starts it."""

    bundle: Path | None = None
    data: Path = Path("data")
    artifacts: Path = Path("artifacts")
    host: str | None = None
    port: int | None = None

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
        bundle = environment.get("RECSYS_BUNDLE", "")
        return cls(
            bundle=Path(bundle) if bundle else None,
            data=Path(environment.get("RECSYS_DATA", "") or cls.data),
            host=environment.get("HOST") or None,
            port=_port(environment.get("PORT", "")),
        )


def _port(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise SettingsError(f"PORT must be a whole number from 1 to 65535, got «{text}». Unset it for 7860.")
    return int(text)
