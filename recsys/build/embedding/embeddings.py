"""What the descriptions of works say, as vectors, on the way from one step of the build to another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.storage import Arrays


@dataclass(frozen=True)
class Embeddings:
    """Vectors of unit length of the works that have a description.

    Shapes: `works` (m,), the row numbers of those works, ascending; `vectors` (m, d).
    """

    works: NDArray[np.int32]
    vectors: NDArray[np.float16]

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Embeddings":
        """The embeddings that `to_arrays` stored. Raises LookupError or ValueError where arrays do not fit."""
        works, vectors = arrays["works"], arrays["vectors"]
        if works.ndim != 1 or vectors.ndim != 2 or len(works) != len(vectors):
            raise ValueError(f"vectors of the shape {vectors.shape} for works of the shape {works.shape}")
        return cls(works, vectors)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The embeddings as named arrays."""
        return {"works": self.works, "vectors": self.vectors}
