"""The works most like some works, found once and kept: rows and scores, so that nobody need score all works again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows

MOST_KEPT = 200  # of a work


class Nearest(NamedTuple):
    """The works most like one, `rows` (n,), and their `scores` (n,), best first, ties by row number."""

    rows: NDArray[np.int32]
    scores: Floats


@dataclass(frozen=True)
class NearestWorks:
    """What `SimilarModel.nearest` finds for some works, `seeds` (m,), ascending: the MOST_KEPT best, or all there are.

    Seed number s has the rows and scores `starts[s]:starts[s + 1]`; the shapes are `starts` (m + 1,), `rows` and
    `scores` (nnz,).
    """

    n_works: int
    seeds: NDArray[np.int32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: Floats

    @classmethod
    def of(
        cls, n_works: int, seeds: NDArray[np.integer], found: Sequence[tuple[NDArray[np.integer], Floats]]
    ) -> "NearestWorks":
        """From the rows and scores found for each seed."""
        counts = [len(rows) for rows, _ in found]
        return cls(
            n_works,
            seeds.astype(np.int32),
            np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
            np.concatenate([np.zeros(0), *(rows for rows, _ in found)]).astype(np.int32),
            np.concatenate([np.zeros(0), *(scores for _, scores in found)]).astype(np.float32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "NearestWorks":
        """What `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        kept = cls(
            int(array(arrays, "n_works", WHOLE, 1)[0]),
            array(arrays, "seeds", WHOLE, None),
            array(arrays, "starts", WHOLE, None),
            array(arrays, "rows", WHOLE, None),
            array(arrays, "scores", FLOATS, None),
        )
        check_rows("seeds", kept.starts, kept.rows, kept.scores, kept.n_works)
        if len(kept.starts) != len(kept.seeds) + 1 or (np.diff(kept.starts) > MOST_KEPT).any():
            raise UnreadableError(f"starts must give each of {len(kept.seeds):,} seeds at most {MOST_KEPT} rows")
        if (np.diff(kept.seeds) <= 0).any() or (len(kept.seeds) and not 0 <= kept.seeds[0] <= kept.seeds[-1]):
            raise UnreadableError("seeds must ascend from 0 on")
        if len(kept.seeds) and kept.seeds[-1] >= kept.n_works:
            raise UnreadableError(f"seeds up to {kept.seeds[-1]} of {kept.n_works} works")
        return kept

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The rows as named arrays."""
        own: dict[str, np.ndarray] = {"seeds": self.seeds, "starts": self.starts, "rows": self.rows}
        return own | {"scores": self.scores, "n_works": np.array([self.n_works])}

    def to(self, work_num: int) -> Nearest | None:
        """The works most like one; None where they are not kept."""
        place = int(self.seeds.searchsorted(work_num))
        if place == len(self.seeds) or self.seeds[place] != work_num:
            return None
        start, end = self.starts[place], self.starts[place + 1]
        return Nearest(self.rows[start:end], self.scores[start:end])
