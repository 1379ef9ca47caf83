"""`python -m tests.bench.ann [WORKS …]`: an approximate index of works' vectors against the exact one.

Vectors are generated, as many as asked for (100 thousand and a million unless said), with as many numbers as a bundle
keeps of a description, and spread like those of real works: there the cosine with the nearest, tenth and hundredth of
54,425 is 0.61, 0.51 and 0.41 in the median, here 0.61, 0.50 and 0.40. Asked about are some of the works themselves.
Vectors lie in a file, of which one part at a time is in memory; seconds are those of the processor, one thread.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from recsys.models.ann import ApproximateNeighbours, ExactNeighbours, number_of_lists
from recsys.models.content.term_rows import Floats
from recsys.models.ranking.topk import top_k
from recsys.models.similar.semantic import DIMENSIONS
from tests.bench.measure import times_of

GROUP, IN_COMMON, DECAY = 20, 0.45, 0.35
CHUNK = 100_000
SIZES = (100_000, 1_000_000)
ASKED, TIMED, K = 200, 5, 10
SHARES = (16, 4, 2)  # of the lists one in so many is looked at
COLUMNS = (
    "works",
    "s to build",
    "MB on disk",
    "MB at most",
    "of the lists",
    "recall@10",
    "ms median",
    "ms p99",
    "ms exact",
)


def generated(path: Path, n: int, seed: int = 0) -> NDArray[np.float16]:
    """Vectors of unit length, (n, DIMENSIONS), in a file: groups of about GROUP have IN_COMMON of their variance."""
    rng = np.random.default_rng(seed)
    spread = (np.arange(1, DIMENSIONS + 1) ** -DECAY).astype(np.float32)
    vectors = np.memmap(path, np.float16, "w+", shape=(n, DIMENSIONS))
    for start in range(0, n, CHUNK):
        m = min(CHUNK, n - start)
        centres = rng.standard_normal((max(m // GROUP, 1), DIMENSIONS), dtype=np.float32)
        own = rng.standard_normal((m, DIMENSIONS), dtype=np.float32)
        found = spread * (
            np.sqrt(IN_COMMON) * centres[rng.integers(len(centres), size=m)] + np.sqrt(1 - IN_COMMON) * own
        )
        vectors[start : start + m] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return vectors


def parts(vectors: NDArray[np.float16]) -> Iterator[Floats]:
    """The vectors, CHUNK at a time, as the numbers that products are made of."""
    for start in range(0, len(vectors), CHUNK):
        yield vectors[start : start + CHUNK].astype(np.float32)


def nearest(vectors: NDArray[np.float16], queries: Floats) -> tuple[NDArray[np.intp], float]:
    """The true nearest of each query, (n_queries, K), and the milliseconds that finding those of one takes."""
    rows, cosines, milliseconds = np.zeros((len(queries), 0), np.intp), np.zeros((len(queries), 0), np.float32), 0.0
    for number, part in enumerate(parts(vectors)):
        found = part @ queries.T
        best = np.stack([top_k(column, K) for column in found.T])
        rows = np.column_stack([rows, best + number * CHUNK])
        cosines = np.column_stack([cosines, np.take_along_axis(found.T, best, axis=1)])
        exact = ExactNeighbours(part)
        milliseconds += 1000 * times_of([partial(exact.nearest, query, K) for query in queries[:TIMED]], TIMED).median
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :K]
    return np.take_along_axis(rows, order, axis=1), milliseconds


def measure(n: int, folder: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the table that are of so many works."""
    vectors = generated(folder / "vectors", n)
    queries = vectors[np.sort(np.random.default_rng(3).choice(n, ASKED, replace=False))].astype(np.float32)
    true, exact = nearest(vectors, queries)
    before = time.process_time()
    index = ApproximateNeighbours.build(vectors)
    built = time.process_time() - before
    path = folder / "works.faiss"
    index.save(path)
    size, lists = path.stat().st_size / 2**20, number_of_lists(n)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded = ApproximateNeighbours.load(path)
    for share in SHARES:
        faiss.ParameterSpace().set_index_parameter(loaded.index, "nprobe", -(-lists // share))
        found = [loaded.nearest(query, K)[0] for query in queries]
        recall = np.mean([len(np.intersect1d(*pair)) / K for pair in zip(found, true, strict=True)])
        times = times_of([partial(loaded.nearest, query, K) for query in queries], ASKED)
        yield (
            f"{n:,}", f"{built:,.0f}", f"{size:,.0f}", f"{peak:,.0f}", f"1 in {share} of {lists:,}", f"{recall:.3f}",
            f"{1000 * times.median:.2f}", f"{1000 * times.p99:.2f}", f"{exact:.1f}",
        )  # fmt: skip


def main(sizes: list[int]) -> None:
    """Print the table."""
    faiss.omp_set_num_threads(1)
    print(f"| {' | '.join(COLUMNS)} |\n| {' | '.join('---' for _ in COLUMNS)} |", flush=True)  # noqa: T201
    for n in sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for row in measure(n, Path(folder)):
                print(f"| {' | '.join(row)} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
