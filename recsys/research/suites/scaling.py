"""The suite `growth`: what titles like one take in time and memory as the catalogue grows.

Each catalogue is made up (`GrownCatalogue`), fitted and saved by one process, and loaded and asked by another, each of
which tells how much memory it held.
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
from recsys.research.report_table import Sheet
from recsys.research.suites import scaling_steps as growing
from recsys.research.suites.scaling_steps import QUESTIONS, SEED, STAGES, Asked, Fitted, K

GROWTH = "growth"
SIZES = (10_000, 100_000, 1_000_000)
STEPS = len(SIZES) * (len(STAGES) + 2)  # beginning to fit, each stage, beginning to ask
LIMIT = 3600.0  # seconds, of one process


@dataclass(frozen=True)
class GrowthRow:
    """One size."""

    works: int
    fitted: Fitted
    asked: Asked


@dataclass(frozen=True)
class GrowthReport:
    """What the suite measured."""

    suite: str
    seed: int
    rows: tuple[GrowthRow, ...]

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        return f"made-up catalogues of {', '.join(f'{row.works:,}' for row in self.rows)} works; seed {self.seed}."

    def sheets(self) -> list[Sheet]:
        """The tables as people read them."""
        return [_fitted_sheet(self.rows), _asked_sheet(self.rows)]


def run_growth(out: Path, progress: Progress = silent, sizes: Sequence[int] = SIZES) -> GrowthReport:
    """Measure every size, with the models in a folder below `out` that is removed again.

    Raises RecsysError where one of the processes fails.
    """
    rows = []
    for works in sizes:
        with TemporaryDirectory(prefix="growth-", dir=out) as folder:
            fitted = Fitted(**_run("fit", folder, works, progress))
            rows.append(GrowthRow(works, fitted, Asked(**_run("ask", folder, works, progress))))
    return GrowthReport(GROWTH, SEED, tuple(rows))


def _run(task: str, folder: str, works: int, progress: Progress) -> dict[str, Any]:
    """What a process of its own measured: its last line. The others, its stages, are told as they come."""
    progress(f"{works:,} works: {task}")

    def told(line: str) -> None:
        if line in STAGES:
            progress(f"{works:,} works: {line}")

    ran = run_measured((sys.executable, "-m", growing.__name__, task, folder, str(works)), LIMIT, told)
    if ran.exit_code != 0:
        last = (ran.errors.strip().splitlines() or ["it said nothing"])[-1]
        raise RecsysError(f"{works:,} works: the process must end well, ended with {ran.exit_code}: {last}")
    return dict(json.loads(ran.output.splitlines()[-1]))


def _fitted_sheet(rows: Sequence[GrowthRow]) -> Sheet:
    return Sheet(
        name="fitting titles like one, as the catalogue grows",
        words="Works as in the real catalogues, made up; the seconds are without making them up.",
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


def _asked_sheet(rows: Sequence[GrowthRow]) -> Sheet:
    return Sheet(
        name="answers of titles like one, as the catalogue grows",
        words=(
            f"{QUESTIONS} questions for the {K} best of the works that two filters leave, each explained, in a process "
            "of its own. What an answer must read are all factors, the works of its terms, and the lifts; it reads "
            "them at a share of the rate at which memory can be read, by the time that processors worked."
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
                f"{row.asked.load:.1f}",
                f"{row.asked.peak / 1e6:,.0f}",
                f"{row.asked.median * 1e3:.2f}",
                f"{row.asked.p99 * 1e3:.2f}",
                f"{row.asked.processor * 1e3:.2f}",
                f"{row.asked.must_read / 1e6:.1f}",
                f"{row.asked.must_read / row.asked.processor / row.asked.stream:.0%}",
            )
            for row in rows
        ),
        notes=tuple(
            f"{row.works:,} works: memory was read at {row.asked.stream / 1e9:.1f} GB/s from end to end."
            for row in rows
        ),
    )
