"""Learning what orders a person's list, with an engine of ours for the probability of liking."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Nums, Training, WorkFeatures
from recsys.build.evaluation.rankers import FitTaste, Past, Stars, Taste, fit_ease, learn_ranker, popularity_of
from recsys.build.evaluation.splits import last_in_time
from recsys.models.content.model import ContentModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.model import RankingModel
from recsys.models.ratings.engines import fit_engine
from recsys.models.ratings.features import Features


def taste_by(engine: str, features_of: Callable[[Training], Features]) -> FitTaste:
    """The taste by an engine, through the path that serving uses: a user is their ratings."""

    def fit(training: Training, seed: int) -> Callable[[Nums, Stars], Taste]:
        model = fit_engine(engine, training.ratings, features_of(training), training.scale, seed)
        return lambda works, stars: Taste(*model.fold_in(works, stars).overview())

    return fit


def learn_lists(
    known: Dataset, timestamps: NDArray[np.int64], content: ContentModel, engine: str, seed: int
) -> RankingModel | None:
    """The list model of a bundle: weights learned on the last fifth of each user's ratings, EASE fitted on all.

    `timestamps` (n_ratings,) in seconds; the rows of `content` are the works'. None where nobody rated so much that
    there is a last fifth.
    """
    if not last_in_time(known.ratings.user_nums, timestamps).any():
        return None
    nothing = WorkFeatures(genres=(), years=np.zeros(0, np.int32))  # the engine takes its own
    past = Past(Training(known.ratings, known.scale, nothing), timestamps, content)
    mix = learn_ranker(past, taste_by(engine, lambda _: known.features), seed)
    return RankingModel(fit_ease(past.training), mix, popularity_of(past.training))
