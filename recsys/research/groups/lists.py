"""What can make a group's list: the strategies that are served, the plainest ways, and others of the literature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.groups import STRATEGIES, choice_shares, fair
from recsys.models.ranking.topk import top_k
from recsys.research.groups.people import Tried

Listed = NDArray[np.intp]


@dataclass(frozen=True)
class Asked:
    """A group to list for: works that somebody has seen are not `eligible`, (n_works,), as `popularity` is."""

    members: Sequence[Tried]
    eligible: NDArray[np.bool_]
    popularity: NDArray[np.int64]

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Of the members' own lists, (n_people, n_works)."""
        return np.stack([choice_shares(member.scores, self.eligible) for member in self.members])


Way = Callable[[Asked, int], Listed]


def ways() -> dict[str, Way]:
    """Every row of the tables."""
    served = {f"{name.replace('_', ' ')}, by place": _by_strategy(name) for name in STRATEGIES}
    return {
        "popularity": lambda asked, k: top_k(asked.popularity.astype(np.float64), k, asked.eligible),
        "one member's own list": lambda asked, k: top_k(asked.members[0].scores, k, asked.eligible),
        **served,
        "average, by standardised score": _by_standardised_score,
        "fair, by chance of liking": _by_liking,
        "GFAR, by place": gfar,
    }


def gfar(asked: Asked, k: int) -> Listed:
    """The list that grows by what raises most the chance that each member finds something in it (Kaya, Bridge &
    Tintarev 2020, «Ensuring Fairness in Group Recommendations by Rank-Sensitive Balancing of Relevance»).

    With shares that add up to 1 over the works as the chance that a work is the one a member wants.
    """
    shares = np.nan_to_num(asked.shares)
    chances = shares / shares.sum(axis=1, keepdims=True)
    nothing_yet, listed = np.ones(len(chances)), list[int]()
    for _ in range(min(k, int(asked.eligible.sum()))):
        gains = nothing_yet @ chances
        gains[listed] = -1
        best = int(gains.argmax())
        listed.append(best)
        nothing_yet *= 1 - chances[:, best]
    return np.array(listed, dtype=np.intp)


def _by_strategy(name: str) -> Way:
    return lambda asked, k: top_k(STRATEGIES[name](asked.shares), k, asked.eligible)


def _by_standardised_score(asked: Asked, k: int) -> Listed:
    rows = np.stack([member.scores for member in asked.members]).astype(np.float64)
    among = rows[:, asked.eligible]
    spread = among.std(axis=1, keepdims=True)
    scores = ((rows - among.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)).mean(axis=0)
    return top_k(scores, k, asked.eligible)


def _by_liking(asked: Asked, k: int) -> Listed:
    return top_k(fair(np.stack([member.liking for member in asked.members]).astype(np.float64)), k, asked.eligible)
