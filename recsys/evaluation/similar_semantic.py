"""What sentence embeddings bring to titles like this one, alone and beside our model."""

import numpy as np
from numpy.typing import NDArray

from recsys.evaluation.sentences import SENTENCE_MODEL
from recsys.evaluation.similar import OURS, Matrix, Measured, SimilarMethod

# Of the embeddings' cosine beside our score, chosen on the tuning half.
COSINE_WEIGHT = 0.1


def _cosines(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    cosines: Matrix = measured.embeddings[queries] @ measured.embeddings.T
    return cosines


def _mixed(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    return OURS[-1].score(measured, queries, hidden) + COSINE_WEIGHT * _cosines(measured, queries, hidden)


SEMANTIC: tuple[SimilarMethod, ...] = (
    SimilarMethod("sentence embeddings alone", _cosines, needs=SENTENCE_MODEL),
    SimilarMethod("ours and sentence embeddings", _mixed, learns=True, needs=SENTENCE_MODEL),
)
