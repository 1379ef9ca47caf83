"""Opening the database that a URL names."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from recsys.errors import DatabaseError, shown

# What a URL may begin with, and the driver of the extra `databases` that then speaks.
DRIVERS = {
    "sqlite": "sqlite",
    "duckdb": "duckdb",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
FILES = ("sqlite", "duckdb")
SWAPPED = ("mysql", "mariadb")  # where every CREATE and DROP ends the transaction
PATIENCE = 60  # seconds to wait for whoever holds a lock
_EXAMPLES = "sqlite:///catalogue.db, duckdb:///catalogue.duckdb, postgresql://me@host/name or mysql://me@host/name"


@contextlib.contextmanager
def opened(to: str) -> Iterator[Connection]:
    """A connection in a transaction, which the block's end commits and an error rolls back.

    Only in MySQL and MariaDB every statement stands for itself. Raises DatabaseError, also for what the database
    refuses inside the block.
    """
    url = _url(to)
    engine = _engine(url)
    try:
        with _read_meanwhile(engine), engine.begin() as connection:
            _lock(connection)
            yield connection
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise DatabaseError(
            f"{_named(url)}: {reason}. Nothing there is half written; mend this and run it again."
        ) from error


def name_of(to: str) -> str:
    """The database as people may read it: without the password."""
    return _named(_url(to))


def _named(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _url(to: str) -> URL:
    try:
        url = make_url(to)
    except (ArgumentError, ValueError) as error:
        raise DatabaseError(f"to must be a database's URL, got {shown(to)}. For example {_EXAMPLES}.") from error
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None:
        kinds = "SQLite, DuckDB, PostgreSQL, MySQL or MariaDB"
        raise DatabaseError(f"to must be a URL of {kinds}, got {shown(_named(url))}. For example {_EXAMPLES}.")
    if url.get_backend_name() in FILES and url.database in (None, "", ":memory:"):
        raise DatabaseError(f"to must name the database's file, got {shown(to)}. For example {_EXAMPLES}.")
    return url if "+" in url.drivername else url.set(drivername=driver)


def _engine(url: URL) -> Engine:
    kind = url.get_backend_name()
    try:
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"timeout": PATIENCE} if kind == "sqlite" else {},
            isolation_level="AUTOCOMMIT" if kind in SWAPPED else None,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        install = "Install what databases need: pip install -e '.[databases]'"
        raise DatabaseError(f"{_named(url)}: its driver is not there ({error}). {install}.") from error
    if kind == "sqlite":
        _take_transactions_over(engine)
    return engine


def _take_transactions_over(engine: Engine) -> None:
    """Python's module begins none before a CREATE or a DROP, which would then stand outside of it."""

    @event.listens_for(engine, "connect")
    def leave_alone(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        del entry
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def _read_meanwhile(engine: Engine) -> Iterator[None]:
    """SQLite's readers would have to wait for a large transaction, were it not written to a file of its own first."""
    if engine.dialect.name != "sqlite":
        yield
        return

    def journal(mode: str = "") -> str:
        connection = engine.raw_connection()
        try:
            (now,) = connection.cursor().execute(f"PRAGMA journal_mode{mode}").fetchone()
            return str(now)
        finally:
            connection.close()

    before = journal()
    journal("=WAL")
    try:
        yield
    finally:
        journal(f"={before}")


def _lock(connection: Connection) -> None:
    """Wait for another export to the same database, and no longer than PATIENCE for anybody."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('butaca_export'))")
    elif connection.dialect.name in SWAPPED:
        connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {PATIENCE}")
        name = "CONCAT('butaca_export.', LEFT(DATABASE(), 40))"
        if not connection.exec_driver_sql(f"SELECT GET_LOCK({name}, {PATIENCE})").scalar():
            raise DatabaseError(f"{_named(connection.engine.url)}: another export is under way. Let it end first.")
