"""What to watch next: unseen works for a person, in the order of what people like them go on to choose."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.similar.model import SimilarModel
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.recommend.diversity import Diversity, DiversitySettings
from recsys.serving.recommend.newcomers import Newcomers
from recsys.serving.recommend.reasons import Reason, reasons
from recsys.serving.recommend.users import Profile, Users
from recsys.serving.requests import GroupRequest, ListRequest

REASONS = 2


@dataclass(frozen=True)
class PredictedWork:
    """An unseen work: the rating that the person is predicted to give it, in stars, from `low` to `high` with
    probability 0.8, and the probability that they like it; `reasons` are the ratings and watches that speak most for
    it; `wished` says that it is on their watchlist.
    """

    work: Work
    predicted_rating: float
    low: float
    high: float
    liking: float
    title_ratings: int
    reasons: list[Reason]
    wished: bool = False


@dataclass(frozen=True)
class ForUser:
    """The best unseen works for a person, those of their watchlist first, then best first; `user_id` is None for a
    visitor, `user_watched` how many works they watched and did not rate.
    """

    user_id: str | None
    user_ratings: int
    filters: Filters
    diversity: DiversitySettings
    results: list[PredictedWork]
    user_watched: int = 0


class Lister:
    """Answers `for_user` from a bundle's models."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex, diversity: Diversity, users: Users) -> None:
        self._ranker = catalogue.bundle.ranker
        similar = catalogue.bundle.similar
        # As the weights were learned: what the same people like is among the other signals.
        self._neighbours = NeighbourIndex(SimilarModel(similar.content, similar.pairs))
        self._catalogue = catalogue
        self._filters = filters
        self._diversity = diversity
        self._users = users
        self._newcomers = Newcomers(catalogue)

    def for_user(self, request: ListRequest) -> ForUser:
        """The k works that the user has not rated and is likeliest to choose and like."""
        profile = self.profile(request)
        eligible = self._filters.mask(request.filters)
        eligible[profile.seen] = False
        eligible[request.feedback.unwanted] = False
        rows = self._listed(request, profile, eligible)
        found = profile.posterior.predict(rows)
        works = self._catalogue.works_at(rows.tolist(), request.locale)
        because = reasons(self._catalogue, profile, rows, REASONS, request.locale, only_for=True)
        return ForUser(
            user_id=profile.user_id,
            user_ratings=profile.n_rated,
            filters=request.filters,
            diversity=request.diversity,
            results=[
                PredictedWork(
                    work,
                    float(found.ratings[place]),
                    float(found.low[place]),
                    float(found.high[place]),
                    float(found.liking[place]),
                    self._users.raters(row),
                    because[place],
                    row in request.wishes,
                )
                for place, (row, work) in enumerate(zip(rows.tolist(), works, strict=True))
            ],
            user_watched=len(profile.seen) - profile.n_rated,
        )

    def profile(self, request: ListRequest) -> Profile:
        """What is known of whoever asks."""
        return self._users.profile(request.user, request.ratings, request.feedback, request.watched)

    def _listed(self, request: ListRequest, profile: Profile, eligible: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The rows of the list: wishes first, which a wish is for, then the best of the others."""
        scores = self.scores(profile, eligible, country_of(request))
        known = [*profile.seen.tolist(), *profile.work_nums.tolist(), *request.feedback.unwanted]
        wished = np.zeros_like(eligible)
        wished[list(request.wishes)] = True
        first = np.zeros(0, dtype=np.intp)
        if request.wishes:
            first = self._diversity.chosen(scores, request.k, eligible & wished, request.diversity, known)
        if len(first) == request.k:
            return first
        known = [*known, *first.tolist()]
        rest = self._diversity.chosen(scores, request.k - len(first), eligible & ~wished, request.diversity, known)
        return np.concatenate([first, rest])

    def scores(self, profile: Profile, eligible: NDArray[np.bool_], country: str | None) -> NDArray[np.floating]:
        """The score of every work, (n_works,): by the ranking model, or the predicted rating where there is none; of
        whoever said nothing, what people of the country like now.
        """
        # Of them the model knows what those whose ratings it has liked then, not what is liked now.
        if not len(profile.work_nums):
            return self._newcomers.scores(eligible, country)
        mean, liking = profile.posterior.overview()
        if self._ranker is None or not eligible.any():  # signals are compared among the eligible: some there must be
            return mean
        return self._ranker.scores(
            profile.work_nums, profile.ratings, liking, self._neighbours, eligible, profile.liked
        )


def country_of(request: ListRequest | GroupRequest) -> str | None:
    """The country that a list is for: the one that it is limited to, else the one whose titles are shown."""
    return request.filters.country or (request.locale.country if request.locale else None)
