"""What films took in and how they were voted on, by genre and by decade; films are rows of `schema.WORKS`."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

GENRES = 15
FEWEST_VOTES = 10  # for a mean vote to mean something


@dataclass(frozen=True)
class MoneyGroup:
    """Films whose budget and revenue are both known. Money in dollars of its day; a return is revenue / budget.

    `together` is the return of all of them as one: total revenue / total budget. The quartiles are those of the single
    returns, which no film that cost one dollar can move.
    """

    group: str
    films: int
    budget: int
    revenue: int
    together: float
    lower_quartile: float
    median: float
    upper_quartile: float


@dataclass(frozen=True)
class VoteGroup:
    """Films with FEWEST_VOTES or more, and the quartiles of their mean votes, 0 to 10."""

    group: str
    films: int
    lower_quartile: float
    median: float
    upper_quartile: float


def money_by_genre(movies: pa.Table, k: int = GENRES) -> list[MoneyGroup]:
    """The k genres with most films of known money, most first; a film counts in each of its genres."""
    known = _of_known_money(movies)
    groups = sorted(_by_genre(known), key=lambda group: (-len(group[1]), group[0]))
    return [_money(known, *group) for group in groups[:k]]


def money_by_decade(movies: pa.Table) -> list[MoneyGroup]:
    """The decades of release that have films of known money, oldest first, named by their first year."""
    known = _of_known_money(movies)
    return [_money(known, *group) for group in _by_decade(known)]


def votes_by_genre(movies: pa.Table, k: int = GENRES) -> list[VoteGroup]:
    """The k genres with most films that were voted on, most first."""
    voted = _voted_on(movies)
    groups = sorted(_by_genre(voted), key=lambda group: (-len(group[1]), group[0]))
    return [_votes(voted, *group) for group in groups[:k]]


def votes_by_decade(movies: pa.Table) -> list[VoteGroup]:
    """The decades of release, oldest first."""
    voted = _voted_on(movies)
    return [_votes(voted, *group) for group in _by_decade(voted)]


def _of_known_money(movies: pa.Table) -> pa.Table:
    return movies.filter((pc.field("budget") > 0) & (pc.field("revenue") > 0))


def _voted_on(movies: pa.Table) -> pa.Table:
    return movies.filter((pc.field("votes") >= FEWEST_VOTES) & pc.field("vote_average").is_valid())


def _by_genre(movies: pa.Table) -> Iterable[tuple[str, NDArray[np.int64]]]:
    """Each genre with the row numbers of its films."""
    genres = movies.column("genres").combine_chunks()
    rows, names = pc.list_parent_indices(genres).to_numpy(), genres.flatten().to_numpy(zero_copy_only=False)
    for name in sorted(set(names.tolist())):
        yield name, rows[names == name]


def _by_decade(movies: pa.Table) -> Iterable[tuple[str, NDArray[np.int64]]]:
    decades = movies.column("year").to_numpy() // 10 * 10
    for decade in np.unique(decades).tolist():
        yield str(decade), np.flatnonzero(decades == decade)


def _money(movies: pa.Table, group: str, rows: NDArray[np.int64]) -> MoneyGroup:
    budget, revenue = (movies.column(name).to_numpy()[rows] for name in ("budget", "revenue"))
    quartiles = _quartiles(revenue / budget)
    total, taken = int(budget.sum()), int(revenue.sum())
    return MoneyGroup(group, len(rows), total, taken, taken / total, *quartiles)


def _votes(movies: pa.Table, group: str, rows: NDArray[np.int64]) -> VoteGroup:
    return VoteGroup(group, len(rows), *_quartiles(movies.column("vote_average").to_numpy()[rows]))


def _quartiles(values: NDArray[np.float64]) -> tuple[float, float, float]:
    lower, median, upper = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return lower, median, upper
