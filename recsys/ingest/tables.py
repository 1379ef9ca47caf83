"""What reading a folder of raw data makes: tables for a bundle and its build, and an account of every file and link."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from recsys.domain.schema import REJECTED, TABLES, WATCHED

# The tables of a bundle that features of works are made of, as models may know them, see `ingest.training`.
TRAINING = {f"training_{name}": TABLES[name] for name in ("works", "names", "credits", "titles")}
SCHEMAS = {**TABLES, **TRAINING, "watched": WATCHED, "rejected": REJECTED}


@dataclass(frozen=True)
class Account:
    """Where the tables come from.

    `inputs` are the files that were read, with hash and size; `files` what became of the rows of each (`file`,
    `source`, `read` = `kept` + `rejected`, `notes`); `unread` the other files (`file`, `reason`). `links` counts
    records by the evidence that joined them to their work, `doubtful` are links that somebody should look at;
    `link_sources` tells of each source how many records and ratings found a work. `superseded` counts ratings left
    out because the same user rated the same work again later. `sources` are those that were read:
    `{name: {"what": …, "terms": …}}`.
    """

    sample: bool
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    link_sources: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    superseded: int = 0
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tables:
    """The tables, each of the schema of its name, and the account of the raw files.

    The `training_` ones have the same works in the same rows, and of them only what models may learn; they are the very
    tables that are shown where that is everything.
    """

    works: pa.Table
    names: pa.Table
    credits: pa.Table
    titles: pa.Table
    offers: pa.Table
    snapshots: pa.Table
    ratings: pa.Table
    training_works: pa.Table
    training_names: pa.Table
    training_credits: pa.Table
    training_titles: pa.Table
    watched: pa.Table
    rejected: pa.Table
    account: Account

    @property
    def for_models(self) -> dict[str, pa.Table]:
        """By its name in a bundle, each table as models may know it."""
        shown = {name: getattr(self, name) for name in TABLES}
        return shown | {name.removeprefix("training_"): getattr(self, name) for name in TRAINING}
