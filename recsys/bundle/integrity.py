"""Checks that a bundle can be answered from: its numbers are numbers, and its parts speak of the same works.

Hashes only say that a file is the one that was written. These checks raise UnreadableError, with what was found where.
"""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from recsys.domain.dates import first_day
from recsys.domain.schema import NAME_KINDS, ROLES, TYPES
from recsys.errors import UnreadableError, shown
from recsys.models.storage import check_finite

Tables = Mapping[str, pa.Table]
_SEPARATOR = "\x1f"  # is in no id
_PLACE = ("service", "country")


def check_table(table: pa.Table) -> None:
    """Check that a table is sound in itself: offsets and dictionary codes in range, numbers finite or missing."""
    try:
        table.validate(full=True)
    except pa.ArrowException as error:
        raise UnreadableError(str(error)) from error
    for field in table.schema:
        if pa.types.is_floating(field.type):
            check_finite(field.name, table.column(field.name).drop_null().to_numpy())


def check_tables(name: str, tables: Tables) -> None:
    """Check one of a bundle's tables, by its name, among the others."""
    _CHECKS[name](tables)


def check_users(users: Sequence[str], ratings: pa.Table) -> None:
    """Check that every user that a model keeps rated something."""
    _check_known("users", pa.array(users, pa.string()), _ids("user_id", ratings), "in the table of ratings")


def check_works(works: Sequence[str], table: pa.Table) -> None:
    """Check that every work that a model has an id of is one of the bundle's."""
    _check_known("works", pa.array(works, pa.string()), _ids("work_id", table), "in the table of works")


def _check_works(tables: Tables) -> None:
    _check_distinct("work_id", tables["works"].column("work_id"))
    _check_values("type", tables["works"], TYPES)


def _check_names(tables: Tables) -> None:
    _check_of_works(tables["names"], tables)
    _check_values("kind", tables["names"], NAME_KINDS)


def _check_credits(tables: Tables) -> None:
    _check_of_works(tables["credits"], tables)
    _check_values("role", tables["credits"], ROLES)


def _check_titles(tables: Tables) -> None:
    _check_of_works(tables["titles"], tables)
    _check_values("type", tables["titles"], TYPES)
    _check_distinct("title_id of a service", _joined(tables["titles"], "service", "title_id"))


def _check_offers(tables: Tables) -> None:
    columns = ("service", "title_id", "work_id")
    found, known = (pc.unique(_joined(tables[name], *columns)) for name in ("offers", "titles"))
    _check_known("offers by service, title and work", found, known, "in the table of titles")
    snapshots = pc.unique(_joined(tables["snapshots"], *_PLACE, "date"))
    for column in ("snapshot", "until"):
        dated = tables["offers"].filter(pc.is_valid(tables["offers"].column(column)))
        of_offers = pc.unique(_joined(dated, *_PLACE, column))
        _check_known(f"offers by service, country and {column}", of_offers, snapshots, "in the table of snapshots")
    _check_dates("added", tables["offers"])


def _check_snapshots(tables: Tables) -> None:
    snapshots = tables["snapshots"]
    _check_distinct("date of a service and country", _joined(snapshots, *_PLACE, "date"))
    _check_dates("date", snapshots)


def _check_ratings(tables: Tables) -> None:
    _check_of_works(tables["ratings"], tables)


_CHECKS: Mapping[str, Callable[[Tables], None]] = {
    "works": _check_works,
    "names": _check_names,
    "credits": _check_credits,
    "titles": _check_titles,
    "offers": _check_offers,
    "snapshots": _check_snapshots,
    "ratings": _check_ratings,
}


def _check_of_works(table: pa.Table, tables: Tables) -> None:
    _check_known("work_id", _ids("work_id", table), _ids("work_id", tables["works"]), "in the table of works")


def _check_values(column: str, table: pa.Table, allowed: Sequence[str]) -> None:
    _check_known(column, _ids(column, table), pa.array(allowed, pa.string()), f"among {', '.join(allowed)}")


def _check_dates(column: str, table: pa.Table) -> None:
    for date in _ids(column, table).drop_null().to_pylist():
        try:
            first_day(date)
        except ValueError as error:
            raise UnreadableError(f"{column}: {error}") from error


def _joined(table: pa.Table, *columns: str) -> pa.ChunkedArray:
    """The texts of some columns, row by row, as one text; that of a missing value is empty."""
    texts = [table.column(column).cast(pa.string()).fill_null("") for column in columns]
    return pc.binary_join_element_wise(*texts, _SEPARATOR)


def _ids(column: str, table: pa.Table) -> pa.Array:
    """The distinct values of a column that stand in some row."""
    found = pc.unique(table.column(column))
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def _check_distinct(what: str, ids: pa.ChunkedArray) -> None:
    twice = len(ids) - len(pc.unique(ids))
    if twice:
        raise UnreadableError(f"every {what} must stand once, {twice:,} of {len(ids):,} stand again")


def _check_known(what: str, ids: pa.Array, known: pa.Array, where: str) -> None:
    unknown = ids.filter(pc.invert(pc.is_in(ids, known)))
    if len(unknown):
        raise UnreadableError(f"{what}: {len(unknown):,} are not {where}, the first is {shown(str(unknown[0]))}")
