"""What is there to serve when the app starts, and building the sample's bundle where there is nothing."""

from importlib.util import find_spec
from pathlib import Path

from recsys.bundle.newest import newest_bundle
from recsys.errors import BundleError
from recsys.progress import Progress, silent
from recsys.server.bundles import Folder, Found, source_of
from recsys.settings import Settings

SAMPLE_NAME = "sample"
# What a build needs and an installation that only serves lacks: the room, and the libraries of the extra `build`.
_FOR_BUILDS = ("recsys.build", "recsys.ingest.sample", "numba", "scipy", "sklearn")


def open_bundle(settings: Settings, progress: Progress = silent) -> Found:
    """The bundle that the settings name; else the newest under the artifacts folder; else the sample's, built now.

    Raises BundleError or HubError when the one that was chosen cannot be served.
    """
    sample = settings.artifacts / SAMPLE_NAME
    if settings.bundle is None:
        newest = newest_bundle(settings.artifacts)
        if newest is None:
            return build_sample(sample, progress)
        if newest == sample:
            try:
                return Folder(sample).open(progress)
            except BundleError:
                return build_sample(sample, progress)  # nobody's work: made here, from what is in the package
    return source_of(settings).open(progress)


def build_sample(target: Path, progress: Progress = silent) -> Found:
    """Build the embedded sample's bundle, in seconds, and load it. Raises BundleError where nothing can be built."""
    missing = [name for name in _FOR_BUILDS if find_spec(name) is None]
    if missing:
        raise BundleError(
            f"{target.parent}: expected a bundle to serve, found none, and none can be built here, {missing[0]} is not "
            "installed. Name one with RECSYS_BUNDLE, or install what builds: pip install -e '.[build]'"
        )
    # Training libraries are imported only where something is trained.
    from recsys.build.pipeline import build
    from recsys.ingest import sample

    progress("building a bundle from the embedded sample")
    build(sample.FOLDER, target, progress=progress)
    return Folder(target).open(progress)
