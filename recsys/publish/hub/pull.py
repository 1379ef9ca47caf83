"""A bundle of the Hub as a folder on this disk, verified, also when the Hub is away.

<the client's assets>/butaca/owner--name/
    bundles/<commit>/            what `load_bundle` loads, its files links into the client's cache
    references/<revision>.json   which commit a branch or tag named when the Hub was last asked, and when
"""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import quote

from huggingface_hub import cached_assets_path

from recsys.bundle.manifest import MANIFEST, verified_manifest
from recsys.errors import BundleError, HubError
from recsys.files import replace_file
from recsys.progress import Progress, silent
from recsys.publish.hub.client import LIBRARY, hub, requesting
from recsys.publish.hub.download import download
from recsys.publish.hub.reference import Reference

# A start waits no longer for the Hub before it serves what it has.
SECONDS_TO_LOOK_UP = 5.0
# How many steps `pull` reports, at most.
STEPS = 4


@dataclass(frozen=True)
class Pulled:
    """A verified bundle on this disk.

    `revision` is its commit. `fresh` is False where the Hub did not say, or did not give, what the reference names
    now, `reason` says why, and this is the last that was pulled of it. `checked` is when the Hub last said that the
    reference names this commit; of a commit itself, when it was pulled.
    """

    folder: Path
    revision: str
    checked: datetime
    fresh: bool = True
    reason: str = ""


def pull(reference: Reference, progress: Progress = silent, patience: float | None = None) -> Pulled:
    """The bundle that the reference names, downloaded where it is not on this disk yet.

    A commit that is there costs no request; a branch or a tag costs one, which asks for its commit. Where the Hub is
    away, slow or refuses, or what it now gives is no good bundle, it is the last one that was pulled of this branch or
    tag; `patience` is how many seconds a download is waited for where there is such a one, None for as long as it
    takes. Raises HubError or BundleError where there is none.
    """
    try:
        if not reference.pinned:
            progress(f"asking for the commit of {reference}")
        return _pull_soon(reference, latest_revision(reference), progress, patience)
    except (HubError, BundleError) as error:
        last = None if reference.pinned else last_pulled(reference)
        if last is None:
            raise
        return Pulled(last.folder, last.revision, last.checked, fresh=False, reason=str(error))


def _pull_soon(reference: Reference, revision: str, progress: Progress, patience: float | None) -> Pulled:
    """`pull_commit`; where it takes too long it goes on by itself, and HubError says so."""
    if patience is None or reference.pinned or last_pulled(reference) is None:
        return pull_commit(reference, revision, progress)
    ended: Queue[Pulled | Exception] = Queue()

    def run() -> None:
        try:
            ended.put(pull_commit(reference, revision, progress))
        except (HubError, BundleError) as error:
            ended.put(error)

    threading.Thread(target=run, name="pull", daemon=True).start()
    try:
        found = ended.get(timeout=patience)
    except Empty:
        raise HubError(
            f"{reference.at(revision)} must be downloaded within {patience:g} seconds, and still is not. It goes on."
        ) from None
    if isinstance(found, Exception):
        raise found
    return found


def pull_commit(reference: Reference, revision: str, progress: Progress = silent) -> Pulled:
    """The bundle of this commit, which the reference names now, downloaded where it is not on this disk yet.

    Raises HubError where the Hub does not give it, BundleError where it is no good bundle.
    """
    commit = reference.at(revision)
    folder = _bundle_folder(commit)
    if not _is_whole(folder):
        download(commit, folder, progress)
    checked = _pulled_at(folder) if reference.pinned else _remember(reference, commit)
    return Pulled(folder, revision, checked)


def last_pulled(reference: Reference) -> Pulled | None:
    """The bundle that was last pulled of this reference, verified; None where there is none. Makes no request."""
    commit, checked = reference, None
    if not reference.pinned:
        try:
            remembered = json.loads(_memory(reference).read_bytes())
            commit, checked = reference.at(remembered["commit"]), datetime.fromisoformat(remembered["checked"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
    folder = _bundle_folder(commit)
    if not commit.pinned or not _is_whole(folder):
        return None
    return Pulled(folder, _commit(commit), checked or _pulled_at(folder), fresh=reference.pinned)


def latest_revision(reference: Reference) -> str:
    """The commit that the reference names now: one small request, none where it names a commit itself.

    Raises HubError where the Hub does not say, or not soon.
    """
    if reference.pinned:
        return _commit(reference)
    with requesting(f"The commit of {reference} cannot be asked for"):
        info = hub().model_info(
            reference.repository, revision=reference.branch, timeout=SECONDS_TO_LOOK_UP, expand=["sha"]
        )
    found = reference.at(str(info.sha))
    if not found.pinned:
        raise HubError(f"The Hub must answer a commit for {reference}, it answered {info.sha!r}. Check HF_ENDPOINT.")
    return _commit(found)


def _remember(reference: Reference, commit: Reference) -> datetime:
    now = datetime.now(UTC)
    with requesting(f"The commit of {reference} cannot be kept"):
        text = json.dumps({"commit": commit.revision, "checked": now.isoformat(timespec="seconds")})
        replace_file(_memory(reference), text)
    return now


def _is_whole(folder: Path) -> bool:
    try:
        verified_manifest(folder)
    except BundleError:
        return False
    return True


def _pulled_at(folder: Path) -> datetime:
    return datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)


def _commit(reference: Reference) -> str:
    return str(reference.revision)


def _bundle_folder(commit: Reference) -> Path:
    return _kept(commit, "bundles") / _commit(commit)


def _memory(reference: Reference) -> Path:
    return _kept(reference, "references") / f"{quote(reference.branch, safe='')}.json"


def _kept(reference: Reference, what: str) -> Path:
    with requesting(f"{reference} needs a place to be kept"):
        return cached_assets_path(LIBRARY, reference.repository, what)
