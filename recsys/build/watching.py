"""What people watch, without stars, as the ratings that it counts as."""

import numpy as np
import pyarrow as pa

from recsys.build.columns import codes, work_rows
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary

# What somebody watches counts as liked, and no more can be said of it.
WATCHED_STARS = 4.0


def watching(watched: pa.Table, works: Vocabulary) -> RatingArrays:
    """Who watches what, each with WATCHED_STARS, over all works.

    Their names are of no user who rates: a folder of ratings may be called what a file of watched series is.
    """
    names, user_of = codes(watched.column("user_id"))
    names = np.array([*(f"watched {name}" for name in names), None], dtype=object)[:-1]
    users = Vocabulary.of(names[np.unique(user_of)])
    user_nums = users.numbers(names)[user_of] if len(user_of) else np.zeros(0, np.int32)
    stars = np.full(len(user_of), WATCHED_STARS, dtype=np.float32)
    return RatingArrays(users, works, user_nums, work_rows(watched, works), stars)
