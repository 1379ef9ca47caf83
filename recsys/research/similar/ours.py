"""Our own lists of titles like this one, as methods of the table."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.cooccurrence.projection import Projection
from recsys.models.similar.model import SimilarModel
from recsys.research.similar.measure import Matrix, Measured, SimilarMethod
from recsys.research.yesterdays import yesterdays_scores


def predicted(measured: Measured, hidden: NDArray[np.bool_]) -> CooccurrenceModel:
    """The co-occurrence of all works predicted from features alone, learned without the likes of `hidden` (n,)."""
    projection = Projection.fit(measured.rows, measured.likes_without(hidden))
    return CooccurrenceModel.of(measured.rows, projection, PairScores.none(measured.rows.n_works))


def all_scores(model: SimilarModel, queries: NDArray[np.integer]) -> Matrix:
    """The scores of some works with all of a model, (n_queries, n_works); NaN for what is not listed."""
    rows = []
    for query in queries.tolist():
        scores, related = model.scored(query)
        rows.append(np.where(related, scores, np.nan))
    return np.stack(rows)


def _ours(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    """The model that is served, fitted without the likes of the query works."""
    works = measured.relevance.works
    model = replace(measured.similar.take(works), cooccurrence=predicted(measured, hidden).take(works))
    return all_scores(model, queries)


def _without_likes(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    return all_scores(measured.similar.take(measured.relevance.works), queries)


def _yesterdays(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    scores = yesterdays_scores(measured.one_cosine, predicted(measured, hidden))
    works = measured.relevance.works
    return np.stack([scores(query)[works] for query in works[queries].tolist()])


def _embeddings(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    semantic = measured.similar.pairs.semantic
    if semantic is None:
        raise ValueError("a method that wants vectors needs them")
    works = measured.relevance.works
    return np.stack([semantic.cosines(query, works) for query in works[queries].tolist()])


SERVED = SimilarMethod("ours", _ours, learns=True)
OURS: tuple[SimilarMethod, ...] = (
    SimilarMethod("sentence embeddings alone", _embeddings, wants_vectors=True),
    SimilarMethod("yesterday's: one cosine over all fields, and co-occurrence", _yesterdays, learns=True),
    SimilarMethod("ours without likes", _without_likes),
    SERVED,
)
