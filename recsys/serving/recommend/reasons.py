"""Why a rating is predicted as it is: the user's own ratings and watches that move it most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.serving.locales import Locale
from recsys.serving.recommend.users import Profile

RATED, WATCHED = "rated", "watched"


@dataclass(frozen=True)
class Reason:
    """A title that the user rated, or watched and did not rate, and by how many stars that moves the prediction up or
    down. `kind` is «rated» or «watched», `rating` None for what was only watched.
    """

    title: str
    year: int
    rating: float | None
    push: float
    kind: str = RATED


def reasons(
    catalogue: Catalogue,
    profile: Profile,
    work_nums: NDArray[np.integer],
    count: int,
    locale: Locale | None = None,
    *,
    only_for: bool = False,
) -> list[list[Reason]]:
    """Of each of some works, the ratings and watches that move its prediction most, largest first; with `only_for`,
    those up.

    A rating moves it by its stars, a watch by what it counts as and by the work's having been chosen. Their titles are
    those of a locale.
    """
    places = _told(profile)
    if not len(places):
        return [[] for _ in work_nums]
    pushes = profile.posterior.influences(work_nums)
    if profile.n_watched:
        pushes[:, -profile.n_watched :] += profile.posterior.influences_of_choice(work_nums)[:, -profile.n_watched :]
    return [_largest(catalogue, profile, places, pushed, count, locale, only_for) for pushed in pushes[:, places]]


def _told(profile: Profile) -> NDArray[np.intp]:
    """The places of what was rated and watched, without feedback."""
    n = len(profile.work_nums)
    return np.concatenate([np.arange(profile.n_rated), np.arange(n - profile.n_watched, n)])


def _largest(
    catalogue: Catalogue,
    profile: Profile,
    places: NDArray[np.intp],
    pushed: NDArray[np.float64],
    count: int,
    locale: Locale | None,
    only_for: bool,
) -> list[Reason]:
    order = np.argsort(-pushed if only_for else -np.abs(pushed), kind="stable")[:count]
    found = []
    for place, push in zip(places[order].tolist(), pushed[order].tolist(), strict=True):
        if push > 0 or not only_for:
            work_num, is_rated = int(profile.work_nums[place]), place < profile.n_rated
            rating = float(profile.ratings[place]) if is_rated else None
            title, year = catalogue.name(work_num, locale), catalogue.year(work_num)
            found.append(Reason(title, year, rating, push, RATED if is_rated else WATCHED))
    return found
