"""The content model: TF-IDF over the fields of a work, cosine similarity field by field."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.tfidf import Block, Document, side_by_side, tfidf
from recsys.models.explain import Part
from recsys.models.sparse import entries_of, match_columns
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows, packed, unpacked

_ARRAYS = {
    "row_starts": WHOLE,
    "row_terms": WHOLE,
    "row_weights": FLOATS,
    "term_starts": WHOLE,
    "term_rows": WHOLE,
    "term_weights": FLOATS,
}


@dataclass(frozen=True)
class ContentModel:
    """Vectors of works over terms, sparse, by row and by column; never a square matrix.

    The similarity of two works is Σ_f w_f cos_f, the weighted sum of their cosines in each field f. The weight of term
    t in the vector of a field is (1 + ln tf) · (1 + ln((1 + n) / (1 + df))) (scikit-learn's smoothed TF-IDF with
    sublinear tf; Salton & Buckley 1988), and that vector is scaled to the length √w_f. In fields that are `shrunk` v is
    scaled to √w_f |v| / √(|v|² + m²) instead, m the median length in the field, so that a cosine counts for less the
    less it is taken from (a shrink term as in Ferrari Dacrema et al. 2019, in factors): two works whose only genre is
    drama are not as alike as can be. So the similarity is an inner
    product, the sum over shared terms of the products of their weights, each of which has its part in it (`explain`),
    and a work of which little is known is like others in little: one cosine over all fields would make a work of a
    genre alone as like as can be to every other of it. A work that shares no term with any other has an empty row.

    Shapes: `row_starts` (n_works + 1,), `row_terms` and `row_weights` (nnz,) are the matrix by work;
    `term_starts` (n_terms + 1,), `term_rows` and `term_weights` (nnz,) the same matrix by term.

    >>> documents = [{"genre": ["crime"]}, {"genre": ["crime"]}, {"genre": ["comedy"]}]
    >>> model = ContentModel.fit(documents, {"genre": 1.0})
    >>> model.similarities(0).tolist()
    [1.0, 1.0, 0.0]
    """

    terms: tuple[str, ...]  # "field:term", so that a director and an actor of one name are two terms
    row_starts: NDArray[np.int64]
    row_terms: NDArray[np.int32]
    row_weights: NDArray[np.float32]
    term_starts: NDArray[np.int64]
    term_rows: NDArray[np.int32]
    term_weights: NDArray[np.float32]

    @classmethod
    def fit(
        cls, documents: Iterable[Document], field_weights: Mapping[str, float], shrunk: Collection[str] = ()
    ) -> "ContentModel":
        """Fit on one document per work, in the works' row order; they are gone through once.

        Fields without a weight are left out; the cosines of those in `shrunk` are shrunk.
        """
        from scipy.sparse import csc_array, csr_array  # serving must not need it

        n_works, blocks = tfidf(documents, [field for field, weight in field_weights.items() if weight])
        rows = side_by_side(
            n_works,
            [
                block.scaled(math.sqrt(field_weights[field]), _median_length(block) if field in shrunk else 0.0)
                for field, block in blocks
            ],
        )
        shape = (n_works, len(rows.terms))
        columns = csc_array(csr_array((rows.weights, rows.columns, rows.starts), shape=shape))
        return cls(
            terms=rows.terms,
            row_starts=rows.starts,
            row_terms=rows.columns,
            row_weights=rows.weights,
            term_starts=columns.indptr.astype(np.int64),
            term_rows=columns.indices.astype(np.int32),
            term_weights=columns.data,
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "ContentModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        stored = {name: array(arrays, name, kind, None) for name, kind in _ARRAYS.items()}
        model = cls(unpacked(arrays, "terms"), **stored)
        check_rows("works", model.row_starts, model.row_terms, model.row_weights, len(model.terms))
        check_rows("terms", model.term_starts, model.term_rows, model.term_weights, model.n_works)
        if len(model.term_starts) != len(model.terms) + 1 or len(model.term_rows) != len(model.row_terms):
            raise UnreadableError(f"{len(model.terms)} terms for {len(model.term_starts) - 1} rows of terms")
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        return {name: getattr(self, name) for name in _ARRAYS} | packed("terms", self.terms)

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.row_starts) - 1

    def row(self, work_num: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The work's terms and their weights, both (its number of terms,)."""
        start, end = self.row_starts[work_num], self.row_starts[work_num + 1]
        return self.row_terms[start:end], self.row_weights[start:end]

    def take(self, works: NDArray[np.integer]) -> "ContentModel":
        """The same model of some works, in their order: of one catalogue, where it was fitted on several.

        Terms that none of them has are dropped.
        """
        entries, counts = entries_of(self.row_starts, works)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        of_term = np.bincount(self.row_terms[entries], minlength=len(self.terms))
        there = of_term > 0
        names = tuple(term for term, is_there in zip(self.terms, there.tolist(), strict=True) if is_there)
        terms = (np.cumsum(there) - 1).astype(np.int32)[self.row_terms[entries]]
        weights = self.row_weights[entries]
        rows = np.repeat(np.arange(len(works), dtype=np.int32), counts)
        order = np.argsort(terms, kind="stable")
        term_starts = np.concatenate([[0], np.cumsum(of_term[there])]).astype(np.int64)
        return ContentModel(names, starts, terms, weights, term_starts, rows[order], weights[order])

    def similarities(self, work_num: int) -> NDArray[np.float32]:
        """The similarity of the work to every work, itself included, shape (n_works,), from 0 to the sum of weights."""
        scores = np.zeros(self.n_works, dtype=np.float32)
        terms, weights = self.row(work_num)
        bounds = zip(self.term_starts[terms].tolist(), self.term_starts[terms + 1].tolist(), strict=True)
        for (start, end), weight in zip(bounds, weights, strict=True):
            # Plain indexed addition takes twice as long, `np.bincount` over all terms three times.
            np.add.at(scores, self.term_rows[start:end], weight * self.term_weights[start:end])
        return scores

    def similarities_to(self, work_num: int, others: NDArray[np.integer]) -> NDArray[np.float32]:
        """The similarity of the work to some others, shape (n_others,)."""
        entries, whose, places, common = match_columns(self.row_starts, self.row_terms, work_num, others)
        parts = self.row(work_num)[1][places[common]] * self.row_weights[entries[common]]
        return np.bincount(whose[common], parts, len(others)).astype(np.float32)

    def similarities_among(self, work_num: int, others: NDArray[np.integer]) -> NDArray[np.float32]:
        """What `similarities` says of some others, to the last digit, shape (n_others,)."""
        entries, whose, places, common = match_columns(self.row_starts, self.row_terms, work_num, others)
        scores = np.zeros(len(others), dtype=np.float32)
        np.add.at(scores, whose[common], self.row(work_num)[1][places[common]] * self.row_weights[entries[common]])
        return scores

    def explain(self, work_num: int, others: NDArray[np.integer]) -> list[list[Part]]:
        """What a work shares with each of some others, (n_others,): (field, term, part of their similarity),
        largest part first. The parts add up to it.
        """
        entries, whose, places, common = match_columns(self.row_starts, self.row_terms, work_num, others)
        shared, whose = entries[common], whose[common]
        parts = self.row(work_num)[1][places[common]] * self.row_weights[shared]
        order = np.lexsort((-parts, whose))
        parts_of: list[list[Part]] = [[] for _ in others]
        columns = self.row_terms[shared[order]]
        for place, column, part in zip(whose[order].tolist(), columns.tolist(), parts[order].tolist(), strict=True):
            field, term = self.terms[column].split(":", 1)
            parts_of[place].append((field, term, part))
        return parts_of


def _median_length(block: Block) -> float:
    """The median length of the rows that are not empty, 0 where all are."""
    lengths = block.lengths()
    return float(np.median(lengths[lengths > 0])) if lengths.any() else 0.0
