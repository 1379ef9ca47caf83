"""Ablation of similar titles: NDCG with other weights than the model's own, from one matrix for each field."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recsys.models.content import model as content
from recsys.models.content.term_rows import TermRows
from recsys.models.content.tfidf import tfidf
from recsys.models.cooccurrence import pairs, projection
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import NORMING
from recsys.models.cooccurrence.pairs import log_cooccurrence_ratio
from recsys.models.cooccurrence.projection import STEPS, cooccurrence_factors
from recsys.models.ranking.topk import top_k
from recsys.research.similar.hybrid import halved_users
from recsys.research.similar.measure import K, Matrix, Measured, list_scores, tuning_folds

Weights = Mapping[str, float]
COSINE, PROJECTION, WIDTH = "cosine: ", "projection: ", "steps: "  # before the name of a field
NORM, FACTORS, SHRINKAGE, REG = "norming", "factors", "shrinkage", "ridge"
COOCCURRENCE, PAIRS, PAIR_SHRINKAGE, LEAST_SCORE = "co-occurrence", "pairs", "pairs' shrinkage", "least score of a pair"
# What the models weigh with.
PRESENT: Weights = {
    **{COSINE + field: weight for field, weight in content.FIELD_WEIGHTS.items()},
    **{PROJECTION + field: weight for field, weight in projection.FIELD_WEIGHTS.items()},
    **{WIDTH + field: step.width for field, step in STEPS.items()},
    NORM: NORMING,
    FACTORS: float(projection.FACTORS),
    SHRINKAGE: projection.SHRINKAGE,
    REG: projection.REG,
    COOCCURRENCE: 1.0,
    PAIRS: 1.0,
    PAIR_SHRINKAGE: pairs.SHRINKAGE,
    LEAST_SCORE: pairs.LEAST,
}
_SHORTEST = 1e-12  # nothing is divided by less
_T = TypeVar("_T")


@dataclass(frozen=True)
class Trial:
    """Likes to learn from, and lists to predict.

    `works` (n,) are the row numbers of what can be listed, `queries` (n_queries,) the places there of the works that
    lists are made for, `relevant` (n_queries, RELEVANT) of what belongs into them. `rated` says that the likes are of
    the listed works, too, so that counted pairs take part.
    """

    likes: Likes
    works: NDArray[np.int64]
    queries: NDArray[np.integer]
    relevant: NDArray[np.int64]
    rated: bool = False


def unrated_trials(measured: Measured, seed: int, *, test: bool = False) -> list[Trial]:
    """What `similar_table` measures: the likes of the query works are hidden, in the tuning half by folds."""
    relevance = measured.relevance
    masks = [(~relevance.tuning, ~relevance.tuning)] if test else tuning_folds(relevance, seed)
    return [
        Trial(measured.likes_without(hidden), relevance.works, np.flatnonzero(queries), relevance.relevant[queries])
        for queries, hidden in masks
    ]


def rated_trials(measured: Measured, seed: int, *, test: bool = False) -> list[Trial]:
    """What `hybrid_table` measures: half of the users are learned from, the others judge a half of the works."""
    shown, judged = halved_users(measured, seed)
    queries = ~judged.tuning if test else judged.tuning
    return [Trial(shown, judged.works, np.flatnonzero(queries), judged.relevant[queries], rated=True)]


class Ablation:
    """The mathematics of `SimilarModel` over the works of some trials, by inner products alone.

    With K_f those of the rows of field f in `TermRows` at weight 1, K = Σ w_f² K_f is what the ridge needs:
    Z = K_·l (K_ll + reg I)⁻¹ Y, l being the liked works. The cosine is Σ w_f² C_f over the lengths, likewise. So a
    weight is tried without going through documents and terms again.
    """

    def __init__(self, measured: Measured, trials: Sequence[Trial]) -> None:
        self.measured, self._trials = measured, trials
        counts = [trial.likes.counts(len(measured.documents)) for trial in trials]
        self._liked = [np.flatnonzero(one >= projection.FEWEST_LIKES) for one in counts]
        self._few = [one[trial.works] < pairs.FEWEST_LIKES for one, trial in zip(counts, trials, strict=True)]
        self._works = np.unique(np.concatenate([*(trial.works for trial in trials), *self._liked]))
        self._kept: dict[Hashable, object] = {}

    def ndcg(self, weights: Weights) -> NDArray[np.float64]:
        """NDCG@K of every list, shape (lists of all trials,)."""
        found = zip(self._trials, self.scores(weights), strict=True)
        return np.concatenate([list_scores(scores, trial.queries, trial.relevant)[:, 0] for trial, scores in found])

    def scores(self, weights: Weights) -> Iterator[Matrix]:
        """What lists are made by, for each trial (n_queries, n)."""
        cosines = self._cosines(weights)
        kernel = self._kernel(weights) if weights[COOCCURRENCE] else None
        for number, trial in enumerate(self._trials):
            places = np.searchsorted(self._works, trial.works)
            scores: Matrix = cosines[np.ix_(places[trial.queries], places)]
            if kernel is not None:
                scores = scores + weights[COOCCURRENCE] * self._cooccurrence(number, kernel, weights)
            yield scores

    def listed_share(self, weights: Weights, field: str) -> float:
        """How many of the works that share a term of a field with a work are in its list, of those that could be.

        The mean over the works that have any, NaN where none has.
        """
        products = self._once("content", self._content_products)[field]
        shares = []
        for trial, scores in zip(self._trials, self.scores(weights), strict=True):
            places = np.searchsorted(self._works, trial.works)
            alike = products[np.ix_(places[trial.queries], places)] > 0
            for query, row, same in zip(trial.queries.tolist(), scores, alike, strict=True):
                same[query] = False
                if same.any():
                    listed = top_k(row, K, np.arange(len(row)) != query)
                    shares.append(same[listed].sum() / min(K, same.sum()))
        return float(np.mean(shares)) if shares else float("nan")

    def _cosines(self, weights: Weights) -> Matrix:
        products = self._once("content", self._content_products)
        total = _sum((weights[COSINE + field], product) for field, product in products.items())
        lengths = np.sqrt(np.maximum(total.diagonal(), _SHORTEST))
        cosines: Matrix = total / np.outer(lengths, lengths)
        return cosines

    def _content_products(self) -> dict[str, Matrix]:
        _, blocks = tfidf(self.measured.documents, content.FIELD_WEIGHTS)
        return {
            field: self._products(TermRows(block.terms, block.starts, block.columns, block.weights))
            for field, block in blocks
        }

    def _kernel(self, weights: Weights) -> Matrix:
        return _sum(
            (weights[PROJECTION + field], self._field_products(field, weights.get(WIDTH + field, 0.0)))
            for field in projection.FIELD_WEIGHTS
        )

    def _field_products(self, field: str, width: float) -> Matrix:
        steps = {field: replace(STEPS[field], width=width)} if field in STEPS else {}

        def products() -> Matrix:
            return self._products(TermRows.of(self.measured.documents, self.measured.numbers, {field: 1.0}, steps))

        return self._once((field, width), products)

    def _products(self, rows: TermRows) -> Matrix:
        """The inner products of the rows of the works."""
        from scipy.sparse import csr_array

        kept = rows.take(self._works)
        matrix = csr_array((kept.weights, kept.columns, kept.starts), shape=(kept.n_works, len(kept.terms)))
        dense: Matrix = (matrix @ matrix.T).toarray()
        return dense

    def _cooccurrence(self, number: int, kernel: Matrix, weights: Weights) -> Matrix:
        """a(i, j) of the query works with all that can be listed, (n_queries, n)."""
        from scipy.linalg import solve

        trial = self._trials[number]
        liked, places = np.searchsorted(self._works, self._liked[number]), np.searchsorted(self._works, trial.works)
        gram = kernel[np.ix_(liked, liked)].astype(np.float64)
        gram[np.diag_indices_from(gram)] += weights[REG]
        solved = solve(gram, self._targets(number, weights), assume_a="pos", overwrite_a=True)
        z = kernel[np.ix_(places, liked)] @ solved
        y = z * np.maximum(np.linalg.norm(z, axis=1, keepdims=True), _SHORTEST) ** -weights[NORM]
        predicted: Matrix = y[trial.queries] @ y.T
        return predicted + weights[PAIRS] * self._pair_scores(number, weights) if trial.rated else predicted

    def _targets(self, number: int, weights: Weights) -> NDArray[np.float64]:
        factors, shrinkage = round(weights[FACTORS]), weights[SHRINKAGE]
        likes, liked = self._trials[number].likes, self._liked[number]
        if len(liked) < projection.FEWEST_LIKED:
            return np.zeros((len(liked), 1))  # as `Projection` learns nothing then
        return self._once((number, factors, shrinkage), lambda: cooccurrence_factors(likes, liked, factors, shrinkage))

    def _pair_scores(self, number: int, weights: Weights) -> Matrix:
        trial, shrinkage = self._trials[number], weights[PAIR_SHRINKAGE]
        ratios = self._once((number, shrinkage), lambda: log_cooccurrence_ratio(trial.likes, trial.works, shrinkage))
        few = self._few[number]
        kept = np.where((ratios < weights[LEAST_SCORE]) | few | few[:, None], 0.0, ratios)
        rows: Matrix = kept[trial.queries]
        return rows

    def _once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]


def _sum(parts: Iterable[tuple[float, Matrix]]) -> Matrix:
    """Σ w² M of weights and matrices."""
    total: Matrix = np.add.reduce([np.float32(weight**2) * matrix for weight, matrix in parts])
    return total
