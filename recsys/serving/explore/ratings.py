"""What the ratings look like: how they spread over the stars, over users and works; the most seen, the best rated."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.schema import RATING_MAX, RATING_MIN, RATING_STEP
from recsys.models.ranking.topk import top_k

MOST_OF = 0.8  # of the ratings
CURVE_STEPS = 100
# A work's mean counts as if it had so many more ratings at the mean of all: enough that no handful of fans wins.
SHRINKING = 25.0


@dataclass(frozen=True)
class Stars:
    """How many ratings give how many stars, every step of the scale from the lowest to the highest."""

    stars: list[float]
    counts: list[int]
    mean: float | None


@dataclass(frozen=True)
class Activity:
    """How unevenly the ratings are spread over those who gave them, or over the works that got them.

    `share_of_most` is the smallest share of them that makes MOST_OF of the ratings. `curve` holds, for 0 % to 100 % of
    them, most active first, the share of the ratings that is theirs. `from_counts` are the doublings 1, 2, 4, …, and
    `sizes` how many of them have so many ratings or more, but fewer than the next.
    """

    size: int
    ratings: int
    fewest: int
    median: float
    mean: float
    most: int
    share_of_most: float
    curve: list[float]
    from_counts: list[int]
    sizes: list[int]


@dataclass(frozen=True)
class RatedWork:
    """A work with its number of ratings, their mean, and the mean shrunk towards that of all, in stars."""

    work_id: str
    title: str
    year: int
    type: str
    ratings: int
    mean: float
    shrunk_mean: float


def stars(ratings: pa.Table) -> Stars:
    """How the ratings spread over the scale."""
    values = ratings.column("rating").to_numpy()
    steps = np.arange(RATING_MIN, RATING_MAX + RATING_STEP / 2, RATING_STEP)
    places = np.rint((values - RATING_MIN) / RATING_STEP).astype(np.int64)
    counts = np.bincount(places, minlength=len(steps))
    return Stars(steps.tolist(), counts.tolist(), float(values.mean(dtype=np.float64)) if len(values) else None)


def users_activity(ratings: pa.Table) -> Activity | None:
    """How the ratings spread over users; None where there are none."""
    return _activity(ratings, "user_id")


def works_activity(ratings: pa.Table) -> Activity | None:
    """How the ratings spread over the works that have any; None where there are none."""
    return _activity(ratings, "work_id")


def most_seen(works: pa.Table, ratings: pa.Table, k: int = 10) -> list[RatedWork]:
    """The k works with most ratings, most first."""
    found = _Rated(works, ratings)
    return found.works(top_k(found.counts.astype(np.float64), k))


def best_rated(works: pa.Table, ratings: pa.Table, k: int = 10, shrinking: float = SHRINKING) -> list[RatedWork]:
    """The k works of the highest shrunk mean, (Σr + shrinking · μ) / (n + shrinking), best first."""
    found = _Rated(works, ratings, shrinking)
    return found.works(top_k(found.shrunk, k))


class _Rated:
    """The works that have ratings: `counts`, `means` and `shrunk` means, each (n,)."""

    def __init__(self, works: pa.Table, ratings: pa.Table, shrinking: float = SHRINKING) -> None:
        codes = ratings.column("work_id").combine_chunks()
        numbers, values = codes.indices.to_numpy(), ratings.column("rating").to_numpy().astype(np.float64)
        counts, sums = np.bincount(numbers), np.bincount(numbers, values)
        self._rated = np.flatnonzero(counts)
        self._work_ids = codes.dictionary
        self.counts: NDArray[np.int64] = counts[self._rated]
        self.means: NDArray[np.float64] = sums[self._rated] / self.counts
        mean = values.mean() if len(values) else 0.0
        self.shrunk: NDArray[np.float64] = (sums[self._rated] + shrinking * mean) / (self.counts + shrinking)
        self._works = works

    def works(self, rows: NDArray[np.intp]) -> list[RatedWork]:
        """These of the rated works, `rows` being numbers among them."""
        found = []
        for row in rows.tolist():
            work_id = self._work_ids[int(self._rated[row])].as_py()
            place = pc.index(self._works.column("work_id"), work_id).as_py()
            work = self._works.slice(place, 1).select(["title", "year", "type"]).to_pylist()[0]
            figures = int(self.counts[row]), float(self.means[row]), float(self.shrunk[row])
            found.append(RatedWork(work_id, work["title"], work["year"], work["type"], *figures))
        return found


def _activity(ratings: pa.Table, column: str) -> Activity | None:
    if not ratings.num_rows:
        return None
    counts = np.bincount(ratings.column(column).combine_chunks().indices.to_numpy())
    counts = np.sort(counts[counts > 0])[::-1]
    of_most = np.concatenate([[0], np.cumsum(counts)])
    enough = int(np.argmax(of_most >= MOST_OF * of_most[-1]))
    # So many of them as a percentage comes to, the last one in part.
    at = np.linspace(0, len(counts), CURVE_STEPS + 1)
    curve = np.interp(at, np.arange(len(of_most)), of_most / of_most[-1])
    doublings = np.floor(np.log2(counts)).astype(np.int64)
    sizes = np.bincount(doublings)
    return Activity(
        size=len(counts),
        ratings=int(of_most[-1]),
        fewest=int(counts[-1]),
        median=float(np.median(counts)),
        mean=float(counts.mean()),
        most=int(counts[0]),
        share_of_most=enough / len(counts),
        curve=curve.tolist(),
        from_counts=[2**power for power in range(len(sizes))],
        sizes=sizes.tolist(),
    )
