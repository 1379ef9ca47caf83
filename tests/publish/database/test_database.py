"""What may be asked for as a database, and what is said of what cannot be opened."""

import socket

import pytest

from recsys.errors import DatabaseError
from recsys.publish.database.database import name_of, opened


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("catalogue.db", "to must be a database's URL, got «catalogue.db». For example sqlite:///catalogue.db"),
        ("", "to must be a database's URL, got «»"),
        ("oracle://me:secret@host/x", r"SQLite, DuckDB, PostgreSQL, MySQL or MariaDB, got «oracle://me:\*\*\*@host/x»"),
        ("sqlite://", "to must name the database's file"),
        ("sqlite:///:memory:", "to must name the database's file"),
        ("duckdb://", "to must name the database's file"),
        ("postgresql+nothing://host/x", "nothing.*pip install -e '.\\[databases\\]'"),
        ("mysql+mysqldb://host/x", "its driver is not there.*pip install -e '.\\[databases\\]'"),
    ],
)
def test_a_url_that_cannot_be_used(to, words):
    with pytest.raises(DatabaseError, match=words), opened(to):
        pass


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "mysql", "mariadb"])
def test_nobody_answers(scheme):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        to = f"{scheme}://me:secret@127.0.0.1:{nobody.getsockname()[1]}/x"
        with pytest.raises(DatabaseError, match="refused") as error, opened(to):
            pass
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_is_none(kind, tmp_path):
    with pytest.raises(DatabaseError), opened(f"{kind}:///{tmp_path / 'missing' / 'x.db'}"):
        pass
    (tmp_path / "thesis.txt").write_text("not a database " * 100)
    with pytest.raises(DatabaseError, match="not a"), opened(f"{kind}:///{tmp_path / 'thesis.txt'}"):
        pass
    assert (tmp_path / "thesis.txt").read_text() == "not a database " * 100


def test_the_password_is_not_shown():
    assert name_of("postgresql://me:secret@host/x") == "postgresql+psycopg://me:***@host/x"
