"""The manifest of a bundle: which files there must be, their names, and their hashes.

It also says where the bundle comes from: `built`, when; `sample`, whether from the embedded sample;
`inputs`, every raw file that was read, with its hash; `sources`, the sources of these files as
`domain.licences.sources_of` reads them; `settings`, what the build was asked for.

To change the format: raise FORMAT_VERSION, write the new layout in `bundle.save_bundle`, read it in
`bundle.load_bundle`, and say in the README how an old bundle is rebuilt. A reader refuses every version but its own;
nothing is guessed.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from recsys.domain.licences import sources_of
from recsys.errors import BundleError, shown
from recsys.files import sha256

FORMAT_VERSION = 7
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
COLLABORATIVE = "collaborative.safetensors"
SVD = "svd.safetensors"
RANKER = "ranker.safetensors"
METRICS = "metrics.json"
TABLE_FILES = (WORKS_FILE, NAMES_FILE, CREDITS_FILE, TITLES_FILE, OFFERS_FILE, SNAPSHOTS_FILE, RATINGS_FILE)
ALWAYS_THERE = (*TABLE_FILES, CONTENT, PAIRS, METRICS)
# All that `load_bundle` reads, with the manifest.
SERVED = (*ALWAYS_THERE, COOCCURRENCE, COLLABORATIVE, SVD, RANKER)
REBUILD = "Build it anew: python -m recsys build"


def verified_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the bundle in `folder`, every file that it lists being there as it says.

    Raises BundleError, naming the file, where one is not.
    """
    manifest = read_manifest(folder)
    for name, file in manifest["files"].items():
        verify_file(folder / name, str(file["sha256"]), int(file["size"]))
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in `folder`, of this format and listing all that a bundle must have; no file is looked at."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        version = manifest["format"]
    except OSError as error:
        raise BundleError(f"{path}: expected a bundle's manifest, found none. {REBUILD}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError(f"{path}: the manifest is damaged ({error!r}). {REBUILD}.") from error
    # Before anything else in it is read: another version may well have other things there.
    if version != FORMAT_VERSION:
        raise BundleError(f"{path}: this version reads bundle format {FORMAT_VERSION}, found {version!r}. {REBUILD}.")
    try:
        expected = {name: (str(file["sha256"]), int(file["size"])) for name, file in manifest["files"].items()}
        bool(manifest["sample"])
        datetime.fromisoformat(manifest["built"])
        dict(manifest["inputs"])
        sources_of(manifest.get("sources", {}), sample=False)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise BundleError(f"{path}: the manifest is damaged ({error!r}). {REBUILD}.") from error
    for name in ALWAYS_THERE:
        if name not in expected:
            raise BundleError(f"{path}: the manifest must list {name}, and does not. {REBUILD}.")
    for name in expected:
        if name in ("", "..") or Path(name).name != name:
            raise BundleError(f"{path}: the manifest must list plain file names, found {shown(name)}. {REBUILD}.")
    return manifest


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
