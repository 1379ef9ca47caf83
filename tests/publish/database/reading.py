"""Looking into a database from outside, as an analyst would."""

import contextlib
from datetime import date
from decimal import Decimal

from sqlalchemy import create_engine, inspect, make_url, text

from recsys.publish.database.database import DRIVERS


@contextlib.contextmanager
def connected(url):
    """A connection of one's own to an exported database."""
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=DRIVERS[parsed.get_backend_name()]))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows(url, query, **parameters):
    """The rows of a query as dictionaries; dates as text, since SQLite's views know no others."""
    with connected(url) as connection:
        found = [dict(row) for row in connection.execute(text(query), parameters).mappings()]
    for row in found:
        for column, value in row.items():
            assert not isinstance(value, Decimal), f"{column} is a decimal, for which programs need care"
            row[column] = str(value) if isinstance(value, date) else value
    return found


def names(url):
    """Every table and view there is."""
    with connected(url) as connection:
        inspector = inspect(connection)
        return {*inspector.get_table_names(), *inspector.get_view_names()}


def run(url, *statements):
    """Execute statements and commit."""
    with connected(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
