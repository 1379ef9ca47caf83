"""Works and who likes them, as methods for titles like this one are measured."""

import numpy as np

from recsys.build.item_features import Documents, ItemFeatures
from recsys.models.cooccurrence.likes import Likes
from recsys.models.similar.model import SimilarModel
from recsys.research.similar.measure import FEWEST_LIKES, Measured, Relevance


def measured_works(
    features: ItemFeatures,
    likes: Likes,
    similar: SimilarModel,
    seed: int,
    fewest_likes: int = FEWEST_LIKES,
    *,
    films_only: bool = False,
) -> Measured:
    """All works, or those of the film catalogue alone; of `similar` what does not know likes.

    Raises DataError where too few works have `fewest_likes`.
    """
    rows = np.flatnonzero(features.is_film) if films_only else np.arange(len(features.is_film))
    place = np.full(len(features.is_film), -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    kept = place[likes.work_nums] >= 0
    likes = Likes(likes.user_nums[kept], place[likes.work_nums[kept]], likes.group_of)
    every = Documents(features.fields)
    return Measured(
        documents=[every[row] for row in rows.tolist()],
        numbers={name: values[rows] for name, values in features.numbers.items()},
        similar=SimilarModel(similar.content, similar.pairs).take(rows),
        likes=likes,
        relevance=Relevance.of(likes, len(rows), seed, fewest_likes),
    )
