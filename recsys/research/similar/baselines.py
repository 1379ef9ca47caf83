"""How others find similar titles: plain TF-IDF over a few fields, or popularity."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.tfidf import Document
from recsys.models.ranking.topk import top_k
from recsys.research.similar.measure import Matrix, Measured, SimilarMethod

REFERENCE = "genres + tagline + first actor + first director, bigrams"
BEST_IN_GENRE, BEST_IN_GENRE_FIELDS = 4_000, ("title", "description", "cast", "director")
_TEXT = ("title", "genre", "director", "cast", "company", "collection", "keyword", "description")

Tokens = Callable[[Document], list[str]]


def text_words(document: Document, fields: Sequence[str]) -> list[str]:
    """The words of some fields in their order, names and phrases taken apart."""
    return [word for field in fields for term in document.get(field, ()) for word in term.split()]


def first_texts(document: Document) -> list[str]:
    """The words of genres, tagline, first actor and first director."""
    firsts = {field: document.get(field, ())[:1] for field in ("cast", "director")}
    return text_words({**document, **firsts}, ("genre", "tagline", "cast", "director"))


def first_words(document: Document) -> list[str]:
    """The same, as words and as pairs of neighbours."""
    words = first_texts(document)
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def tfidf_cosines(tokens: Sequence[Sequence[str]], works: NDArray[np.integer]) -> Matrix:
    """The cosines of some works, shape (len(works), len(works)), by TF-IDF over all, as scikit-learn has it.

    The weight of a term is tf · (1 + ln((1 + n) / (1 + df))).
    """
    from scipy.sparse import csr_array

    numbers = {term: number for number, term in enumerate(dict.fromkeys(term for row in tokens for term in row))}
    having = np.bincount([numbers[term] for row in tokens for term in set(row)], minlength=len(numbers))
    rarity = 1 + np.log((1 + len(tokens)) / (1 + having))
    entries = [
        (place, numbers[term], count)
        for place, work in enumerate(works.tolist())
        for term, count in Counter(tokens[work]).items()
    ]
    rows, columns, counts = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    matrix = csr_array((counts * rarity[columns], (rows, columns)), shape=(len(works), len(numbers)))
    cosines: NDArray[np.float64] = (matrix @ matrix.T).toarray()
    lengths = np.sqrt(cosines.diagonal())
    lengths[lengths == 0] = 1
    cosines /= np.outer(lengths, lengths)
    return cosines


def _by_tokens(name: str, tokens: Tokens) -> SimilarMethod:
    def score(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
        found = tfidf_cosines([tokens(document) for document in measured.documents], measured.relevance.works)
        cosines: Matrix = found[queries]
        return cosines

    return SimilarMethod(name, score)


def _within_genre(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    """Of the query's rarest genre the best by average vote; nothing else can be listed."""
    documents, works = measured.documents, measured.relevance.works
    found: Matrix = tfidf_cosines([text_words(document, BEST_IN_GENRE_FIELDS) for document in documents], works)[
        queries
    ]
    counts = Counter(genre for document in documents for genre in document.get("genre", ()))
    votes = np.nan_to_num(measured.numbers["score"], nan=0.0)
    kept: dict[str, NDArray[np.bool_]] = {}
    for place, query in enumerate(works[queries].tolist()):
        genres = documents[query].get("genre", ())
        if not genres:
            found[place] = np.nan
            continue
        rarest = min(genres, key=lambda genre: (counts[genre], genre))
        if rarest not in kept:
            has = np.array([rarest in document.get("genre", ()) for document in documents])
            kept[rarest] = np.isin(works, top_k(votes, BEST_IN_GENRE, has))
        found[place, ~kept[rarest]] = np.nan
    return found


def _popularity(measured: Measured, queries: NDArray[np.integer], _hidden: NDArray[np.bool_]) -> Matrix:
    counts = measured.likes.counts(len(measured.documents))[measured.relevance.works]
    return np.tile(counts.astype(np.float64), (len(queries), 1))


def _often_relevant(measured: Measured, queries: NDArray[np.integer], hidden: NDArray[np.bool_]) -> Matrix:
    """How often each work is relevant to those whose likes are shown."""
    counts = np.bincount(measured.relevance.relevant[~hidden].ravel(), minlength=len(hidden))
    return np.tile(counts.astype(np.float64), (len(queries), 1))


SIMILAR_BASELINES: tuple[SimilarMethod, ...] = (
    SimilarMethod("popularity alone", _popularity),
    SimilarMethod("one list for all: what is most often relevant", _often_relevant, learns=True),
    _by_tokens("genres alone", lambda document: list(document.get("genre", ()))),
    _by_tokens(REFERENCE, first_words),
    SimilarMethod(
        f"title + overview + actors + director in the rarest genre, {BEST_IN_GENRE:,} by vote", _within_genre
    ),
    _by_tokens("TF-IDF over all text", lambda document: text_words(document, _TEXT)),
)
