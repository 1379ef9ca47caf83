"""The nearest of many vectors, exactly or by an approximate index: one interface for both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats
from recsys.models.ranking.topk import top_k

if TYPE_CHECKING:
    from usearch.index import Index

_CHUNK = 100_000  # vectors that are converted and added at once
# Links of a vector in the graph (HNSW, Malkov & Yashunin 2018), and candidates looked at when one is added and when one
# is asked about: what `tests.bench.ann` measures.
CONNECTIVITY, BREADTH_OF_ADDING, BREADTH_OF_ASKING = 16, 64, 256
# Of 54,425 real works recall@10 is 0.996 in 16 bits and 0.949 in 8.
_NUMBERS = "f16"


class Neighbours(Protocol):
    """What finds nearest vectors: `n` of unit length, by their cosines."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def nearest(self, query: NDArray[np.floating], k: int) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the k vectors with the largest cosines with `query`, (d,), of unit length, and the cosines."""


@dataclass(frozen=True)
class ExactNeighbours:
    """By the cosine with every vector: `vectors` (n, d), of unit length; ties by row number."""

    vectors: Floats

    def __len__(self) -> int:
        return len(self.vectors)

    def nearest(self, query: NDArray[np.floating], k: int) -> tuple[NDArray[np.intp], Floats]:
        """As `Neighbours`."""
        cosines: Floats = self.vectors @ query.astype(np.float32)
        rows = top_k(cosines, k)
        return rows, cosines[rows]


@dataclass(frozen=True)
class ApproximateNeighbours:
    """By a graph in which near vectors are linked (usearch's HNSW), each number in 16 bits: an answer looks at some
    thousands of vectors, however many there are, and may miss a near one.
    """

    index: "Index"

    @classmethod
    def build(cls, vectors: Iterator[NDArray[np.floating]], d: int, threads: int = 1) -> "ApproximateNeighbours":
        """From chunks (m, d) of vectors of unit length, numbered in their order.

        With one of the `threads` the same vectors make the same index; 0 are all of the machine's, which pays where
        nothing else runs on it: they wait for one another by spinning.
        """
        from usearch.index import Index  # the extra `ann`

        index = Index(
            ndim=d,
            metric="cos",
            dtype=_NUMBERS,
            connectivity=CONNECTIVITY,
            expansion_add=BREADTH_OF_ADDING,
            expansion_search=BREADTH_OF_ASKING,
        )
        for chunk in vectors:
            for start in range(0, len(chunk), _CHUNK):
                part = chunk[start : start + _CHUNK]
                index.add(np.arange(len(index), len(index) + len(part)), part.astype(np.float32), threads=threads)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "ApproximateNeighbours":
        """The index of a file, which is mapped: what is not asked about is not read. Raises UnreadableError."""
        from usearch.index import Index  # the extra `ann`

        try:
            index = Index.restore(str(path), view=True)
        except (RuntimeError, ValueError) as error:
            raise UnreadableError(f"{path}: {error}") from error
        if index is None:
            raise UnreadableError(f"{path}: expected an index of usearch, found none")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        self.index.save(str(path))

    def __len__(self) -> int:
        return len(self.index)

    def nearest(self, query: NDArray[np.floating], k: int) -> tuple[NDArray[np.intp], Floats]:
        """As `Neighbours`, nearly: the cosines are those of the rounded vectors."""
        found = self.index.search(query.astype(np.float32), k)
        return found.keys.astype(np.intp), (1 - found.distances).astype(np.float32)
