"""Small ratings with biases, a preference in two dimensions and genres that matter; and random models."""

import numpy as np

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary

SCALE = (0.5, 5.0)


def ids(letter, n):
    return Vocabulary(tuple(f"{letter}{number:03}" for number in range(n)))


def planted(n_users=70, n_works=40, share=0.5, seed=0, noise=0.5):
    """Ratings in no order, and the works' features; the last user and the last two works have no rating."""
    rng = np.random.default_rng(seed)
    users, works = np.nonzero(rng.random((n_users - 1, n_works - 2)) < share)
    order = rng.permutation(len(users))
    users, works = users[order], works[order]
    genre = np.arange(n_works) % 4
    p, q = rng.normal(size=(n_users, 2)), rng.normal(0, 0.25, size=(n_works, 2)) + np.eye(4, 2)[genre] * 0.5
    generous, better = rng.normal(0, 0.4, n_users), np.array([0.5, -0.5, 0.2, -0.2])[genre]
    stars = 3.3 + generous[users] + better[works] + (p[users] * q[works]).sum(axis=1)
    stars = np.clip(np.round(2 * (stars + rng.normal(0, noise, len(users)))) / 2, *SCALE)
    data = RatingArrays(
        ids("u", n_users),
        ids("w", n_works),
        users.astype(np.int32),
        works.astype(np.int32),
        stars.astype(np.float32),
    )
    rated = np.bincount(works, minlength=n_works) > 0
    return data, Features.of([{"genre": ["abcd"[kind]], "country": ["xy"[kind % 2], "z"]} for kind in genre], rated)


def random_model(seed, n_works=9, draws=3, factors=2, noise_shape=0.0, n_features=4):
    """A model whose every array is drawn at random; a third of the works are unrated."""
    rng = np.random.default_rng(seed)
    k = factors + 1
    rated = np.sort(rng.choice(n_works, n_works - n_works // 3, replace=False))
    row_of = np.full(n_works, -1, np.int32)
    row_of[rated] = rng.permutation(len(rated)).astype(np.int32)
    known = rng.random((n_works, n_features)) < 0.5
    features = Features(
        np.concatenate([[0], np.cumsum(known.sum(axis=1))]).astype(np.int64),
        np.nonzero(known)[1].astype(np.int32),
        rng.uniform(0.5, 1, int(known.sum())).astype(np.float32),
        n_features,
    )

    def normal(*shape, sd=0.5):
        return rng.normal(0, sd, shape).astype(np.float32)

    def positive():
        root = rng.normal(0, 0.7, (draws, k, k))
        return (root @ root.transpose(0, 2, 1) + 0.3 * np.eye(k)).astype(np.float32)

    return CollaborativeModel(
        works=ids("w", n_works),
        scale=SCALE,
        global_mean=3.4,
        row_of=row_of,
        coefficients=normal(len(rated), draws, k),
        implicit=normal(len(rated), draws, k, sd=0.2),
        implicit_exponent=0.4,
        prior_mean=normal(draws, k, sd=0.3),
        prior_precision=positive(),
        implicit_variance=0.1 * positive(),
        noise_precision=rng.uniform(0.7, 2, draws).astype(np.float32),
        noise_shape=noise_shape,
        work_mean=normal(draws, k, sd=0.3),
        work_variance=0.2 * positive(),
        doubt=np.where(row_of < 0, rng.uniform(0.5, 2, n_works), 0).astype(np.float32),
        features=features,
        feature_coefficients=normal(n_features, draws, k),
        liking_cut=3.6,
    )
