"""Which bundle of a folder is served where none is named."""

import json
from pathlib import Path

from recsys.bundle.manifest import MANIFEST


def newest_bundle(artifacts: Path) -> Path | None:
    """The folder under `artifacts` whose manifest was built last, None where there is none."""
    # A name that begins with a dot is a draft that somebody is writing, or left behind.
    manifests = [path for path in artifacts.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")]
    times = {manifest.parent: built(manifest.parent) for manifest in manifests}
    return max(times, key=lambda folder: (times[folder], folder.name), default=None)


def built(folder: Path) -> str:
    """When the bundle in the folder says that it was built (ISO 8601); empty where it does not say so."""
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["built"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""  # damaged: chosen last, and refused by name if it is the only one
