"""Whole comparisons by name: which data, which splits, which methods; run, told and saved."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recsys.data.rated_films import RatedFilms, read_rated_films
from recsys.errors import InvalidValueError
from recsys.evaluation.baselines import BASELINES
from recsys.evaluation.engines import OURS
from recsys.evaluation.methods import Method, Training, WorkFeatures
from recsys.evaluation.peers import PEERS
from recsys.evaluation.splits import Mask, cold_works, hold_out, k_folds, last_in_time, newcomers
from recsys.evaluation.tables import Row, Table, markdown, mean_scores, newcomer_scores, pair_scores
from recsys.models.ratings import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.progress import Progress, silent

SEED = 0
GIVEN = (3, 10, 30)  # ratings of a newcomer
# Every row of the tables, in their order: an engine of ours is one more Method here.
METHODS: tuple[Method, ...] = (*BASELINES, *PEERS, *OURS)


@dataclass(frozen=True)
class Benchmark:
    """A folder's ratings with all that a split or a method can ask for.

    `timestamps` (n_ratings,) in seconds, UTC; `held_out` (n_ratings,) the test part of a published split.
    """

    ratings: RatingArrays
    timestamps: NDArray[np.int64]
    features: WorkFeatures
    scale: tuple[float, float]
    held_out: Mask

    @classmethod
    def of(cls, source: RatedFilms) -> "Benchmark":
        """The folder's tables by row number; the scale goes from the lowest rating to the highest."""
        films, users = source.ratings["film"], source.ratings["user"]
        works, raters = Vocabulary.of(films), Vocabulary.of(users)
        stars = source.ratings["rating"].to_numpy(dtype=np.float32)
        facts = [source.facts.get(film) for film in works.ids]
        features = WorkFeatures(
            genres=tuple(fact.genres if fact else () for fact in facts),
            years=np.array([fact.year or 0 if fact else 0 for fact in facts], dtype=np.int32),
        )
        return cls(
            ratings=RatingArrays(raters, works, raters.numbers(users), works.numbers(films), stars),
            timestamps=source.ratings["timestamp"].to_numpy(dtype=np.int64),
            features=features,
            scale=(float(stars.min()), float(stars.max())),
            held_out=source.held_out,
        )

    def training(self, rows: Mask) -> Training:
        """What a method may see of these rows."""
        return Training(self.ratings.where(rows), self.scale, self.features)


@dataclass(frozen=True)
class Split:
    """One way to hold ratings out, one mask for each of its folds."""

    name: str
    words: str
    masks: Callable[[Benchmark], list[Mask]]
    folds: int = 1


@dataclass(frozen=True)
class Suite:
    """A folder below `movielens/`, and the splits that are made of it."""

    folder: str
    splits: tuple[Split, ...]
    newcomers: bool = True
    published_split: str = ""


FOLDS = Split(
    "5 folds",
    "scikit-learn's KFold(5, shuffle=True, random_state=0) of the ratings in the order of the file",
    lambda data: k_folds(len(data.ratings), 5, SEED),
    folds=5,
)
PUBLISHED = Split("u1", "the published u1.base and u1.test", lambda data: [data.held_out])
RANDOM = Split(
    "random 90/10", "a random tenth of the ratings held out", lambda data: [hold_out(len(data.ratings), SEED)]
)
COLD = Split(
    "cold works",
    "all ratings of a random tenth of the works held out",
    lambda data: [cold_works(data.ratings.work_nums, len(data.ratings.works), SEED)],
)
LATEST = Split(
    "time-ordered",
    "the last 20 % of each user's ratings held out",
    lambda data: [last_in_time(data.ratings.user_nums, data.timestamps)],
)
SUITES = {
    "ml-100k": Suite("ml-100k", (FOLDS, COLD, LATEST)),
    "u1": Suite("ml-100k", (PUBLISHED,), newcomers=False, published_split="u1"),
    "ml-1m-part": Suite("ml-1m-part", (RANDOM, COLD, LATEST)),
    "ml-latest-small": Suite("ml-latest-small", (RANDOM, COLD, LATEST)),
}


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


def evaluate(
    name: str, data_folder: Path, out: Path, methods: Sequence[Method] = METHODS, progress: Progress = silent
) -> SuiteReport:
    """Run a suite on `data_folder`/movielens and save its tables as `out`/NAME.json and `out`/NAME.md.

    Raises InvalidValueError for a name that no suite has or an `out` that cannot be written, DataError when the
    data cannot be read.
    """
    suite = suite_of(name)
    try:
        out.mkdir(parents=True, exist_ok=True)  # before the minutes of work, not after
    except OSError as error:
        raise InvalidValueError("out", "out must be a folder that can be made", str(out)) from error
    progress(f"reading {suite.folder}")
    data = Benchmark.of(read_rated_films(data_folder / "movielens" / suite.folder, suite.published_split))
    tables = [_split_table(split, data, methods, progress) for split in suite.splits]
    if suite.newcomers:
        tables += _newcomer_tables(data, methods, progress)
    ratings = data.ratings
    sizes = (len(ratings), len(ratings.users), len(ratings.works))
    report = SuiteReport(name, *sizes, data.scale, SEED, os.cpu_count() or 1, tuple(tables))
    (out / f"{name}.json").write_text(json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / f"{name}.md").write_text(report_markdown(report), encoding="utf-8")
    return report


def suite_of(name: str) -> Suite:
    """The suite of that name. Raises InvalidValueError, which tells the names that there are."""
    if name not in SUITES:
        raise InvalidValueError("suite", f"suite must be one of {', '.join(SUITES)}", name)
    return SUITES[name]


def count_steps(name: str, methods: Sequence[Method] = METHODS) -> int:
    """How many steps `evaluate` will tell its progress: reading, and every fit."""
    suite, run = suite_of(name), [method for method in methods if not method.missing]
    fits = len(run) * sum(split.folds for split in suite.splits)
    return 1 + fits + suite.newcomers * sum(method.folds_in for method in run)


def summary(report: SuiteReport) -> str:
    """The data in a sentence."""
    low, high = report.scale
    return (
        f"{report.ratings:,} ratings from {low:g} to {high:g} by {report.users:,} users of {report.works:,} works; "
        f"seed {report.seed}, {report.cores} processors."
    )


def report_markdown(report: SuiteReport) -> str:
    """All tables in one document."""
    head = f"# {report.suite}\n\n{summary(report)} Made by `python -m recsys evaluate --suite {report.suite}`.\n"
    return "\n".join([head, *map(markdown, report.tables)])


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
