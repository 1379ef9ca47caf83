"""Prediction of co-occurrence from the features of works."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import Steps, TermRows
from recsys.models.cooccurrence.likes import Cooccurrences
from recsys.models.cooccurrence.pairs import log_cooccurrence_ratio
from recsys.models.ranking.topk import top_k

# Learned by coordinate ascent on the tuning half of the works of `research.similar.measure`, then rounded. Behind
# each: what leaving it out took from the 0.405 NDCG@10 there, on the film catalogue and MovieLens' likes of its films,
# November 2026. Fields that added 0.002 or less when they were tried are left out: actors and directors apart, pairs of
# genres, the words of keywords, tagline apart from overview, budget, TMDB's popularity.
FIELD_WEIGHTS = {
    "title": 1.0,  # 0.002
    "genre": 2.0,  # 0.048
    "person": 1.0,  # 0.004
    "company": 0.5,  # nothing
    "collection": 1.0,  # nothing
    "keyword": 1.0,  # 0.001; few films have any
    "description": 1.0,  # 0.004
    "country": 0.5,  # nothing, as the language: 95 % of the films with likes are in English
    "language": 0.75,
    "year": 1.0,  # 0.015
    "decade": 2.0,  # 0.014
    "votes": 1.0,  # 0.011
    "score": 0.5,  # 0.009
    "runtime": 0.75,  # 0.002
}
STEPS = {
    "year": Steps("year", 3.0),
    "decade": Steps("year", 10.0),
    "votes": Steps("votes", 1.5, log=True),
    "score": Steps("score", 0.5),
    "runtime": Steps("runtime", 15.0),
}
FACTORS = 32  # 16: -0.004, 64: -0.003
SHRINKAGE = 30.0  # of the log-ratios that are predicted. 15: the same, 60: -0.017
REG = 1.0  # 0.5: +0.001, 2: -0.005
FEWEST_LIKES = 30  # of a work that the projection is learned from; with those of 10 and more it comes out worse
FEWEST_LIKED = 50  # such works without which nothing is learned
MOST_LIKED = 2_500  # of them; the ridge takes memory with their square and time with their cube


@dataclass(frozen=True)
class Projection:
    """W (n_terms, factors), from the features of a work to factors of co-occurrence; `liked` (n_liked,) are the works
    that it was learned from.

    W is a ridge regression from the rows of the liked works to Y, the leading eigenvectors of the log-ratios L
    (`log_cooccurrence_ratio`, SHRINKAGE) times the roots of their eigenvalues, so that Y Yᵀ approximates L. Where
    fewer than FEWEST_LIKED works have likes enough there are no factors.
    """

    weights: NDArray[np.float16]
    liked: NDArray[np.intp]

    @classmethod
    def fit(cls, rows: TermRows, likes: Cooccurrences) -> "Projection":
        """Learn from the likes of the works whose features are `rows`."""
        from scipy.linalg import solve
        from scipy.sparse import csr_array  # serving must not need it

        counts = likes.counts(rows.n_works)
        liked = np.sort(top_k(counts.astype(np.float64), MOST_LIKED, counts >= FEWEST_LIKES))
        if len(liked) < FEWEST_LIKED:
            return cls(np.zeros((len(rows.terms), 0), np.float16), liked[:0])
        targets = cooccurrence_factors(likes, liked)
        part, shape = rows.take(liked), (len(liked), len(rows.terms))
        x = csr_array((part.weights.astype(np.float64), part.columns, part.starts), shape=shape)
        kernel = (x @ x.T).toarray()
        kernel[np.diag_indices_from(kernel)] += REG
        solved = solve(kernel, targets, assume_a="pos", overwrite_a=True)
        weights = np.zeros((len(rows.terms), solved.shape[1]), np.float16)
        present = np.unique(part.columns)  # most terms are of none of these works
        # Half precision first, and everything else from it: it is kept so, and explanations must add up.
        weights[present] = np.asarray(x[:, present].T @ solved)
        return cls(weights, liked)

    @property
    def factors(self) -> int:
        """The number of factors, 0 where too little was liked."""
        return int(self.weights.shape[1])


def cooccurrence_factors(
    likes: Cooccurrences, works: NDArray[np.integer], factors: int = FACTORS, shrinkage: float = SHRINKAGE
) -> NDArray[np.float64]:
    """Factors of the co-occurrence of some works: Y (len(works), factors) of `Projection`, strongest factor first."""
    from scipy.linalg import eigh

    n = len(works)
    values, vectors = eigh(
        log_cooccurrence_ratio(likes, works, shrinkage), subset_by_index=[max(n - factors, 0), n - 1]
    )
    # Signs are arbitrary; the same likes must give the same bytes.
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
    targets: NDArray[np.float64] = (vectors * signs * np.sqrt(np.maximum(values, 0)))[:, ::-1]
    return targets
