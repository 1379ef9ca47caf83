"""The suite `scaling`: time and memory that similar titles take, by the size of the catalogue.

Each catalogue is synthetic (`SyntheticCatalogue`). One process fits and saves the models, another loads them and
answers; each reports how much memory it held.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recsys.errors import RecsysError
from recsys.progress import Progress, silent
from recsys.research.processes import run_measured
from recsys.research.report_table import ReportTable
from recsys.research.suites import scaling_steps
from recsys.research.suites.scaling_steps import QUESTIONS, SEED, STAGES, Answered, Fitted, K

SCALING = "scaling"
SIZES = (10_000, 100_000, 1_000_000)
STEPS = len(SIZES) * (len(STAGES) + 2)  # beginning to fit, each stage, beginning to answer
LIMIT = 3600.0  # seconds, of one process


@dataclass(frozen=True)
class ScalingRow:
    """One size."""

    works: int
    fitted: Fitted
    answered: Answered


@dataclass(frozen=True)
class ScalingReport:
    """What the suite measured."""

    suite: str
    seed: int
    rows: tuple[ScalingRow, ...]

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        return f"synthetic catalogues of {', '.join(f'{row.works:,}' for row in self.rows)} works; seed {self.seed}."

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [_fitting_table(self.rows), _answering_table(self.rows)]


def run_scaling(out: Path, progress: Progress = silent, sizes: Sequence[int] = SIZES) -> ScalingReport:
    """Measure every size, with the models in a folder below `out` that is removed again.

    Raises RecsysError where one of the processes fails.
    """
    rows = []
    for works in sizes:
        with TemporaryDirectory(prefix="scaling-", dir=out) as folder:
            fitted = Fitted(**_run("fit", folder, works, progress))
            rows.append(ScalingRow(works, fitted, Answered(**_run("answer", folder, works, progress))))
    return ScalingReport(SCALING, SEED, tuple(rows))


def _run(task: str, folder: str, works: int, progress: Progress) -> dict[str, Any]:
    """What a process of its own measured: its last line. The others, its stages, are passed on as they come."""
    progress(f"{works:,} works: {task}")

    def pass_on(line: str) -> None:
        if line in STAGES:
            progress(f"{works:,} works: {line}")

    ran = run_measured((sys.executable, "-m", scaling_steps.__name__, task, folder, str(works)), LIMIT, pass_on)
    if ran.exit_code != 0:
        last = (ran.errors.strip().splitlines() or ["it said nothing"])[-1]
        raise RecsysError(f"{works:,} works: the process must end well, ended with {ran.exit_code}: {last}")
    return dict(json.loads(ran.output.splitlines()[-1]))


def _fitting_table(rows: Sequence[ScalingRow]) -> ReportTable:
    return ReportTable(
        name="fitting similar titles, by the size of the catalogue",
        words="Synthetic works with the traits of the real ones; the seconds are without those of drawing them.",
        columns=("works", "s", "µs a work", "MB at its peak", "files, MB"),
        rows=tuple(
            (
                f"{row.works:,}",
                f"{row.fitted.seconds:.1f}",
                f"{row.fitted.seconds / row.works * 1e6:.0f}",
                f"{row.fitted.peak / 1e6:,.0f}",
                f"{row.fitted.files / 1e6:,.0f}",
            )
            for row in rows
        ),
    )


def _answering_table(rows: Sequence[ScalingRow]) -> ReportTable:
    return ReportTable(
        name="answers of similar titles, by the size of the catalogue",
        words=(
            f"{QUESTIONS} questions for the {K} best of the works that two filters leave, each explained, in a process "
            "of its own. What an answer must read are all factors, embeddings and facts, the works of its terms, and "
            "the scores of its pairs; it reads them at a share of the rate at which memory can be read, by the time "
            "that processors worked."
        ),
        columns=(
            "works",
            "load, s",
            "MB at its peak",
            "median ms",
            "99th ms",
            "processor ms",
            "must read, MB",
            "of memory's rate",
        ),
        rows=tuple(
            (
                f"{row.works:,}",
                f"{row.answered.load:.1f}",
                f"{row.answered.peak / 1e6:,.0f}",
                f"{row.answered.median * 1e3:.2f}",
                f"{row.answered.p99 * 1e3:.2f}",
                f"{row.answered.processor * 1e3:.2f}",
                f"{row.answered.must_read / 1e6:.1f}",
                f"{row.answered.must_read / row.answered.processor / row.answered.stream:.0%}",
            )
            for row in rows
        ),
        notes=tuple(
            f"{row.works:,} works: memory was read at {row.answered.stream / 1e9:.1f} GB/s from end to end."
            for row in rows
        ),
    )
