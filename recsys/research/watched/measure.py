"""How good each way of taking a watch is, and the sign that is learned."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from recsys.build.evaluation.metrics import ndcg, rmse
from recsys.build.evaluation.rankers import unseen
from recsys.models.ranking.ranker import K
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.ratings.watches import WatchSign
from recsys.research.watched.people import HIDDEN, Folder, Others, Person
from recsys.research.watched.readings import Reading, by_sign, scores

ABOVE = (0.0, 0.25, 0.5)  # stars
WEIGHTS = (0.0, 0.03, 0.1, 0.3)
LIKED = (0.1, 0.25, 0.5, 1.0)
_SUREST = 1e-6  # a probability of nothing at all would cost without end


class Foretold(NamedTuple):
    """Of later ratings: mean log-loss of the probabilities of liking, in nats, and RMSE, in stars."""

    log_loss: float
    rmse: float


class Listed(NamedTuple):
    """Mean NDCG@10 of lists, relevant being what was rated later, and what was rated 4 or more."""

    ndcg: float
    ndcg_liked: float


def foretold(others: Others, people: Sequence[Person], reading: Reading) -> Foretold:
    """How well what people gave later is foretold; each rating counts alike."""
    losses, predicted, actual = [], [], []
    for person in people:
        found = reading(others, person).posterior.predict(person.later_works)
        chance = np.clip(found.liking.astype(np.float64), _SUREST, 1 - _SUREST)
        losses.append(-np.log(np.where(person.later_ratings >= LIKED_FROM, chance, 1 - chance)))
        predicted.append(found.ratings)
        actual.append(person.later_ratings)
    return Foretold(float(np.concatenate(losses).mean()), rmse(np.concatenate(predicted), np.concatenate(actual)))


def listed(others: Others, people: Sequence[Person], reading: Reading) -> Listed:
    """How good lists are; each person counts alike, and works that they told of are never listed."""
    figures = []
    for person in people:
        eligible = unseen(person.works, len(others.popularity))
        rows = top_k(scores(others, reading(others, person), eligible), K, eligible)
        liked = person.later_works[person.later_ratings >= LIKED_FROM]
        figures.append([ndcg(rows, relevant, K) for relevant in (person.later_works, liked)])
    of_chosen, of_liked = np.nanmean(figures, axis=0).tolist()  # NaN: nothing was liked of what came later
    return Listed(of_chosen, of_liked)


def learn(folders: Sequence[Folder]) -> WatchSign:
    """The sign by the people who teach: stars and weight of the least log-loss, then how much it is liked of the best
    NDCG@10 of what was liked; means over folders and shares of hidden stars, and of equal ones the smallest.
    """
    above, weight = min(
        product(ABOVE, WEIGHTS),
        key=lambda given: _mean(
            [
                foretold(
                    folder.others, folder.teaching[share], by_sign(WatchSign(given[0], given[1], LIKED[0]))
                ).log_loss
                for folder, share in product(folders, HIDDEN)
            ]
        ),
    )
    liked = max(
        LIKED,
        key=lambda given: _mean(
            [
                listed(folder.others, folder.teaching[share], by_sign(WatchSign(above, weight, given))).ndcg_liked
                for folder, share in product(folders, HIDDEN)
            ]
        ),
    )
    return WatchSign(above, weight, liked)


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)  # finer differences are those of the draw
