"""Features of works, words and numbers alike, as one sparse matrix."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.tfidf import Block, Document, side_by_side, tfidf
from recsys.models.sparse import entries_of
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows, packed, unpacked

Floats = NDArray[np.float32]
# By name, one number for each work, shape (n_works,); NaN where not known.
Numbers = Mapping[str, NDArray[np.floating]]


@dataclass(frozen=True)
class Steps:
    """How a number becomes terms: one every `width`, of the number's logarithm to base 2 where `log` says so."""

    number: str
    width: float
    log: bool = False


@dataclass(frozen=True)
class TermRows:
    """Row i of X (n_works, n_terms) has the columns and weights `starts[i]:starts[i + 1]`, columns ascending.

    The terms of a field have TF-IDF weights (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), those of a number the shares
    of the two steps that it lies between. Each field's part of a row has the length of the field's weight, 0 where
    the field is empty, so that a work with few fields filled has a shorter row. A term of fewer than FEWEST_WORKS works
    is left out.

    Shapes: `starts` (n_works + 1,), `columns` and `weights` (nnz,).
    """

    terms: tuple[str, ...]  # "field:term"
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    weights: Floats

    @classmethod
    def of(
        cls,
        documents: Iterable[Document],
        numbers: Numbers,
        field_weights: Mapping[str, float],
        steps: Mapping[str, Steps],
    ) -> "TermRows":
        """The rows in the order of `documents`, of which there may be more than memory holds: they are gone through
        once. Fields and steps without a weight are left out.
        """
        n_works, blocks = tfidf(documents, [field for field in field_weights if field not in steps])
        scaled = [block.scaled(field_weights[field]) for field, block in blocks]
        for field, step in steps.items():
            if field in field_weights and step.number in numbers:
                scaled.append(_steps(numbers[step.number], field, step).scaled(field_weights[field]))
        joined = side_by_side(n_works, scaled)
        return cls(joined.terms, joined.starts, joined.columns, joined.weights)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "TermRows":
        """The rows that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        rows = cls(
            unpacked(arrays, "terms"),
            array(arrays, "starts", WHOLE, None),
            array(arrays, "columns", WHOLE, None),
            array(arrays, "weights", FLOATS, None),
        )
        check_rows("works", rows.starts, rows.columns, rows.weights, len(rows.terms))
        return rows

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The rows as named arrays."""
        own: dict[str, np.ndarray] = {"starts": self.starts, "columns": self.columns, "weights": self.weights}
        return own | packed("terms", self.terms)

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.starts) - 1

    def row(self, work_num: int) -> tuple[NDArray[np.int32], Floats]:
        """The work's columns and their weights, both (its number of terms,)."""
        start, end = self.starts[work_num], self.starts[work_num + 1]
        return self.columns[start:end], self.weights[start:end]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have terms, in their order."""
        return self._fields[0]

    @cached_property
    def _fields(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """The fields, and where the terms of each end, (n_fields,)."""
        fields, ends = [], [0]
        while ends[-1] < len(self.terms):
            fields.append(self.terms[ends[-1]].split(":", 1)[0])
            ends.append(bisect_left(self.terms, f"{fields[-1]};"))  # the character after the colon
        return tuple(fields), np.array(ends[1:], dtype=np.int64)

    def field_nums(self, columns: NDArray[np.integer]) -> NDArray[np.int64]:
        """Which of `fields` some columns belong to, in their shape."""
        return np.searchsorted(self._fields[1], columns, side="right")

    def keep(self, columns: NDArray[np.bool_]) -> "TermRows":
        """The same works by some of the terms alone, `columns` (n_terms,)."""
        kept = columns[self.columns]
        counts = np.cumsum(kept, dtype=np.int32)  # as columns: there are not two billion of them
        starts = np.concatenate([[0], counts])[self.starts].astype(np.int64)
        number = (np.cumsum(columns) - 1).astype(np.int32)
        terms = tuple(term for term, is_kept in zip(self.terms, columns.tolist(), strict=True) if is_kept)
        return TermRows(terms, starts, number[self.columns[kept]], self.weights[kept])

    def take(self, works: NDArray[np.integer]) -> "TermRows":
        """The rows of some works, under the same terms."""
        entries, counts = entries_of(self.starts, works)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return TermRows(self.terms, starts, self.columns[entries], self.weights[entries])


def _steps(numbers: NDArray[np.floating], field: str, step: Steps) -> Block:
    """The shares of the steps that each number lies between."""
    known = np.flatnonzero(np.isfinite(numbers))
    values = numbers[known].astype(np.float64)
    at = (np.log2(1 + values) if step.log else values) / step.width
    below = np.floor(at).astype(np.int64)
    rows = np.repeat(known, 2)
    marks = np.stack([below, below + 1], axis=1).ravel()
    shares = np.stack([1 - (at - below), at - below], axis=1).ravel()
    there = shares > 0
    found, places = np.unique(marks[there], return_inverse=True)
    terms = [f"{field}:{mark * step.width:g}" for mark in found.tolist()]
    by_name = sorted(range(len(terms)), key=terms.__getitem__)  # 1000 before 990
    rows, columns = rows[there], np.argsort(by_name)[places]
    order = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(numbers)))]).astype(np.int64)
    weights = shares[there][order].astype(np.float32)
    return Block(tuple(terms[place] for place in by_name), starts, columns[order].astype(np.int32), weights)
