"""The suites of MovieLens' folders: errors and lists on ratings that were held out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recsys.build.evaluation.engines import OURS, features_of
from recsys.build.evaluation.learn_ranker import predictor_by
from recsys.build.evaluation.methods import Method
from recsys.build.evaluation.splits import newcomers
from recsys.models.ratings.engines import POSTERIOR
from recsys.progress import Progress
from recsys.research.baselines import BASELINES
from recsys.research.benchmark import SEED, SUITES, Benchmark, Split
from recsys.research.peers import PEERS
from recsys.research.rankers import RankingMethod, rankers
from recsys.research.ranking import RankingTable, rank_in_time, ranking_report_table
from recsys.research.rated_films import read_rated_films
from recsys.research.rating_tables import Row, Table, mean_scores, newcomer_scores, pair_scores, rating_report_table
from recsys.research.report_table import ReportTable

GIVEN = (3, 10, 30)  # ratings of a newcomer
# Every row of the tables, in their order: an engine of ours is one more Method here.
METHODS: tuple[Method, ...] = (*BASELINES, *PEERS, *OURS)
# What orders lists; the predicted rating and the mix by the engine that builds choose at this size.
RANKERS = rankers(predictor_by(POSTERIOR, lambda training: features_of(training.features, training.ratings)))


@dataclass(frozen=True)
class SuiteReport:
    """What a suite measured; `cores` are the processors of the machine that the seconds were taken on."""

    suite: str
    ratings: int
    users: int
    works: int
    scale: tuple[float, float]
    seed: int
    cores: int
    tables: tuple[Table, ...]
    lists: RankingTable | None = None

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        low, high = self.scale
        ratings = f"{self.ratings:,} ratings from {low:g} to {high:g}"
        how = f"seed {self.seed}, {self.cores} processors."
        return f"{ratings} by {self.users:,} users of {self.works:,} works; {how}"

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [*map(rating_report_table, self.tables), *([ranking_report_table(self.lists)] if self.lists else [])]


def run_ratings(
    name: str, data_folder: Path, methods: Sequence[Method], rankers: Sequence[RankingMethod], progress: Progress
) -> SuiteReport:
    """Measure; raises DataError when the data cannot be read."""
    suite = SUITES[name]
    progress(f"reading {suite.folder}")
    data = Benchmark.of(read_rated_films(data_folder / "movielens" / suite.folder, suite.published_split))
    tables = [_split_table(split, data, methods, progress) for split in suite.splits]
    if suite.newcomers:
        tables += _newcomer_tables(data, methods, progress)
    lists = rank_in_time(data.timed(), rankers, SEED, progress=progress) if suite.lists else None
    ratings = data.ratings
    sizes = (len(ratings), len(ratings.users), len(ratings.works))
    return SuiteReport(name, *sizes, data.scale, SEED, os.cpu_count() or 1, tuple(tables), lists)


def count_ratings_steps(name: str, methods: Sequence[Method], rankers: Sequence[RankingMethod]) -> int:
    """How many steps a suite reports: reading, and every fit."""
    suite, run = SUITES[name], [method for method in methods if not method.missing]
    fits = len(run) * sum(split.folds for split in suite.splits)
    lists = suite.lists * sum(not ranker.missing for ranker in rankers)
    return 1 + fits + suite.newcomers * sum(method.folds_in for method in run) + lists


def _split_table(split: Split, data: Benchmark, methods: Sequence[Method], progress: Progress) -> Table:
    masks = split.masks(data)
    rows = []
    for method in methods:
        if method.missing:
            rows.append(_left_out(method))
            continue
        folds = []
        for number, held_out in enumerate(masks, start=1):
            progress(f"{split.name}{f' {number}/{len(masks)}' if split.folds > 1 else ''}: {method.name}")
            folds.append(pair_scores(method, data.training(~held_out), data.ratings.where(held_out), SEED))
        rows.append(Row(method.name, mean_scores(folds)))
    test = int(masks[0].sum())
    return Table(split.name, split.words, len(masks), len(data.ratings) - test, test, tuple(rows))


def _newcomer_tables(data: Benchmark, methods: Sequence[Method], progress: Progress) -> list[Table]:
    arrivals = newcomers(data.ratings.user_nums, len(data.ratings.users), SEED)
    training = data.training(~arrivals.held_out)
    given = [n for n in GIVEN if arrivals.asked(n).any()]  # in a small folder nobody may have rated thirty
    columns: list[list[Row]] = []
    for method in methods:
        if not method.folds_in:
            continue
        if method.missing:
            columns.append([_left_out(method)] * len(given))
            continue
        progress(f"newcomers: {method.name}")
        scores = newcomer_scores(method, training, data.ratings, arrivals, given, SEED)
        columns.append([Row(method.name, one) for one in scores])
    return [
        Table(
            name=f"newcomers, {n} ratings given",
            split=f"15 % of the users held out; of each, {n} ratings are given and the rest is predicted",
            folds=1,
            train=len(training.ratings),
            test=int(arrivals.asked(n).sum()),
            rows=tuple(column[place] for column in columns),
        )
        for place, n in enumerate(given)
    ]


def _left_out(method: Method) -> Row:
    return Row(method.name, None, f"{', '.join(method.missing)} not installed; pip install -e '.[peers]'")
