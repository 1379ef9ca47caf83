"""The works of some tables by row number: what filters ask, whether or not there are any models."""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.rows import work_numbers
from recsys.bundle.tables import BundleTables
from recsys.domain.schema import TYPES
from recsys.models.vocabulary import Vocabulary


class NumberedWorks:
    """The works of `tables`, whose `work_ids` give the order.

    Shapes: `years` and `is_movie` (n_works,), `title_works`, the work of each row of the titles, (n_titles,).
    """

    def __init__(self, tables: BundleTables) -> None:
        self.tables = tables
        self.work_ids: Vocabulary = tables.work_ids
        self.years: NDArray[np.int32] = tables.works.column("year").to_numpy()
        self.is_movie: NDArray[np.bool_] = pc.equal(tables.works.column("type"), TYPES[0]).to_numpy()
        self.title_works = work_numbers(tables.titles.column("work_id"), self.work_ids)

    def __len__(self) -> int:
        return len(self.work_ids)
