"""Co-occurrence of works in what people like: counted where both have likes, predicted from features elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats, Numbers, TermRows
from recsys.models.content.tfidf import Document
from recsys.models.cooccurrence.likes import Cooccurrences
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.cooccurrence.projection import FIELD_WEIGHTS, STEPS, Projection
from recsys.models.explain import Part, Pieces, add_up
from recsys.models.products import rows_times
from recsys.models.sparse import match_columns
from recsys.models.storage import FLOATS, Arrays, array, part, prefixed

# Between a cosine (1) and an inner product (0). The product alone lost 0.014 of the NDCG@10 of the suite `similar`, the
# cosine 0.099: measured on MovieLens' likes of the film catalogue's films, November 2026.
NORMING = 0.5
COOCCURRENCE_FIELD = "liked together"  # of the pair scores in explanations; public answers have this value
_Likes = TypeVar("_Likes", bound=Cooccurrences)
_CHUNK = 65_536  # works whose factors are computed at once, in 64 bits


@dataclass(frozen=True)
class CooccurrenceModel:
    """Score a(i, j) = y_i · y_j + L_ij of two works, symmetric, in no unit: above 0 where the same people like both
    more often than their popularity explains.

    x_i (n_terms,) are the features of work i (`TermRows`). y_i = z_i / |z_i|^NORMING with z_i = Wᵀx_i predicts
    co-occurrence, of works without ratings too (W from `Projection`); a work whose row is empty has y_i = 0. L_ij is
    the shrunk log-ratio of co-occurrence of two works with enough likes (`PairScores`), else 0. The first part is
    linear in the features, so that a score is a sum over them, see `explain`.

    Shapes: `projection` (n_terms, factors), the W; `factors` (n_works, factors), the y; `scales` (n_works,), the
    |z_i|^-NORMING.
    """

    rows: TermRows
    projection: NDArray[np.float16]
    factors: Floats
    scales: Floats
    pairs: PairScores

    @classmethod
    def fit(
        cls, documents: Iterable[Document], numbers: Numbers, likes: _Likes, watched: _Likes
    ) -> "CooccurrenceModel | None":
        """Fit on one document per work, in the works' row order, which is that of `numbers` and of likes.

        `documents` have the fields of FIELD_WEIGHTS, `numbers` those that STEPS names; any may be missing. What people
        have `watched` counts for pairs, but nothing is predicted from it. Returns None where there is too little to
        learn from.
        """
        rows = TermRows.of(documents, numbers, FIELD_WEIGHTS, STEPS)
        projection, pairs = Projection.fit(rows, likes), PairScores.fit(likes.joined(watched), rows.n_works)
        return cls.of(rows, projection, pairs) if projection.factors or len(pairs.works) else None

    @classmethod
    def of(cls, rows: TermRows, projection: Projection, pairs: PairScores) -> "CooccurrenceModel":
        """The model of works whose rows have the terms of the projection; terms without a weight there are dropped."""
        says = np.any(projection.weights != 0, axis=1)
        kept, weights = rows.keep(says), projection.weights[says]
        factors, scales = _normed(kept, weights)
        return cls(kept, weights, factors, scales, pairs)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "CooccurrenceModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        rows, pairs = TermRows.from_arrays(part("rows_", arrays)), PairScores.from_arrays(part("pairs_", arrays))
        projection = array(arrays, "projection", FLOATS, len(rows.terms), None)
        factors = array(arrays, "factors", FLOATS, rows.n_works, projection.shape[1])
        model = cls(rows, projection, factors, array(arrays, "scales", FLOATS, rows.n_works), pairs)
        if pairs.n_works != rows.n_works:
            raise UnreadableError(f"pairs of {pairs.n_works} works for {rows.n_works} works")
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        own: dict[str, np.ndarray] = {"projection": self.projection, "factors": self.factors, "scales": self.scales}
        return own | prefixed("rows_", self.rows.to_arrays()) | prefixed("pairs_", self.pairs.to_arrays())

    @property
    def n_works(self) -> int:
        """The number of works."""
        return self.rows.n_works

    def take(self, works: NDArray[np.integer]) -> "CooccurrenceModel":
        """The same model of some works, in their order: of one catalogue, where it was fitted on several."""
        return CooccurrenceModel(
            self.rows.take(works), self.projection, self.factors[works], self.scales[works], self.pairs.take(works)
        )

    def add_to(self, scores: Floats, work_num: int, weight: float, others: NDArray[np.integer] | None = None) -> None:
        """Add weight · a(work_num, j) to the scores, (n_others,), of some works j, all where none are named."""
        own, factor = self.factors[work_num], np.float32(weight)
        if own.any():
            scores += (
                self.factors @ (factor * own) if others is None else rows_times(self.factors, others, factor * own)
            )
        if others is not None:
            scores += factor * self.pairs.of(work_num, others)
            return
        works, pair_scores = self.pairs.row(work_num)
        scores[works] += factor * pair_scores

    def scores_with(self, work_num: int, others: NDArray[np.integer]) -> Floats:
        """a(work_num, j) for each j of `others`, shape (n_others,)."""
        found: Floats = self.factors[others] @ self.factors[work_num] + self.pairs.of(work_num, others)
        return found

    def explain(self, work_num: int, others: NDArray[np.integer]) -> list[list[Part]]:
        """The parts of a(work_num, j) for each j of `others`, (n_others,): (field, term, part), largest part first.

        The parts add up to it; some may be below 0. A feature's part of y_i · y_j is half of what it brings to i along
        y_j and half of what it brings to j along y_i. A feature of both works is a part of its own; those of one of the
        two are added up by field, as are the steps of numbers, under the term "". The part of L has the field
        COOCCURRENCE_FIELD.
        """
        mine, my_weights = self.rows.row(work_num)
        entries, whose, places, common = match_columns(self.rows.starts, self.rows.columns, work_num, others)
        theirs, their_weights = self.rows.columns[entries], self.rows.weights[entries]
        has = np.zeros((len(others), len(mine)), dtype=bool)
        has[whose[common], places[common]] = True

        pairs, columns = np.broadcast_arrays(np.arange(len(others))[:, None], mine)
        along = self.factors[others] @ self.projection[mine].astype(np.float32).T
        brought = my_weights * along * (0.5 * self.scales[work_num])
        pieces = [Pieces(pairs, columns, has, brought)]
        along = self.projection[theirs].astype(np.float32) @ self.factors[work_num]
        brought = their_weights * along * (0.5 * self.scales[others])[whose]
        pieces.append(Pieces(whose, theirs, common, brought))
        return add_up(self.rows, pieces, STEPS, COOCCURRENCE_FIELD, self.pairs.of(work_num, others))


def _normed(rows: TermRows, weights: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """The y (n_works, factors) and the scales (n_works,), computed for some works at a time."""
    from scipy.sparse import csr_array  # serving must not need it

    scales = np.zeros(rows.n_works, dtype=np.float32)
    factors = np.zeros((rows.n_works, weights.shape[1]), dtype=np.float32)
    exact = weights.astype(np.float64)
    for start in range(0, rows.n_works, _CHUNK):
        part = rows.take(np.arange(start, min(start + _CHUNK, rows.n_works)))
        shape = (part.n_works, len(weights))
        z = np.asarray(csr_array((part.weights.astype(np.float64), part.columns, part.starts), shape=shape) @ exact)
        norms = np.linalg.norm(z, axis=1)
        scale = np.where(norms > 0, np.maximum(norms, 1e-12) ** -NORMING, 0.0)
        scales[start : start + _CHUNK] = scale
        factors[start : start + _CHUNK] = z * scale[:, None]
    return factors, scales
