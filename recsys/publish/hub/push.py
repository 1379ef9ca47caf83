"""A bundle published: its tables to a dataset repository, then its models to a model repository, each in one commit.

The model's commit comes last and names the dataset's: whoever pulls meanwhile gets the old bundle or the new one,
whole. A push that ended halfway is completed by pushing again; what was uploaded by then is found there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from recsys.bundle.bundle import Bundle, load_bundle
from recsys.bundle.manifest import MANIFEST, SERVED
from recsys.errors import BundleError
from recsys.files import watched
from recsys.progress import Progress, silent
from recsys.publish.hub.cards import Place, dataset_card, published_model_card
from recsys.publish.hub.client import hub, patiently
from recsys.publish.hub.commit import commit, tag, tagged, taken
from recsys.publish.hub.layout import TABLES, Kind, is_table
from recsys.publish.hub.plan import Change, Content, Remote

CARD = "README.md"
# How many steps `push` reports.
STEPS = 5


@dataclass(frozen=True)
class Target:
    """Where a bundle is published: two repositories `owner/name`, and a tag, if any, for the commits there."""

    model: str
    dataset: str
    tag: str | None = None


@dataclass(frozen=True)
class Pushed:
    """What a push changed, or would change. Commits are None where nothing was pushed.

    `made_private` are the repositories that had to be made and that nobody but their owner sees.
    """

    target: Target
    changes: list[Change]
    model_commit: str | None = None
    dataset_commit: str | None = None
    made_private: tuple[str, ...] = ()


def push(folder: Path, target: Target, *, dry: bool = False, progress: Progress = silent) -> Pushed:
    """Publish the bundle in `folder`; what is there already is not uploaded again.

    A repository that has to be made is shown to everybody where the bundle is the sample's, else to its owner alone:
    those whose data it holds may not want them given on. With `dry` nothing is changed. Raises BundleError where the
    bundle cannot be served, HubError where the Hub refuses or somebody else committed meanwhile.
    """
    progress("verifying the bundle")
    with _opened(folder, target) as opened:
        return opened.run(progress, dry=dry)


def first_push(folder: Path, target: Target) -> Pushed:
    """What publishing the bundle in `folder` would upload where nothing is published yet; asks nobody.

    Raises BundleError where the bundle cannot be served.
    """
    with _opened(folder, target) as opened:
        return opened.first()


@contextmanager
def _opened(folder: Path, target: Target) -> Iterator["_Push"]:
    try:
        with watched(folder) as unchanged:
            yield _Push(folder, load_bundle(folder), target, unchanged)
    except OSError as error:
        raise BundleError(
            f"{folder}: expected a bundle's folder, found none ({error.strerror or error}). Name another with --bundle."
        ) from error


@dataclass(frozen=True)
class _Push:
    folder: Path
    bundle: Bundle
    target: Target
    unchanged: Callable[[], bool]

    def run(self, progress: Progress, *, dry: bool) -> Pushed:
        progress("looking at what is published")
        dataset, model = self._look("dataset", self.target.dataset), self._look("model", self.target.model)
        changes = dataset.changes(self._tables(), _ours)
        known = None if _any(changes) else dataset.commit
        model_changes = model.changes(self._models(known), _ours)
        self._check_tag(dataset, changes)
        self._check_tag(model, model_changes)
        if dry:
            return Pushed(self.target, changes + model_changes)
        made = [self._make(remote) for remote in (dataset, model) if remote.commit is None]
        if made:
            dataset, model = self._look("dataset", self.target.dataset), self._look("model", self.target.model)
        progress(f"uploading {_size(changes)} to dataset {dataset.name}")
        tables = self._commit(dataset, self._tables())
        progress(f"uploading {_size(model_changes)} to model {model.name}")
        models = self._commit(model, self._models(tables))
        progress("tagging" if self.target.tag else "done")
        if self.target.tag:
            tag("dataset", dataset.name, self.target.tag, tables)
            tag("model", model.name, self.target.tag, models)
        private = () if self.bundle.is_sample else tuple(made)
        return Pushed(self.target, changes + model_changes, models, tables, private)

    def first(self) -> Pushed:
        dataset, model = Remote.none("dataset", self.target.dataset), Remote.none("model", self.target.model)
        changes = dataset.changes(self._tables(), _ours) + model.changes(self._models(None), _ours)
        return Pushed(self.target, changes)

    def _look(self, kind: Kind, name: str) -> Remote:
        return patiently(f"{kind} {name} cannot be looked at", partial(Remote.of, kind, name))

    def _tables(self) -> dict[str, Content]:
        """What the dataset repository is to hold."""
        files: dict[str, Content] = {
            name: self.folder / name for name in self.bundle.manifest["files"] if is_table(name)
        }
        card = dataset_card(self.bundle, Place(self.target.model, self.target.dataset))
        return files | {CARD: card.encode()}

    def _models(self, tables: str | None) -> dict[str, Content]:
        """What the model repository is to hold; `tables` is the dataset's commit, None where it is not known yet."""
        manifest = self.bundle.manifest
        files: dict[str, Content] = {name: self.folder / name for name in manifest["files"] if not is_table(name)}
        card = published_model_card(self.bundle, Place(self.target.model, self.target.dataset, tables or "")).encode()
        listed = manifest["files"] | {CARD: {"sha256": hashlib.sha256(card).hexdigest(), "size": len(card)}}
        published = manifest | {"files": listed, TABLES: {"repository": self.target.dataset, "revision": tables}}
        text = json.dumps(published, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        return files | {CARD: card, MANIFEST: text.encode()}

    def _check_tag(self, remote: Remote, changes: list[Change]) -> None:
        """Before anything is uploaded, not after."""
        word = self.target.tag
        if word is None or remote.commit is None:
            return
        what = f"{remote.kind} {remote.name} cannot be asked for {word}"
        named = patiently(what, partial(tagged, remote.kind, remote.name, word))
        if named is not None and (_any(changes) or named != remote.commit):
            raise taken(remote.kind, remote.name, word, named)

    def _make(self, remote: Remote) -> str:
        private = None if self.bundle.is_sample else True
        make = partial(hub().create_repo, remote.name, repo_type=remote.kind, private=private, exist_ok=True)
        patiently(f"{remote.kind} {remote.name} cannot be made", make)
        return f"{remote.kind} {remote.name}"

    def _commit(self, remote: Remote, wanted: dict[str, Content]) -> str:
        return commit(remote, wanted, _ours, f"Bundle built {self.bundle.manifest['built']}", self._check)

    def _check(self) -> None:
        if not self.unchanged():
            raise BundleError(f"{self.folder}: a bundle must stay while it is pushed, and was replaced. Push again.")


def _ours(name: str) -> bool:
    """Whether a file that is not in the bundle any more is taken away; what else stands there is somebody's."""
    return name in SERVED


def _any(changes: list[Change]) -> bool:
    return any(change.what != "same" for change in changes)


def _size(changes: list[Change]) -> str:
    return f"{sum(change.size for change in changes if change.what in ('new', 'changed')) / 1e6:.1f} MB"
