"""The systems that are compared: what each makes the lists of, over the same works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.content import fit_content
from recsys.build.dataset import rating_arrays
from recsys.build.item_features import Documents, ItemFeatures
from recsys.build.likes import known_likes
from recsys.build.standing import standing
from recsys.models.content.model import ContentModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.similar import SimilarModel
from recsys.research.judged.measure import Scores
from recsys.research.judged.plain import all_words, cosine_scores, sum_scores

# The content model's weights in November 2026, kept here as a baseline whatever the model weighs with now.
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
TELLING = ("ml-100k", "ml-1m-part", "ml-latest-small")  # whose ratings are of the works that they name
OURS = "ours"


@dataclass(frozen=True)
class Known:
    """What systems may see: the tables works, names, credits, titles and ratings, and what is made of them.

    `vectors` (n_works, d) are sentence embeddings of the descriptions, of length 1, NaN in rows without; or None.
    """

    tables: Mapping[str, pa.Table]
    vectors: NDArray[np.floating] | None = None

    @cached_property
    def features(self) -> ItemFeatures:
        """The features of the works."""
        return ItemFeatures.of(*(self.tables[name] for name in ("works", "names", "credits", "titles")))

    @cached_property
    def fame(self) -> NDArray[np.float64]:
        """How well known each work is (`build.standing`), (n_works,)."""
        return standing(self.tables["works"])["fame"]

    @cached_property
    def cooccurrence(self) -> CooccurrenceModel | None:
        """The co-occurrence model of the works, None where too little is liked."""
        likes = known_likes(rating_arrays(self.tables["works"], self.tables["ratings"]), TELLING)
        return CooccurrenceModel.fit(self.features.film_documents, self.features.film_numbers, likes)


@dataclass(frozen=True)
class System:
    """A system by its name; `make` fits what it needs. Without vectors one that `wants_vectors` is left out."""

    name: str
    make: Callable[[Known], Scores]
    wants_vectors: bool = False


def popularity(known: Known) -> Scores:
    """The same list for all: the most famous works."""
    return lambda _seed: known.fame


def plain_tfidf(known: Known) -> Scores:
    """One cosine over all that is written of a work, names and phrases taken apart."""
    return cosine_scores(all_words(known.features))


def yesterdays(known: Known) -> Scores:
    """The cosine over all fields plus co-occurrence, as it was when this suite was made."""
    documents = Documents({name: known.features.fields[name] for name in YESTERDAYS_WEIGHTS})
    return _by(SimilarModel(ContentModel.fit(documents, YESTERDAYS_WEIGHTS), known.cooccurrence))


def the_sum(known: Known) -> Scores:
    """A sum of the cosines of single fields, each with its weight, and of fame (`plain.SUM_WEIGHTS`)."""
    return sum_scores(known.features, known.tables, known.fame, _vectors(known))


def embeddings_alone(known: Known) -> Scores:
    """The cosine of the sentence embeddings; nothing where a work has none."""
    vectors = _vectors(known).astype(np.float32)
    return lambda seed: vectors @ vectors[seed]


def ours(known: Known) -> Scores:
    """What is served."""
    return _by(SimilarModel(fit_content(known.features), known.cooccurrence))


SYSTEMS = (
    System("popularity", popularity),
    System("plain TF-IDF", plain_tfidf),
    System("yesterday's", yesterdays),
    System("the sum", the_sum, wants_vectors=True),
    System("embeddings alone", embeddings_alone, wants_vectors=True),
    System(OURS, ours),
)


def _by(model: SimilarModel) -> Scores:
    def scores(seed: int) -> NDArray[np.floating]:
        found = model.similarities(seed)
        return np.where(found > 0, found, np.nan)  # as it is served: nothing in common, not listed

    return scores


def _vectors(known: Known) -> NDArray[np.floating]:
    if known.vectors is None:
        raise ValueError("a system that wants vectors needs them")
    return known.vectors
