"""The suite `judged`: titles like one, as people grade them and as others list them.

It also writes what ours lists and nobody graded, so that people can grade it without knowing whose it is.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from recsys.build.embedding.step import embed
from recsys.ingest.load import read_data
from recsys.progress import Progress, silent
from recsys.research.embeddings import can_embed
from recsys.research.judged.compare import Comparison, able, compare
from recsys.research.judged.gold import read_gold
from recsys.research.judged.linking import WorkFinder
from recsys.research.judged.seeds import Seeds
from recsys.research.judged.systems import SYSTEMS, Known
from recsys.research.judged.tables import comparison_tables
from recsys.research.report_table import ReportTable

JUDGED = "judged"
UNGRADED = "judged-ungraded.csv"
_COLUMNS = ("seed_title", "seed_year", "seed_type", "title", "year", "type", "place")


@dataclass(frozen=True)
class Opinions:
    """A source: the rows read, those of which a work is not there, and the seeds that it has a list for."""

    source: str
    rows: int
    not_found: int
    seeds: int


@dataclass(frozen=True)
class JudgedReport:
    """What the suite measured, on `seeds` graded works with `pairs` grades among `works`."""

    suite: str
    works: int
    seeds: int
    pairs: int
    opinions: tuple[Opinions, ...]
    compared: Comparison

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        rows, lost, lists = (
            sum(getattr(one, name) for one in self.opinions) for name in ("rows", "not_found", "seeds")
        )
        return (
            f"{self.pairs:,} graded pairs of {self.seeds:,} seeds and {lists:,} lists of others, among {self.works:,} "
            f"works; of {rows:,} opinions {lost:,} name a work that is not there; in "
            f"{len(self.compared.ungraded):,} places of our lists is a work without a grade ({UNGRADED})."
        )

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [*comparison_tables(self.compared), _opinions_table(self.opinions)]


def count_judged_steps() -> int:
    """How many steps the suite reports: reading, embedding, linking, and each system that can be measured."""
    return 3 + len(able(SYSTEMS, vectors=can_embed()))


def run_judged(data_folder: Path, out: Path, progress: Progress = silent) -> JudgedReport:
    """Measure, and write UNGRADED to `out`; raises DataError when the data or the opinions cannot be read."""
    progress(f"reading {data_folder.name}")
    data = read_data(data_folder)
    tables = vars(data) | data.for_models
    embeddings, _ = embed(tables["works"], progress)
    return judged_report(Known(tables, embeddings), data_folder, out, progress)


def judged_report(known: Known, data_folder: Path, out: Path, progress: Progress = silent) -> JudgedReport:
    """Measure on works that are known."""
    tables = known.tables
    progress("finding the works that opinions name")
    gold = read_gold(data_folder, WorkFinder.of(tables))
    compared = compare(known, gold, progress)
    _write_ungraded(out / UNGRADED, compared, Seeds.of(gold, tables["works"]))
    opinions = tuple(
        Opinions(source, rows, gold.not_found.get(source, 0), len(gold.lists.get(source, ())))
        for source, rows in gold.rows.items()
    )
    return JudgedReport(JUDGED, tables["works"].num_rows, len(gold.grades), gold.pairs, opinions, compared)


def _write_ungraded(path: Path, compared: Comparison, named: Seeds) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for one in compared.ungraded:
            works = ((named.titles[work], named.years[work], named.types[work]) for work in (one.seed, one.work))
            writer.writerow([*(cell for work in works for cell in work), one.place])


def _opinions_table(opinions: tuple[Opinions, ...]) -> ReportTable:
    return ReportTable(
        name="opinions",
        words="Rows of every source, those that name a work that is not there, and the seeds it lists something for.",
        columns=("source", "rows", "not found", "lists"),
        rows=tuple((one.source, f"{one.rows:,}", f"{one.not_found:,}", f"{one.seeds:,}") for one in opinions),
    )
