"""People of whom some stars are hidden, and models that were fitted on others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.learn_ranker import predictor_of
from recsys.build.evaluation.methods import Nums, PlainDataset
from recsys.build.evaluation.rankers import Stars, fit_ease, popularity_of
from recsys.build.evaluation.splits import last_in_time, newcomers, rows_by_user
from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import Ranker
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.posterior.fit import QUICK, fit_posterior
from recsys.research.rankers import TimedDataset, learn_ranker

AWAY = 0.4  # of the people: half of them teach, half are reported
HIDDEN = (0.5, 1.0)  # shares of the stars that are hidden; all of them in a service's history of what was watched


@dataclass(frozen=True)
class Person:
    """Somebody who was away while models were fitted.

    `works` and `ratings` (n,) are the earlier four fifths of what they rated, and `hidden` (n,) those of which only the
    watch is known; `later_works` and `later_ratings` are the last fifth, to be foretold.
    """

    works: Nums
    ratings: Stars
    hidden: NDArray[np.bool_]
    later_works: Nums
    later_ratings: Stars


@dataclass(frozen=True)
class Others:
    """What was fitted on the other people of a folder; `content` has genres and decades."""

    model: CollaborativeModel
    ease: EaseModel
    popularity: NDArray[np.int64]
    content: ContentModel | None
    ranker: Ranker


@dataclass(frozen=True)
class Folder:
    """One folder: what its people teach, and those `teaching` and `reported`, by the share of their stars hidden."""

    name: str
    others: Others
    teaching: dict[float, list[Person]]
    reported: dict[float, list[Person]]


def folder_of(name: str, data: TimedDataset, seed: int) -> Folder:
    """Fit models on most of the people of a dataset and hide stars of the others, at random."""
    ratings = data.plain.ratings
    away = newcomers(ratings.user_nums, len(ratings.users), seed, AWAY).held_out
    rows, later = rows_by_user(ratings.user_nums), last_in_time(ratings.user_nums, data.timestamps)
    rng = np.random.default_rng(seed)
    people = rng.permutation(np.unique(ratings.user_nums[away]))
    drawn = rng.random(len(ratings))

    def person(user: int, share: float) -> Person:
        earlier, last = rows[user][~later[rows[user]]], rows[user][later[rows[user]]]
        return Person(
            ratings.work_nums[earlier],
            ratings.ratings[earlier],
            drawn[earlier] < share,
            ratings.work_nums[last],
            ratings.ratings[last],
        )

    def of(users: Sequence[int]) -> dict[float, list[Person]]:
        return {share: [person(user, share) for user in users] for share in HIDDEN}

    half = len(people) // 2
    others = _fit(data.where(~away), seed)
    return Folder(name, others, of(people[:half].tolist()), of(people[half:].tolist()))


def _fit(data: TimedDataset, seed: int) -> Others:
    ranker = learn_ranker(data, lambda plain, _: predictor_of(_model(plain)), seed)
    model = _model(data.plain)
    ratings = data.plain.ratings
    return Others(model, fit_ease(ratings), popularity_of(ratings), data.content, ranker)


def _model(plain: PlainDataset) -> CollaborativeModel:
    return fit_posterior(plain.ratings, features_of(plain.features, plain.ratings), plain.scale, QUICK)
