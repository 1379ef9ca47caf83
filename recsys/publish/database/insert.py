"""Putting rows into a table, each database by its quickest way."""

from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Table

from recsys.progress import Progress
from recsys.publish.database.layout import DRAFT

CHUNK = 10_000  # rows that are Python objects at a time


def insert(connection: Connection, table: Table, rows: pa.Table, progress: Progress) -> None:
    """Append the rows, whose columns have the names of the table's, reporting every CHUNK."""
    put = {"postgresql": _copy, "duckdb": _scan}.get(connection.dialect.name, _execute)
    for start in range(0, max(1, rows.num_rows), CHUNK):
        progress(f"{table.name.removeprefix(DRAFT)}: {start:,} of {rows.num_rows:,} rows")
        put(connection, table, rows.slice(start, CHUNK))


def _execute(connection: Connection, table: Table, rows: pa.Table) -> None:
    if rows.num_rows:
        connection.execute(table.insert(), rows.to_pylist())


def _copy(connection: Connection, table: Table, rows: pa.Table) -> None:
    with (
        _raw(connection).cursor() as cursor,
        cursor.copy(f"COPY {_target(connection, table, rows)} FROM STDIN") as copy,
    ):
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            copy.write_row(row)


def _scan(connection: Connection, table: Table, rows: pa.Table) -> None:
    database = _raw(connection)
    database.register("butaca_rows", rows)
    database.execute(f"INSERT INTO {_target(connection, table, rows)} FROM butaca_rows")
    database.unregister("butaca_rows")


def _target(connection: Connection, table: Table, rows: pa.Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return f"{quote(table.name)} ({', '.join(map(quote, rows.column_names))})"


def _raw(connection: Connection) -> Any:  # noqa: ANN401 - each driver's has methods of its own
    """The driver's own connection, in the same transaction."""
    return connection.connection.driver_connection
