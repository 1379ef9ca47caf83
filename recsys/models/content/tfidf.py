"""TF-IDF of documents as sparse matrices, field by field."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A document: for each field, its terms in their order, repetitions kept. {"genre": ["drama"], "title": [...]}
Document = Mapping[str, Sequence[str]]

# That must have a term. A term of one work alone ties it to no other, and would only shorten the rest of its vector.
FEWEST_WORKS = 2
_SHORTEST = 1e-30  # nothing is divided by less


@dataclass(frozen=True)
class Block:
    """Some columns of a sparse matrix over works and terms: their names, "field:term", ascending, and their values.

    `starts` (n_works + 1,), `columns` and `weights` (nnz,) are the matrix by row, the columns of each ascending.
    """

    terms: tuple[str, ...]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    weights: NDArray[np.float32]

    def lengths(self) -> NDArray[np.float64]:
        """The length of every row, (n_works,)."""
        return np.sqrt(np.bincount(self._rows(), np.square(self.weights, dtype=np.float64), len(self.starts) - 1))

    def scaled(self, length: float, shrink: float = 0.0) -> "Block":
        """Every row r scaled to `length` · |r| / √(|r|² + `shrink`²): without `shrink` all are equally long.

        An empty row stays empty.
        """
        # In 64 bits and divided, not times the reciprocal: a row of one entry is exactly as long.
        lengths = np.hypot(self.lengths(), shrink)
        weights = np.maximum(lengths, _SHORTEST)[self._rows()]
        np.divide(self.weights, weights, out=weights)
        weights *= length
        return Block(self.terms, self.starts, self.columns, weights.astype(np.float32))

    def _rows(self) -> NDArray[np.int32]:
        """The row of every entry, (nnz,)."""
        counts = np.diff(self.starts)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def times(self, by: float) -> "Block":
        """All weights times a number."""
        return Block(self.terms, self.starts, self.columns, self.weights * np.float32(by))


def tfidf(documents: Iterable[Document], fields: Collection[str]) -> tuple[int, Iterator[tuple[str, Block]]]:
    """The number of documents, and for each field the weights (1 + ln tf) · (1 + ln((1 + n) / (1 + df))) of its terms.

    The documents are gone through once and need not be held; the blocks are made one by one.
    """
    numbers: dict[str, dict[str, int]] = {field: {} for field in fields}
    tokens = {field: array("i") for field in fields}
    counts = {field: array("i") for field in fields}
    n_works = 0
    for document in documents:
        n_works += 1
        for field in fields:
            known, terms = numbers[field], document.get(field, ())
            tokens[field].extend([known.setdefault(term, len(known)) for term in terms])
            counts[field].append(len(terms))
    return n_works, (
        (field, _block(field, numbers.pop(field), np.asarray(tokens.pop(field)), np.asarray(counts.pop(field))))
        for field in fields
    )


def side_by_side(n_works: int, blocks: Iterable[Block]) -> Block:
    """One block of all, each of fields of its own."""
    ordered = sorted(blocks, key=lambda block: block.terms[:1])
    starts = sum((block.starts for block in ordered), np.zeros(n_works + 1, dtype=np.int64))
    columns, weights = np.empty(starts[-1], dtype=np.int32), np.empty(starts[-1], dtype=np.float32)
    filled, before = starts[:-1].copy(), 0
    for block in ordered:
        counts = np.diff(block.starts)
        places = np.repeat(filled - block.starts[:-1], counts)
        places += np.arange(len(places))
        columns[places], weights[places] = block.columns + np.int32(before), block.weights
        filled += counts
        before += len(block.terms)
    return Block(tuple(term for block in ordered for term in block.terms), starts, columns, weights)


def _block(field: str, numbers: Mapping[str, int], tokens: NDArray[np.int32], lengths: NDArray[np.int32]) -> Block:
    """Of the documents' tokens by number, one document after the other."""
    from scipy.sparse import csr_array  # serving must not need it

    n_works = len(lengths)
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    counts = csr_array((np.ones(len(tokens), dtype=np.float32), tokens, starts), shape=(n_works, len(numbers)))
    counts.sum_duplicates()
    having = np.bincount(counts.indices, minlength=len(numbers))
    enough = (having >= FEWEST_WORKS).tolist()
    terms = sorted(term for term, number in numbers.items() if enough[number])
    chosen = np.array([numbers[term] for term in terms], dtype=np.int64)
    column_of = np.full(len(numbers), -1, dtype=np.int32)
    column_of[chosen] = np.arange(len(terms), dtype=np.int32)
    rarity = 1 + np.log((1 + n_works) / (1 + having[chosen]))
    columns = column_of[counts.indices]
    kept = columns >= 0
    columns = columns[kept]
    weights = ((1 + np.log(counts.data[kept])) * rarity[columns]).astype(np.float32)
    matrix = csr_array(
        (weights, columns, np.concatenate([[0], np.cumsum(kept)])[counts.indptr]), shape=(n_works, len(terms))
    )
    matrix.sort_indices()
    return Block(
        tuple(f"{field}:{term}" for term in terms), matrix.indptr.astype(np.int64), matrix.indices, matrix.data
    )
