"""The works of tables and who likes them, as methods for titles like this one are measured."""

from collections.abc import Collection, Mapping

import numpy as np
import pyarrow as pa

from recsys.build.dataset import rating_arrays
from recsys.build.item_features import Documents, ItemFeatures
from recsys.build.likes import known_likes
from recsys.models.cooccurrence.likes import Likes
from recsys.research.similar.measure import FEWEST_LIKES, Measured, Relevance


def measured_works(
    tables: Mapping[str, pa.Table],
    sources: Collection[str],
    seed: int,
    fewest_likes: int = FEWEST_LIKES,
    *,
    films_only: bool = False,
) -> Measured:
    """The works of `tables` (works, names, credits, titles, ratings) with the likes of users from some sources.

    `films_only` leaves the film catalogue's works alone. Raises DataError where too few works have `fewest_likes`.
    """
    features = ItemFeatures.of(*(tables[name] for name in ("works", "names", "credits", "titles")))
    likes = known_likes(rating_arrays(tables["works"], tables["ratings"]), sources)
    rows = np.flatnonzero(features.is_film) if films_only else np.arange(len(features.is_film))
    place = np.full(len(features.is_film), -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    kept = place[likes.work_nums] >= 0
    likes = Likes(likes.user_nums[kept], place[likes.work_nums[kept]], likes.group_of)
    every = Documents(features.fields)
    return Measured(
        documents=[every[row] for row in rows.tolist()],
        texts=_texts(tables["works"].take(pa.array(rows))),
        numbers={name: values[rows] for name, values in features.numbers.items()},
        likes=likes,
        relevance=Relevance.of(likes, len(rows), seed, fewest_likes),
    )


def _texts(works: pa.Table) -> list[str]:
    """Title, tagline and the first description of each work, as people read them."""
    columns = zip(*(works.column(name).to_pylist() for name in ("title", "tagline", "descriptions")), strict=True)
    return [f"{title}. {tagline} {texts[0]['text'] if texts else ''}" for title, tagline, texts in columns]
