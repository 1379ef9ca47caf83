"""The manifest of a bundle: which files there must be, their names, and their hashes.

It also says where the bundle comes from: `built`, when; `sample`, whether from the embedded sample;
`inputs`, every raw file that was read, with its hash; `sources`, the sources of these files as
`domain.licences.sources_of` reads them; `settings`, what the build was asked for.

To change the format: raise FORMAT_VERSION, write the new layout in `bundle.save_bundle`, read it in
`bundle.load_bundle`, and say in the README how an old bundle is rebuilt. A reader refuses every version but its own;
nothing is guessed.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from recsys.domain.licences import sources_of
from recsys.errors import BundleError, UnreadableError, shown
from recsys.files import sha256

FORMAT_VERSION = 9
MANIFEST = "manifest.json"
WORKS_FILE = "works.parquet"
NAMES_FILE = "names.parquet"
CREDITS_FILE = "credits.parquet"
TITLES_FILE = "titles.parquet"
OFFERS_FILE = "offers.parquet"
SNAPSHOTS_FILE = "snapshots.parquet"
RATINGS_FILE = "ratings.parquet"
CONTENT = "content.safetensors"
PAIRS = "pairs.safetensors"
COOCCURRENCE = "cooccurrence.safetensors"
NEAREST = "nearest.safetensors"
COLLABORATIVE = "collaborative.safetensors"
SVD = "svd.safetensors"
RANKER = "ranker.safetensors"
SEARCH = "search.safetensors"
METRICS = "metrics.json"
TABLE_FILES = (WORKS_FILE, NAMES_FILE, CREDITS_FILE, TITLES_FILE, OFFERS_FILE, SNAPSHOTS_FILE, RATINGS_FILE)
ALWAYS_THERE = (*TABLE_FILES, CONTENT, PAIRS, METRICS)
# All that `load_bundle` reads, with the manifest.
SERVED = (*ALWAYS_THERE, COOCCURRENCE, NEAREST, COLLABORATIVE, SVD, RANKER, SEARCH)
_LONGEST_NAME = 255  # what file systems take
READERS = 4  # threads that read a bundle's files
REBUILD = "Build it anew: python -m recsys build"


def verified_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the bundle in `folder`, every file that it lists being there as it says.

    Raises BundleError, naming the file, where one is not.
    """
    manifest = read_manifest(folder)
    with ThreadPoolExecutor(READERS) as pool:  # a file's hash takes a core, and lets others work
        checks = [pool.submit(verify_file, folder / name, *_told(file)) for name, file in manifest["files"].items()]
        for check in checks:
            check.result()
    return manifest


def _told(file: dict[str, Any]) -> tuple[str, int]:
    return file["sha256"], file["size"]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in `folder`, of this format and listing all that a bundle must have; no file is looked at."""
    path = folder / MANIFEST
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BundleError(f"{path}: expected a bundle's manifest, found none. {REBUILD}.") from error
    try:
        manifest = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{path}: the manifest is damaged ({error}). {REBUILD}.") from error
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise BundleError(f"{path}: the manifest is damaged (it must be an object with a format). {REBUILD}.")
    version = manifest["format"]
    # Before anything else in it is read: another version may well have other things there.
    if version != FORMAT_VERSION:
        raise BundleError(
            f"{path}: this version reads bundle format {FORMAT_VERSION}, found {shown(version)}. {REBUILD}."
        )
    try:
        _check(manifest)
    except UnreadableError as error:
        raise BundleError(f"{path}: the manifest is damaged ({error}). {REBUILD}.") from error
    for name in ALWAYS_THERE:
        if name not in manifest["files"]:
            raise BundleError(f"{path}: the manifest must list {name}, and does not. {REBUILD}.")
    for name in manifest["files"]:
        if name in ("", "..") or Path(name).name != name or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise BundleError(f"{path}: the manifest must list plain file names, found {shown(name)}. {REBUILD}.")
    return manifest


def _check(manifest: dict[str, Any]) -> None:
    """Raise UnreadableError unless the manifest says of every file, and of where it all is from, what it must."""
    for key, wanted in _KEYS.items():
        if not isinstance(manifest.get(key), wanted):
            raise UnreadableError(f"{key} must be {_NAMES[wanted]}, found {shown(manifest.get(key))}")
    for name, file in manifest["files"].items():
        told = file if isinstance(file, dict) else {}
        if not isinstance(told.get("sha256"), str) or type(told.get("size")) is not int:
            raise UnreadableError(f"{shown(name)} must have a sha256 and a size, found {shown(file)}")
    if not _is_time(manifest["built"]):
        raise UnreadableError(f"built must be a time with its zone, found {shown(manifest['built'])}")
    sources_of(manifest.get("sources", {}), sample=False)


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_KEYS: dict[str, type] = {"files": dict, "sample": bool, "built": str, "inputs": dict}
_NAMES = {dict: "an object", bool: "true or false", str: "text"}


def verify_file(file: Path, digest: str, size: int) -> None:
    """Raise BundleError unless the file is there with this SHA-256 and this size in bytes."""
    try:
        found, found_digest = file.stat().st_size, sha256(file)
    except (OSError, ValueError) as error:  # a name with a null byte in it is a ValueError
        raise BundleError(f"{file}: the manifest lists this file, found none ({error}). {REBUILD}.") from error
    if found != size:
        raise BundleError(f"{file}: damaged, expected {size:,} bytes, found {found:,}. {REBUILD}.")
    if found_digest != digest:
        raise BundleError(f"{file}: damaged, its SHA-256 is not the manifest's. {REBUILD}.")
