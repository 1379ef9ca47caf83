"""What became of an export; importable without the libraries of databases."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportedTable:
    """A table and how many rows it has."""

    name: str
    rows: int


@dataclass(frozen=True)
class ExportReport:
    """What is in the database now. `written` is False where it was there before."""

    database: str
    fingerprint: str
    written: bool
    tables: list[ExportedTable]
    views: list[str]
