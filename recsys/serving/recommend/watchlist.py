"""What somebody wishes to watch, what they can watch tonight first."""

from dataclasses import dataclass

from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import Filters
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.placed import WHERE, PlacedWork, placed_works
from recsys.serving.recommend.users import Users
from recsys.serving.requests import PlaceRequest


@dataclass(frozen=True)
class Watchlist:
    """The unseen works of a watchlist: those on the person's services, those elsewhere, those nowhere, and each of
    these by the probability that they like it. `user_id` is None for a visitor.
    """

    user_id: str | None
    filters: Filters
    results: list[PlacedWork]


def watchlist_of(catalogue: Catalogue, users: Users, request: PlaceRequest) -> Watchlist:
    """The works wished, in order; what was rated or watched is no wish any more."""
    profile = users.profile(request.user, request.ratings, Feedback(), request.watched)
    seen = set(profile.seen.tolist())
    rows = [row for row in request.wishes if row not in seen]
    wishes = placed_works(catalogue, profile.posterior, rows, request.filters, request.locale)
    return Watchlist(
        profile.user_id, request.filters, sorted(wishes, key=lambda wish: (WHERE.index(wish.where), -wish.liking))
    )
