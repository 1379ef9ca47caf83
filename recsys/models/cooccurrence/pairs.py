"""Co-occurrence scores of pairs of works, beyond what popularity explains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.cooccurrence.likes import Cooccurrences, Matrix
from recsys.models.ranking.topk import top_k
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows

# Added to the likes found and to those expected by chance: what a pair must exceed to count. By the likes of other
# people, 15: -0.013, 60: -0.010 of the NDCG@10 (the suite `similar`, measured on MovieLens' likes, November 2026).
SHRINKAGE = 30.0
LEAST = 0.1  # score of a pair that is kept; 0 is no better and keeps four times the pairs, 0.2: -0.002
FEWEST_LIKES = 5  # of a work that takes part
MOST_WORKS = 4_000  # that do, the most liked; time and memory grow with their square


@dataclass(frozen=True)
class PairScores:
    """Shrunk log-ratio of co-occurrence L_ij = ln((n_ij + c) / (e_ij + c)) of pairs, symmetric.

    Sparse: pairs below LEAST are left out.

    n_ij users like both works and e_ij would by chance (`Cooccurrences`), c = SHRINKAGE. The ratio is the «lift»
    of association rules (Brin et al. 1997). Row i has the works and scores `starts[i]:starts[i + 1]`, works ascending,
    never i itself. A work with fewer than FEWEST_LIKES likes has no pairs.

    Shapes: `starts` (n_works + 1,), `works` and `scores` (nnz,).
    """

    starts: NDArray[np.int64]
    works: NDArray[np.int32]
    scores: NDArray[np.float16]

    @classmethod
    def fit(cls, likes: Cooccurrences, n_works: int) -> "PairScores":
        """The scores of the works that are liked most, at most MOST_WORKS."""
        counts = likes.counts(n_works)
        liked = np.sort(top_k(counts.astype(np.float64), MOST_WORKS, counts >= FEWEST_LIKES))
        ratios = log_cooccurrence_ratio(likes, liked, SHRINKAGE).astype(np.float16)
        rows, columns = np.nonzero(ratios >= LEAST)
        kept = np.bincount(liked[rows], minlength=n_works)
        starts = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        return cls(starts, liked[columns].astype(np.int32), ratios[rows, columns])

    @classmethod
    def none(cls, n_works: int) -> "PairScores":
        """No pair of any work."""
        return cls(np.zeros(n_works + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float16))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "PairScores":
        """The scores that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        pairs = cls(
            array(arrays, "starts", WHOLE, None),
            array(arrays, "works", WHOLE, None),
            array(arrays, "scores", FLOATS, None),
        )
        check_rows("pairs", pairs.starts, pairs.works, pairs.scores, pairs.n_works)
        return pairs

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The scores as named arrays."""
        return {"starts": self.starts, "works": self.works, "scores": self.scores}

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.starts) - 1

    def row(self, work_num: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The works that a work has pairs with, and the scores, both (its number of pairs,)."""
        start, end = self.starts[work_num], self.starts[work_num + 1]
        return self.works[start:end], self.scores[start:end].astype(np.float32)

    def of(self, work_num: int, others: NDArray[np.integer]) -> NDArray[np.float32]:
        """The scores of a work with some others, shape (n_others,), 0 where none is kept."""
        works, scores = self.row(work_num)
        places = np.searchsorted(works, others)
        return np.where(np.append(works, -1)[places] == others, np.append(scores, 0)[places], 0).astype(np.float32)

    def take(self, works: NDArray[np.integer]) -> "PairScores":
        """The pairs of some works, each named once, under their places in `works`."""
        n_works = len(self.starts) - 1
        place_of = np.full(n_works, -1, dtype=np.int32)
        place_of[works] = np.arange(len(works), dtype=np.int32)
        rows = place_of[np.repeat(np.arange(n_works), np.diff(self.starts))]
        columns = place_of[self.works]
        kept = (rows >= 0) & (columns >= 0)
        rows, columns, scores = rows[kept], columns[kept], self.scores[kept]
        order = np.lexsort((columns, rows))
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(works)))]).astype(np.int64)
        return PairScores(starts, columns[order], scores[order])


def log_cooccurrence_ratio(likes: Cooccurrences, works: NDArray[np.integer], shrinkage: float) -> Matrix:
    """The shrunk log-ratio of co-occurrence L of some works (`PairScores`).

    Shape (len(works), len(works)), 0 on the diagonal.
    """
    ratios, expected = likes.cooccurrences(works)
    # In place: of 4,000 works each matrix takes 128 MB.
    ratios += shrinkage
    expected += shrinkage
    ratios /= expected
    np.log(ratios, out=ratios)
    np.fill_diagonal(ratios, 0.0)
    return ratios
