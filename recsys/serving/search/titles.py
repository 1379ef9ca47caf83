"""The search index of a bundle's names."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.search.index import TitleIndex, WorkFacts


def title_index(names: pa.Table, name_works: NDArray[np.int32], facts: WorkFacts) -> TitleIndex:
    """The index of names of the schema NAMES; `name_works` (n_names,) are the row numbers of their works."""
    alternative = pc.equal(names.column("kind").cast(pa.string()), "alternative").to_numpy()
    return TitleIndex(names.column("name").to_pylist(), name_works, alternative, facts)
