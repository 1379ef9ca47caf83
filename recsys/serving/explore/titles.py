"""What services list: how many titles of each kind each of them has."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.maturity import AGES, MATURITY_LEVELS
from recsys.domain.schema import TYPES
from recsys.serving.queries.casts import casts_of_titles
from recsys.serving.queries.platforms import current_services

NOT_RATED = "not rated"
MINUTES_STEP, LAST_MINUTES = 10, 240
LAST_SEASONS = 10
GENRES = 15
# Columns that a source may leave empty, and what is empty in them.
_MAY_BE_EMPTY = ("directors", "cast", "countries", "genres", "date_added", "duration_int", "score")


@dataclass(frozen=True)
class Breakdown:
    """How many titles of each group each service has.

    `groups` are in the order of their axis; `counts` holds, for each service that has a title, in the registry's order,
    one number a group; `titles` how many titles it has in all, which is not the sum where a title is in several groups
    or in none.
    """

    groups: list[str] | list[int]
    counts: dict[str, list[int]]
    titles: dict[str, int]

    @property
    def totals(self) -> list[int]:
        """One number a group, all services together."""
        return [sum(of_service[place] for of_service in self.counts.values()) for place in range(len(self.groups))]

    @property
    def shares(self) -> dict[str, list[float]]:
        """For each service, the share of its titles that is in each group, 0 to 1."""
        return {name: [count / self.titles[name] for count in counts] for name, counts in self.counts.items()}


def types(titles: pa.Table) -> Breakdown:
    """Films and series."""
    return _breakdown(titles, titles.column("type").to_pylist(), TYPES)


def years_released(titles: pa.Table) -> Breakdown:
    """Titles by year of release, every year from the first to the last."""
    return _by_year(titles, titles.column("release_year"))


def years_added(titles: pa.Table) -> Breakdown:
    """Titles by the year in which the service added them; those of unknown date are in no group."""
    return _by_year(titles, pc.utf8_slice_codeunits(titles.column("date_added"), 0, 4).cast(pa.int32()))


def genres(titles: pa.Table, k: int = GENRES) -> Breakdown:
    """The k genres with most titles, most first; a title counts in each of its genres."""
    labels = titles.column("genres").combine_chunks()
    found = pc.value_counts(labels.flatten()).to_pylist()
    names = [one["values"] for one in sorted(found, key=lambda one: (-one["counts"], one["values"]))][:k]
    return _breakdown(titles, labels.flatten().to_pylist(), names, pc.list_parent_indices(labels).to_numpy())


def minutes(titles: pa.Table) -> Breakdown:
    """Films by length, in steps of MINUTES_STEP minutes named by their beginning; the last takes all longer ones."""
    lengths = _lengths(titles, "min")
    steps = np.minimum(lengths // MINUTES_STEP * MINUTES_STEP, LAST_MINUTES)  # of a length not known: below 0
    return _breakdown(titles, steps.tolist(), range(0, LAST_MINUTES + 1, MINUTES_STEP))


def seasons(titles: pa.Table) -> Breakdown:
    """Series by number of seasons; the last group takes all longer ones."""
    numbers = np.minimum(_lengths(titles, "season"), LAST_SEASONS)
    return _breakdown(titles, numbers.tolist(), range(1, LAST_SEASONS + 1))


def maturity(titles: pa.Table) -> Breakdown:
    """Titles by the youngest age that they are meant for, as filters have it, and those of no known age."""
    level_of = {age: level for level, age in MATURITY_LEVELS.items()}
    given = zip(titles.column("rating").to_pylist(), titles.column("rating_given").to_pylist(), strict=True)
    levels = [level_of[AGES[rating]] if known and rating in AGES else NOT_RATED for rating, known in given]
    return _breakdown(titles, levels, [*MATURITY_LEVELS, NOT_RATED])


def gaps(titles: pa.Table, credits: pa.Table) -> Breakdown:
    """Titles by what their source does not say; a title counts in each column that is empty."""
    people = {"directors": "director", "cast": "actor"}
    columns, rows = [], []
    for name in (*_MAY_BE_EMPTY, "rating"):
        column = casts_of_titles(titles, credits, people[name]) if name in people else None
        column = titles.column("rating_given" if name == "rating" else name) if column is None else column
        if name == "rating":
            empty = pc.invert(column)
        elif pa.types.is_list(column.type):
            empty = pc.equal(pc.list_value_length(column), 0)
        else:
            empty = pc.is_null(column)
        found = np.flatnonzero(empty.to_numpy(zero_copy_only=False))
        columns += [name] * len(found)
        rows.append(found)
    return _breakdown(titles, columns, [*_MAY_BE_EMPTY, "rating"], np.concatenate(rows))


def _by_year(titles: pa.Table, years: pa.ChunkedArray) -> Breakdown:
    known = years.drop_null().to_numpy()
    groups = range(int(known.min()), int(known.max()) + 1) if len(known) else range(0)
    return _breakdown(titles, years.to_pylist(), groups)


def _lengths(titles: pa.Table, unit: str) -> NDArray[np.int64]:
    """How many minutes or seasons each title has, -1 where it is not known or measured otherwise, (n_titles,)."""
    of_unit = pc.equal(titles.column("duration_type"), unit)
    known = pc.if_else(of_unit, titles.column("duration_int"), None)  # missing where the unit is missing
    lengths: NDArray[np.int64] = known.cast(pa.int64()).fill_null(-1).to_numpy()
    return lengths


def _breakdown(
    titles: pa.Table,
    found: Sequence[object],
    groups: Sequence[str] | Sequence[int],
    rows: NDArray[np.int64] | None = None,
) -> Breakdown:
    """Count `found`, the group of each title, or of each of `rows`, which are row numbers of titles.

    What is none of the groups is not counted.
    """
    place = {group: number for number, group in enumerate(groups)}
    places = np.array([place.get(one, -1) for one in found], dtype=np.int64)
    services = current_services(titles)
    number = {name: n for n, name in enumerate(services)}
    of_titles = np.array([number[name] for name in titles.column("service").to_pylist()], dtype=np.int64)
    of_found = of_titles if rows is None else of_titles[rows]
    counted = places >= 0
    flat = np.bincount(of_found[counted] * len(place) + places[counted], minlength=len(services) * len(place))
    table = flat.reshape(len(services), len(place)).tolist()
    sizes = np.bincount(of_titles, minlength=len(services)).tolist()
    return Breakdown(
        groups=list(groups),  # type: ignore[arg-type]
        counts=dict(zip(services, table, strict=True)),
        titles=dict(zip(services, sizes, strict=True)),
    )
