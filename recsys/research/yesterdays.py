"""How titles like one were found until November 2026, kept as a baseline: one cosine over all fields of two works."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.tfidf import Block, Document, side_by_side, tfidf
from recsys.models.cooccurrence.model import CooccurrenceModel

# The content model's weights then, whatever the model weighs with now.
YESTERDAYS_WEIGHTS = {
    "title": 1.5,
    "genre": 2.0,
    "director": 2.0,
    "cast": 1.5,
    "country": 0.7,
    "description": 1.0,
    "collection": 2.0,
    "keyword": 1.5,
}
# The scores of all works with one, (n_works,), NaN for what cannot be listed.
Scores = Callable[[int], NDArray[np.floating]]


def yesterdays_scores(cosine: Scores, cooccurrence: CooccurrenceModel | None) -> Scores:
    """The cosine (`one_cosine`) plus the score of co-occurrence; NaN where that is nothing."""

    def scores(work: int) -> NDArray[np.floating]:
        found = cosine(work).astype(np.float32)
        if cooccurrence is not None:
            cooccurrence.add_to(found, work, 1.0)
        return np.where(found > 0, found, np.nan)

    return scores


def one_cosine(documents: Iterable[Document]) -> Scores:
    """The cosine of a work's vector over the terms of all fields, each times its weight, with every work's."""
    n_works, blocks = tfidf(documents, tuple(YESTERDAYS_WEIGHTS))
    rows = side_by_side(n_works, [block.times(YESTERDAYS_WEIGHTS[field]) for field, block in blocks])
    return inner_products(rows.scaled(1.0))


def inner_products(block: Block) -> Scores:
    """The inner product of a work's row with every work's, (n_works,)."""
    from scipy.sparse import csr_array

    rows = csr_array((block.weights, block.columns, block.starts), shape=(len(block.starts) - 1, len(block.terms)))
    columns = rows.T.tocsr()

    def products(work: int) -> NDArray[np.floating]:
        found: NDArray[np.floating] = (rows[[work]] @ columns).toarray()[0]
        return found

    return products
