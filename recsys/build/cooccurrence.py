"""Which works the same people like and watch."""

from collections.abc import Collection

import pyarrow as pa

from recsys.build.item_features import ItemFeatures
from recsys.build.likes import known_likes, watched_together
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.vocabulary import Vocabulary


def fit_cooccurrence(
    works: pa.Table, watched: pa.Table, item_features: ItemFeatures, dataset: Dataset | None, telling: Collection[str]
) -> CooccurrenceModel | None:
    """The co-occurrence model of all works; None where too little is liked and watched to learn from.

    `telling` are the sources in whose ratings works mean something.
    """
    work_ids = Vocabulary(tuple(works.column("work_id").to_pylist()))
    years = item_features.numbers["year"]  # as models may know them
    likes = known_likes(dataset.ratings, telling, years) if dataset is not None else Likes.none()
    return CooccurrenceModel.fit(
        item_features.film_documents, item_features.film_numbers, likes, watched_together(watched, work_ids)
    )
