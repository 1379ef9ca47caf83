"""Null ratings: scores of users with habits of their own, assigned to titles at random, so that titles mean nothing.

A public file of platform ratings is made so (11,024,289 ratings by 115,077 users of 22,998 titles). It is no longer at
hand, and its means per title are; this module makes another with the same traits, so that a build at full size can be
timed, and so that what a build says of data without any signal about titles can be tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

N_RATINGS = 11_024_289
N_USERS = 115_077
ROWS_PER_FILE = 1_500_000

# How often people give 0.5, 1.0, … 5.0: about as in MovieLens 25M. Mean 3.5338, standard deviation 1.0606.
SHARES = np.array([0.0157, 0.0311, 0.0160, 0.0656, 0.0505, 0.1959, 0.1271, 0.2656, 0.0882, 0.1443])
# The share of a score's variance that is the user's habit; the rest differs from one title to the next.
GENEROSITY = 0.16
# Ratings per user are log-normal: half of the users rate 30 titles or fewer, one in a thousand over 3,000.
ACTIVITY_SD = 1.525
# Nobody rates more than half of the titles, or drawing an unrated one would take very long.
MOST_RATED = 0.5
_FIRST_SECOND, _LAST_SECOND = 820_454_400, 1_538_352_000  # 1996 to September 2018, as MovieLens
_LONGEST_PAUSE = 60  # seconds between two ratings of a user


@dataclass(frozen=True)
class NullRatings:
    """Ratings in the users' order, each array of shape (n_ratings,); no user has a title twice.

    `users` and `titles` are row numbers, `halves` the ratings in half stars (1 to 10), `timestamps` seconds, UTC.
    """

    users: NDArray[np.int32]
    titles: NDArray[np.int32]
    halves: NDArray[np.int8]
    timestamps: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.users)


def null_ratings(n_ratings: int, n_users: int, n_titles: int, seed: int = 0) -> NullRatings:
    """Draw null ratings, every user at least one. Raises ValueError when they do not fit into users × titles."""
    most = max(1, int(n_titles * MOST_RATED))
    if not n_users <= n_ratings <= n_users * most:
        raise ValueError(
            f"n_ratings must be {n_users:,} to {n_users * most:,} for {n_users:,} users and {n_titles:,} titles, "
            f"found {n_ratings:,}. Ask for other numbers."
        )
    rng = np.random.default_rng(seed)
    counts = _counts(n_ratings, n_users, most, rng)
    users = np.repeat(np.arange(n_users, dtype=np.int32), counts)
    return NullRatings(users, _titles(users, n_titles, rng), _halves(users, n_users, rng), _timestamps(counts, rng))


def write_null_ratings(
    ratings: NullRatings, title_ids: Sequence[str], folder: Path, rows: int = ROWS_PER_FILE
) -> list[Path]:
    """Write `userId,rating,timestamp,movieId` in files of `rows` ratings, `ratings_1.csv` on; their paths.

    Users are numbered from 1, in the order of the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    titles = pa.array(title_ids, pa.string())
    stars = pa.array([f"{half / 2:.1f}" for half in range(11)], pa.string())
    paths = []
    for number, start in enumerate(range(0, len(ratings), rows), start=1):
        part = slice(start, start + rows)
        table = pa.table(
            {
                "userId": ratings.users[part] + 1,
                "rating": stars.take(pa.array(ratings.halves[part])),
                "timestamp": ratings.timestamps[part],
                "movieId": titles.take(pa.array(ratings.titles[part])),
            }
        )
        paths.append(folder / f"ratings_{number}.csv")
        arrow_csv.write_csv(table, paths[-1], arrow_csv.WriteOptions(quoting_style="none", quoting_header="none"))
    return paths


def _counts(n_ratings: int, n_users: int, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many titles each user rates: log-normal, 1 to `most`, together `n_ratings`."""
    activity = rng.lognormal(0.0, ACTIVITY_SD, n_users)
    counts = np.ones(n_users, dtype=np.int64)
    while missing := n_ratings - int(counts.sum()):
        weights = np.where(counts < most, activity, 0.0)
        counts = np.minimum(most, counts + rng.multinomial(missing, weights / weights.sum()))
    return counts


def _titles(users: NDArray[np.int32], n_titles: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """A title for every rating, all equally likely; what a user has already is drawn again."""
    titles = rng.integers(0, n_titles, len(users), dtype=np.int32)
    rows = np.arange(len(users))
    while len(rows):
        # One number for each pair; equal ones are neighbours in order, the first of them stays.
        pairs = users[rows].astype(np.int64) * n_titles + titles[rows]
        order = np.argsort(pairs, kind="stable")
        again = rows[order[1:][np.diff(pairs[order]) == 0]]
        titles[again] = rng.integers(0, n_titles, len(again), dtype=np.int32)
        # Only users who drew something twice can have a pair twice after it.
        rows = rows[np.isin(users[rows], users[again])]
    return titles


def _halves(users: NDArray[np.int32], n_users: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """Scores by an ordered probit: a habit and a whim add up to a standard normal, cut where SHARES say."""
    habits = rng.standard_normal(n_users, dtype=np.float32) * np.float32(np.sqrt(GENEROSITY))
    liking = rng.standard_normal(len(users), dtype=np.float32)
    liking *= np.float32(np.sqrt(1 - GENEROSITY))
    liking += habits[users]
    cuts = np.array([NormalDist().inv_cdf(share) for share in np.cumsum(SHARES)[:-1]], dtype=np.float32)
    return (np.searchsorted(cuts, liking) + 1).astype(np.int8)


def _timestamps(counts: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Every user begins at some second and rates on with short pauses."""
    starts = rng.integers(_FIRST_SECOND, _LAST_SECOND, len(counts))
    seconds = np.cumsum(rng.integers(1, _LONGEST_PAUSE, int(counts.sum()), dtype=np.int64))
    first = np.cumsum(counts) - counts
    seconds += np.repeat(starts - seconds[first], counts)
    return seconds
