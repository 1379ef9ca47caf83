"""What works have in common by what is known of them."""

import numpy as np
import pyarrow as pa

from recsys.build.embedding.embeddings import Embeddings
from recsys.build.item_features import SHRUNK_FIELDS, ItemFeatures
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.vocabulary import Vocabulary


def fit_cosine(
    works: pa.Table, item_features: ItemFeatures, embeddings: Embeddings | None
) -> tuple[CosineModel, PairModel]:
    """The content model with the ids of its works, as it is kept in a file, and what else pairs are compared by."""
    content, pairs = fit_content(item_features, embeddings)
    return CosineModel(Vocabulary(tuple(works.column("work_id").to_pylist())), content), pairs


def fit_content(
    item_features: ItemFeatures, embeddings: Embeddings | None, weights: SimilarWeights | None = None
) -> tuple[ContentModel, PairModel]:
    """The content model of all works, and what else pairs are compared by; by the learned weights where None are given.

    Embeddings, where there are any, are what descriptions are compared by.
    """
    n_works = len(item_features.is_film)
    semantic = SemanticModel.of(n_works, embeddings.works, embeddings.vectors) if embeddings is not None else None
    weights = weights or SimilarWeights.learned(semantic=semantic is not None)
    genres = item_features.fields["genre"]
    is_series = np.array([kind != "movie" for kind in item_features.fields["type"].values], dtype=bool)
    facts = ItemFacts.of(item_features.numbers, is_series, genres.lists())
    content = ContentModel.fit(item_features.documents, weights.fields, SHRUNK_FIELDS)
    return content, PairModel(facts, weights, semantic)
