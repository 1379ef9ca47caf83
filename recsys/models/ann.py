"""The nearest of many vectors, exactly or by an approximate index: one interface for both."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats
from recsys.models.ranking.topk import top_k

if TYPE_CHECKING:
    from faiss import Index

_CHUNK = 100_000  # vectors that are converted and added at once
# The square root of the number of vectors times so much is how many lists they are put into; one in so many of these is
# looked at, and of what is found there so many times as many as are asked for are compared by their vectors. What that
# costs and finds is what `tests.bench.ann` measures.
LISTS, LOOKED_AT, LOOKED_AT_AGAIN = 4, 4, 100
_FOR_A_LIST = 39  # vectors that its centre is found from, at least and as many as are taken: faiss warns below it
_FEWEST = 1_000  # vectors: fewer are compared one by one, since nothing can be learned of them


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
    """By lists of vectors that are near one another, kept as short codes, two numbers in four bits, and in 16 bits a
    number (faiss's IVFPQ «fast scan», refined).

    An answer looks at the codes in the lists whose centres are nearest, and at the vectors of the best of these; it may
    miss a vector in another list. Source: Jégou, Douze & Schmid, Product Quantization for Nearest Neighbor Search
    (2011); André, Kermarrec & Le Scouarnec, Cache locality is not enough (2015).
    """

    index: "Index"

    @classmethod
    def build(cls, vectors: NDArray[np.floating], seed: int = 0) -> "ApproximateNeighbours":
        """From vectors of unit length, (n, d), d even, which may lie in a file: some are read at a time."""
        import faiss  # the extra `ann`

        n, d = vectors.shape
        if n < _FEWEST:
            index = faiss.index_factory(d, "Flat", faiss.METRIC_INNER_PRODUCT)
        else:
            lists = number_of_lists(n)
            index = faiss.index_factory(d, f"IVF{lists},PQ{d // 2}x4fs,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT)
            parameters = faiss.ParameterSpace()
            parameters.set_index_parameter(index, "nprobe", -(-lists // LOOKED_AT))
            parameters.set_index_parameter(index, "k_factor_rf", LOOKED_AT_AGAIN)
            sample = np.random.default_rng(seed).choice(n, min(n, lists * _FOR_A_LIST), replace=False)
            index.train(vectors[np.sort(sample)].astype(np.float32))
        for start in range(0, n, _CHUNK):
            index.add(vectors[start : start + _CHUNK].astype(np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "ApproximateNeighbours":
        """The index of a file, which is mapped: what is not asked about is not read. Raises UnreadableError."""
        import faiss  # the extra `ann`

        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))
        except RuntimeError as error:
            raise UnreadableError(f"{path}: expected an index of faiss, found none ({error})") from error

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss  # the extra `ann`

        faiss.write_index(self.index, str(path))

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def nearest(self, query: NDArray[np.floating], k: int) -> tuple[NDArray[np.intp], Floats]:
        """As `Neighbours`, nearly: the cosines are those of the rounded vectors, and there may be fewer than k."""
        cosines, rows = self.index.search(query.astype(np.float32)[None], k)
        found = rows[0] >= 0  # below it: the lists that were looked at held too few
        return rows[0][found].astype(np.intp), cosines[0][found]


def number_of_lists(n: int) -> int:
    """How many lists so many vectors are put into."""
    return max(1, min(round(LISTS * math.sqrt(n)), n // _FOR_A_LIST))
