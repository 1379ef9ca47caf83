"""The suite `similar`: how good titles like this one are, by the film catalogue and MovieLens' likes of its films."""

from dataclasses import dataclass
from pathlib import Path

from recsys.build.content import fit_content
from recsys.build.dataset import groups_of, rating_arrays
from recsys.build.embedding.step import embed
from recsys.build.item_features import ItemFeatures
from recsys.build.likes import known_likes
from recsys.domain.schema import FILM_CATALOGUE
from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.models.similar.model import SimilarModel
from recsys.progress import Progress, silent
from recsys.research.embeddings import can_embed
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
from recsys.research.similar.works import measured_works

SIMILAR = "similar"
SEED = 0
FOLDERS = ("ml-1m-part", "ml-latest-small")
METHODS: tuple[SimilarMethod, ...] = (*SIMILAR_BASELINES, *OURS)


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


def count_similar_steps() -> int:
    """How many steps the suite reports: reading, embedding, every method that can run here, and the hybrid."""
    embeds = can_embed()
    return 2 + sum(embeds or not method.wants_vectors for method in METHODS) + 1


def run_similar(data_folder: Path, progress: Progress = silent) -> SimilarReport:
    """Measure; raises DataError when the data cannot be read or there is too little to measure."""
    progress(f"reading {data_folder.name}")
    measured = read_measured(data_folder, progress)
    table = similar_table(measured, METHODS, REFERENCE, SEED, progress)
    progress("what likes add")
    return SimilarReport(SIMILAR, len(measured.documents), table, hybrid_table(measured, SEED))


def read_measured(data_folder: Path, progress: Progress = silent) -> Measured:
    """The film catalogue below `data_folder`, and who likes its films. Raises DataError."""
    tables = read_data(data_folder).for_models
    works = tables["works"]
    ratings = rating_arrays(works, tables["ratings"])
    groups = groups_of(ratings.users)[0]
    missing = [folder for folder in FOLDERS if folder not in groups]
    if missing or not any(FILM_CATALOGUE in sources for sources in works.column("sources").to_pylist()):
        raise DataError(
            f"{data_folder}: expected a film catalogue in tmdb/ and {' and '.join(FOLDERS)} in movielens/, found less. "
            "RECSYS_DATA or --data names the folder around both."
        )
    embeddings, _ = embed(works, progress)
    features = ItemFeatures.of(works, tables["names"], tables["credits"], tables["titles"])
    likes = known_likes(ratings, FOLDERS, works.column("year").to_numpy())
    return measured_works(features, likes, SimilarModel(*fit_content(features, embeddings)), SEED, films_only=True)
