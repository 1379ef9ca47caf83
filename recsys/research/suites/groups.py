"""The suite `groups`: which way of making one list for several people serves them best."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recsys.build.evaluation.engines import features_of
from recsys.build.evaluation.learn_ranker import predictor_by
from recsys.build.evaluation.rankers import FitPredictor
from recsys.models.ratings.engines import POSTERIOR
from recsys.progress import Progress, silent
from recsys.research.benchmark import SEED, Benchmark
from recsys.research.groups.measure import GroupTable, group_report_table, group_tables
from recsys.research.groups.people import KINDS, REPORTING
from recsys.research.rated_films import read_rated_films
from recsys.research.report_table import ReportTable

GROUPS = "groups"
FOLDERS = ("ml-100k", "ml-latest-small", "ml-1m-part")
_PREDICTOR = predictor_by(POSTERIOR, lambda training: features_of(training.features, training.ratings))


@dataclass(frozen=True)
class GroupsReport:
    """What the suite measured."""

    suite: str
    seed: int
    tables: tuple[GroupTable, ...]

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        return (
            f"Groups of {REPORTING:.0%} of the people of {', '.join(FOLDERS)}, with models of the others; the last "
            f"20 % of each member's ratings held out; seed {self.seed}."
        )

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [group_report_table(table) for table in self.tables]


def count_groups_steps() -> int:
    """How many steps the suite reports: of each folder, learning and every kind of group."""
    return len(FOLDERS) * (1 + len(KINDS))


def run_groups(
    data_folder: Path,
    progress: Progress = silent,
    folders: Sequence[str] = FOLDERS,
    fit_predictor: FitPredictor = _PREDICTOR,
) -> GroupsReport:
    """Measure; raises DataError when the data cannot be read."""
    tables: list[GroupTable] = []
    for folder in folders:
        data = Benchmark.of(read_rated_films(data_folder / "movielens" / folder)).timed()
        tables += group_tables(folder, data, fit_predictor, SEED, progress)
    return GroupsReport(GROUPS, SEED, tuple(tables))
