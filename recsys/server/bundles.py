"""Where bundles to serve come from, and which revision of them there is now."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from recsys.bundle.bundle import Bundle, load_bundle
from recsys.bundle.manifest import read_manifest
from recsys.bundle.mapped import mapped
from recsys.bundle.newest import newest_bundle
from recsys.errors import BundleError
from recsys.progress import Progress, silent
from recsys.publish.hub.reference import PREFIX, Reference
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.settings import Settings

if TYPE_CHECKING:
    from recsys.publish.hub.pull import Pulled

# Seconds that a start waits for a new bundle while an older one lies on the disk.
PATIENCE = 60.0


@dataclass(frozen=True)
class Found:
    """A loaded bundle: what it goes by, which revision of that it is, and, where whoever publishes it could not be
    asked for a newer one, when they last could.
    """

    bundle: Bundle
    name: str
    revision: str
    copied: datetime | None = None

    def service(self, posters: str | None) -> Service:
        """What answers from it, with what is large in files."""
        return Service(mapped(self.bundle), posters)

    def served(self, service: Service) -> Current:
        """What a start serves with that service of it."""
        return Current(service, self.revision, self.name, self.copied)


class Source(Protocol):
    """What can be served, and be looked at again for something newer."""

    lasting: bool
    """Whether what a revision holds never changes; if not, one that was refused may be good the next time."""

    def latest(self) -> str:
        """The revision that there is now. Raises HubError or BundleError where that cannot be told."""

    def fetch(self, revision: str, progress: Progress = silent) -> Found:
        """The bundle of the revision that `latest` told. Raises HubError or BundleError where it is not to be had."""

    def open(self, progress: Progress = silent) -> Found:
        """The best bundle that can be had now. Raises HubError or BundleError where there is none."""


def source_of(settings: Settings) -> Source:
    """The bundle that the settings name, a folder or one of the Hub; else the newest under the artifacts folder."""
    if settings.bundle is None:
        return Newest(settings.artifacts)
    if settings.bundle.startswith(PREFIX):
        return Published(Reference.parse(settings.bundle))
    return Folder(Path(settings.bundle))


@dataclass(frozen=True)
class Folder:
    """The bundle in a folder, whichever is written there."""

    path: Path
    lasting = False

    def latest(self) -> str:
        """A digest of its manifest, which holds the digests of all files."""
        return _digest(read_manifest(self.path))

    def fetch(self, revision: str, progress: Progress = silent) -> Found:  # noqa: ARG002 - there is but one
        """The bundle that is there."""
        bundle = load_bundle(self.path)
        return Found(bundle, self.path.name, _digest(bundle.manifest))

    def open(self, progress: Progress = silent) -> Found:
        """The bundle that is there."""
        return self.fetch("", progress)


@dataclass(frozen=True)
class Newest:
    """The bundle under a folder that was built last."""

    artifacts: Path
    lasting = False

    def latest(self) -> str:
        """The newest one's."""
        return self._newest().latest()

    def fetch(self, revision: str, progress: Progress = silent) -> Found:
        """The newest."""
        return self._newest().fetch(revision, progress)

    def open(self, progress: Progress = silent) -> Found:
        """The newest."""
        return self._newest().open(progress)

    def _newest(self) -> Folder:
        newest = newest_bundle(self.artifacts)
        if newest is None:
            raise BundleError(f"{self.artifacts}: expected a bundle's folder in it, found none. Build one.")
        return Folder(newest)


@dataclass(frozen=True)
class Published:
    """A bundle on the Hub, whose client is imported here alone: it takes longer than a folder takes to answer."""

    reference: Reference
    lasting = True

    def latest(self) -> str:
        """The commit that the reference names."""
        from recsys.publish.hub.pull import latest_revision

        return latest_revision(self.reference)

    def fetch(self, revision: str, progress: Progress = silent) -> Found:
        """The bundle of that commit, downloaded where it is not on this disk."""
        from recsys.publish.hub.pull import pull_commit

        return self._found(pull_commit(self.reference, revision, progress))

    def open(self, progress: Progress = silent) -> Found:
        """What the reference names, or the last that was pulled of it."""
        from recsys.publish.hub.pull import pull

        return self._found(pull(self.reference, progress, PATIENCE))

    def _found(self, pulled: "Pulled") -> Found:
        copied = None if pulled.fresh else pulled.checked
        return Found(load_bundle(pulled.folder), str(self.reference), pulled.revision, copied)


def _digest(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
