"""The ranking model: the order of a user's list of unseen works, by what they may choose, not only by rating."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import Ranker, list_signals
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.models.storage import WHOLE, Arrays, array, part, prefixed


@dataclass(frozen=True)
class RankingModel:
    """Scores of works for a user: a weighted sum of popularity, EASE, probability of liking, content, what
    others watch, and likeness to what they liked (`Ranker`).

    The weights were learned from what users chose. `ease` is fitted on who rated what, `watched` on who watches what,
    None where nobody told. `popularity` (n_works,) is how many users rated each work.
    """

    ease: EaseModel
    ranker: Ranker
    popularity: NDArray[np.int64]
    watched: EaseModel | None = None

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "RankingModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        watched = part("watched_", arrays)
        ease = EaseModel.from_arrays(part("ease_", arrays))
        model = cls(
            ease,
            Ranker.from_arrays(part("ranker_", arrays)),
            array(arrays, "popularity", WHOLE, ease.n_works),
            EaseModel.from_arrays(watched) if watched else None,
        )
        if model.watched is not None and model.watched.n_works != model.n_works:
            raise UnreadableError(
                f"EASE on what people watch of {model.watched.n_works} works for {model.n_works} works"
            )
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        parts = prefixed("ease_", self.ease.to_arrays()) | prefixed("ranker_", self.ranker.to_arrays())
        if self.watched is not None:
            parts |= prefixed("watched_", self.watched.to_arrays())
        return parts | {"popularity": self.popularity}

    @property
    def n_works(self) -> int:
        """The number of works."""
        return self.ease.n_works

    def scores(
        self,
        history: NDArray[np.integer],
        ratings: NDArray[np.floating],
        liking: NDArray[np.floating],
        neighbours: NeighbourIndex,
        eligible: NDArray[np.bool_],
        liked: NDArray[np.floating] | None = None,
    ) -> NDArray[np.floating]:
        """The score of every work, (n_works,), in no unit, for a user who rated the works of `history`, (n,).

        `liking` (n_works,) is the probability that they like each, `liked` (n,) how much each of the history counts
        among what they like (`list_signals`); works that are not `eligible`, (n_works,), get NaN.
        A user without ratings gets the order of popularity, ties by liking: no weights were learned for them.
        """
        if not len(history):
            return self.popularity + 0.5 * liking
        content = neighbours.model.content
        signals = list_signals(
            history, ratings, self.popularity, self.ease, liking, content, self.watched, neighbours, liked
        )
        return self.ranker.scores(signals, eligible)
