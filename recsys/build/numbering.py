"""The tidy tables by row number, for the models."""

import numpy as np
import pandas as pd

from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.ingest.works import work_facts
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary

SCALE = (RATING_MIN, RATING_MAX)
# A model cannot be judged, hardly fitted, on fewer.
FEWEST_RATINGS = 100


def works_of(titles: pd.DataFrame) -> Vocabulary:
    """The works of the streaming catalogue; their row numbers are those of every model of theirs."""
    return Vocabulary.of(titles["work_id"])


def known_ratings(titles: pd.DataFrame, ratings: pd.DataFrame) -> Dataset | None:
    """What the collaborative model is fitted on; None where there are too few ratings."""
    if len(ratings) < FEWEST_RATINGS:
        return None
    arrays = rating_arrays(titles, ratings)
    rated = np.bincount(arrays.work_nums, minlength=len(arrays.works)) > 0
    return Dataset(arrays, Features.of(work_facts(titles, arrays.works.ids), rated), SCALE)


def rating_arrays(titles: pd.DataFrame, ratings: pd.DataFrame) -> RatingArrays:
    """The tidy ratings by row number; a rating of a title counts for its work."""
    works = works_of(titles)
    work_of = titles.set_index("title_id")["work_id"]
    rated, users = ratings["title_id"].cat, ratings["user_id"].cat
    user_vocabulary = Vocabulary.of(users.categories[np.unique(users.codes)])
    return RatingArrays(
        users=user_vocabulary,
        works=works,
        user_nums=user_vocabulary.numbers(users.categories)[users.codes],
        work_nums=works.numbers(work_of[rated.categories])[rated.codes],
        ratings=ratings["rating"].to_numpy(),
    )
