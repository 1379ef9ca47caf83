"""One list for several people: their own lists made comparable, and aggregated into scores of a group.

A list's scores have no unit, and their spread differs from person to person: one step of a horror fan's is a hundred of
somebody's who likes a bit of everything. Places are the same for everybody. `choice_shares` makes of a place how often
a title there is chosen; strategies aggregate those of the members (Masthoff 2011, «Group Recommender Systems: Combining
Individual Models», has most of them in use).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.topk import top_k

Shares = NDArray[np.float64]
Strategy = Callable[[Shares], NDArray[np.float64]]

# Of 3, 10, 20, 30 and 60, on groups of MovieLens 100K and latest-small: the less, the more each member finds of their
# own; the more, the more all find together (docs/groups.md).
OFFSET = 10.0


def choice_shares(scores: NDArray[np.floating], eligible: NDArray[np.bool_]) -> Shares:
    """How often one person chooses each work, up to a factor: 1 / (OFFSET + place), the law of Zipf and Mandelbrot.

    `scores` and `eligible` are (n_works,); the best score has place 1, ties go by row number, as in `top_k`. NaN where
    a work is not eligible or has no score. The same function of a place as reciprocal rank fusion (Cormack, Clarke &
    Büttcher 2009).

    >>> choice_shares(np.array([2.0, 9.0, 5.0]), np.array([True, True, False])).round(3).tolist()
    [0.083, 0.091, nan]
    """
    shares = np.full(len(scores), np.nan)
    rows = top_k(scores, len(scores), eligible)
    shares[rows] = 1 / (OFFSET + np.arange(1, len(rows) + 1))
    return shares


def average(shares: Shares) -> NDArray[np.float64]:
    """The mean of the members' shares (n_people, n_works): what one member wants most may be listed for them alone."""
    means: NDArray[np.float64] = _ordered(shares).mean(axis=0)
    return means


def least_misery(shares: Shares) -> NDArray[np.float64]:
    """The smallest of the members' shares (O'Connor et al. 2001, «PolyLens»): what nobody is against, liked or not."""
    smallest: NDArray[np.float64] = shares.min(axis=0)
    return smallest


def fair(shares: Shares) -> NDArray[np.float64]:
    """The geometric mean of the members' shares: up to a power, how often all of them would choose the same work.

    The «multiplicative» strategy of Masthoff 2004; what maximises it is Nash's bargaining solution (1950): it pays to
    give a member up to half of their share only where another's more than doubles.
    """
    means: NDArray[np.float64] = np.exp(np.log(_ordered(shares)).mean(axis=0))
    return means


STRATEGIES: dict[str, Strategy] = {"fair": fair, "average": average, "least_misery": least_misery}


def _ordered(shares: Shares) -> Shares:
    """Each work's shares in ascending order: a sum rounds by its order, and who is named first must not matter."""
    ordered: Shares = np.sort(shares, axis=0)
    return ordered
