"""Newcomers are asked one title after the other, each way of choosing the next."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from recsys.build.evaluation.metrics import ndcg
from recsys.models.ranking.ranker import K
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.research.onboarding.people import Newcomer
from recsys.research.onboarding.until_2026 import YesterdaysOnboarding
from recsys.serving.recommend.askable import Askable
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.onboarding import next_works
from recsys.serving.requests import ListRequest
from recsys.serving.service import Service

AFTER = (5, 10)  # questions


class Told(NamedTuple):
    """What a newcomer answered: stars by work, and works that they have not seen."""

    ratings: dict[int, float]
    unseen: list[int]


Ask = Callable[[Told], int | None]
# Of the works that may be asked about, and the works that one person must not be asked about.
Way = Callable[[Askable, set[int]], Ask]


class Measured(NamedTuple):
    """After some questions: the share of «haven't seen it» and the NDCG@10 of the list."""

    unseen: float
    ndcg: float


def ways(service: Service, seed: int) -> dict[str, Way]:
    """Ways of choosing the next question, by name."""
    model, catalogue, people = service.bundle.collaborative, service.catalogue, service.people
    if model is None or people is None:
        raise ValueError("the service knows no people")
    yesterdays = YesterdaysOnboarding(model, catalogue)

    def posterior(told: Told) -> UserPosterior:
        return people.users.profile(None, told.ratings, Feedback()).posterior

    def at_random(askable: Askable, barred: set[int]) -> Ask:
        return _in_order(np.random.default_rng(seed).permutation(askable.works).tolist(), barred)

    def most_votes(askable: Askable, barred: set[int]) -> Ask:
        return _in_order(askable.works[np.argsort(-catalogue.votes[askable.works], kind="stable")].tolist(), barred)

    def most_ratings(askable: Askable, barred: set[int]) -> Ask:  # noqa: ARG001 - of all works
        return _in_order(yesterdays.works.tolist(), barred)

    def until_2026(askable: Askable, barred: set[int]) -> Ask:  # noqa: ARG001 - of all works
        return lambda told: yesterdays.next(posterior(told), {*told.ratings, *told.unseen, *barred}, [])

    def ours(askable: Askable, barred: set[int]) -> Ask:
        free = askable.only(~np.isin(askable.works, list(barred)))

        def ask(told: Told) -> int | None:
            return next(iter(next_works(free, posterior(told), list(told.ratings), told.unseen, [], 1)), None)

        return ask

    return {
        "at random": at_random,
        "most votes": most_votes,
        "most ratings here": most_ratings,
        "until November 2026": until_2026,
        "Butaca": ours,
    }


def interview(service: Service, person: Newcomer, ask: Ask, kind: str | None) -> list[Measured]:
    """What is measured of a person after so many questions as AFTER says, the lists being of a kind."""
    told, found = Told({}, []), []
    for number in range(1, max(AFTER) + 1):
        work = ask(told)
        if work is not None and work in person.stars:
            told.ratings[work] = person.stars[work]
        elif work is not None:
            told.unseen.append(work)
        if number in AFTER:
            found.append(Measured(1 - len(told.ratings) / number, _listed(service, told, person, kind)))
    return found


def _in_order(works: list[int], barred: set[int]) -> Ask:
    return lambda told: next(
        (one for one in works if one not in barred and one not in {*told.ratings, *told.unseen}), None
    )


def _listed(service: Service, told: Told, person: Newcomer, kind: str | None) -> float:
    """NDCG@10 of the list. What they have seen is not in it, whether they were asked about it or not: it could be
    neither a good suggestion nor a bad one. What they have not seen may be, as it may in the app.
    """
    if service.people is None:
        raise ValueError("the service knows no people")
    hidden = tuple(person.stars.keys() - told.ratings.keys())
    feedback = Feedback(hidden=hidden)
    request = ListRequest(None, K, service.filters.parse(type=kind), told.ratings, feedback)
    results = service.people.lister.for_user(request).results
    return ndcg(service.catalogue.work_ids.numbers([one.work.work_id for one in results]), person.wanted, K)
