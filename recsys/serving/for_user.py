"""What to watch next: unseen works for a person, in the order of what people like them go on to choose."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.bundle import Bundle
from recsys.models.diversity import mmr
from recsys.models.topk import top_k
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.users import Asker, Users

# A varied list is chosen among so many times as many works as are asked for.
_CANDIDATES = 5


@dataclass(frozen=True)
class PredictedWork:
    """An unseen work: the rating that the person is predicted to give it, in stars, from `low` to `high` with
    probability 0.8, and the probability that they like it.
    """

    work: Work
    predicted_rating: float
    low: float
    high: float
    liking: float
    title_ratings: int


@dataclass(frozen=True)
class ForUser:
    """The best unseen works for a person, best first; `user_id` is None for a visitor."""

    user_id: str | None
    user_ratings: int
    filters: Filters
    diversity: float
    results: list[PredictedWork]


class Lister:
    """Answers `for_user` from a bundle's models."""

    def __init__(self, bundle: Bundle, catalogue: Catalogue, filters: FilterIndex, users: Users) -> None:
        self._lists = bundle.lists
        self._content = bundle.content
        self._catalogue = catalogue
        self._filters = filters
        self._users = users

    def for_user(self, user_id: object, ratings: object, k: object, filters: Filters, diversity: object) -> ForUser:
        """The k works that the person has not rated and is likeliest to choose and like."""
        asker, count = self._users.asker(user_id, ratings), checks.k(k)
        variety = checks.number("diversity", diversity, 0, 1)
        eligible = self._filters.mask(filters)
        eligible[asker.work_nums] = False
        scores = self._scores(asker, eligible)
        rows = top_k(scores, count if not variety else _CANDIDATES * count, eligible)
        if variety and len(rows):
            rows = rows[mmr(scores[rows], self._content.cosines(rows), count, variety)]
        found = asker.person.predict(rows)
        return ForUser(
            user_id=asker.user_id,
            user_ratings=len(asker.ratings),
            filters=filters,
            diversity=variety,
            results=[
                PredictedWork(
                    self._catalogue.work(row),
                    float(found.ratings[place]),
                    float(found.low[place]),
                    float(found.high[place]),
                    float(found.liking[place]),
                    self._users.raters(row),
                )
                for place, row in enumerate(rows.tolist())
            ],
        )

    def _scores(self, asker: Asker, eligible: NDArray[np.bool_]) -> NDArray[np.floating]:
        """The score of every work, (n_works,): by the list model, or by the predicted rating where there is none."""
        mean, liking = asker.person.overview()
        if self._lists is None or not eligible.any():  # signals are compared among the eligible: some there must be
            return mean
        return self._lists.scores(asker.work_nums, asker.ratings, liking, self._content, eligible)
