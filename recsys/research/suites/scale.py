"""The suite `scale`: no folder of MovieLens, but null ratings of the catalogues' titles at full size."""

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from recsys.ingest.load import read_data
from recsys.progress import Progress, silent
from recsys.research.benchmark import SEED
from recsys.research.report_table import ReportTable
from recsys.research.scale import FULL, ScaleTable, Size, measure_scale, scale_report_table

SCALE = "scale"


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
        return f"{self.ratings:,} random ratings by {self.users:,} users of {self.titles:,} titles; {how}"

    def report_tables(self) -> list[ReportTable]:
        """The table as people read it."""
        return [scale_report_table(self.table)]


def run_scale(data_folder: Path, out: Path, progress: Progress = silent, size: Size = FULL) -> ScaleReport:
    """Measure, with null ratings in a folder below `out` that is removed again.

    Raises DataError when there is no catalogue.
    """
    with TemporaryDirectory(prefix="scale-", dir=out) as made:
        folder = Path(made)
        platforms = folder / "platforms"
        platforms.mkdir()
        for path in sorted((data_folder / "platforms").glob("*_titles.csv")):
            copyfile(path, platforms / path.name)
        title_ids = read_data(folder).titles.column("title_id").to_pylist()
        table = measure_scale(folder, title_ids, SEED, size, progress=progress)
    return ScaleReport(SCALE, size.ratings, size.users, len(title_ids), SEED, os.cpu_count() or 1, table)
