"""A published bundle's files, brought from the Hub into its cache and verified, then linked into a bundle's folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import hf_hub_download, snapshot_download

from recsys import __version__
from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import MANIFEST, SERVED, read_manifest, verify_file
from recsys.errors import BundleError, RecsysError
from recsys.files import written_whole
from recsys.progress import Progress, silent
from recsys.publish.hub.client import LIBRARY, requesting
from recsys.publish.hub.layout import Part, parts
from recsys.publish.hub.reference import Reference

# The client goes on by itself where a stream ends early, and not where the connection is reset.
ATTEMPTS = 3


def download(commit: Reference, target: Path, progress: Progress = silent) -> None:
    """Make `target` the bundle that was published at this commit, in one step: only what serving needs.

    The files are links into the client's cache, where those of other revisions are found again. What is damaged there
    is brought once more. Raises HubError where the Hub does not give a file, BundleError where it gives another one
    than the manifest says.
    """
    try:
        progress("downloading the manifest")
        manifest = published_manifest(commit)
        files = {name: file for name, file in manifest["files"].items() if name in SERVED}
        with requesting(f"{commit} cannot be put together in {target}"), written_whole(target) as draft:
            for part in parts(commit, manifest, files):
                progress(f"downloading {_size(files, part)} from {part.kind} {part.source.repository}")
                for name, path in _verified(part, files).items():
                    (draft / name).symlink_to(path)
            (draft / MANIFEST).write_text(json.dumps(manifest | {"files": files}, indent=2) + "\n", encoding="utf-8")
            load_bundle(draft)  # what cannot be served must not take the place of what can
    except BundleError as error:
        raise BundleError(f"{commit} is refused: {error}") from error


def published_manifest(commit: Reference) -> dict[str, Any]:
    """The manifest at this commit. Raises HubError where there is none, BundleError where it cannot be read."""
    part = Part("model", commit, (MANIFEST,))
    try:
        return read_manifest(_snapshot(part))
    except BundleError:  # perhaps it is the copy on this disk that is damaged
        return read_manifest(_anew(part, MANIFEST).parent)


def _verified(part: Part, files: Mapping[str, Any]) -> dict[str, Path]:
    """Where the part's files lie in the cache, each as the manifest says."""
    folder = _snapshot(part)
    paths = {}
    for name in part.files:
        digest, size = str(files[name]["sha256"]), int(files[name]["size"])
        path = folder / name
        try:
            verify_file(path, digest, size)
        except BundleError:
            path = _anew(part, name)
            verify_file(path, digest, size)
        paths[name] = path.resolve()
    return paths


def _snapshot(part: Part) -> Path:
    """The part's files in the cache; without a request where all are there."""
    for _ in range(ATTEMPTS - 1):
        try:
            return _asked_for(part)
        except RecsysError as error:
            if not isinstance(error.__cause__, httpx2.NetworkError):
                raise
    return _asked_for(part)


def _asked_for(part: Part) -> Path:
    with requesting(f"{part.kind} {part.source} cannot be downloaded"):
        folder = snapshot_download(
            part.source.repository,
            repo_type=part.kind,
            revision=part.source.revision,
            allow_patterns=list(part.files),
            library_name=LIBRARY,
            library_version=__version__,
        )
    return Path(folder)


def _anew(part: Part, name: str) -> Path:
    with requesting(f"{name} of {part.kind} {part.source} cannot be downloaded"):
        path = hf_hub_download(
            part.source.repository,
            name,
            repo_type=part.kind,
            revision=part.source.revision,
            force_download=True,
            library_name=LIBRARY,
            library_version=__version__,
        )
    return Path(path)


def _size(files: Mapping[str, Any], part: Part) -> str:
    return f"{sum(int(files[name]['size']) for name in part.files) / 1e6:.1f} MB"
