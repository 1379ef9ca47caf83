"""Our own lists of titles like this one, as methods of the table."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.cooccurrence.projection import Projection
from recsys.models.similar import SimilarModel
from recsys.research.similar.measure import Matrix, Measured, Score, SimilarMethod

# All that is known of a title of the streaming catalogue that is no film of the film catalogue.
STREAMED_FIELDS = ("title", "genre", "person", "director", "cast", "description", "country")
STREAMED_NUMBERS = ("year", "runtime")


def _by_our_model(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    """The model that is served, fitted without the likes of the query works."""
    rows, works = measured.rows, measured.relevance.works
    projection = Projection.fit(rows, measured.likes_without(hidden))
    cooccurrence = CooccurrenceModel.of(rows, projection, PairScores.none(rows.n_works)).take(works)
    return _all_scores(SimilarModel(measured.content.take(works), cooccurrence), queries)


def _by_content(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    return _all_scores(SimilarModel(measured.content.take(measured.relevance.works)), queries)


def _all_scores(model: SimilarModel, queries: NDArray[np.integer]) -> Matrix:
    return np.stack([model.similarities(query) for query in queries.tolist()])


def _streamed(score: Score) -> Score:
    """The scores where the works without likes are known as titles of the streaming catalogue alone are."""

    def scores(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
        return score(as_streamed(measured, hidden), queries, hidden)

    return scores


def as_streamed(measured: Measured, hidden: NDArray[np.bool_]) -> Measured:
    """The same works, but of some of the measured ones, `hidden` (n,), only what the streaming catalogue knows."""
    away = np.zeros(len(measured.documents), dtype=bool)
    away[measured.relevance.works[hidden]] = True
    documents = [
        {field: document.get(field, ()) for field in STREAMED_FIELDS} if streamed else document
        for document, streamed in zip(measured.documents, away.tolist(), strict=True)
    ]
    numbers = {
        name: values if name in STREAMED_NUMBERS else np.where(away, np.nan, values)
        for name, values in measured.numbers.items()
    }
    return replace(measured, documents=documents, numbers=numbers)


SERVED = SimilarMethod("ours: the cosine, and co-occurrence predicted from features", _by_our_model, learns=True)
OURS: tuple[SimilarMethod, ...] = (
    SERVED,
    SimilarMethod("ours without likes: the cosine alone", _by_content),
    SimilarMethod("ours, streaming titles of no film: the cosine alone", _streamed(_by_content), learns=True),
    SimilarMethod("not served, streaming titles of no film: projected as well", _streamed(_by_our_model), learns=True),
)
