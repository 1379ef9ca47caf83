"""`python -m tests.bench.spark_models [RATINGS …]`: ALS on two workers of this machine beside the fast engine of one.

Ratings are generated, 1, 11 and 100 million unless said, of which ALS has no more than 20 million to fit: of a hundred
by each user on average, works as popular as the law of Zipf has them, with biases and four factors. A tenth is held
out, and a thousand people are predicted. Memory is the most that all processes held at once, looked at every half
second.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.metrics import rmse
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import FAST, fit_engine
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary
from recsys.research.synthetic import zipf
from tests.bench.measure import memory_of

SIZES = (1_000_000, 11_000_000, 100_000_000)
MOST_FOR_ALS = 20_000_000  # on two cores more take a night
OF_A_USER, SCALE, JUDGED = 100, (0.5, 5.0), 1_000
MEMORY = "3g"  # of an executor


def generate(n: int, path: Path) -> None:
    """Write ratings: `user`, `work`, `rating`, `timestamp`, `at`, `user_id`, and whether they are `held` out."""
    rng = np.random.default_rng(0)
    n_users, n_works = n // OF_A_USER, max(int(20 * n**0.5), 1_000)
    p, q = (rng.normal(0, 0.5, (size, 4)).astype(np.float32) for size in (n_users, n_works))
    generous, better = (rng.normal(0, sd, size).astype(np.float32) for sd, size in ((0.4, n_users), (0.5, n_works)))
    writer = None
    for start in range(0, n_users, 10_000):
        users = np.arange(start, min(start + 10_000, n_users))
        wanted = np.repeat(users, rng.geometric(1 / OF_A_USER, len(users)))
        pairs = np.unique(wanted * n_works + zipf(rng.random(len(wanted)), n_works, 0.8, 10.0))
        user, work = (nums.astype(np.int32) for nums in np.divmod(pairs, n_works))
        noise = rng.normal(0, 0.8, len(user))
        stars = 3.5 + generous[user] + better[work] + (p[user] * q[work]).sum(axis=1) + noise
        table = pa.table(
            {
                "user": user,
                "work": work,
                "rating": np.clip(np.round(2 * stars) / 2, *SCALE).astype(np.float32),
                "timestamp": np.zeros(len(user), np.int64),
                "at": pairs,
                "user_id": [f"made-{number:09}" for number in user.tolist()],
                "held": rng.random(len(user)) < 0.1,
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    (path.parent / "works").write_text(str(n_works))


def arrays_of(table: pa.Table, works: Vocabulary) -> RatingArrays:
    """The ratings of a table."""
    users = table.column("user").to_numpy()
    numbers, first, nums = np.unique(users, return_index=True, return_inverse=True)
    ids = Vocabulary(tuple(table.column("user_id").take(pa.array(first)).to_pylist()))
    assert len(ids) == len(numbers)
    work, rating = table.column("work").to_numpy(), table.column("rating").to_numpy()
    return RatingArrays(ids, works, nums.astype(np.int32), work, rating)


def fit_fast(path: Path, works: Vocabulary) -> CollaborativeModel:
    """On one machine."""
    train = pq.read_table(path, filters=[("held", "=", False)], columns=["user", "work", "rating", "user_id"])
    return fit_engine(FAST, arrays_of(train, works), Features.none(len(works)), SCALE, 0)


def fit_als(path: Path, works: Vocabulary) -> CollaborativeModel:
    """On a cluster."""
    from recsys.spark import als
    from recsys.spark.dataset import SparkRatings
    from recsys.spark.session import spark_session
    from tests.spark.cluster import cluster

    logs = path.parent / "cluster"
    logs.mkdir()
    with (
        cluster(logs, memory=MEMORY) as running,
        spark_session(running.master, {"spark.executor.memory": "2g"}) as spark,
    ):
        frame = spark.read.parquet(path.as_uri()).where("not held")
        ratings = SparkRatings(frame, works, Features.none(len(works)), SCALE)
        sample = ratings.sample(als.MOST_MEASURED, 0).ratings
        return als.fit_als(ratings, sample, als.AlsParameters(64, 0.1), 0)


def judged(model: CollaborativeModel, path: Path) -> float:
    """RMSE of what is held out of the first people."""
    table = pq.read_table(path, filters=[("user", "<", JUDGED)])
    held: NDArray[np.bool_] = table.column("held").to_numpy(zero_copy_only=False)
    data = arrays_of(table, model.works)
    test = data.where(held)
    return rmse(answers_of(model, data.where(~held))(test.user_nums, test.work_nums).ratings, test.ratings)


def run(name: str, path: Path) -> None:
    """In a process of its own: fit one, and say seconds and RMSE."""
    works = Vocabulary(tuple(f"work-{number}" for number in range(int((path.parent / "works").read_text()))))
    before = time.perf_counter()
    model = {"fast": fit_fast, "als": fit_als}[name](path, works)
    seconds = time.perf_counter() - before
    print(f"{seconds:.0f} {judged(model, path):.4f}")  # noqa: T201


def measure(name: str, path: Path) -> Sequence[str]:
    """Seconds, RMSE and the most megabytes of a fit."""
    command = [sys.executable, "-m", "tests.bench.spark_models", name, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = 0.0
        while process.poll() is None:
            with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):  # ended while it was looked at
                peak = max(peak, memory_of(process.pid))
            time.sleep(0.5)
        said = process.communicate()[0].split()
    assert process.returncode == 0
    return (*said, f"{peak:,.0f}")


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    print("| ratings | engine | s | RMSE | MB |\n| --- | --- | --- | --- | --- |")  # noqa: T201
    for n in sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ratings.parquet"
            generate(n, path)
            for name in ("fast", "als") if n <= MOST_FOR_ALS else ("fast",):
                print(f"| {n:,} | {name} | {' | '.join(measure(name, path))} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and arguments[0] in ("fast", "als"):
        run(arguments[0], Path(arguments[1]))
    else:
        main([int(size) for size in arguments])
