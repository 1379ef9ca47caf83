"""Which bundle to serve, and building the sample's where there is none."""

import json
from pathlib import Path

from recsys.bundle import MANIFEST, Bundle, load_bundle
from recsys.errors import BundleError
from recsys.progress import Progress, silent
from recsys.settings import Settings

SAMPLE_NAME = "sample"


def open_bundle(settings: Settings, progress: Progress = silent) -> Bundle:
    """The bundle that the settings name; else the newest under the artifacts folder; else the sample's, built now.

    Raises BundleError when the one that was chosen cannot be served.
    """
    if settings.bundle is not None:
        return load_bundle(settings.bundle)
    newest = newest_bundle(settings.artifacts)
    sample = settings.artifacts / SAMPLE_NAME
    if newest is None:
        return build_sample(sample, progress)
    try:
        return load_bundle(newest)
    except BundleError:
        if newest != sample:
            raise
        return build_sample(sample, progress)  # nobody's work: made here, from what is in the package


def newest_bundle(artifacts: Path) -> Path | None:
    """The folder under `artifacts` whose manifest was built last, None where there is none."""
    # A name that begins with a dot is a draft that somebody is writing, or left behind.
    manifests = [path for path in artifacts.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")]
    built = {manifest.parent: _built(manifest) for manifest in manifests}
    return max(built, key=lambda folder: (built[folder], folder.name), default=None)


def build_sample(target: Path, progress: Progress = silent) -> Bundle:
    """Build the embedded sample's bundle, in seconds, and load it."""
    # Training libraries are imported only where something is trained.
    from recsys.data import sample
    from recsys.pipeline import build

    progress("building a bundle from the embedded sample")
    build(sample.FOLDER, target, progress=progress)
    return load_bundle(target)


def _built(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_bytes())["built"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""  # damaged: chosen last, and refused by name if it is the only one
