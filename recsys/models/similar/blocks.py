"""The works most like many works: what `SimilarModel.nearest` finds, for blocks of seeds at a time.

Products of matrices give the scores of a block with all works at once, but for rounding. The few works that can be
among the best by these are then scored as for one seed, to the last digit.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import Floats
from recsys.models.ranking.topk import LEAST_ROWS, guess, top_k
from recsys.models.similar.facts import MINUTES, MOST_MINUTES, MOST_YEARS, YEARS
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.nearest import MOST_KEPT, NearestWorks

_BLOCK = 64  # seeds at a time: 27 MB of scores with 100,000 works
_ROUGH = 1e-4  # more than rounding makes of a score

_Found = tuple[NDArray[np.integer], Floats]


def nearest_works(model: SimilarModel, seeds: NDArray[np.integer], threads: int) -> NearestWorks:
    """The MOST_KEPT works nearest to each of some seeds, which ascend; the seeds are shared out among threads."""
    from threadpoolctl import threadpool_limits  # serving must not need it

    search = _Search.of(model)
    blocks = [seeds[start : start + _BLOCK] for start in range(0, len(seeds), _BLOCK)]
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        found = list(chain.from_iterable(pool.map(search.of_block, blocks)))
    return NearestWorks.of(model.n_works, seeds, found)


@dataclass(frozen=True)
class _Search:
    """Scores of a model but for rounding.

    Of `features` (n_works, d) a seed's row times `weights` (d,) times all rows is what works have in common with it but
    for terms and pairs that people like; `facts` (3, n_works) are the years, fame and quality of all works, each times
    what a difference counts for.
    """

    model: SimilarModel
    features: Floats
    weights: Floats
    facts: Floats

    @classmethod
    def of(cls, model: SimilarModel) -> "_Search":
        weights, known = model.pairs.weights, model.pairs.facts
        # What the facts say for a work, whatever the seed, and films beside series.
        kind = np.where(known.is_series, np.float32(1), np.float32(-1))
        own = weights.quality * (known.quality - 5) - weights.kind / 2
        columns, counts = [own[:, None], kind[:, None]], [np.ones(1), np.full(1, weights.kind / 2)]
        if model.pairs.semantic is not None:
            vectors = np.zeros((model.n_works, model.pairs.semantic.vectors.shape[1]), np.float32)
            vectors[model.pairs.semantic.works] = model.pairs.semantic.vectors
            columns.append(vectors)
            counts.append(np.full(vectors.shape[1], weights.semantic))
        if model.cooccurrence is not None:
            columns.append(model.cooccurrence.factors)
            counts.append(np.full(model.cooccurrence.factors.shape[1], weights.liked))
        scales = np.array([weights.years / YEARS, weights.fame, weights.unlike], np.float32)[:, None]
        return cls(
            model,
            np.concatenate(columns, axis=1, dtype=np.float32),
            np.concatenate(counts).astype(np.float32),
            np.stack([known.years, known.fame, known.quality]) * scales,
        )

    def of_block(self, seeds: NDArray[np.integer]) -> list[_Found]:
        """The nearest works of each of some seeds, and their scores."""
        facts = self.model.pairs.facts
        if self.model.n_works < LEAST_ROWS:
            return [self.model.nearest(seed, MOST_KEPT) for seed in seeds.tolist()]
        own = self.features[seeds] * self.weights
        own[:, 0] = 1
        apart = facts.genre_scores_of_sets(seeds, self.model.pairs.weights)
        return [
            self._of_seed(seed, rough, sets)
            for seed, rough, sets in zip(seeds.tolist(), own @ self.features.T, apart, strict=True)
        ]

    def _of_seed(self, seed: int, rough: Floats, apart: Floats) -> _Found:
        """The nearest works of a seed, whose products with all works are `rough` (n_works,); of its genres and those of
        all sets says `apart` (n_sets,) what they count for.
        """
        model, weights = self.model, self.model.pairs.weights
        of_content = model.content.similarities(seed)
        rough += of_content
        rough += apart.take(model.pairs.facts.genre_set)
        self._take_facts(rough, seed)
        if model.cooccurrence is not None:
            works, liked = model.cooccurrence.pairs.row(seed)
            rough[works] += np.float32(weights.liked) * liked
        rough[seed] = -np.inf
        rows = np.flatnonzero(rough >= guess(rough, MOST_KEPT) - 2 * _ROUGH)
        scores, related = model.scored_among(seed, rows, of_content[rows])
        best = top_k(scores, MOST_KEPT, related)
        if len(best) < MOST_KEPT:  # what has nothing to do with the seed took their places
            return model.nearest(seed, MOST_KEPT)
        return rows[best], scores[best]

    def _take_facts(self, rough: Floats, seed: int) -> None:
        """Take from scores, (n_works,), what years, fame, quality and the length of episodes count against works."""
        weights, known = self.model.pairs.weights, self.model.pairs.facts
        longest = (abs(weights.years) * MOST_YEARS / YEARS, np.inf, np.inf)
        counts = (weights.years, weights.fame, weights.unlike)
        for values, most, count in zip(self.facts, longest, counts, strict=True):
            apart = values - values[seed]
            np.minimum(np.abs(apart, out=apart), np.float32(most), out=apart)
            (np.subtract if count > 0 else np.add)(rough, apart, out=rough)
        if known.episode[seed]:
            apart = np.minimum(np.abs(known.episode - known.episode[seed]), MOST_MINUTES)
            rough -= (known.episode > 0) * apart * np.float32(weights.episode / MINUTES)
