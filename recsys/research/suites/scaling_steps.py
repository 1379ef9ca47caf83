"""Time and memory that similar titles take for a synthetic catalogue of some size, each task in its own process.

`python -m recsys.research.suites.scaling_steps fit|answer FOLDER WORKS` fits the models of a synthetic catalogue and
saves them in the folder, or loads them and answers; it prints its stages and, last, what it took as JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from recsys.models.content.model import ContentModel
from recsys.models.content.tfidf import Document
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.research.processes import peak_bytes
from recsys.research.synthetic import SyntheticCatalogue

SEED = 0
STAGES = ("likes drawn", "co-occurrence fitted", "content fitted", "saved")
QUESTIONS, K = 300, 10
SINCE, ON_SERVICE = 1990, 0.3  # what a question filters by: works since then, and a share of them by chance
STREAMED = 64 << 20  # numbers of 32 bits that are read to see how fast memory can be
CONTENT, PAIRS, COOCCURRENCE = "content.safetensors", "pairs.safetensors", "cooccurrence.safetensors"


@dataclass(frozen=True)
class Fitted:
    """What fitting took: seconds without those of drawing the works, the most memory and the files, bytes."""

    seconds: float
    peak: int
    files: int


@dataclass(frozen=True)
class Answered:
    """What answering took: seconds to load and of an answer, median and 99th percentile; the most memory, bytes.

    An answer is the K best of the works that two filters leave, each explained. `processor` is the median of the
    seconds that processors worked for it: where the machine does other things too, the rest is waiting. `must_read` are
    the bytes that it cannot do without reading, on average: all factors, embeddings and facts, the works of its work's
    terms with their weights, and the scores of its pairs. `stream` is how many bytes a second the same process reads of
    a large array from end to end.
    """

    load: float
    median: float
    p99: float
    processor: float
    peak: int
    must_read: float
    stream: float


class _Clocked:
    """A catalogue that counts the seconds which drawing its works took."""

    def __init__(self, catalogue: SyntheticCatalogue) -> None:
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


def fit(folder: Path, works: int, progress: Callable[[str], None]) -> Fitted:
    """Fit and save the models of a catalogue of so many works."""
    catalogue = SyntheticCatalogue(works, SEED)
    likes = catalogue.likes()
    progress(STAGES[0])
    documents, start = _Clocked(catalogue), perf_counter()
    cooccurrence = CooccurrenceModel.fit(documents, catalogue.numbers(), likes, Likes.none())
    progress(STAGES[1])
    pairs = catalogue.pairs(documents)
    content = ContentModel.fit(documents, pairs.weights.fields)
    progress(STAGES[2])
    save_file(content.to_arrays(), folder / CONTENT)
    save_file(pairs.to_arrays(), folder / PAIRS)
    if cooccurrence is not None:
        save_file(cooccurrence.to_arrays(), folder / COOCCURRENCE)
    progress(STAGES[3])
    seconds = perf_counter() - start - documents.seconds
    return Fitted(seconds, peak_bytes(), sum(path.stat().st_size for path in folder.iterdir()))


def answer(folder: Path, works: int) -> Answered:
    """Load the models and answer questions about works drawn by chance."""
    start = perf_counter()
    content = ContentModel.from_arrays(load_file(folder / CONTENT))
    learned = (folder / COOCCURRENCE).is_file()
    cooccurrence = CooccurrenceModel.from_arrays(load_file(folder / COOCCURRENCE)) if learned else None
    model = SimilarModel(content, PairModel.from_arrays(load_file(folder / PAIRS)), cooccurrence)
    load = perf_counter() - start
    rng = np.random.default_rng(SEED)
    years, on_service = SyntheticCatalogue(works, SEED).numbers()["year"], rng.random(works) < ON_SERVICE
    queries = rng.integers(works, size=QUESTIONS)
    seconds, worked = [], []
    for work in queries.tolist():
        start, begun = perf_counter(), process_time()
        rows, _ = model.nearest(work, K, on_service & (years >= SINCE))
        model.explain(work, rows)
        worked.append(process_time() - begun)
        seconds.append(perf_counter() - start)
    median, p99 = np.quantile(seconds, [0.5, 0.99]).tolist()
    must_read = float(np.mean([_must_read(model, work) for work in queries]))
    return Answered(load, median, p99, float(np.median(worked)), peak_bytes(), must_read, _stream())


def _must_read(model: SimilarModel, work: int) -> int:
    content, facts, semantic, cooccurrence = model.content, model.pairs.facts, model.pairs.semantic, model.cooccurrence
    terms, _ = content.row(work)
    postings = int((content.term_starts[terms + 1] - content.term_starts[terms]).sum())
    size = postings * (content.term_rows.itemsize + content.term_weights.itemsize)
    of_works = (facts.years, facts.is_series, facts.episode, facts.fame, facts.quality, facts.genre_set)
    size += sum(array.nbytes for array in of_works)
    if semantic is not None:
        size += semantic.works.nbytes + semantic.vectors.nbytes
    if cooccurrence is not None:
        works, scores = cooccurrence.pairs.row(work)
        size += cooccurrence.factors.nbytes + works.nbytes + len(scores) * cooccurrence.pairs.scores.itemsize
    return size


def _stream() -> float:
    """Bytes a second: the quickest of some readings of an array that no cache holds."""
    array: NDArray[np.float32] = np.ones(STREAMED, dtype=np.float32)
    seconds = []
    for _ in range(7):
        start = process_time()
        array.max()
        seconds.append(process_time() - start)
    return array.nbytes / min(seconds)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _task, _folder, _works = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    _say(json.dumps(asdict(fit(_folder, _works, _say) if _task == "fit" else answer(_folder, _works))))
