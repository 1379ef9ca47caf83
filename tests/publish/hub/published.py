"""Bundles on a Hub as a push leaves them, made without the code that pushes."""

import json
from pathlib import Path

from recsys.bundle.bundle import Bundle, save_bundle
from recsys.bundle.manifest import MANIFEST
from tests.fixtures.bundles import tiny_bundle
from tests.publish.hub.repositories import LFS, Blob, Repository
from tests.publish.hub.server import Hub

DOCUMENTS = {"README.md": "a card", "report.json": "{}", "rejected.csv": "file,line\n"}


def publish(hub: Hub, folder: Path, mark: float = 3.0, name: str = "owner/name", bundle: Bundle | None = None) -> str:
    """The bundle, or the tiny one of this mark, on the Hub and in `folder`; gives the model repository's commit."""
    save_bundle(bundle or tiny_bundle(mark), folder, DOCUMENTS)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    models = hub.repositories.setdefault(("model", name), Repository())
    tables = hub.repositories.setdefault(("dataset", name), Repository())
    commit = tables.commit("tables", _blobs(files, tables=True)).oid
    manifest = json.loads(files[MANIFEST]) | {"tables": {"repository": name, "revision": commit}}
    files[MANIFEST] = json.dumps(manifest).encode()
    return models.commit("models", _blobs(files, tables=False)).oid


def _blobs(files: dict[str, bytes], *, tables: bool) -> dict[str, Blob]:
    return {
        name: Blob(content, bool(LFS.search(name)))
        for name, content in files.items()
        if name.endswith(".parquet") == tables
    }
