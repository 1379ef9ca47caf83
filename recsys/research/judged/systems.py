"""The systems that are compared: what each makes the lists of, over the same works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.content import fit_content
from recsys.build.dataset import rating_arrays
from recsys.build.embedding.embeddings import Embeddings
from recsys.build.item_features import Documents, ItemFeatures
from recsys.build.likes import known_likes, watched_together
from recsys.build.standing import standing
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.model import SimilarModel
from recsys.models.vocabulary import Vocabulary
from recsys.research.judged.measure import Scores
from recsys.research.judged.plain import all_words, cosine_scores, sum_scores
from recsys.research.judged.served import served_scores
from recsys.research.yesterdays import YESTERDAYS_WEIGHTS, one_cosine, yesterdays_scores

TELLING = ("ml-100k", "ml-1m-part", "ml-latest-small")  # whose ratings are of the works that they name
OURS = "ours"


@dataclass(frozen=True)
class Known:
    """What systems may see: the tables of a bundle and what people watched, and what is made of them.

    `embeddings` are those of the works' descriptions, where there are any.
    """

    tables: Mapping[str, pa.Table]
    embeddings: Embeddings | None = None

    @cached_property
    def features(self) -> ItemFeatures:
        """The features of the works."""
        return ItemFeatures.of(*(self.tables[name] for name in ("works", "names", "credits", "titles")))

    @cached_property
    def fame(self) -> NDArray[np.float64]:
        """How well known each work is (`build.standing`), (n_works,)."""
        return standing(self.tables["works"])["fame"]

    @cached_property
    def likes(self) -> Likes:
        """Who likes what, by ratings alone."""
        works = self.tables["works"]
        return known_likes(rating_arrays(works, self.tables["ratings"]), TELLING, works.column("year").to_numpy())

    @cached_property
    def cooccurrence(self) -> CooccurrenceModel | None:
        """The co-occurrence model of the works, None where too little is liked and watched."""
        work_ids = Vocabulary(tuple(self.tables["works"].column("work_id").to_pylist()))
        watched = watched_together(self.tables["watched"], work_ids)
        return CooccurrenceModel.fit(self.features.film_documents, self.features.film_numbers, self.likes, watched)

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The embedding of every work, (n_works, d), NaN without. Raises ValueError where there is none at all."""
        if self.embeddings is None:
            raise ValueError("a system that wants vectors needs them")
        vectors = np.full((self.tables["works"].num_rows, self.embeddings.vectors.shape[1]), np.nan, dtype=np.float32)
        vectors[self.embeddings.works] = self.embeddings.vectors
        return vectors


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
    """The cosine over all fields plus co-occurrence, as it was when this suite was made: without what people watch."""
    cooccurrence = known.cooccurrence
    if cooccurrence is not None:
        cooccurrence = replace(cooccurrence, pairs=PairScores.fit(known.likes, cooccurrence.n_works))
    documents = Documents({name: known.features.fields[name] for name in YESTERDAYS_WEIGHTS})
    return yesterdays_scores(one_cosine(documents), cooccurrence)


def the_sum(known: Known) -> Scores:
    """A sum of the cosines of single fields, each with its weight, and of fame (`plain.SUM_WEIGHTS`)."""
    return sum_scores(known.features, known.tables, known.fame, known.vectors)


def embeddings_alone(known: Known) -> Scores:
    """The cosine of the sentence embeddings; nothing where a work has none."""
    return lambda seed: known.vectors @ known.vectors[seed]


def ours(known: Known) -> Scores:
    """What is served."""
    model = SimilarModel(*fit_content(known.features, known.embeddings), known.cooccurrence)
    return served_scores(model, known.tables)


SYSTEMS = (
    System("popularity", popularity),
    System("plain TF-IDF", plain_tfidf),
    System("yesterday's", yesterdays),
    System("the sum", the_sum, wants_vectors=True),
    System("embeddings alone", embeddings_alone, wants_vectors=True),
    System(OURS, ours),
)
