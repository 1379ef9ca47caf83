"""How a watch may be taken: ways from somebody's ratings and watches to predictions and a list."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.ranker import list_signals
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.models.ratings.watches import WatchSign, fold_in_watches
from recsys.research.watched.people import Others, Person

AS_LIKED = 4.5  # stars that a work counts as that somebody wants more like


class Read(NamedTuple):
    """What somebody told, as it was taken: their posterior, and works (n,), their stars, and how much each is liked."""

    posterior: UserPosterior
    works: NDArray[np.integer]
    stars: NDArray[np.floating]
    liked: NDArray[np.floating]


Reading = Callable[[Others, Person], Read]


def ignored(others: Others, person: Person) -> Read:
    """Watches say nothing."""
    rated = ~person.hidden
    return _rated(others, person.works[rated], person.ratings[rated])


def as_liked(others: Others, person: Person) -> Read:
    """A watch is a rating of 4.5 stars."""
    return _rated(others, person.works, np.where(person.hidden, np.float32(AS_LIKED), person.ratings))


def known(others: Others, person: Person) -> Read:
    """The stars that were hidden: what no reading can do without."""
    return _rated(others, person.works, person.ratings)


def by_sign(sign: WatchSign) -> Reading:
    """A watch is a sign of that kind."""

    def read(others: Others, person: Person) -> Read:
        rated, watched = ~person.hidden, person.works[person.hidden]
        works, stars = person.works[rated], person.ratings[rated]
        found = fold_in_watches(others.model, works, stars, watched, [sign] * len(watched))
        liked = np.concatenate([stars >= LIKED_FROM, np.full(len(watched), sign.liked)])
        return Read(found.posterior, np.concatenate([works, watched]), np.concatenate([stars, found.stars]), liked)

    return read


def scores(others: Others, read: Read, eligible: NDArray[np.bool_]) -> NDArray[np.floating]:
    """The score of every work for whoever was read, (n_works,); of whom nothing is known, popularity."""
    if not len(read.works):
        return others.popularity.astype(np.float32)
    liking = read.posterior.overview()[1]
    signals = list_signals(
        read.works, read.stars, others.popularity, others.ease, liking, others.content, liked=read.liked
    )
    return others.ranker.scores(signals, eligible)


def _rated(others: Others, works: NDArray[np.integer], stars: NDArray[np.floating]) -> Read:
    return Read(others.model.fold_in(works, stars), works, stars, (stars >= LIKED_FROM).astype(np.float64))
