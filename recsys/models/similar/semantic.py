"""Sentence embeddings of works: what their descriptions say, as vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats
from recsys.models.products import rows_times
from recsys.models.storage import FLOATS, WHOLE, Arrays, array

DIMENSIONS = 96  # of the 384 of the sentence model: the principal components


@dataclass(frozen=True)
class SemanticModel:
    """Vectors of unit length for the works that have a description; the similarity of two is their cosine.

    Shapes: `works` (m,), the row numbers of those works, ascending, of `n_works`; `vectors` (m, DIMENSIONS or fewer).
    """

    n_works: int
    works: NDArray[np.int32]
    vectors: Floats

    @classmethod
    def of(cls, n_works: int, works: NDArray[np.integer], vectors: NDArray[np.floating]) -> "SemanticModel":
        """From the sentence model's vectors (m, d): their mean is taken away, so that texts that have nothing in common
        but being descriptions have a cosine near 0, and the principal components are kept.
        """
        if not len(works):  # nothing has a mean
            return cls(n_works, works.astype(np.int32), np.zeros((0, min(vectors.shape[1], DIMENSIONS)), np.float32))
        centred = vectors.astype(np.float32) - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        values, axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))
        axes = axes[:, np.argsort(-values, kind="stable")[:DIMENSIONS]]
        # Signs are arbitrary; the same texts must give the same bytes.
        axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
        kept = centred @ axes.astype(np.float32)
        kept /= np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9)
        # Half precision first, and everything else from it: it is kept so.
        return cls(n_works, works.astype(np.int32), kept.astype(np.float16).astype(np.float32))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "SemanticModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        works = array(arrays, "works", WHOLE, None)
        vectors = array(arrays, "vectors", FLOATS, len(works), None)
        model = cls(int(array(arrays, "n_works", WHOLE, 1)[0]), works, vectors.astype(np.float32))
        if len(model.works) and not 0 <= model.works.min() <= model.works.max() < model.n_works:
            raise UnreadableError(f"vectors of works up to {model.works[-1]} for {model.n_works} works")
        if (works[1:] <= works[:-1]).any():
            raise UnreadableError("the works of vectors must ascend")
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays, the vectors in 16 bits."""
        n_works = np.array([self.n_works])
        return {"n_works": n_works, "works": self.works, "vectors": self.vectors.astype(np.float16)}

    def take(self, works: NDArray[np.integer]) -> "SemanticModel":
        """The vectors of some works, each named once, under their places in `works`."""
        places = self._places(works)
        there = np.flatnonzero(places >= 0)
        return SemanticModel(len(works), there.astype(np.int32), self.vectors[places[there]])

    def add_to(self, scores: Floats, work_num: int, weight: float, others: NDArray[np.integer] | None = None) -> None:
        """Add `weight` times the cosine of the work with some others, all works where none are named, to their
        `scores`, (n_others,).
        """
        place = self._places(np.array([work_num]))[0]
        if place < 0:
            return
        own = np.float32(weight) * self.vectors[place]
        if others is None:
            scores[self.works] += self.vectors @ own
            return
        places = self._places(others)
        there = places >= 0
        scores[there] += rows_times(self.vectors, places[there], own)

    def cosines(self, work_num: int, others: NDArray[np.integer]) -> Floats:
        """The cosine of a work with some others, (n_others,), 0 where one has no description."""
        place, places = self._places(np.array([work_num]))[0], self._places(others)
        if place < 0:
            return np.zeros(len(others), dtype=np.float32)
        found: Floats = np.where(places >= 0, self.vectors[places] @ self.vectors[place], np.float32(0))
        return found

    def _places(self, works: NDArray[np.integer]) -> NDArray[np.intp]:
        """Where the vectors of some works are, -1 for none."""
        if not len(self.works):
            return np.full(len(works), -1)
        places = np.searchsorted(self.works, works)
        return np.where(self.works[np.minimum(places, len(self.works) - 1)] == works, places, -1)
