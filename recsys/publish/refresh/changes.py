"""Whether a build would make another bundle than the one there is."""

from datetime import date
from pathlib import Path
from typing import Any

from recsys import __version__
from recsys.build.collaborative import engine_for
from recsys.build.pipeline import BuildSettings
from recsys.bundle.bundle import Bundle
from recsys.domain.licences import keepable_since, sources_of
from recsys.domain.schema import TMDB_API
from recsys.files import sha256
from recsys.ingest.discovery import claim


def changes(before: Bundle, settings: BuildSettings, today: date) -> list[str]:
    """Why the build of these settings would make another bundle than `before`, in words; none where it would not."""
    found = [*_changed_files(before.manifest["inputs"], _inputs(settings.data)), *_changed_settings(before, settings)]
    if _outlived(before, today):
        found.append("data of TMDB's API in it are older than may be kept")
    return found


def _inputs(data: Path) -> dict[str, dict[str, Any]]:
    """The raw files as a manifest lists them."""
    return {
        path.relative_to(data).as_posix(): {"sha256": sha256(path), "size": path.stat().st_size}
        for paths in claim(data).files.values()
        for path in paths
    }


def _changed_files(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    counts = {
        "new": len(now.keys() - then.keys()),
        "changed": sum(now[name] != then[name] for name in now.keys() & then.keys()),
        "gone": len(then.keys() - now.keys()),
    }
    return [f"{count:,} raw file{'' if count == 1 else 's'} {what}" for what, count in counts.items() if count]


def _changed_settings(before: Bundle, settings: BuildSettings) -> list[str]:
    then = before.manifest.get("settings", {})
    asked = {
        "seed": settings.seed,
        "engine": engine_for(before.ratings.num_rows, settings.engine),
        "train_on": ", ".join(settings.train_on) or None,
    }
    found = [
        f"{name}: {then.get(name)} before, {value} now" for name, value in asked.items() if then.get(name) != value
    ]
    version = before.manifest["recsys"]
    return found + ([f"this is version {__version__}, it was {version}"] if version != __version__ else [])


def _outlived(before: Bundle, today: date) -> bool:
    told = sources_of(before.manifest.get("sources", {}), sample=False)
    return any(one.as_of[0] < keepable_since(today) for one in told if one.name == TMDB_API and one.as_of is not None)
