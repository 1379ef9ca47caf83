"""Titles like this one: what is known of works, projected to what people like together."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.lifts import Lifts
from recsys.models.likes import Likes
from recsys.models.parts import Part, Pieces, add_up
from recsys.models.projection import FIELD_WEIGHTS, STEPS, Projection
from recsys.models.sparse import entries_of
from recsys.models.terms import Floats, Numbers, TermRows
from recsys.models.tfidf import Document
from recsys.models.topk import top_k

# The fields of which two works seldom share a term; what they do share counts for itself too.
SHARED_FIELDS = ("title", "person", "company", "collection", "keyword", "description")
# Of their cosine: also for what the projection has never seen. 0: -0.004, 0.1: -0.003, 0.3: -0.001; over all fields
# instead, 0.05 is best, and 0.003 behind.
SHARED_WEIGHT = 0.2
# Between a cosine (1) and an inner product (0). The product alone gains 0.01 and fills the lists with the same works,
# the cosine loses 0.12.
NORMING = 0.5
# Of the lift of two works that are both rated: with it, lists agree with other people's likes to 0.65 instead of 0.59,
# without the rest to 0.61; 0.5 and 2: -0.010 and -0.004. Moving the factors of rated works towards their likes instead
# came out below 0.59.
LIFT_WEIGHT = 1.0
LIFT_FIELD = "liked together"
_SHORTEST = np.float32(1e-12)  # nothing is divided by less


@dataclass(frozen=True)
class SimilarModel:
    """s(i, j) = y_i · y_j + SHARED_WEIGHT u_i · u_j + LIFT_WEIGHT L_ij, symmetric.

    x_i (n_terms,) is what is known of work i (`TermRows`); u_i is its part in SHARED_FIELDS, of length 1.
    y_i = z_i / |z_i|^NORMING with z_i = Wᵀx_i, which foretells with which works a work is liked that nobody rated (W
    from `Projection`). L is the lift of two works that people did rate (`Lifts`), else 0. Without likes the `factors`
    have no columns and the shared terms' cosine is all. The first two parts are linear in the features, so that a
    score is a sum over them, see `shared_terms`.

    Shapes: `projection` (n_terms, factors); `factors` (n_works, factors) the y; `scales` (n_works,) the
    |z_i|^-NORMING; `lengths` (n_works,) those of the x_i in SHARED_FIELDS; `is_shared` (n_terms,) the terms of these;
    `term_starts` (n_terms + 1,), `term_rows` and `term_weights` (n_shared,) the u by term.
    """

    rows: TermRows
    projection: Floats
    factors: Floats
    scales: Floats
    lengths: Floats
    lifts: Lifts
    is_shared: NDArray[np.bool_]
    term_starts: NDArray[np.int64]
    term_rows: NDArray[np.int32]
    term_weights: Floats

    @classmethod
    def fit(cls, documents: Iterable[Document], numbers: Numbers, likes: Likes) -> "SimilarModel":
        """Fit on one document per work, in the works' row order, which is that of `numbers` and of `likes`.

        `documents` have the fields of FIELD_WEIGHTS, `numbers` those that STEPS names; none is a must.
        """
        rows = TermRows.of(documents, numbers, FIELD_WEIGHTS, STEPS)
        return cls.of(rows, Projection.fit(rows, likes), Lifts.fit(likes, rows.n_works))

    @classmethod
    def of(cls, rows: TermRows, projection: Projection, lifts: Lifts) -> "SimilarModel":
        """The model of works whose rows have the terms of the projection."""
        z = _times(rows, projection.weights)
        norms = np.linalg.norm(z, axis=1)
        scales = np.where(norms > 0, np.maximum(norms, 1e-12) ** -NORMING, 0.0)
        factors = (z * scales[:, None]).astype(np.float32)
        return cls.indexed(rows, projection.weights, factors, scales.astype(np.float32), lifts)

    @classmethod
    def indexed(
        cls, rows: TermRows, projection: Floats, factors: Floats, scales: Floats, lifts: Lifts
    ) -> "SimilarModel":
        """The model of what was learned; what else it holds follows from that, so that a file need not."""
        is_shared = rows.has_field(SHARED_FIELDS)
        kept = is_shared[rows.columns]
        columns, weights, row_nums = rows.columns[kept], rows.weights[kept], rows.row_nums()[kept]
        squares = np.bincount(row_nums, weights.astype(np.float64) ** 2, rows.n_works)
        lengths = np.sqrt(squares).astype(np.float32)
        order = np.argsort(columns, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=len(rows.terms)))]).astype(np.int64)
        # To the bit what `_units` tells, or s(i, j) and s(j, i) could differ.
        units = (weights / np.maximum(lengths, _SHORTEST)[row_nums]).astype(np.float32)
        return cls(
            rows,
            projection,
            factors,
            scales,
            lengths,
            lifts,
            is_shared,
            starts,
            row_nums[order],
            units[order],
        )

    @property
    def n_works(self) -> int:
        """The number of works."""
        return self.rows.n_works

    def take(self, works: NDArray[np.integer]) -> "SimilarModel":
        """The same model of some works, in their order: of one catalogue, where it was fitted on several."""
        return self.indexed(
            self.rows.take(works), self.projection, self.factors[works], self.scales[works], self.lifts.take(works)
        )

    def similarities(self, work_num: int) -> Floats:
        """The score of the work with every work, itself included, shape (n_works,), in no unit."""
        shared = np.zeros(self.n_works, dtype=np.float32)
        for term, weight in self._units(work_num):
            start, end = self.term_starts[term], self.term_starts[term + 1]
            # A term's rows are distinct, so plain indexing adds each once.
            shared[self.term_rows[start:end]] += np.float32(weight) * self.term_weights[start:end]
        # Not `@`, which adds up in an order of its own choice, so that s(i, j) and s(j, i) could differ.
        dense = np.einsum("ij,j->i", self.factors, self.factors[work_num])
        scores: Floats = dense + np.float32(SHARED_WEIGHT) * shared
        works, lifts = self.lifts.row(work_num)
        scores[works] += np.float32(LIFT_WEIGHT) * lifts
        return scores

    def nearest(
        self, work_num: int, k: int, eligible: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the k most similar works and their scores, best first, ties by row number.

        Never the work itself, and none with a score of 0 or less; `eligible`, of shape (n_works,), limits them.
        """
        scores = self.similarities(work_num)
        allowed = scores > 0 if eligible is None else eligible & (scores > 0)
        allowed[work_num] = False
        rows = top_k(scores, k, allowed)
        return rows, scores[rows]

    def shared_terms(self, work_num: int, other_num: int) -> list[Part]:
        """What makes two works similar: (field, term, part of their score), largest part first.

        A feature's part: of u_i · u_j the product of its weights; of y_i · y_j half of what it brings to i along y_j
        and half of what it brings to j along y_i. Features of both works stand alone; those of one of the two are put
        together by field, as are the steps of numbers, under the term "". The lift is LIFT_FIELD. The parts add up to
        the score; some may be below 0.
        """
        return self.explain(work_num, np.array([other_num]))[0]

    def explain(self, work_num: int, others: NDArray[np.integer]) -> list[list[Part]]:
        """The `shared_terms` of a work with each of some others, (n_others,), in one go."""
        mine, my_weights = self.rows.row(work_num)
        entries, counts = entries_of(self.rows.starts, others)
        theirs, their_weights = self.rows.columns[entries], self.rows.weights[entries]
        whose = np.repeat(np.arange(len(others)), counts)
        places = np.searchsorted(mine, theirs)
        common = np.append(mine, -1)[places] == theirs

        both = common & self.is_shared[theirs]
        my_units = my_weights[places[both]] / max(self.lengths[work_num], _SHORTEST)
        their_units = their_weights[both] / np.maximum(self.lengths[others], _SHORTEST)[whose[both]]
        pieces = [Pieces(whose[both], theirs[both], common[both], SHARED_WEIGHT * my_units * their_units)]
        if self.factors.shape[1]:
            has = np.zeros((len(others), len(mine)), dtype=bool)
            has[whose[common], places[common]] = True
            pairs, columns = np.broadcast_arrays(np.arange(len(others))[:, None], mine)
            brought = my_weights * (self.factors[others] @ self.projection[mine].T) * (0.5 * self.scales[work_num])
            pieces.append(Pieces(pairs, columns, has, brought))
            brought = their_weights * (self.projection[theirs] @ self.factors[work_num])
            pieces.append(Pieces(whose, theirs, common, brought * (0.5 * self.scales[others])[whose]))
        return add_up(self.rows, pieces, STEPS, LIFT_FIELD, LIFT_WEIGHT * self.lifts.of(work_num, others))

    def _units(self, work_num: int) -> list[tuple[int, float]]:
        """The work's terms in SHARED_FIELDS with their weights in u, in ascending order."""
        columns, weights = self.rows.row(work_num)
        kept = self.is_shared[columns]
        units = weights[kept] / np.maximum(self.lengths[work_num], _SHORTEST)
        return list(zip(columns[kept].tolist(), units.tolist(), strict=True))

    def cosines(self, work_nums: NDArray[np.integer]) -> Floats:
        """How alike every pair of some works is, from 0 to 1, shape (len(work_nums), len(work_nums))."""
        if not self.factors.shape[1]:
            return np.eye(len(work_nums), dtype=np.float32)
        chosen = self.factors[work_nums]
        unit = chosen / np.maximum(np.linalg.norm(chosen, axis=1, keepdims=True), _SHORTEST)
        found: Floats = np.clip(unit @ unit.T, 0, 1).astype(np.float32)
        np.fill_diagonal(found, 1.0)
        return found


def _times(rows: TermRows, weights: NDArray[np.floating]) -> NDArray[np.float64]:
    """X weights, shape (n_works, factors)."""
    from scipy.sparse import csr_array  # serving must not need it

    shape = (rows.n_works, len(rows.terms))
    matrix = csr_array((rows.weights.astype(np.float64), rows.columns, rows.starts), shape=shape)
    product: NDArray[np.float64] = matrix @ weights.astype(np.float64)
    return product
