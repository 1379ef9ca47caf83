"""Whole comparisons by name: which data, which splits, which methods; run, told and saved."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from recsys.benchmark import SEED, SUITES, Benchmark, Split
from recsys.data.platforms import catalogue_files, read_titles
from recsys.data.rated_films import read_rated_films
from recsys.data.raw import Rejections
from recsys.errors import InvalidValueError
from recsys.evaluation.baselines import BASELINES
from recsys.evaluation.engines import OURS, features_of
from recsys.evaluation.lists import taste_by
from recsys.evaluation.methods import Method
from recsys.evaluation.peers import PEERS
from recsys.evaluation.rankers import Ranker, rankers
from recsys.evaluation.ranking import RankingTable, rank_in_time, ranking_sheet
from recsys.evaluation.scale import FULL, STEPS, ScaleTable, Size, measure_scale, scale_sheet
from recsys.evaluation.sheets import Sheet, sheet_markdown
from recsys.evaluation.splits import newcomers
from recsys.evaluation.tables import Row, Table, mean_scores, newcomer_scores, pair_scores, table_sheet
from recsys.growth_suite import GROWTH, GrowthReport, run_growth
from recsys.growth_suite import STEPS as GROWTH_STEPS
from recsys.models.engines import POSTERIOR
from recsys.progress import Progress, silent
from recsys.similar_suite import (
    SIMILAR,
    SIMILAR_WEIGHTS,
    SimilarReport,
    WeightsReport,
    count_similar_steps,
    run_similar,
    run_similar_weights,
)

GIVEN = (3, 10, 30)  # ratings of a newcomer
# Every row of the tables, in their order: an engine of ours is one more Method here.
METHODS: tuple[Method, ...] = (*BASELINES, *PEERS, *OURS)
# What orders lists; the predicted rating and the mix by the engine that builds choose at this size.
RANKERS = rankers(taste_by(POSTERIOR, lambda training: features_of(training.features, training.ratings)))
SCALE = "scale"  # no folder of MovieLens: ratings dealt at full size to the titles of the catalogues
NAMES = (*SUITES, SIMILAR, SIMILAR_WEIGHTS, SCALE, GROWTH)


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

    def sheets(self) -> list[Sheet]:
        """The tables as people read them."""
        return [*map(table_sheet, self.tables), *([ranking_sheet(self.lists)] if self.lists else [])]


@dataclass(frozen=True)
class ScaleReport:
    """What the suite `scale` measured."""

    suite: str
    ratings: int
    users: int
    titles: int
    seed: int
    cores: int
    table: ScaleTable

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        how = f"seed {self.seed}, {self.cores} processors."
        return f"{self.ratings:,} ratings dealt at random by {self.users:,} users to {self.titles:,} titles; {how}"

    def sheets(self) -> list[Sheet]:
        """The table as people read it."""
        return [scale_sheet(self.table)]


Report = SuiteReport | ScaleReport | SimilarReport | WeightsReport | GrowthReport


def evaluate(
    name: str,
    data_folder: Path,
    out: Path,
    methods: Sequence[Method] = METHODS,
    progress: Progress = silent,
    rankers: Sequence[Ranker] = RANKERS,
) -> Report:
    """Run a suite on `data_folder` and save its tables as `out`/NAME.json and `out`/NAME.md.

    Raises InvalidValueError for a name that no suite has or an `out` that cannot be written, DataError when the
    data cannot be read.
    """
    check_name(name)
    try:
        out.mkdir(parents=True, exist_ok=True)  # before the minutes of work, not after
    except OSError as error:
        raise InvalidValueError("out", "out must be a folder that can be made", str(out)) from error
    if name == SCALE:
        report: Report = _run_scale(data_folder, out, progress)
    elif name == SIMILAR:
        report = run_similar(data_folder, progress)
    elif name == SIMILAR_WEIGHTS:
        report = run_similar_weights(data_folder, progress)
    elif name == GROWTH:
        report = run_growth(out, progress)
    else:
        report = _run_suite(name, data_folder, methods, rankers, progress)
    (out / f"{name}.json").write_text(json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / f"{name}.md").write_text(report_markdown(report), encoding="utf-8")
    return report


def _run_suite(
    name: str, data_folder: Path, methods: Sequence[Method], rankers: Sequence[Ranker], progress: Progress
) -> SuiteReport:
    suite = SUITES[name]
    progress(f"reading {suite.folder}")
    data = Benchmark.of(read_rated_films(data_folder / "movielens" / suite.folder, suite.published_split))
    tables = [_split_table(split, data, methods, progress) for split in suite.splits]
    if suite.newcomers:
        tables += _newcomer_tables(data, methods, progress)
    lists = rank_in_time(data.past(), rankers, SEED, progress=progress) if suite.lists else None
    ratings = data.ratings
    sizes = (len(ratings), len(ratings.users), len(ratings.works))
    return SuiteReport(name, *sizes, data.scale, SEED, _cores(), tuple(tables), lists)


def _run_scale(data_folder: Path, out: Path, progress: Progress, size: Size = FULL) -> ScaleReport:
    with TemporaryDirectory(prefix="scale-", dir=out) as made:
        folder = Path(made)
        platforms = folder / "platforms"
        platforms.mkdir()
        title_ids: list[str] = []
        for platform, path in catalogue_files(data_folder / "platforms").items():
            copyfile(path, platforms / path.name)
            title_ids += read_titles(path, platform, Rejections(data_folder))["title_id"].tolist()
        table = measure_scale(folder, title_ids, SEED, size, progress=progress)
    return ScaleReport(SCALE, size.ratings, size.users, len(title_ids), SEED, _cores(), table)


def check_name(name: str) -> None:
    """Raise InvalidValueError, which tells the names that there are, for a name that no suite has."""
    if name not in NAMES:
        raise InvalidValueError("suite", f"suite must be one of {', '.join(NAMES)}", name)


def count_steps(name: str, methods: Sequence[Method] = METHODS, rankers: Sequence[Ranker] = RANKERS) -> int:
    """How many steps `evaluate` will tell its progress: reading, and every fit. Raises InvalidValueError."""
    check_name(name)
    if name == SCALE:
        return STEPS
    if name == GROWTH:
        return GROWTH_STEPS
    if name in (SIMILAR, SIMILAR_WEIGHTS):
        return count_similar_steps(name)
    suite, run = SUITES[name], [method for method in methods if not method.missing]
    fits = len(run) * sum(split.folds for split in suite.splits)
    lists = suite.lists * sum(not ranker.missing for ranker in rankers)
    return 1 + fits + suite.newcomers * sum(method.folds_in for method in run) + lists


def report_markdown(report: Report) -> str:
    """All tables in one document."""
    head = f"# {report.suite}\n\n{report.summary} Made by `python -m recsys evaluate --suite {report.suite}`.\n"
    return "\n".join([head, *map(sheet_markdown, report.sheets())])


def _cores() -> int:
    return os.cpu_count() or 1


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
