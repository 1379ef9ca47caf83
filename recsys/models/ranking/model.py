"""What orders a person's list of unseen works: what they may choose, not only what they would rate highest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import ListMix, list_signals


@dataclass(frozen=True)
class ListModel:
    """The mix of popularity, EASE, probability of liking and content whose weights were learned from choices.

    `popularity` (n_works,) is how many users rated each work.
    """

    ease: EaseModel
    mix: ListMix
    popularity: NDArray[np.int64]

    def scores(
        self,
        history: NDArray[np.integer],
        ratings: NDArray[np.floating],
        liking: NDArray[np.floating],
        content: ContentModel,
        eligible: NDArray[np.bool_],
    ) -> NDArray[np.floating]:
        """The score of every work, (n_works,), in no unit, for somebody who rated the works of `history`, (n,).

        `liking` (n_works,) is the probability that they like each. Who rated nothing gets the order of popularity,
        ties by liking: no weights were learned for them.
        """
        if not len(history):
            return self.popularity + 0.5 * liking
        signals = list_signals(history, ratings, self.popularity, self.ease, liking, content)
        return self.mix.scores(signals, eligible)
