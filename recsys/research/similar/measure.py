"""How good «titles like this one» is, against what the same people like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.metrics import ndcg
from recsys.errors import DataError
from recsys.models.content.term_rows import Numbers, TermRows
from recsys.models.content.tfidf import Document
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.projection import FIELD_WEIGHTS, STEPS
from recsys.models.ranking.topk import top_k
from recsys.models.similar.model import SimilarModel
from recsys.progress import Progress, silent
from recsys.research.report_table import NOTHING, ReportTable
from recsys.research.yesterdays import Scores, one_cosine

FEWEST_LIKES = 30  # of a work that is measured
RELEVANT = 20  # works for each
SHRINKAGE = 10.0
K = 10
FOLDS = 4  # of the tuning half, for what learns from likes

Matrix = NDArray[np.floating]


@dataclass(frozen=True)
class Relevance:
    """What a list is compared with.

    `works` (n,) are the row numbers of the works that at least `fewest_likes` users like, ascending. Row i of
    `relevant` (n, RELEVANT) are the places in `works` of those with the highest shrunk co-occurrence
    n_ij / (e_ij + SHRINKAGE), where n_ij users like both and e_ij would by chance (`Likes.cooccurrences`), ties by row
    number. `tuning` (n,) is the
    half by which weights may be chosen; the other is for the final figures.
    """

    works: NDArray[np.int64]
    relevant: NDArray[np.int64]
    tuning: NDArray[np.bool_]

    @classmethod
    def of(cls, likes: Likes, n_works: int, seed: int, fewest_likes: int = FEWEST_LIKES) -> "Relevance":
        """Raises DataError where there are not more than RELEVANT works that are liked enough."""
        works = np.flatnonzero(likes.counts(n_works) >= fewest_likes)
        if len(works) <= RELEVANT:
            raise DataError(
                f"expected more than {RELEVANT} works with at least {fewest_likes} likes to measure, found "
                f"{len(works)}. Are the rated films in the film catalogue?"
            )
        found, expected = likes.cooccurrences(works)
        ratios = found / (expected + SHRINKAGE)
        np.fill_diagonal(ratios, -np.inf)
        relevant = np.stack([top_k(row, RELEVANT) for row in ratios])
        tuning = np.zeros(len(works), dtype=bool)
        tuning[np.random.default_rng(seed).permutation(len(works))[: len(works) // 2]] = True
        return cls(works, relevant.astype(np.int64), tuning)


@dataclass(frozen=True)
class Measured:
    """All that methods may see, by the works' row numbers; how `numbers` are named is in `CooccurrenceModel`.

    `similar` is the model that is served, without co-occurrence.
    """

    documents: Sequence[Document]
    numbers: Numbers
    similar: SimilarModel
    likes: Likes
    relevance: Relevance

    @cached_property
    def rows(self) -> TermRows:
        """What is known of the works, as co-occurrence is predicted; it needs no likes, so all folds have the same."""
        return TermRows.of(self.documents, self.numbers, FIELD_WEIGHTS, STEPS)

    @cached_property
    def one_cosine(self) -> Scores:
        """The cosine over all fields of a work with every work (`yesterdays`)."""
        return one_cosine(self.documents)

    def likes_without(self, hidden: NDArray[np.bool_]) -> Likes:
        """The likes of all but some of the measured works, `hidden` (n,)."""
        away = np.zeros(len(self.documents), dtype=bool)
        away[self.relevance.works[hidden]] = True
        return self.likes.where(~away[self.likes.work_nums])


# The scores of every measured work for each of some, (n_queries, n), NaN for what is not listed; from `queries`, places
# in `works`, and `hidden` (n,), the measured works whose likes must not be used.
Score = Callable[[Measured, NDArray[np.integer], NDArray[np.bool_]], Matrix]


@dataclass(frozen=True)
class SimilarMethod:
    """One row of the table; `learns` from likes, so that in the tuning half it is measured fold by fold.

    One that `wants_vectors` is left out where there are no sentence embeddings.
    """

    name: str
    score: Score
    learns: bool = False
    wants_vectors: bool = False


@dataclass(frozen=True)
class Goodness:
    """Means over the query works: NDCG@K, and the share of lists with a relevant work among the first K."""

    ndcg: float
    hit: float


@dataclass(frozen=True)
class SimilarRow:
    """One method in both halves, or why it is left out."""

    method: str
    tuning: Goodness | None
    test: Goodness | None
    note: str = ""


@dataclass(frozen=True)
class SimilarTable:
    """What methods reached; the others are given as multiples of the method `reference`."""

    works: int
    likes: int
    users: int
    seed: int
    reference: str
    rows: tuple[SimilarRow, ...]


def similar_table(
    measured: Measured, methods: Sequence[SimilarMethod], reference: str, seed: int, progress: Progress = silent
) -> SimilarTable:
    """Measure the methods; `seed` draws the folds."""
    relevance = measured.relevance
    n = len(relevance.works)
    rows = []
    for method in methods:
        if method.wants_vectors and measured.similar.pairs.semantic is None:
            rows.append(SimilarRow(method.name, None, None, "left out, there are no sentence embeddings."))
            continue
        progress(f"measuring {method.name}")
        if method.learns:
            folds = tuning_folds(relevance, seed)
            tuning = [_lists(method, measured, queried, hidden) for queried, hidden in folds]
        else:
            tuning = [_lists(method, measured, relevance.tuning, ~relevance.tuning)]
        test = _lists(method, measured, ~relevance.tuning, ~relevance.tuning)
        rows.append(SimilarRow(method.name, goodness(np.concatenate(tuning)), goodness(test)))
    return SimilarTable(n, len(measured.likes), measured.likes.n_users, seed, reference, tuple(rows))


def tuning_folds(relevance: Relevance, seed: int) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """For each fold of the tuning half, the query works and those whose likes must not be used, both (n,)."""
    folds = np.random.default_rng(seed).permutation(len(relevance.works)) % FOLDS
    return [(relevance.tuning & (folds == fold), ~relevance.tuning | (folds == fold)) for fold in range(FOLDS)]


def _lists(
    method: SimilarMethod, measured: Measured, queried: NDArray[np.bool_], hidden: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """For each query work, (NDCG@K, whether anything was hit), shape (n_queries, 2)."""
    queries = np.flatnonzero(queried)
    scores = method.score(measured, queries, hidden)
    return list_scores(scores, queries, measured.relevance.relevant[queries])


def list_scores(
    scores: Matrix, queries: NDArray[np.integer], relevant: NDArray[np.integer], k: int = K
) -> NDArray[np.float64]:
    """(NDCG@k, 1 where one of the first k is relevant) for each row of `scores` (n_queries, n), shape (n_queries, 2).

    A work is never in its own list; `queries` (n_queries,) says which one it is.
    """
    found = []
    for row, query, right in zip(scores, queries.tolist(), relevant, strict=True):
        others = np.arange(len(row)) != query
        reached = ndcg(top_k(row, k, others), right, k)
        found.append((reached, float(reached > 0)))
    return np.array(found, dtype=np.float64).reshape(len(scores), 2)


def goodness(lists: NDArray[np.float64]) -> Goodness:
    """The means of `list_scores`, NaN where there is no list."""
    means = lists.mean(axis=0) if len(lists) else np.full(2, np.nan)
    return Goodness(float(means[0]), float(means[1]))


def similar_report_table(table: SimilarTable) -> ReportTable:
    """The table as people read it."""
    best = {row.method: row.test.ndcg for row in table.rows if row.test}
    base = best.get(table.reference, float("nan"))
    return ReportTable(
        name="titles like this one",
        words=(
            f"{table.works:,} works with at least {FEWEST_LIKES} likes each, by {table.users:,} users with "
            f"{table.likes:,} likes; relevant are the {RELEVANT} with the highest shrunk co-occurrence "
            f"n / (e + {SHRINKAGE:g}). Half of the works for tuning, half for the test, seed {table.seed}. What learns "
            f"from likes never sees those of a work that it is asked about; in the tuning half by {FOLDS} folds."
        ),
        columns=("method", f"tuning NDCG@{K}", f"hit@{K}", f"test NDCG@{K}", f"hit@{K}", "times the baseline"),
        rows=tuple(
            (row.method, *_cells(row.tuning), *_cells(row.test), f"{row.test.ndcg / base:.2f}" if row.test else NOTHING)
            for row in table.rows
        ),
        notes=(
            f"The baseline is «{table.reference}».",
            *(f"{row.method}: {row.note}" for row in table.rows if row.note),
        ),
    )


def _cells(found: Goodness | None) -> tuple[str, str]:
    return (f"{found.ndcg:.3f}", f"{found.hit:.3f}") if found else (NOTHING, NOTHING)
