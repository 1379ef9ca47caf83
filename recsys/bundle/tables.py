"""The tables of a bundle, also before there are any models."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.models.vocabulary import Vocabulary


@dataclass(frozen=True)
class BundleTables:
    """Works and what is known of them, each table with the schema of its name (`recsys.domain.schema`)."""

    works: pa.Table
    names: pa.Table
    credits: pa.Table
    titles: pa.Table
    offers: pa.Table
    snapshots: pa.Table
    ratings: pa.Table

    @cached_property
    def work_ids(self) -> Vocabulary:
        """The ids of the works, in the order of their rows."""
        return Vocabulary(tuple(self.works.column("work_id").to_pylist()))


def codes(column: pa.ChunkedArray) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """The distinct values of a column of strings, and which of them each row has, (n_rows,), -1 for none."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # of an empty table
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], type=column.type)
    return (
        np.array([*array.dictionary.to_pylist(), None], dtype=object)[:-1],
        array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32),
    )
