"""Lists against what people went on to choose, on a split in time: the table that decides what orders a user's list."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.metrics import catalogue_coverage, ndcg, novelty, recall
from recsys.build.evaluation.rankers import popularity_of, unseen
from recsys.build.evaluation.splits import last_in_time, rows_by_user
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ranking.ranker import K
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.progress import Progress, silent
from recsys.research.rankers import RankingMethod, TimedDataset
from recsys.research.report_table import NOTHING, ReportTable

SPLIT = "the last 20 % of each user's ratings held out"
COLUMNS = (
    "ranker",
    f"NDCG@{K}",
    f"recall@{K}",
    f"NDCG@{K}, liked",
    f"recall@{K}, liked",
    "coverage",
    "novelty, bits",
    "fit, s",
    "list, ms",
)


@dataclass(frozen=True)
class ListScores:
    """Means over users.

    Relevant are the held-out works: all of them for `ndcg` and `recall`, since whoever rated a work had chosen it;
    those rated at least 4 for `ndcg_liked` and `recall_liked`, over the users who have any. Seconds to fit,
    milliseconds to score and order one list.
    """

    ndcg: float
    recall: float
    ndcg_liked: float
    recall_liked: float
    coverage: float
    novelty: float
    fit_seconds: float
    list_ms: float


@dataclass(frozen=True)
class RankingRow:
    """One ranker's scores; None and a note that says why where it did not run."""

    ranker: str
    scores: ListScores | None
    note: str = ""


@dataclass(frozen=True)
class RankingTable:
    """What the rankers scored on one split in time."""

    train: int
    test: int
    users: int
    rows: tuple[RankingRow, ...]


def rank_in_time(
    data: TimedDataset, rankers: Sequence[RankingMethod], seed: int, k: int = K, progress: Progress = silent
) -> RankingTable:
    """Fit every ranker on all users' earlier ratings and compare its lists with what they chose afterwards."""
    held_out = last_in_time(data.plain.ratings.user_nums, data.timestamps)
    earlier, test = data.where(~held_out), data.plain.ratings.where(held_out)
    rows = []
    for ranker in rankers:
        if ranker.missing:
            rows.append(RankingRow(ranker.name, None, f"left out, not installed: {', '.join(ranker.missing)}"))
            continue
        progress(f"lists: {ranker.name}")
        rows.append(RankingRow(ranker.name, list_scores(ranker, earlier, test, seed, k)))
    return RankingTable(len(earlier.plain.ratings), len(test), len(np.unique(test.user_nums)), tuple(rows))


def list_scores(ranker: RankingMethod, earlier: TimedDataset, test: RatingArrays, seed: int, k: int = K) -> ListScores:
    """Fit one ranker on earlier ratings; list k works unseen in them to each user of the test ratings; compare."""
    start = perf_counter()
    scorer = ranker.fit(earlier, seed)
    fit_seconds = perf_counter() - start
    train = earlier.plain.ratings
    histories, futures = rows_by_user(train.user_nums), rows_by_user(test.user_nums)
    lists: list[NDArray[np.intp]] = []
    figures = []
    list_seconds = 0.0
    for user, rows in futures.items():
        history = histories.get(user, np.zeros(0, dtype=np.int64))
        works = train.work_nums[history]
        start = perf_counter()
        scores = scorer(works, train.ratings[history])
        listed = top_k(scores, k, unseen(works, len(train.works)))
        list_seconds += perf_counter() - start
        chosen = test.work_nums[rows]
        liked = chosen[test.ratings[rows] >= LIKED_FROM]
        figures.append([metric(listed, relevant, k) for relevant in (chosen, liked) for metric in (ndcg, recall)])
        lists.append(listed)
    # NaN is a user who liked nothing of what was held out.
    of_chosen, recall_of_chosen, of_liked, recall_of_liked = np.nanmean(figures, axis=0).tolist()
    return ListScores(
        ndcg=of_chosen,
        recall=recall_of_chosen,
        ndcg_liked=of_liked,
        recall_liked=recall_of_liked,
        coverage=catalogue_coverage(lists, len(train.works)),
        novelty=novelty(lists, popularity_of(earlier.plain.ratings), len(histories)),
        fit_seconds=fit_seconds,
        list_ms=1000 * list_seconds / len(lists),
    )


def ranking_report_table(table: RankingTable) -> ReportTable:
    """The table as people read it."""
    return ReportTable(
        name="lists",
        words=f"{SPLIT}; {table.train:,} training ratings, {table.test:,} test ratings, {table.users:,} users.",
        columns=COLUMNS,
        rows=tuple((row.ranker, *_cells(row.scores)) for row in table.rows),
        notes=tuple(f"{row.ranker}: {row.note}" for row in table.rows if row.note),
    )


def _cells(scores: ListScores | None) -> tuple[str, ...]:
    if scores is None:
        return (NOTHING,) * (len(COLUMNS) - 1)
    formats = (*["{:.4f}"] * 4, "{:.3f}", "{:.2f}", "{:.2f}", "{:.2f}")
    return tuple(form.format(value) for form, value in zip(formats, astuple(scores), strict=True))
