"""What next in what somebody follows: the next part of a saga, a new season, what they left in the middle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from recsys.models.ratings.watches import EPISODE, PART
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import Filters
from recsys.serving.recommend.diversity import Diversity
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.placed import PlacedWork, placed_works
from recsys.serving.recommend.users import Users
from recsys.serving.recommend.watches import Watch
from recsys.serving.requests import PlaceRequest

NEXT_PART, NEW_SEASON, FINISH = "next part", "new season", "finish"
WHYS = (NEXT_PART, NEW_SEASON, FINISH)  # in the order of a list


@dataclass(frozen=True)
class FollowedWork(PlacedWork):
    """A work that goes on with what somebody saw.

    `why` is «next part» of the saga of the film `after`, «new season» of a series of which they know the seasons before
    `season`, or «finish» for a work that they left; `after` and `season` are None where they do not apply.
    """

    why: str
    after: str | None
    season: int | None


@dataclass(frozen=True)
class Following:
    """What goes on with what somebody saw, next parts first, then new seasons, then what was left, and each of these
    by the probability that they like it. `user_id` is None for a visitor.
    """

    user_id: str | None
    filters: Filters
    results: list[FollowedWork]


class _Next(NamedTuple):
    row: int
    why: str
    after: int | None = None
    season: int | None = None


def following_of(catalogue: Catalogue, diversity: Diversity, users: Users, request: PlaceRequest, k: int) -> Following:
    """The first k works that go on with what somebody rated and watched."""
    profile = users.profile(request.user, request.ratings, Feedback(), request.watched)
    seen = set(profile.seen.tolist())
    left = {row for row, watch in request.watched.items() if watch.kind in (PART, EPISODE)} - set(profile.ratings_given)
    parts = diversity.next_parts(sorted(seen - left))
    nexts = [_Next(row, NEXT_PART, after=after) for row, after in parts if row not in seen]
    nexts += _seasons_and_left(catalogue, request.watched)
    works = placed_works(catalogue, profile.posterior, [one.row for one in nexts], request.filters, request.locale)
    found = [
        FollowedWork(
            **vars(work),
            why=one.why,
            after=catalogue.name(one.after, request.locale) if one.after is not None else None,
            season=one.season,
        )
        for one, work in zip(nexts, works, strict=True)
    ]
    found.sort(key=lambda work: (WHYS.index(work.why), -work.liking))
    return Following(profile.user_id, request.filters, found[:k])


def _seasons_and_left(catalogue: Catalogue, watched: Mapping[int, Watch]) -> list[_Next]:
    """The season after the last one watched where the catalogue knows of it, and what was watched in part."""
    nexts = []
    for row, watch in watched.items():
        seasons = catalogue.seasons(row)
        if watch.kind == PART:
            nexts.append(_Next(row, FINISH))
        elif watch.season is not None and seasons is not None and seasons > watch.season:
            nexts.append(_Next(row, NEW_SEASON, season=watch.season + 1))
    return nexts
