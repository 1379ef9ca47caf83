"""What sentence embeddings bring to similar titles, alone and added to our model."""

import numpy as np
from numpy.typing import NDArray

from recsys.research.sentences import no_sentences
from recsys.research.similar.ablation import PRESENT, Ablation, Trial, Weights
from recsys.research.similar.measure import Matrix, Measured, SimilarMethod
from recsys.research.similar.ours import SERVED

# Chosen on the tuning half, where they bring 0.007 and 0.002.
FEATURE_WEIGHT = 0.7  # of the embeddings as one more field of the projection
COSINE_WEIGHT = 0.1  # of their cosine, added to our score


def _cosines(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    cosines: Matrix = measured.embeddings[queries] @ measured.embeddings.T
    return cosines


def _added(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    return SERVED.score(measured, queries, hidden) + COSINE_WEIGHT * _cosines(measured, queries, hidden)


class _EmbeddedAblation(Ablation):
    """Our model with the embeddings of the measured works among the features."""

    def _kernel(self, weights: Weights) -> Matrix:
        vectors = FEATURE_WEIGHT * self.measured.embeddings
        kernel: Matrix = super()._kernel(weights) + vectors @ vectors.T
        return kernel


def _among_features(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    relevance = measured.relevance
    trial = Trial(measured.likes_without(hidden), relevance.works, queries, relevance.relevant[queries])
    (scores,) = _EmbeddedAblation(measured, [trial]).scores(PRESENT)
    return scores


SEMANTIC: tuple[SimilarMethod, ...] = (
    SimilarMethod("sentence embeddings alone", _cosines, lacks=no_sentences),
    SimilarMethod("ours and sentence embeddings, by their cosine", _added, learns=True, lacks=no_sentences),
    SimilarMethod("ours and sentence embeddings, projected", _among_features, learns=True, lacks=no_sentences),
)
