"""A build at full size compared with scikit-surprise on the same file: seconds and memory, in a process each."""

import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from recsys.errors import RecsysError
from recsys.progress import Progress, silent
from recsys.research.null_ratings import N_RATINGS, N_USERS, null_ratings, write_null_ratings
from recsys.research.processes import Ran, run_measured
from recsys.research.report_table import NOTHING, ReportTable

ENGINE = "fast"
LIMIT = 900.0  # seconds; Surprise alone would otherwise go on for as long as it likes
STEPS = 3
_GIGABYTE = 1e9


@dataclass(frozen=True)
class Size:
    """How many null ratings are drawn, by how many users."""

    ratings: int = N_RATINGS
    users: int = N_USERS


FULL = Size()


@dataclass(frozen=True)
class ScaleRow:
    """What one process needed: seconds on the clock and of all processors, gigabytes at its peak.

    `stages` are the seconds of its parts, where it prints them; `finished` is False where it was cut off.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_gb: float
    finished: bool
    stages: Mapping[str, float]


@dataclass(frozen=True)
class ScaleTable:
    """All rows, the size of the file in bytes, and what the build's own report says of its titles."""

    file_bytes: int
    limit_seconds: float
    rows: tuple[ScaleRow, ...]
    titles: Mapping[str, Any]


def measure_scale(
    folder: Path,
    title_ids: Sequence[str],
    seed: int,
    size: Size = FULL,
    limit: float = LIMIT,
    progress: Progress = silent,
) -> ScaleTable:
    """Write null ratings into `folder`/ratings, build a bundle of `folder`, and fit Surprise's SVD on them.

    Raises RecsysError where one of the processes fails.
    """
    progress(f"drawing {size.ratings:,} ratings")
    # In a process of its own too, since a process that was once large makes those that it starts look large.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as writer:
        file = writer.submit(_write, folder / "ratings", list(title_ids), size, seed).result()
    progress(f"butaca {ENGINE}: CSV to bundle")
    # The very command that people type, so that nothing which they wait for is left out.
    options = ("--data", str(folder), "--out", str(folder / "bundle"), "--seed", str(seed), "--engine", ENGINE)
    built = _run("butaca", ("recsys", "build", *options, "--json"), limit)
    progress("Surprise: CSV to fitted SVD")
    fitted = _run("Surprise", (__name__, str(file), str(seed)), limit)
    stages = dict(json.loads(line) for line in fitted.output.splitlines())
    return ScaleTable(
        file_bytes=file.stat().st_size,
        limit_seconds=limit,
        rows=(
            _row(f"butaca {ENGINE}: CSV to saved bundle, evaluated", built, {}),
            _row("Surprise SVD: CSV to fitted", fitted, stages),
        ),
        titles={} if built.exit_code is None else json.loads(built.output)["metrics"]["titles"],
    )


def scale_report_table(table: ScaleTable) -> ReportTable:
    """The table as people read it."""
    return ReportTable(
        name="CSV to model",
        words=f"One file of {table.file_bytes / 1e6:.0f} MB; each row is a process from its start to its end.",
        columns=("process", "s", "processor s", "peak, GB"),
        rows=tuple(
            (
                row.name,
                f"{row.seconds:.1f}" if row.finished else NOTHING,
                f"{row.cpu_seconds:.1f}" if row.finished else NOTHING,
                f"{row.peak_gb:.2f}",
            )
            for row in table.rows
        ),
        notes=tuple(note for row in table.rows for note in _notes(row, table.limit_seconds)) + _said(table.titles),
    )


def _notes(row: ScaleRow, limit: float) -> list[str]:
    notes = []
    if row.stages:
        seconds = ", ".join(f"{name} {taken:.1f} s" for name, taken in row.stages.items())
        notes.append(f"{row.name}: {seconds}")
    if not row.finished:
        notes.append(f"{row.name}: cut off after {limit:g} s, with the memory that it had come to")
    return notes


def _said(titles: Mapping[str, Any]) -> tuple[str, ...]:
    if not titles:
        return ()
    verdict = "titles carry a signal" if titles["signal"] else "these ratings carry no signal about titles"
    test = f"p = {titles['p']:.3f} in a permutation test on held-out ratings"
    return (f"The build says: {verdict} ({test}; they explain {titles['explained']:.1%} of what users leave).",)


def _write(folder: Path, title_ids: list[str], size: Size, seed: int) -> Path:
    """One file of null ratings: Surprise's own loader reads one."""
    ratings = null_ratings(size.ratings, size.users, len(title_ids), seed)
    return write_null_ratings(ratings, title_ids, folder, rows=len(ratings))[0]


def _run(name: str, module: Sequence[str], limit: float) -> Ran:
    ran = run_measured((sys.executable, "-m", *module), limit)
    if ran.exit_code:
        last = (ran.errors.strip().splitlines() or ["it said nothing"])[-1]
        raise RecsysError(f"{name}'s process must end well, ended with {ran.exit_code}: {last}")
    return ran


def _row(name: str, ran: Ran, stages: Mapping[str, float]) -> ScaleRow:
    return ScaleRow(name, ran.seconds, ran.cpu_seconds, ran.peak_bytes / _GIGABYTE, ran.exit_code is not None, stages)


def fit_surprise(file: Path, seed: int) -> None:
    """Read a ratings file with Surprise's own loader and fit its SVD with its defaults; print each stage's seconds."""
    import surprise  # only `evaluate` needs it

    start = perf_counter()

    def done(stage: str) -> None:
        nonlocal start
        now = perf_counter()
        sys.stdout.write(json.dumps([stage, now - start]) + "\n")
        sys.stdout.flush()  # so that it is there when the next stage is cut off
        start = now

    reader = surprise.Reader(line_format="user rating timestamp item", sep=",", rating_scale=(0.5, 5.0), skip_lines=1)
    data = surprise.Dataset.load_from_file(str(file), reader)
    done("reading")
    trainset = data.build_full_trainset()
    done("trainset")
    surprise.SVD(random_state=seed).fit(trainset)
    done("fit")


if __name__ == "__main__":
    fit_surprise(Path(sys.argv[1]), int(sys.argv[2]))
