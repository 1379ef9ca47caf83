"""The content model with the ids of its works: a cosine similarity that can be asked by itself."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recsys.errors import NotFoundError, UnreadableError
from recsys.models.content.model import ContentModel
from recsys.models.ranking.topk import top_k
from recsys.models.storage import Arrays, FileModel, packed, vocabulary
from recsys.models.vocabulary import UNKNOWN, Vocabulary

_SHORTEST = 1e-30  # nothing is divided by less


@dataclass(frozen=True)
class CosineModel(FileModel):
    """The cosine of two works is x·y / (|x| |y|), of their rows x and y in the content model; 0 where one is empty.

    `works` are the ids of the content model's rows, in their order.

    >>> documents = [{"genre": ["crime"]}, {"genre": ["crime"]}, {"genre": ["comedy"]}]
    >>> model = CosineModel(Vocabulary(("heat", "ronin", "clue")), ContentModel.fit(documents, {"genre": 1.0}))
    >>> model.most_similar("heat", k=2)
    [('ronin', 1.0), ('clue', 0.0)]
    """

    works: Vocabulary
    content: ContentModel

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        works, content = vocabulary(arrays, "works"), ContentModel.from_arrays(arrays)
        if content.n_works != len(works):
            raise UnreadableError(f"{len(works)} ids for the rows of {content.n_works} works")
        return cls(works, content)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays, the ids of its works among them."""
        return self.content.to_arrays() | packed("works", self.works.ids)

    def most_similar(self, work_id: str, k: int = 10) -> list[tuple[str, float]]:
        """The k works with the highest cosines to a work, itself left out: their ids and cosines, from 0 to 1.

        Of equal cosines those of lower rows come first. Raises NotFoundError for an id that it does not have.
        """
        work_num = self.works.number(work_id)
        if work_num == UNKNOWN:
            raise NotFoundError("work_id", "No work has the id", work_id, examples=self.works.ids[:3])
        # The product of two lengths is 0 only where the row and with it the similarity is.
        lengths = np.maximum(self._lengths * self._lengths[work_num], _SHORTEST)
        cosines = np.minimum(self.content.similarities(work_num) / lengths, 1.0)
        best = top_k(cosines, k, np.arange(len(self.works)) != work_num)
        return [(self.works.ids[other], float(cosines[other])) for other in best.tolist()]

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        """The length of every row, (n_works,)."""
        squares = np.cumsum(np.square(self.content.row_weights, dtype=np.float64))
        return np.sqrt(np.maximum(np.diff(np.concatenate([[0.0], squares])[self.content.row_starts]), 0.0))
