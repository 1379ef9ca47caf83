"""The suite `growth`: what titles like one take in time and memory as the catalogue grows.

Each catalogue is made up (`GrownCatalogue`), fitted and saved by one process, and loaded and asked by another, each of
which tells how much memory it held.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from recsys.arrays import affinity_arrays, affinity_models, content_arrays, content_model
from recsys.errors import RecsysError
from recsys.evaluation.grown import GrownCatalogue
from recsys.evaluation.processes import peak_bytes, run_measured
from recsys.evaluation.sheets import Sheet
from recsys.models.affinity import AffinityModel
from recsys.models.content import ContentModel
from recsys.models.similar import SimilarModel
from recsys.models.tfidf import Document
from recsys.models.vocabulary import Vocabulary
from recsys.progress import Progress, silent

GROWTH = "growth"
SEED = 0
SIZES = (10_000, 100_000, 1_000_000)
STAGES = ("likes made up", "what is liked together fitted", "content fitted", "saved")
STEPS = len(SIZES) * (len(STAGES) + 2)  # beginning to fit, each stage, beginning to ask
LIMIT = 3600.0  # seconds, of one process
QUESTIONS, K = 300, 10
SINCE, ON_SERVICE = 1990, 0.3  # what a question filters by: works since then, and a share of them by chance
STREAMED = 64 << 20  # numbers of 32 bits that are read to see how fast memory can be
CONTENT, AFFINITY = "content.safetensors", "affinity.safetensors"


@dataclass(frozen=True)
class Fitted:
    """What fitting took: seconds without those of making the works up, the most memory and the files, bytes."""

    seconds: float
    peak: int
    files: int


@dataclass(frozen=True)
class Asked:
    """What answering took: seconds to load and of an answer, median and 99th percentile; the most memory, bytes.

    An answer is the K best of the works that two filters leave, each explained. `must_read` are the bytes that it
    cannot do without reading, on average: all factors, the works of the asked work's terms with their weights, and the
    lifts. `stream` is how many bytes a second the same process reads of a large array from end to end.
    """

    load: float
    median: float
    p99: float
    peak: int
    must_read: float
    stream: float


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

    ran = run_measured((sys.executable, "-m", __name__, task, folder, str(works)), LIMIT, told)
    if ran.exit_code != 0:
        last = (ran.errors.strip().splitlines() or ["it said nothing"])[-1]
        raise RecsysError(f"{works:,} works: the process must end well, ended with {ran.exit_code}: {last}")
    return dict(json.loads(ran.output.splitlines()[-1]))


class _Clocked:
    """A catalogue that counts the seconds which making it up took."""

    def __init__(self, catalogue: GrownCatalogue) -> None:
        self._catalogue = catalogue
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Document]:
        documents = iter(self._catalogue)
        while True:
            start = perf_counter()
            document = next(documents, None)
            self.seconds += perf_counter() - start
            if document is None:
                return
            yield document


def fit(folder: Path, works: int, told: Callable[[str], None]) -> Fitted:
    """Fit and save the models of a catalogue of so many works."""
    catalogue = GrownCatalogue(works, SEED)
    likes = catalogue.likes()
    told(STAGES[0])
    documents, start = _Clocked(catalogue), perf_counter()
    affinity = AffinityModel.fit(documents, catalogue.numbers(), likes)
    told(STAGES[1])
    content = ContentModel.fit(documents)
    told(STAGES[2])
    ids = Vocabulary(tuple(f"work-{number}" for number in range(works)))
    save_file(content_arrays(content, ids), folder / CONTENT)
    if affinity is not None:
        save_file(affinity_arrays(affinity, None), folder / AFFINITY)
    told(STAGES[3])
    seconds = perf_counter() - start - documents.seconds
    return Fitted(seconds, peak_bytes(), sum(path.stat().st_size for path in folder.iterdir()))


def ask(folder: Path, works: int) -> Asked:
    """Load the models and answer questions about works drawn by chance."""
    start = perf_counter()
    _, content = content_model(load_file(folder / CONTENT))
    affinity = affinity_models(load_file(folder / AFFINITY))[0] if (folder / AFFINITY).is_file() else None
    model = SimilarModel(content, affinity)
    load = perf_counter() - start
    rng = np.random.default_rng(SEED)
    years, on_service = GrownCatalogue(works, SEED).numbers()["year"], rng.random(works) < ON_SERVICE
    asked = rng.integers(works, size=QUESTIONS)
    seconds = []
    for work in asked.tolist():
        start = perf_counter()
        rows, _ = model.nearest(work, K, on_service & (years >= SINCE))
        model.explain(work, rows)
        seconds.append(perf_counter() - start)
    median, p99 = np.quantile(seconds, [0.5, 0.99]).tolist()
    return Asked(
        load, median, p99, peak_bytes(), float(np.mean([_must_read(model, work) for work in asked])), _stream()
    )


def _must_read(model: SimilarModel, work: int) -> int:
    content, affinity = model.content, model.affinity
    terms, _ = content.row(work)
    postings = int((content.term_starts[terms + 1] - content.term_starts[terms]).sum())
    size = postings * (content.term_rows.itemsize + content.term_weights.itemsize)
    if affinity is not None:
        pairs, lifts = affinity.lifts.row(work)
        size += affinity.factors.nbytes + pairs.nbytes + len(lifts) * affinity.lifts.lifts.itemsize
    return size


def _stream() -> float:
    """Bytes a second: the quickest of some readings of an array that no cache holds."""
    array: NDArray[np.float32] = np.ones(STREAMED, dtype=np.float32)
    seconds = []
    for _ in range(7):
        start = perf_counter()
        array.max()
        seconds.append(perf_counter() - start)
    return array.nbytes / min(seconds)


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
            "of its own. What an answer must read are all factors, the works of its terms, and the lifts."
        ),
        columns=("works", "load, s", "MB at its peak", "median ms", "99th ms", "must read, MB", "of memory's rate"),
        rows=tuple(
            (
                f"{row.works:,}",
                f"{row.asked.load:.1f}",
                f"{row.asked.peak / 1e6:,.0f}",
                f"{row.asked.median * 1e3:.2f}",
                f"{row.asked.p99 * 1e3:.2f}",
                f"{row.asked.must_read / 1e6:.1f}",
                f"{row.asked.must_read / row.asked.median / row.asked.stream:.0%}",
            )
            for row in rows
        ),
        notes=tuple(
            f"{row.works:,} works: memory was read at {row.asked.stream / 1e9:.1f} GB/s from end to end."
            for row in rows
        ),
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _task, _folder, _works = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    _say(json.dumps(asdict(fit(_folder, _works, _say) if _task == "fit" else ask(_folder, _works))))
