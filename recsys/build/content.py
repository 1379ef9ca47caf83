"""What works have in common by what is known of them."""

import numpy as np

from recsys.build.embedding.embeddings import Embeddings
from recsys.build.item_features import ItemFeatures
from recsys.models.content.model import ContentModel
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights


def fit_content(item_features: ItemFeatures, embeddings: Embeddings | None) -> dict[str, ContentModel | PairModel]:
    """The content model of all works, `content`, and what else pairs are compared by, `pairs`."""
    n_works = len(item_features.is_film)
    semantic = SemanticModel.of(n_works, embeddings.works, embeddings.vectors) if embeddings is not None else None
    weights = SimilarWeights.learned(semantic=semantic is not None)
    genres = item_features.fields["genre"]
    is_series = np.array([kind != "movie" for kind in item_features.fields["type"].values], dtype=bool)
    facts = ItemFacts.of(item_features.numbers, is_series, genres.lists())
    return {
        "content": ContentModel.fit(item_features.documents, weights.fields),
        "pairs": PairModel(facts, weights, semantic),
    }
