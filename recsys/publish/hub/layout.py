"""Which file of a bundle lies in which repository, and how the model's manifest names the dataset's commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from recsys.errors import BundleError, SettingsError
from recsys.publish.hub.reference import PREFIX, Reference

Kind = Literal["model", "dataset", "space"]
# The manifest's key: {"repository": "owner/name", "revision": "a commit"}.
TABLES = "tables"


@dataclass(frozen=True)
class Part:
    """Some files of a bundle, at one commit of one repository."""

    kind: Kind
    source: Reference
    files: tuple[str, ...]


def is_table(name: str) -> bool:
    """Whether a file of a bundle is a table: these lie in the dataset repository, all others in the model's."""
    return name.endswith((".parquet", ".csv"))


def parts(model: Reference, manifest: Mapping[str, Any], names: Iterable[str]) -> list[Part]:
    """Where the files `names` of the bundle lie whose manifest stands at the commit `model`.

    A manifest that names no dataset repository is of a bundle that was uploaded whole to the model's. Raises
    BundleError where it names one, but no commit of it.
    """
    names = tuple(names)
    tables = manifest.get(TABLES)
    if tables is None:
        return [Part("model", model, names)]
    try:
        dataset = Reference.parse(f"{PREFIX}{tables['repository']}@{tables['revision']}")
    except (LookupError, TypeError, SettingsError):
        dataset = model.at("")
    if not dataset.pinned:
        raise BundleError(f"its manifest must name a commit of a dataset repository, found {tables!r}. Push it again.")
    return [
        Part("model", model, tuple(name for name in names if not is_table(name))),
        Part("dataset", dataset, tuple(name for name in names if is_table(name))),
    ]
