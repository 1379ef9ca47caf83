"""The folder of bundles: a draft that nothing serves, and what becomes of it.

artifacts/.refresh/                      what is under way, or was cut: thrown away by the next refresh
artifacts/refreshed-20261129T023000Z/    a bundle that a refresh published; the app serves the newest
artifacts/.refused-20261129T023000Z/     the last one that was refused, with refused.json; nothing serves it
"""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recsys.bundle.manifest import MANIFEST, read_manifest
from recsys.errors import BundleError
from recsys.files import replace_file

REFUSED_FILE = "refused.json"
_WORK = ".refresh"
_PUBLISHED = re.compile(r"refreshed-\d{8}T\d{6}Z")
_REFUSED = ".refused-"


def new_draft(artifacts: Path) -> Path:
    """Where a bundle is built, with nothing there."""
    discard_draft(artifacts)
    return artifacts / _WORK / "bundle"


def discard_draft(artifacts: Path) -> None:
    """Throw away what a refresh left under way."""
    shutil.rmtree(artifacts / _WORK, ignore_errors=True)


def place(draft: Path, artifacts: Path) -> Path:
    """Move a draft, in one step, to where an app that serves the newest finds it."""
    return _moved(draft, artifacts / f"refreshed-{_stamp(draft)}")


def set_aside(draft: Path, artifacts: Path, why: Any) -> Path:  # noqa: ANN401 - whatever JSON holds
    """Keep a draft that is refused, with the reasons, in place of the one that was refused before."""
    replace_file(draft / REFUSED_FILE, json.dumps(why, ensure_ascii=False, indent=2) + "\n")
    for path in artifacts.glob(f"{_REFUSED}*"):
        shutil.rmtree(path, ignore_errors=True)
    return _moved(draft, artifacts / f"{_REFUSED}{_stamp(draft)}")


def remove_older(artifacts: Path, keep: int, served: Path | None) -> list[str]:
    """Remove the bundles of former refreshes but for the newest and `keep` older ones; what could not be removed.

    Never one that is `served`, nor what no refresh made.
    """
    made = sorted((path for path in artifacts.iterdir() if _is_ours(path)), reverse=True)
    left = []
    for path in made[1 + keep :]:
        if served is not None and path.resolve() == served.resolve():
            continue
        try:
            # In one step out of sight, so that nobody opens half of it.
            hidden = artifacts / _WORK / path.name
            hidden.parent.mkdir(exist_ok=True)
            path.rename(hidden)
            shutil.rmtree(hidden)
        except OSError as error:
            left.append(f"{path} is older than what is kept, and cannot be removed: {error.strerror or error}")
    return left


def _is_ours(path: Path) -> bool:
    return _PUBLISHED.fullmatch(path.name) is not None and not path.is_symlink() and (path / MANIFEST).is_file()


def _stamp(draft: Path) -> str:
    """When a bundle was built, as it stands in names."""
    return datetime.fromisoformat(read_manifest(draft)["built"]).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _moved(draft: Path, target: Path) -> Path:
    try:
        return draft.rename(target)
    except OSError as error:
        raise BundleError(f"{target}: the new bundle cannot be moved there ({error.strerror or error}).") from error
