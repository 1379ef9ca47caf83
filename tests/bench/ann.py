"""`python -m tests.bench.ann [WORKS …]`: an approximate index of works' vectors against the exact one.

Vectors are generated, as many as asked for (100 thousand and a million unless said; ten million take hours to add), of
384 numbers, spread like the descriptions' of real works: there the cosine with the nearest, tenth and hundredth of
54,425 is 0.61, 0.51 and 0.40 in the median, here 0.59, 0.49 and 0.41. Asked about are some of the works themselves.
The processor's seconds are those of all threads: what a build costs, whatever else the machine does meanwhile.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recsys.models.ann import ApproximateNeighbours, ExactNeighbours
from recsys.models.content.term_rows import Floats
from tests.bench.measure import times_of

DIMENSIONS, GROUP, IN_COMMON, DECAY = 384, 20, 0.4, 0.5
CHUNK = 100_000
SIZES = (100_000, 1_000_000)
ASKED, K = 200, 10


def chunks(n: int, seed: int = 0) -> Iterator[Floats]:
    """Vectors of unit length, (n, DIMENSIONS) in chunks: groups of about GROUP have IN_COMMON of their variance."""
    spread = (np.arange(1, DIMENSIONS + 1) ** -DECAY).astype(np.float32)
    n_groups = max(n // GROUP, 1)
    for number, start in enumerate(range(0, n, CHUNK)):
        rng = np.random.default_rng([seed, 1, number])
        members = np.sort(rng.integers(n_groups, size=min(CHUNK, n - start)))
        groups, places = np.unique(members, return_inverse=True)
        centres = np.stack([_normal(np.random.default_rng([seed, 2, group])) for group in groups.tolist()])
        own = rng.standard_normal((len(members), DIMENSIONS), dtype=np.float32)
        vectors = spread * (np.sqrt(IN_COMMON) * centres[places] + np.sqrt(1 - IN_COMMON) * own)
        yield (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _normal(rng: np.random.Generator) -> NDArray[np.float32]:
    return rng.standard_normal(DIMENSIONS, dtype=np.float32)


def asked(n: int) -> tuple[Floats, NDArray[np.intp], float]:
    """The vectors asked about, their true nearest (ASKED, K), found chunk by chunk, and the seconds that one takes."""
    rows = np.sort(np.random.default_rng(3).choice(n, ASKED, replace=False))
    queries = np.concatenate(list(_rows_of(n, rows)))
    found, cosines, seconds = np.zeros((ASKED, 0), dtype=np.intp), np.zeros((ASKED, 0), dtype=np.float32), 0.0
    for start, chunk in zip(range(0, n, CHUNK), chunks(n), strict=True):
        exact = ExactNeighbours(chunk)
        exact.nearest(queries[0], K)
        before = time.perf_counter()
        nearest = [exact.nearest(query, K) for query in queries]
        seconds += (time.perf_counter() - before) / ASKED
        found = np.column_stack([found, np.stack([one for one, _ in nearest]) + start])
        cosines = np.column_stack([cosines, np.stack([one for _, one in nearest])])
    best = np.argsort(-cosines, axis=1, kind="stable")[:, :K]
    return queries, np.take_along_axis(found, best, axis=1), seconds


def _rows_of(n: int, rows: NDArray[np.intp]) -> Iterator[Floats]:
    for start, chunk in zip(range(0, n, CHUNK), chunks(n), strict=True):
        yield chunk[rows[(rows >= start) & (rows < start + CHUNK)] - start]


def measure(n: int) -> tuple[str, ...]:
    """A row of the table."""
    queries, true, exact = asked(n)
    before, worked = time.perf_counter(), time.process_time()
    index = ApproximateNeighbours.build(chunks(n), DIMENSIONS)
    built, worked = time.perf_counter() - before, time.process_time() - worked
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "works.usearch"
        index.save(path)
        size = path.stat().st_size
        loaded = ApproximateNeighbours.load(path)
        recall = np.mean(
            [
                len(np.intersect1d(loaded.nearest(query, K)[0], rows)) / K
                for query, rows in zip(queries, true, strict=True)
            ]
        )
        times = times_of([partial(loaded.nearest, query, K) for query in queries], 5 * ASKED)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{n:,}", f"{built:.0f}", f"{worked:.0f}", f"{size / 2**20:,.0f}", f"{peak:,.0f}", f"{recall:.3f}",
        f"{1000 * times.median:.2f}", f"{1000 * times.p99:.2f}", f"{1000 * exact:.1f}",
    )  # fmt: skip


def main(sizes: list[int]) -> None:
    """Print the table."""
    columns = (
        "works", "s to build", "s of processors", "MB on disk", "MB at most", "recall@10", "ms median", "ms p99",
        "ms exact",
    )  # fmt: skip
    print(f"| {' | '.join(columns)} |\n| {' | '.join('---' for _ in columns)} |")  # noqa: T201
    for n in sizes or SIZES:
        print(f"| {' | '.join(measure(n))} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
