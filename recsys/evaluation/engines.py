"""Our own engines as methods of the tables, through the path that serving uses: a user is their ratings."""

from collections.abc import Callable

import numpy as np

from recsys.evaluation.methods import Fitted, Method, Nums, Predicted, Training, WorkFeatures
from recsys.models.collaborative import CollaborativeModel
from recsys.models.engines import ENGINES, fit_engine
from recsys.models.features import Features
from recsys.models.ratings import RatingArrays


def features_of(known: WorkFeatures, ratings: RatingArrays) -> Features:
    """Genres and decades as the engines take them."""
    decades = [[str(year // 10)] if year else [] for year in known.years.tolist()]
    documents = [{"genre": genres, "decade": decade} for genres, decade in zip(known.genres, decades, strict=True)]
    return Features.of(documents, np.bincount(ratings.work_nums, minlength=len(ratings.works)) > 0)


def fitted(model: CollaborativeModel, ratings: RatingArrays) -> Fitted:
    """A model with each user folded in from their training ratings; a user without any is the population."""
    order, starts = ratings.by_user()

    def predict(users: Nums, works: Nums) -> Predicted:
        predicted = np.empty(len(users), dtype=np.float32)
        for user in np.unique(users).tolist():
            rows = order[starts[user] : starts[user + 1]] if user >= 0 else order[:0]
            works_rated, stars = ratings.work_nums[rows], ratings.ratings[rows]
            if user >= 0:
                person = model.stored_user(ratings.users.ids[user], works_rated, stars)
            else:
                person = model.fold_in(works_rated, stars)
            asked = np.flatnonzero(users == user)
            predicted[asked] = person.predict(works[asked]).ratings
        return predicted

    def fold_in(works: Nums, stars: Predicted) -> Callable[[Nums], Predicted]:
        person = model.fold_in(works, stars)
        return lambda asked: person.predict(asked).ratings

    return Fitted(predict, fold_in)


def _engine(name: str) -> Callable[[Training, int], Fitted]:
    def fit(training: Training, seed: int) -> Fitted:
        features = features_of(training.features, training.ratings)
        return fitted(fit_engine(name, training.ratings, features, training.scale, seed), training.ratings)

    return fit


OURS = tuple(Method(f"butaca {name}", _engine(name), folds_in=True, uses_features=True) for name in ENGINES)
