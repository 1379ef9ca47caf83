"""What people's likes add to «titles like this one» for works that they rated, by how many rated them."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.cooccurrence.projection import Projection
from recsys.research.report_table import NOTHING, ReportTable
from recsys.research.similar.measure import K, Matrix, Measured, Relevance, list_scores

FEWEST_LIKES = 15  # of a work that is measured, by the half of the users who judge
BOUNDS = (0, 15, 30, 60, 120)  # likes by the other half, from which a group of works begins
WAYS = ("ours without counted pairs", "counted pairs alone", "ours")


@dataclass(frozen=True)
class HybridTable:
    """Mean NDCG@K of each way (a row of `ndcg`) over groups of works by likes and, last, over all.

    `works` (n_groups + 1,) counts them; None for a group without any.
    """

    works: tuple[int, ...]
    ndcg: tuple[tuple[float | None, ...], ...]
    seed: int


def halved_users(measured: Measured, seed: int) -> tuple[Likes, Relevance]:
    """The likes of a random half of the users, and what the others like together."""
    likes = measured.likes
    shown = (np.random.default_rng(seed).random(likes.n_users) < 0.5)[likes.user_nums]
    return likes.where(shown), Relevance.of(likes.where(~shown), len(measured.documents), seed, FEWEST_LIKES)


def hybrid_table(measured: Measured, seed: int) -> HybridTable:
    """Fit on the likes of a random half of the users, and compare with what the others like together."""
    n_works = len(measured.documents)
    shown, judged = halved_users(measured, seed)
    projection, pairs = Projection.fit(measured.rows, shown), PairScores.fit(shown, n_works).take(judged.works)
    features = CooccurrenceModel.of(measured.rows, projection, PairScores.none(n_works)).take(judged.works)
    model = replace(measured.similar.take(judged.works), cooccurrence=features)
    predicted = np.stack([model.similarities(work) for work in range(len(judged.works))])
    counted = np.float32(model.pairs.weights.liked) * _dense(pairs, len(judged.works))
    queries = np.arange(len(judged.works))
    counts = shown.counts(n_works)[judged.works]
    groups: list[NDArray[np.bool_]] = [
        (counts >= low) & (counts < high) for low, high in zip(BOUNDS, (*BOUNDS[1:], np.inf), strict=True)
    ]
    groups.append(np.ones(len(counts), dtype=bool))
    reached = [
        list_scores(scores, queries, judged.relevant)[:, 0] for scores in (predicted, counted, predicted + counted)
    ]
    figures = tuple(
        tuple(float(values[group].mean()) if group.any() else None for group in groups) for values in reached
    )
    return HybridTable(tuple(int(group.sum()) for group in groups), figures, seed)


def _dense(pairs: PairScores, n_works: int) -> Matrix:
    dense = np.zeros((n_works, n_works), dtype=np.float32)
    for work in range(n_works):
        works, values = pairs.row(work)
        dense[work, works] = values
    return dense


def hybrid_report_table(table: HybridTable) -> ReportTable:
    """The table as people read it."""
    bounds = [f"{low} to {high - 1}" for low, high in pairwise(BOUNDS)]
    return ReportTable(
        name="titles like this one, by how many rated them",
        words=(
            f"NDCG@{K}. Fitted on the likes of a random half of the users, compared with what the other half likes "
            f"together; works by their likes in the first half, seed {table.seed}."
        ),
        columns=("way", *bounds, f"{BOUNDS[-1]} or more", "all"),
        rows=(
            ("works", *(f"{count:,}" for count in table.works)),
            *(
                (way, *(NOTHING if figure is None else f"{figure:.3f}" for figure in figures))
                for way, figures in zip(WAYS, table.ndcg, strict=True)
            ),
        ),
    )
