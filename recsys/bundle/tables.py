"""The tables of a bundle, also before there are any models."""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from recsys.models.vocabulary import Vocabulary


@dataclass(frozen=True)
class BundleTables:
    """Works and what is known of them, each table with the schema of its name (`recsys.domain.schema`)."""

    works: pa.Table
    names: pa.Table
    credits: pa.Table
    titles: pa.Table
    offers: pa.Table
    ratings: pa.Table

    @cached_property
    def work_ids(self) -> Vocabulary:
        """The ids of the works, in the order of their rows."""
        return Vocabulary(tuple(self.works.column("work_id").to_pylist()))
