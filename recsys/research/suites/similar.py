"""The suites `similar` and `similar-weights`: how good titles like this one are, and what each weight does to that.

On the film catalogue and MovieLens' likes of its films.
"""

from dataclasses import dataclass
from pathlib import Path

from recsys.build.dataset import groups_of, rating_arrays
from recsys.domain.schema import FILM_CATALOGUE
from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.progress import Progress, silent
from recsys.research.report_table import ReportTable
from recsys.research.similar.baselines import REFERENCE, SIMILAR_BASELINES
from recsys.research.similar.hybrid import HybridTable, hybrid_report_table, hybrid_table
from recsys.research.similar.measure import (
    Measured,
    SimilarMethod,
    SimilarTable,
    similar_report_table,
    similar_table,
)
from recsys.research.similar.ours import OURS
from recsys.research.similar.semantic import SEMANTIC
from recsys.research.similar.weights import STEPS, WeightsTable, weights_report_tables, weights_table
from recsys.research.similar.works import measured_works

SIMILAR, SIMILAR_WEIGHTS = "similar", "similar-weights"
SEED = 0
FOLDERS = ("ml-1m-part", "ml-latest-small")
METHODS: tuple[SimilarMethod, ...] = (*SIMILAR_BASELINES, *OURS, *SEMANTIC)


@dataclass(frozen=True)
class SimilarReport:
    """What the suite measured."""

    suite: str
    films: int
    table: SimilarTable
    hybrid: HybridTable

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        table = self.table
        return f"{table.likes:,} likes by {table.users:,} users of {self.films:,} films; seed {table.seed}."

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [similar_report_table(self.table), hybrid_report_table(self.hybrid)]


@dataclass(frozen=True)
class WeightsReport:
    """What the suite of weights measured."""

    suite: str
    films: int
    table: WeightsTable

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        return f"{self.films:,} films; seed {self.table.seed}."

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return weights_report_tables(self.table)


def count_similar_steps(name: str) -> int:
    """How many steps a suite reports: reading, then every method that can run here and the hybrid, or every trial."""
    return 1 + (STEPS if name == SIMILAR_WEIGHTS else sum(not method.lacks() for method in METHODS) + 1)


def run_similar(data_folder: Path, progress: Progress = silent) -> SimilarReport:
    """Measure; raises DataError when the data cannot be read or there is too little to measure."""
    progress(f"reading {data_folder.name}")
    measured = read_measured(data_folder)
    table = similar_table(measured, METHODS, REFERENCE, SEED, progress)
    progress("what likes add")
    return SimilarReport(SIMILAR, len(measured.documents), table, hybrid_table(measured, SEED))


def run_similar_weights(data_folder: Path, progress: Progress = silent) -> WeightsReport:
    """Try weights; raises DataError as `run_similar` does."""
    progress(f"reading {data_folder.name}")
    measured = read_measured(data_folder)
    return WeightsReport(SIMILAR_WEIGHTS, len(measured.documents), weights_table(measured, SEED, progress))


def read_measured(data_folder: Path) -> Measured:
    """The film catalogue below `data_folder`, and who likes its films. Raises DataError."""
    tables = read_data(data_folder)
    groups = groups_of(rating_arrays(tables.works, tables.ratings).users)[0]
    missing = [folder for folder in FOLDERS if folder not in groups]
    if missing or not any(FILM_CATALOGUE in sources for sources in tables.works.column("sources").to_pylist()):
        raise DataError(
            f"{data_folder}: expected a film catalogue in tmdb/ and {' and '.join(FOLDERS)} in movielens/, found less. "
            "RECSYS_DATA or --data names the folder around both."
        )
    return measured_works(vars(tables), FOLDERS, SEED, films_only=True)
