"""Ratings with a known structure: biases of users and works, two interests, and genres that predict biases."""

import numpy as np

from recsys.build.evaluation.methods import PlainDataset, WorkFeatures
from recsys.build.evaluation.rankers import UserPrediction
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.user_posterior import normal_cdf
from recsys.models.vocabulary import Vocabulary
from recsys.research.baselines import BASELINES

N_USERS, N_WORKS = 60, 35
SCALE = (1.0, 5.0)


def planted(seed=0, n_users=N_USERS, n_works=N_WORKS, share=0.6):
    """All ratings, as one would read them, with the features of the works."""
    rng = np.random.default_rng(seed)
    users, works = np.nonzero(rng.random((n_users, n_works)) < share)
    order = rng.permutation(len(users))
    users, works = users[order], works[order]
    liked = np.arange(n_works) % 3  # 0: drama, liked; 1: horror, not; 2: no genre
    bias = np.array([0.8, -0.8, 0.0])[liked]
    interest = np.where(np.arange(n_users) % 2, 0.7, -0.7)[:, None] * np.where(np.arange(n_works) % 5 < 2, 1.0, -1.0)
    generous = rng.normal(0, 0.5, n_users)
    stars = 3.2 + generous[users] + bias[works] + interest[users, works] + rng.normal(0, 0.3, len(users))
    genres = tuple((("drama",), ("horror",), ())[kind] for kind in liked)
    years = np.where(np.arange(n_works) % 7 == 0, 0, 1980 + np.arange(n_works)).astype(np.int32)
    ratings = RatingArrays(
        Vocabulary.of(f"user-{n:02}" for n in range(n_users)),
        Vocabulary.of(f"work-{n:02}" for n in range(n_works)),
        users.astype(np.int32),
        works.astype(np.int32),
        np.clip(np.round(stars), *SCALE).astype(np.float32),
    )
    return ratings, WorkFeatures(genres, years)


def training(ratings, features):
    return PlainDataset(ratings, SCALE, features)


def predict_by_biases(training_data, seed):
    """Predictions that are fitted at once: the biases', with an error of 0.9 stars around it and liking from 3.75."""
    biases = next(method for method in BASELINES if method.name == "biases")
    fold_in = biases.fit(training_data, seed).fold_in
    assert fold_in is not None
    everything = np.arange(len(training_data.ratings.works), dtype=np.int32)

    def predict_user(works, stars):
        predicted = fold_in(works, stars)(everything)
        return UserPrediction(predicted, normal_cdf((predicted - 3.75) / 0.9))

    return predict_user


FEATURES_OF_FOUR = WorkFeatures(((), ("drama",), ("drama", "war"), ()), np.array([1999, 0, 2001, 2002], dtype=np.int32))
