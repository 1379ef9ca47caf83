"""Why a rating is predicted as it is: the user's own ratings that move it most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.serving.locales import Locale
from recsys.serving.recommend.users import Profile


@dataclass(frozen=True)
class Reason:
    """A title that the user rated, and by how many stars that moves the prediction up or down."""

    title: str
    year: int
    rating: float
    push: float


def reasons(
    catalogue: Catalogue,
    profile: Profile,
    work_nums: NDArray[np.integer],
    count: int,
    locale: Locale | None = None,
    *,
    only_for: bool = False,
) -> list[list[Reason]]:
    """Of each of some works, the ratings that move its prediction most, largest first; with `only_for`, those up.

    Their titles are those of a locale.
    """
    rated = profile.work_nums[: profile.n_rated]
    if not len(rated):
        return [[] for _ in work_nums]
    pushes = profile.posterior.influences(work_nums)[:, : profile.n_rated]
    return [_largest(catalogue, profile, rated, pushed, count, locale, only_for) for pushed in pushes]


def _largest(
    catalogue: Catalogue,
    profile: Profile,
    rated: NDArray[np.int32],
    pushed: NDArray[np.float64],
    count: int,
    locale: Locale | None,
    only_for: bool,
) -> list[Reason]:
    order = np.argsort(-pushed if only_for else -np.abs(pushed), kind="stable")[:count]
    return [
        Reason(
            catalogue.name(int(rated[place]), locale),
            catalogue.year(int(rated[place])),
            float(profile.ratings[place]),
            float(pushed[place]),
        )
        for place in order.tolist()
        if not only_for or pushed[place] > 0
    ]
