"""Our own engines as methods of the tables, through the path that serving uses: a user is their ratings."""

from collections.abc import Callable

import numpy as np

from recsys.build.evaluation.methods import Answers, Fitted, Method, Nums, PlainDataset, Predicted, WorkFeatures
from recsys.build.evaluation.splits import rows_by_user
from recsys.models.content.tfidf import Document
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import ENGINES, fit_engine
from recsys.models.ratings.features import Features
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.models.vocabulary import UNKNOWN


def documents_of(features: WorkFeatures) -> list[Document]:
    """Each work's genres and decade, by field."""
    decades = [[str(year // 10)] if year else [] for year in features.years.tolist()]
    return [{"genre": genres, "decade": decade} for genres, decade in zip(features.genres, decades, strict=True)]


def features_of(features: WorkFeatures, ratings: RatingArrays) -> Features:
    """Genres and decades as the engines take them."""
    return Features.of(documents_of(features), np.bincount(ratings.work_nums, minlength=len(ratings.works)) > 0)


def answers_of(model: CollaborativeModel, ratings: RatingArrays) -> Callable[[Nums, Nums], Answers]:
    """The model's answers, each user folded in from their training ratings; a user without any is the population."""
    given, starts = ratings.by_user()

    def posterior_of(user: int) -> UserPosterior:
        if user == UNKNOWN:
            return model.fold_in(ratings.work_nums[:0], ratings.ratings[:0])
        rows = given[starts[user] : starts[user + 1]]
        return model.stored_user(ratings.users.ids[user], ratings.work_nums[rows], ratings.ratings[rows])

    def answer(users: Nums, works: Nums) -> Answers:
        found = Answers(*(np.empty(len(users), dtype=np.float32) for _ in Answers._fields))
        for user, rows_of_user in rows_by_user(users).items():
            predicted = posterior_of(user).predict(works[rows_of_user])
            for name, array in found._asdict().items():
                array[rows_of_user] = getattr(predicted, name)
        return found

    return answer


def fitted(model: CollaborativeModel, ratings: RatingArrays) -> Fitted:
    """A model through the path that serving uses."""
    answer = answers_of(model, ratings)

    def fold_in(works: Nums, stars: Predicted) -> Callable[[Nums], Predicted]:
        posterior = model.fold_in(works, stars)
        return lambda others: posterior.predict(others).ratings

    return Fitted(lambda users, works: answer(users, works).ratings, fold_in, answer)


def _engine(name: str) -> Callable[[PlainDataset, int], Fitted]:
    def fit(training: PlainDataset, seed: int) -> Fitted:
        features = features_of(training.features, training.ratings)
        return fitted(fit_engine(name, training.ratings, features, training.scale, seed), training.ratings)

    return fit


OURS = tuple(Method(f"butaca {name}", _engine(name), folds_in=True, uses_features=True) for name in ENGINES)
