"""Which works the same people like."""

from collections.abc import Collection

from recsys.build.item_features import ItemFeatures
from recsys.build.likes import known_likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.dataset.dataset import Dataset


def fit_cooccurrence(
    item_features: ItemFeatures, dataset: Dataset | None, telling: Collection[str]
) -> CooccurrenceModel | None:
    """The co-occurrence model of all works; None where too little is liked to learn from.

    `telling` are the sources in whose ratings works mean something.
    """
    if dataset is None:
        return None
    likes = known_likes(dataset.ratings, telling)
    return CooccurrenceModel.fit(item_features.film_documents, item_features.film_numbers, likes)
