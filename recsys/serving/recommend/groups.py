"""What to watch together: one list for several people, with everybody's chance of liking each title and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.groups import STRATEGIES, choice_shares
from recsys.models.ratings.user_posterior import Predictions
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.recommend.diversity import Diversity, DiversitySettings
from recsys.serving.recommend.for_user import Lister, country_of
from recsys.serving.recommend.reasons import Reason, reasons
from recsys.serving.recommend.users import Profile, Users
from recsys.serving.requests import GroupRequest, ListRequest

REASONS = 1  # of each person


@dataclass(frozen=True)
class MemberChance:
    """What is predicted for one person of a group: the probability of liking the title, the rating they would give it,
    from `low` to `high` with probability 0.8, and the rating of theirs that speaks most for it, if any; `seen` if they
    have seen it.
    """

    name: str
    liking: float
    predicted_rating: float
    low: float
    high: float
    seen: bool
    reasons: list[Reason]


@dataclass(frozen=True)
class GroupWork:
    """A work for a group, with the chance of each person in the order in which they were named.

    `score` is the strategy's aggregate of how often each of them chooses a work at that place of their own list, in no
    unit: only its order means anything.
    """

    work: Work
    score: float
    title_ratings: int
    chances: list[MemberChance]


@dataclass(frozen=True)
class Member:
    """One person of a group; `user_id` is None for a visitor."""

    name: str
    user_id: str | None
    user_ratings: int


@dataclass(frozen=True)
class ForGroup:
    """The best works for all of a group, best first."""

    people: list[Member]
    strategy: str
    seen: str
    filters: Filters
    diversity: DiversitySettings
    results: list[GroupWork]


@dataclass(frozen=True)
class _Present:
    """A member who is there: what is known of them, and which works they have seen, (n_works,)."""

    name: str
    profile: Profile
    seen: NDArray[np.bool_]


class GroupLister:
    """Answers `for_group` by the lists that `for_user` would give each person."""

    def __init__(
        self, catalogue: Catalogue, filters: FilterIndex, diversity: Diversity, users: Users, lister: Lister
    ) -> None:
        self._catalogue = catalogue
        self._filters = filters
        self._diversity = diversity
        self._users = users
        self._lister = lister

    def for_group(self, request: GroupRequest) -> ForGroup:
        """The k works that suit the people best, by the request's strategy.

        Whoever has neither rated nor asked for anything counts as one who likes what people like in general now.
        """
        members = [self._present(name, one) for name, one in request.people.items()]
        eligible = self._filters.mask(request.filters)
        eligible &= ~_hidden(np.stack([member.seen for member in members]), request.seen)
        for one in request.people.values():
            eligible[list(one.feedback.less)] = False
        country = country_of(request)
        shares = np.stack(
            [choice_shares(self._lister.scores(member.profile, eligible, country), eligible) for member in members]
        )
        scores = STRATEGIES[request.strategy](shares)
        known = [work for member in members for work in member.profile.work_nums.tolist()]
        known += [work for one in request.people.values() for work in one.feedback.unwanted]
        rows = self._diversity.chosen(scores, request.k, eligible, request.diversity, known)
        chances = [self._chances(member, rows, request) for member in members]
        works = self._catalogue.works_at(rows.tolist(), request.locale)
        return ForGroup(
            people=[Member(one.name, one.profile.user_id, one.profile.n_rated) for one in members],
            strategy=request.strategy,
            seen=request.seen,
            filters=request.filters,
            diversity=request.diversity,
            results=[
                GroupWork(work, float(scores[row]), self._users.raters(row), [one[place] for one in chances])
                for place, (row, work) in enumerate(zip(rows.tolist(), works, strict=True))
            ],
        )

    def _present(self, name: str, request: ListRequest) -> _Present:
        profile = self._lister.profile(request)
        seen = np.zeros(len(self._catalogue), dtype=bool)
        seen[profile.seen] = True
        seen[list(request.feedback.hidden)] = True
        return _Present(name, profile, seen)

    def _chances(self, member: _Present, rows: NDArray[np.intp], request: GroupRequest) -> list[MemberChance]:
        found: Predictions = member.profile.posterior.predict(rows)
        because = reasons(self._catalogue, member.profile, rows, REASONS, request.locale, only_for=True)
        return [
            MemberChance(
                member.name,
                float(found.liking[place]),
                float(found.ratings[place]),
                float(found.low[place]),
                float(found.high[place]),
                bool(member.seen[row]),
                because[place],
            )
            for place, row in enumerate(rows.tolist())
        ]


def _hidden(seen: NDArray[np.bool_], by: str) -> NDArray[np.bool_]:
    """Which works are left out, (n_works,), of what each member has `seen`, (n_people, n_works)."""
    seers = seen.sum(axis=0)
    hidden: NDArray[np.bool_] = seers > {"none": 0, "one": len(seen) - 1, "all": len(seen)}[by]
    return hidden
