"""What to watch next: unseen works for a person, in the order of what people like them go on to choose."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.recommend.diversity import Variety, VarietySettings
from recsys.serving.recommend.feedback import Wishes
from recsys.serving.recommend.reasons import Reason, reasons
from recsys.serving.recommend.users import Asker, Users

REASONS = 2


@dataclass(frozen=True)
class PredictedWork:
    """An unseen work: the rating that the person is predicted to give it, in stars, from `low` to `high` with
    probability 0.8, and the probability that they like it; `reasons` are the ratings that speak most for it.
    """

    work: Work
    predicted_rating: float
    low: float
    high: float
    liking: float
    title_ratings: int
    reasons: list[Reason]


@dataclass(frozen=True)
class ForUser:
    """The best unseen works for a person, best first; `user_id` is None for a visitor."""

    user_id: str | None
    user_ratings: int
    filters: Filters
    variety: VarietySettings
    results: list[PredictedWork]


class Lister:
    """Answers `for_user` from a bundle's models."""

    def __init__(
        self, bundle: Bundle, catalogue: Catalogue, filters: FilterIndex, variety: Variety, users: Users
    ) -> None:
        self._lists = bundle.lists
        self._content = bundle.similar.content
        self._catalogue = catalogue
        self._filters = filters
        self._variety = variety
        self._users = users

    def for_user(
        self,
        user_id: object,
        ratings: object,
        k: object,
        filters: Filters,
        settings: VarietySettings,
        wishes: Wishes,
    ) -> ForUser:
        """The k works that the person has not rated and is likeliest to choose and like."""
        asker, count = self._users.asker(user_id, ratings, wishes.stars), checks.k(k)
        eligible = self._filters.mask(filters)
        eligible[asker.work_nums[: asker.n_rated]] = False
        eligible[wishes.unwanted] = False
        scores = self._scores(asker, eligible)
        rows = self._variety.chosen(scores, count, eligible, settings)
        found = asker.person.predict(rows)
        works = self._catalogue.works_at(rows.tolist())
        because = reasons(self._catalogue, asker, rows, REASONS, only_for=True)
        return ForUser(
            user_id=asker.user_id,
            user_ratings=asker.n_rated,
            filters=filters,
            variety=settings,
            results=[
                PredictedWork(
                    work,
                    float(found.ratings[place]),
                    float(found.low[place]),
                    float(found.high[place]),
                    float(found.liking[place]),
                    self._users.raters(row),
                    because[place],
                )
                for place, (row, work) in enumerate(zip(rows.tolist(), works, strict=True))
            ],
        )

    def _scores(self, asker: Asker, eligible: NDArray[np.bool_]) -> NDArray[np.floating]:
        """The score of every work, (n_works,): by the list model, or by the predicted rating where there is none."""
        mean, liking = asker.person.overview()
        if self._lists is None or not eligible.any():  # signals are compared among the eligible: some there must be
            return mean
        return self._lists.scores(asker.work_nums, asker.ratings, liking, self._content, eligible)
