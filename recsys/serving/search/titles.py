"""The search index of a bundle's names."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.search.index import TitleIndex, WorkFacts
from recsys.text import search_key


def title_index(works: pa.Table, names: pa.Table, name_works: NDArray[np.int32], facts: WorkFacts) -> TitleIndex:
    """The index of the works' titles, original titles and other names.

    `works` and `names` have the schemas of these names; `name_works` (n_names,) are row numbers of works.
    """
    titles = works.column("title").to_pylist()
    keys = [search_key(title) for title in titles]
    keys += map(search_key, names.column("name").to_pylist())
    work_nums = np.concatenate([np.arange(len(titles), dtype=np.int32), name_works])
    alternative = np.zeros(len(keys), dtype=np.bool_)
    kinds = names.column("kind").cast(pa.string())
    alternative[len(titles) :] = pc.equal(kinds, "alternative").to_numpy()
    return TitleIndex(keys, work_nums, alternative, facts)
