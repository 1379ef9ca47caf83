"""What stands out of the data: values far outside the rest, and rows that contradict themselves.

They stay in the tables. An anomaly is for somebody to look at; what is certainly wrong was rejected by the build.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.explore.tables import Tables

EXAMPLES = 5
# Tukey's outer fence: a value is far out beyond the quartiles by more than so many times their distance (1977,
# «Exploratory Data Analysis»).
FENCE = 3.0
SMALL_BUDGET = 1_000  # dollars; what is less is mostly written in thousands or millions
HIGH_RETURN = 100.0
FEWEST_OF_ONE_MIND = 20  # ratings

SENTENCES = {
    "short_films": "films shorter than {limit:,.0f} minutes",
    "long_films": "films longer than {limit:,.0f} minutes",
    "many_seasons": "series of more than {limit:,.0f} seasons",
    "added_before_release": "titles added before the year of their release",
    "listed_twice": "titles that stand more than once in one service's catalogue",
    "small_budgets": "films of known revenue that cost less than {limit:,.0f} dollars",
    "high_returns": "films that took in more than {limit:,.0f} times what they cost",
    "busy_users": "users with more than {limit:,.0f} ratings",
    "users_of_one_mind": "users who gave all their ratings, {limit:,.0f} or more, the same stars",
}


@dataclass(frozen=True)
class Anomaly:
    """One kind of what stands out: a key of SENTENCES, its limit where it has one, how many, the most striking."""

    kind: str
    limit: float | None
    count: int
    examples: list[str]

    @property
    def sentence(self) -> str:
        """What they are, in English."""
        return SENTENCES[self.kind].format(limit=self.limit)


def anomalies(tables: Tables) -> list[Anomaly]:
    """Every kind in the order of SENTENCES, but those of tables without rows; a kind may have a count of 0."""
    titles, movies, ratings = tables.titles, tables.movies, tables.ratings
    found: list[Anomaly] = []
    if titles.num_rows:
        found += [*_lengths(titles), _early(titles), _twice(titles)]
    if movies.num_rows:
        found += _money(movies)
    if ratings.num_rows:
        found += _users(ratings)
    return found


def _lengths(titles: pa.Table) -> Iterable[Anomaly]:
    films = titles.filter((pc.field("duration_type") == "min") & pc.field("duration_int").is_valid())
    minutes = films.column("duration_int").to_numpy()
    if len(minutes):
        low, high = _fences(minutes)
        yield _beyond("short_films", low, -minutes, -low, lambda row: f"{_dated(films, row)}: {minutes[row]} min")
        yield _beyond("long_films", high, minutes, high, lambda row: f"{_dated(films, row)}: {minutes[row]} min")
    series = titles.filter((pc.field("duration_type") == "season") & pc.field("duration_int").is_valid())
    seasons = series.column("duration_int").to_numpy()
    if len(seasons):
        _, high = _fences(seasons)
        yield _beyond("many_seasons", high, seasons, high, lambda row: f"{_dated(series, row)}: {seasons[row]}")


def _early(titles: pa.Table) -> Anomaly:
    days = titles.column("date_added")
    added = pc.utf8_slice_codeunits(days, 0, 4).cast(pa.float64()).fill_null(np.inf).to_numpy()
    years = titles.column("release_year").to_numpy() - added
    return _beyond("added_before_release", None, years, 0, lambda row: f"{_dated(titles, row)}: {days[row]}")


def _twice(titles: pa.Table) -> Anomaly:
    numbered = titles.append_column("number", pa.array(np.arange(titles.num_rows)))
    rows = numbered.group_by(["service", "work_id"]).aggregate([("number", "count"), ("number", "min")])
    titles = titles.take(rows.column("number_min"))
    services, times = titles.column("service"), rows.column("number_count").to_numpy()
    return _beyond("listed_twice", None, times, 1, lambda row: f"{_dated(titles, row)}: {services[row]}")


def _money(movies: pa.Table) -> Iterable[Anomaly]:
    known = movies.filter((pc.field("budget") > 0) & (pc.field("revenue") > 0))
    budgets = known.column("budget").to_numpy()
    returns = known.column("revenue").to_numpy() / budgets

    def paid(row: int) -> str:
        return f"{_dated(known, row, 'year')}: ${budgets[row]:,}, returned {returns[row]:,.1f} times"

    yield _beyond("small_budgets", SMALL_BUDGET, -budgets, -SMALL_BUDGET, paid)
    yield _beyond("high_returns", HIGH_RETURN, returns, HIGH_RETURN, paid)


def _users(ratings: pa.Table) -> Iterable[Anomaly]:
    users = ratings.group_by("user_id").aggregate([("rating", "count"), ("rating", "min"), ("rating", "max")])
    counts, ids = users.column("rating_count").to_numpy(), users.column("user_id")

    def busy(row: int) -> str:
        return f"{ids[row]}: {counts[row]:,} ratings"

    _, high = _fences(counts)
    yield _beyond("busy_users", high, counts, high, busy)
    same = pc.equal(users.column("rating_min"), users.column("rating_max")).to_numpy()
    yield _beyond("users_of_one_mind", FEWEST_OF_ONE_MIND, np.where(same, counts, 0), FEWEST_OF_ONE_MIND - 1, busy)


def _beyond(
    kind: str, limit: float | None, values: NDArray[np.number], bound: float, describe: Callable[[int], str]
) -> Anomaly:
    """What has a value above the bound, the highest first, equal ones in their order; `describe` says what a row is."""
    found = np.flatnonzero(values > bound)
    order = found[np.argsort(-values[found], kind="stable")][:EXAMPLES]
    return Anomaly(kind, limit, len(found), [describe(row) for row in order.tolist()])


def _fences(values: NDArray[np.integer]) -> tuple[float, float]:
    """The values, all above 0, below and above which one is far out: the fences of their logarithms.

    Lengths and activity differ by factors, not by steps.
    """
    lower, upper = np.quantile(np.log(values), [0.25, 0.75])
    beyond = FENCE * (upper - lower)
    # Rounded, so that a value on the fence is not taken for one beyond it.
    return round(float(np.exp(lower - beyond)), 6), round(float(np.exp(upper + beyond)), 6)


def _dated(table: pa.Table, row: int, year: str = "release_year") -> str:
    return f"{table.column('title')[row]} ({table.column(year)[row]})"
