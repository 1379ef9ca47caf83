"""EASE: works that users who chose some works also chose, from who rated what alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.topk import top_k
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows

# What each choice costs is in NDCG@10 on the last fifth of each user's ratings of three MovieLens folders.
REG = 400.0  # 200 to 800 differ by 5 % at most; the more ratings, the larger the best
NEIGHBOURS = 200  # at most 3 % below all weights; 50 are up to 7 % below
FEWEST_RATINGS = 5  # of a work; 1, 3 and 10 come out equal
MOST_WORKS = 5_000  # the inverse takes memory with the square and time with the cube of it


@dataclass(frozen=True)
class EaseModel:
    """The score of work j after a history H of works is Σ_{h ∈ H} B_hj.

    B minimises ‖X - XB‖² + reg ‖B‖² with diag(B) = 0, where X (n_users, n_works) is 1 where a user rated a work and 0
    elsewhere: P = (XᵀX + reg I)⁻¹, B_hj = -P_hj / P_jj (Steck 2019, «Embarrassingly Shallow Autoencoders for Sparse
    Data»). The most rated works take part, and of each row the weights of largest magnitude are kept.

    Shapes: row h of B is `starts[h]` to `starts[h + 1]` of `neighbours` and `weights`; `starts` (n_works + 1,),
    `neighbours` and `weights` (nnz,), neighbours in ascending order. A work that took no part has an empty row, no
    place in others' rows, and score 0. Scores have no unit; 1 is what a chosen work would get from a perfect fit.
    """

    starts: NDArray[np.int64]
    neighbours: NDArray[np.int32]
    weights: NDArray[np.float16]

    @classmethod
    def fit(
        cls,
        user_nums: NDArray[np.int32],
        work_nums: NDArray[np.int32],
        n_users: int,
        n_works: int,
        reg: float = REG,
        neighbours: int = NEIGHBOURS,
        fewest_ratings: int = FEWEST_RATINGS,
        most_works: int = MOST_WORKS,
    ) -> "EaseModel":
        """Fit on pairs given as two arrays of shape (n_ratings,), each pair once.

        Works with fewer ratings than `fewest_ratings` are left out, and of the others all but the `most_works` most
        rated, ties by row number.
        """
        from scipy.sparse import csr_array  # serving must not need it

        kept = most_rated(np.bincount(work_nums, minlength=n_works), fewest_ratings, most_works)
        pairs = (np.ones(len(user_nums), dtype=np.float32), (user_nums, work_nums))
        chosen = csr_array(pairs, shape=(n_users, n_works))[:, kept]
        return cls.of_gram((chosen.T @ chosen).toarray().astype(np.float64), kept, n_works, reg, neighbours)

    @classmethod
    def of_gram(
        cls,
        gram: NDArray[np.float64],
        kept: NDArray[np.integer],
        n_works: int,
        reg: float = REG,
        neighbours: int = NEIGHBOURS,
    ) -> "EaseModel":
        """From XᵀX of the works that take part, `kept` (n_kept,) ascending; `gram` (n_kept, n_kept) is overwritten."""
        from scipy.linalg import inv  # serving must not need it

        if not len(kept):
            return cls(np.zeros(n_works + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float16))
        gram[np.diag_indices_from(gram)] += reg
        inverse = inv(gram, overwrite_a=True, check_finite=False, assume_a="pos")
        weights = np.divide(inverse, -np.diag(inverse).copy(), out=inverse)
        np.fill_diagonal(weights, 0.0)

        columns = _strongest(weights, min(neighbours, len(kept) - 1))
        lengths = np.zeros(n_works, dtype=np.int64)
        lengths[kept] = columns.shape[1]
        return cls(
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            neighbours=kept[columns].ravel().astype(np.int32),
            weights=np.take_along_axis(weights, columns, axis=1).ravel().astype(np.float16),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "EaseModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        model = cls(
            array(arrays, "starts", WHOLE, None),
            array(arrays, "neighbours", WHOLE, None),
            array(arrays, "weights", FLOATS, None),
        )
        check_rows("ease", model.starts, model.neighbours, model.weights, model.n_works)
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        return {"starts": self.starts, "neighbours": self.neighbours, "weights": self.weights}

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.starts) - 1

    def scores(self, history: NDArray[np.integer]) -> NDArray[np.float32]:
        """The score of every work after the works of `history` (n_history,), each once; shape (n_works,)."""
        scores = np.zeros(self.n_works, dtype=np.float32)
        for work_num in history.tolist():
            start, end = self.starts[work_num], self.starts[work_num + 1]
            # A row's neighbours are distinct, so plain indexing adds each once.
            scores[self.neighbours[start:end]] += self.weights[start:end]
        return scores


def most_rated(
    counts: NDArray[np.integer], fewest_ratings: int = FEWEST_RATINGS, most_works: int = MOST_WORKS
) -> NDArray[np.intp]:
    """The works that take part, ascending, by how many ratings each has, `counts` (n_works,)."""
    first = np.argsort(-counts, kind="stable")[:most_works]
    return np.sort(first[counts[first] >= max(fewest_ratings, 1)])


def _strongest(weights: NDArray[np.float64], n: int) -> NDArray[np.intp]:
    """The columns of the n weights of largest magnitude in each row, ascending, shape (n_rows, n); ties by column."""
    # Row by row: the magnitudes of all would take as much room as the weights.
    columns = [np.sort(top_k(np.abs(values), n)) for values in weights]
    return np.array(columns, dtype=np.intp).reshape(len(weights), n)
