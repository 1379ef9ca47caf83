"""What is known of works, words and numbers alike, as one sparse matrix."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.models.content import Document
from recsys.models.sparse import entries_of

Floats = NDArray[np.float32]
# By name, one number for each work, shape (n_works,); NaN where not known.
Numbers = Mapping[str, NDArray[np.floating]]

FEWEST_WORKS = 2  # that a term must stand in


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
    nothing of it is known, so that the fields known do not make up for those that are not. A term of fewer than
    FEWEST_WORKS works is left out.

    Shapes: `starts` (n_works + 1,), `columns` and `weights` (nnz,).
    """

    terms: tuple[str, ...]  # "field:term"
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    weights: Floats

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        numbers: Numbers,
        field_weights: Mapping[str, float],
        steps: Mapping[str, Steps],
    ) -> "TermRows":
        """The rows in the order of `documents`; fields and steps without a weight are left out."""
        parts = [_field(documents, field, weight) for field, weight in field_weights.items() if field not in steps]
        parts += [
            _number(numbers[step.number], field, step, field_weights[field])
            for field, step in steps.items()
            if field in field_weights and step.number in numbers
        ]
        n_works = len(documents)
        terms = sorted(term for part in parts for term in part[0])
        column_of = {term: column for column, term in enumerate(terms)}
        renumbered = [np.array([column_of[term] for term in part[0]], dtype=np.int32)[part[2]] for part in parts]
        rows = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int64)
        columns = np.concatenate(renumbered) if parts else np.zeros(0, np.int32)
        weights = np.concatenate([part[3] for part in parts]) if parts else np.zeros(0)
        order = np.lexsort((columns, rows))
        return cls(
            terms=tuple(terms),
            starts=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_works))]).astype(np.int64),
            columns=columns[order],
            weights=weights[order].astype(np.float32),
        )

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

    def has_field(self, fields: Collection[str]) -> NDArray[np.bool_]:
        """Which terms belong to some fields, shape (n_terms,)."""
        return np.isin(self.fields, list(fields))[self.field_nums(np.arange(len(self.terms)))]

    def only(self, fields: Collection[str]) -> "TermRows":
        """The same works as if nothing but some fields were known of them, under the same terms."""
        kept = self.has_field(fields)[self.columns]
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts].astype(np.int64)
        return TermRows(self.terms, starts, self.columns[kept], self.weights[kept])

    def row_nums(self) -> NDArray[np.int32]:
        """The row of every entry, shape (nnz,)."""
        return np.repeat(np.arange(self.n_works, dtype=np.int32), np.diff(self.starts))

    def take(self, works: NDArray[np.integer]) -> "TermRows":
        """The rows of some works, under the same terms."""
        entries, counts = entries_of(self.starts, works)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return TermRows(self.terms, starts, self.columns[entries], self.weights[entries])


# The terms, then for each entry its row, its place among the terms and its weight.
_Part = tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _field(documents: Sequence[Document], field: str, weight: float) -> _Part:
    counted = [Counter(document.get(field, ())) for document in documents]
    having = Counter(term for counts in counted for term in counts)
    kept = sorted(term for term, n_works in having.items() if n_works >= FEWEST_WORKS)
    place_of = {term: place for place, term in enumerate(kept)}
    rarity = [1 + math.log((1 + len(documents)) / (1 + having[term])) for term in kept]
    entries = [
        (row, place_of[term], (1 + math.log(count)) * rarity[place_of[term]])
        for row, counts in enumerate(counted)
        for term, count in counts.items()
        if term in place_of
    ]
    rows = np.array([entry[0] for entry in entries], dtype=np.int64)
    places = np.array([entry[1] for entry in entries], dtype=np.int64)
    values = np.array([entry[2] for entry in entries], dtype=np.float64)
    return [f"{field}:{term}" for term in kept], rows, places, _scaled(rows, values, weight)


def _number(numbers: NDArray[np.floating], field: str, step: Steps, weight: float) -> _Part:
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
    return terms, rows[there], places.astype(np.int64), _scaled(rows[there], shares[there], weight)


def _scaled(rows: NDArray[np.int64], values: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    if not len(rows):
        return values
    lengths = np.sqrt(np.bincount(rows, values**2))
    scaled: NDArray[np.float64] = weight * values / lengths[rows]
    return scaled
