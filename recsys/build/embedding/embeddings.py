"""What the descriptions of works say, as vectors, on the way from one step of the build to another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.storage import FLOATS, WHOLE, Arrays, array


@dataclass(frozen=True)
class Embeddings:
    """Vectors of unit length of the works that have a description.

    Shapes: `works` (m,), the row numbers of those works, ascending; `vectors` (m, d).
    """

    works: NDArray[np.int32]
    vectors: NDArray[np.float16]

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Embeddings":
        """The embeddings that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        works = array(arrays, "works", WHOLE, None)
        return cls(works, array(arrays, "vectors", FLOATS, len(works), None))

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The embeddings as named arrays."""
        return {"works": self.works, "vectors": self.vectors}
