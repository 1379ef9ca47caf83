"""What an export writes: the rows of its tables, its views, and what tells one export from another."""

import hashlib
import math
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa
from sqlalchemy import CompoundSelect, MetaData, Select
from sqlalchemy.schema import CreateIndex, CreateTable

from recsys.bundle.bundle import Bundle
from recsys.bundle.manifest import TABLE_FILES
from recsys.publish.database.film_views import film_views
from recsys.publish.database.insert import CHUNK
from recsys.publish.database.layout import define
from recsys.publish.database.platform_views import platform_views
from recsys.publish.database.tidy import tidy


@dataclass(frozen=True)
class Content:
    """A bundle as tables and views of a database.

    `layout` is a digest of their definitions, `fingerprint` one of these and of the bundle's tables: where it stands
    in a database, there is nothing to do.
    """

    tables: dict[str, pa.Table]
    layout: str
    fingerprint: str
    built: str

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        """The content of a bundle that was loaded from its folder."""
        files = bundle.manifest["files"]
        kept = [files[name]["sha256"] for name in TABLE_FILES]
        layout = _digest(_definitions())
        return cls(tidy(bundle), layout, _digest([layout, *kept]), str(bundle.manifest.get("built", "")))

    @property
    def steps(self) -> int:
        """How often writing it reports its progress."""
        return 1 + sum(max(1, math.ceil(int(rows.num_rows) / CHUNK)) for rows in self.tables.values())


def views(metadata: MetaData) -> dict[str, Select[Any] | CompoundSelect[Any]]:
    """{public name: the query} for every query function over the catalogues."""
    return {**platform_views(metadata), **film_views(metadata)}


def _definitions() -> list[str]:
    metadata = define()
    tables = [str(CreateTable(table)) for table in metadata.sorted_tables]
    indexes = sorted(str(CreateIndex(index)) for table in metadata.sorted_tables for index in table.indexes)
    queries = views(metadata).items()
    return [
        *tables,
        *indexes,
        *(f"{name} {query.compile(compile_kwargs={'literal_binds': True})}" for name, query in queries),
    ]


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]
