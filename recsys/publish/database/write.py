"""Replacing the tables and views of a database, so that readers see the old ones or the new, and never a mixture.

- SQLite and DuckDB drop the old tables and write the new ones in one transaction, which nobody sees before its end.
- PostgreSQL empties the tables and fills them again in one transaction, so that nobody waits for it, and rights and
  views that others gave and made stay. Where the definitions changed it drops and creates them, and readers wait.
- MySQL and MariaDB end a transaction at every CREATE and DROP. There new tables are written under other names, and
  one RENAME TABLE swaps them all.

A run that is cut leaves the old tables. In MySQL and MariaDB it leaves drafts too, which the next run throws away.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Row, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable, CreateView

from recsys.errors import DatabaseError
from recsys.progress import Progress
from recsys.publish.database.content import Content, views
from recsys.publish.database.database import SWAPPED
from recsys.publish.database.insert import insert
from recsys.publish.database.layout import DRAFT, OLD, define, record

TABLE, VIEW = "table", "view"
_Written = dict[str, Row[Any]]  # the rows of the record by name, in the order of creation


def write(connection: Connection, content: Content, progress: Progress) -> bool:
    """Replace what an earlier export wrote; False where the same content is there already.

    Raises DatabaseError where a table or view of somebody else has one of the names.
    """
    inspector = inspect(connection)
    there = {*inspector.get_table_names(), *inspector.get_view_names()}
    rows = connection.execute(select(record).order_by(record.c.place)).all() if record.name in there else []
    written = {row.name: row for row in rows}
    metadata = define()
    names = {*metadata.tables, *views(metadata)}
    for name in sorted(names & there - written.keys()):
        remedy = "Choose another database, or a schema of its own"
        raise DatabaseError(f"The database has a table or view «{name}» that no export wrote. {remedy}.")
    whole = written.keys() == names <= there
    if whole and {row.fingerprint for row in rows} == {content.fingerprint}:
        return False
    record.create(connection, checkfirst=True)
    if connection.dialect.name in SWAPPED:
        _swap(connection, content, written, there, progress)
    elif connection.dialect.name == "postgresql" and whole and {row.layout for row in rows} == {content.layout}:
        _refill(connection, metadata, content, progress)
    else:
        _rewrite(connection, metadata, content, written, progress)
    _note(connection, content, content.fingerprint)
    connection.execute(record.delete().where(record.c.name.not_in(names)))
    return True


def _refill(connection: Connection, metadata: MetaData, content: Content, progress: Progress) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table in metadata.sorted_tables:
        insert(connection, table, content.tables[table.name], progress)
    progress("committing")


def _rewrite(
    connection: Connection, metadata: MetaData, content: Content, written: _Written, progress: Progress
) -> None:
    for row in reversed(written.values()):
        connection.exec_driver_sql(f"DROP {row.kind} IF EXISTS {_quoted(connection, row.name)}")
    _create(connection, metadata, content, progress)
    progress("committing")
    for name, query in views(metadata).items():
        connection.execute(CreateView(query, name))


def _swap(connection: Connection, content: Content, written: _Written, there: set[str], progress: Progress) -> None:
    _throw_away(connection, [name for name in there if name.startswith((DRAFT, OLD))])
    _note(connection, content, "")  # whatever stands under these names from now on is this export's
    _create(connection, define(DRAFT), content, progress)
    progress("swapping")
    old = [name for name, row in written.items() if row.kind == TABLE and name in there]
    moves = [(name, OLD + name) for name in old] + [(DRAFT + name, name) for name in content.tables]
    renamings = (f"{_quoted(connection, one)} TO {_quoted(connection, other)}" for one, other in moves)
    connection.exec_driver_sql(f"RENAME TABLE {', '.join(renamings)}")
    _throw_away(connection, [OLD + name for name in old])
    queries = views(define())
    for name, query in queries.items():
        connection.execute(CreateView(query, name, or_replace=True))
    for name, row in written.items():
        if row.kind == VIEW and name not in queries:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {_quoted(connection, name)}")


def _create(connection: Connection, metadata: MetaData, content: Content, progress: Progress) -> None:
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
        insert(connection, table, content.tables[table.name.removeprefix(DRAFT)], progress)
    for table in metadata.sorted_tables:  # filled already: to sort once is quicker than to keep sorted
        for index in table.indexes:
            connection.execute(CreateIndex(index))


def _throw_away(connection: Connection, tables: list[str]) -> None:
    """Drop tables that refer to each other, in MySQL."""
    if tables:
        connection.exec_driver_sql("SET foreign_key_checks = 0")
        connection.exec_driver_sql(f"DROP TABLE {', '.join(_quoted(connection, name) for name in tables)}")
        connection.exec_driver_sql("SET foreign_key_checks = 1")


def _note(connection: Connection, content: Content, fingerprint: str) -> None:
    """Write down what is there, each name by itself, so that nothing is lost of it between two statements."""
    metadata = define()
    tables = [table.name for table in metadata.sorted_tables]
    known = set(connection.execute(select(record.c.name)).scalars())
    for place, name in enumerate([*tables, *views(metadata)]):
        values = {
            "kind": TABLE if name in content.tables else VIEW,
            "place": place,
            "n_rows": content.tables[name].num_rows if name in content.tables else None,
            "fingerprint": fingerprint,
            "layout": content.layout,
            "built": content.built,
            "exported_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        }
        if name in known:
            connection.execute(record.update().where(record.c.name == name).values(values))
        else:
            connection.execute(record.insert().values(name=name, **values))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
