"""Where a refresh publishes: the folder of bundles, or a repository of the Hub."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recsys.bundle.manifest import MANIFEST
from recsys.bundle.newest import built, newest_bundle
from recsys.errors import BundleError
from recsys.progress import Progress
from recsys.publish.hub.reference import Reference
from recsys.publish.refresh.artifacts import place


@dataclass(frozen=True)
class Former:
    """The bundle that is served now: what it goes by, and where it lies, None with the `fault` where it is no good."""

    name: str
    folder: Path | None
    fault: str = ""


class Target(Protocol):
    """Where a bundle is published."""

    def former(self, progress: Progress) -> Former | None:
        """What is there now, None where nothing is. Raises HubError where that cannot be told."""

    def obstacle(self, former: Former, draft: Path) -> str:
        """Why the draft would not be served in place of the former one; empty where it would."""

    def publish(self, draft: Path, progress: Progress) -> str:
        """Publish the draft; what it goes by. Raises BundleError or HubError where that fails."""


@dataclass(frozen=True)
class Artifacts:
    """The folder under which an app serves the newest bundle."""

    folder: Path

    def former(self, progress: Progress) -> Former | None:  # noqa: ARG002 - there is nothing to wait for
        """The newest bundle there."""
        newest = newest_bundle(self.folder)
        return Former(str(newest), newest) if newest is not None else None

    def obstacle(self, former: Former, draft: Path) -> str:
        """An app takes what was built last, by the clock."""
        then, now = built(Path(former.name)), built(draft)
        return f"{former.name} says that it was built at {then}, no earlier than this one, {now}" if then >= now else ""

    def publish(self, draft: Path, progress: Progress) -> str:  # noqa: ARG002 - it is one step
        """Move it there."""
        return str(place(draft, self.folder))


@dataclass(frozen=True)
class Repository:
    """A model repository of the Hub, whose client is imported here alone, with the tables' of the same name."""

    name: str

    def former(self, progress: Progress) -> Former | None:
        """What is published there."""
        from recsys.publish.hub.client import patiently
        from recsys.publish.hub.plan import Remote
        from recsys.publish.hub.pull import pull_commit

        reference = Reference(self.name)
        progress(f"asking for what {reference} holds")
        remote = patiently(f"model {self.name} cannot be looked at", lambda: Remote.of("model", self.name))
        if remote.commit is None or MANIFEST not in remote.files:
            return None
        name = str(reference.at(remote.commit))
        try:
            return Former(name, pull_commit(reference, remote.commit, progress).folder)
        except BundleError as error:  # of an older format, for example
            return Former(name, None, str(error))

    def obstacle(self, former: Former, draft: Path) -> str:  # noqa: ARG002 - a commit follows another
        """None."""
        return ""

    def publish(self, draft: Path, progress: Progress) -> str:
        """Push it."""
        from recsys.publish.hub.push import Target as Repositories
        from recsys.publish.hub.push import push

        pushed = push(draft, Repositories(self.name, self.name), progress=progress)
        return f"{Reference(self.name)}@{pushed.model_commit}"
