"""Plain ways to find similar titles: one cosine over all words, and a sum of cosines of single fields."""

import math
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import Terms, work_rows
from recsys.build.item_features import Documents, ItemFeatures
from recsys.build.words import words
from recsys.bundle.tables import codes
from recsys.models.content.tfidf import Block, side_by_side, tfidf
from recsys.models.vocabulary import Vocabulary
from recsys.research.judged.measure import Scores
from recsys.research.similar.baselines import text_words
from recsys.research.yesterdays import inner_products
from recsys.text import fold

SUM_WEIGHTS = {"genre": 0.3, "people": 0.5, "keyword": 0.3, "text": 0.4, "title": 0.2, "country": 0.1}
VECTOR_WEIGHT, KIND_WEIGHT, FAME_WEIGHT = 0.5, 0.1, 0.1
YEARS_WEIGHT, FARTHEST_YEARS = 0.1, 20  # taken away: all of it for so many years apart and more
MOST_WORKS = 60  # of a person; who has more is a voice on everything
_TEXT_FIELDS = ("title", "genre", "person", "company", "collection", "keyword", "country", "description")


def all_words(features: ItemFeatures) -> Terms:
    """All that is written of each work, as words."""
    documents = Documents({name: features.fields[name] for name in _TEXT_FIELDS})
    texts = [fold(" ".join(text_words(document, _TEXT_FIELDS))).split() for document in documents]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64)
    return Terms(starts, [word for text in texts for word in text])


def cosine_scores(terms: Terms) -> Scores:
    """The cosine of the TF-IDF of one field; NaN where nothing is shared."""
    products = inner_products(_blocks({"text": terms}, {"text": 1.0}))

    def scores(seed: int) -> NDArray[np.floating]:
        found = products(seed)
        return np.where(found > 0, found, np.nan)

    return scores


def sum_scores(
    features: ItemFeatures, tables: Mapping[str, pa.Table], fame: NDArray[np.float64], vectors: NDArray[np.floating]
) -> Scores:
    """s(i, j) = Σ_f w_f cos_f(i, j) + 0.5 e_i·e_j + 0.1 [same type] - 0.1 min(|Δyear|, 20) / 20 + 0.1 fame_j.

    The cosines are of unit TF-IDF vectors of the fields of SUM_WEIGHTS, e the sentence embeddings, 0 where there is
    none, fame log10(1 + votes).
    """
    fields = {
        **features.fields,
        "people": _people(tables["works"], tables["credits"]),
        "text": words(_texts(tables["works"])),
    }
    products = inner_products(_blocks({name: fields[name] for name in SUM_WEIGHTS}, SUM_WEIGHTS))
    e = np.nan_to_num(vectors).astype(np.float32)
    types = codes(tables["works"].column("type"))[1]
    years = tables["works"].column("year").to_numpy().astype(np.float64)

    def scores(seed: int) -> NDArray[np.floating]:
        apart = np.minimum(np.abs(years - years[seed]), FARTHEST_YEARS) / FARTHEST_YEARS
        alike = products(seed) + VECTOR_WEIGHT * (e @ e[seed]) + KIND_WEIGHT * (types == types[seed])
        total: NDArray[np.floating] = alike - YEARS_WEIGHT * apart + FAME_WEIGHT * fame
        return total

    return scores


def _blocks(fields: Mapping[str, Terms], weights: Mapping[str, float]) -> Block:
    """One matrix of unit rows of each field times the root of its weight, so that products add up as weighted."""
    n_works, blocks = tfidf(Documents(fields), tuple(fields))
    return side_by_side(n_works, [block.scaled(math.sqrt(weights[field])) for field, block in blocks])


def _people(works: pa.Table, credits: pa.Table) -> Terms:
    """Everybody with a part in each work, whatever the part, but for those of more than MOST_WORKS."""
    people, person_of = codes(credits.column("person"))
    work_of = work_rows(credits, Vocabulary(tuple(works.column("work_id").to_pylist())))
    pairs = np.unique(np.stack([work_of, person_of], axis=1), axis=0)
    few = np.bincount(pairs[:, 1], minlength=len(people)) <= MOST_WORKS
    kept = pairs[few[pairs[:, 1]]]
    return Terms.of_rows(kept[:, 0], people[kept[:, 1]], works.num_rows)


def _texts(works: pa.Table) -> list[str]:
    """All descriptions of each work, in any language, with its tagline."""
    columns = zip(works.column("descriptions").to_pylist(), works.column("tagline").to_pylist(), strict=True)
    return [" ".join([*(text["text"] for text in texts), tagline]) for texts, tagline in columns]
