"""Where «likes it» begins on the continuous scale of predicted ratings."""

from dataclasses import replace

import numpy as np

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import LIKED_FROM, CollaborativeModel
from recsys.models.ratings.user_posterior import normal_cdf

_PEOPLE = 200  # enough for 0.01 stars
_HALVINGS = 30


def with_liking_cut(model: CollaborativeModel, data: RatingArrays, seed: int) -> CollaborativeModel:
    """The model with its `liking_cut` such that, on average, as many ratings are likes as it says.

    Where everybody rounded to whole stars it would be 3.5; people's steps are not that even. Worked out by bisection
    on the training ratings of some people, so that nothing that an evaluation holds out is looked at.
    """
    order, starts = data.by_user()
    people = np.flatnonzero(np.diff(starts))
    chosen = np.random.default_rng(seed).choice(people, min(_PEOPLE, len(people)), replace=False)
    means, deviations, likes = [], [], []
    for user in chosen.tolist():
        rows = order[starts[user] : starts[user + 1]]
        predicted = model.fold_in(data.work_nums[rows], data.ratings[rows]).predict(data.work_nums[rows])
        means.append(predicted.mean)
        deviations.append(predicted.deviation)
        likes.append(data.ratings[rows] >= LIKED_FROM)
    mean, deviation, share = np.concatenate(means), np.concatenate(deviations), np.concatenate(likes).mean()
    low, high = model.scale
    for _ in range(_HALVINGS):
        cut = (low + high) / 2
        low, high = (cut, high) if normal_cdf((mean - cut) / deviation).mean() > share else (low, cut)
    return replace(model, liking_cut=(low + high) / 2)
