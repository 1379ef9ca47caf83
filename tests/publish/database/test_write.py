"""Old or new, and never a mixture: exports over exports, cut in the middle, read meanwhile, refused."""

import signal
import subprocess
import sys

import pytest

from recsys.errors import DatabaseError
from recsys.publish.database import database as opening
from recsys.publish.database.content import views
from recsys.publish.database.layout import define, record
from recsys.publish.database.run import export
from tests.publish.database.reading import connected, names, rows, run

OURS = {record.name, *define().tables, *views(define())}


def counts(url, *names):
    """How many rows each table or view has, as one reader sees them at one time."""
    query = " UNION ALL ".join(f"SELECT '{name}' AS name, COUNT(*) AS n FROM {name}" for name in names)  # noqa: S608
    return {row["name"]: row["n"] for row in rows(url, query)}


def rows_of(content):
    return {name: table.num_rows for name, table in content.tables.items()}


def assert_whole(url, content):
    """The database holds this content, all of it, and nothing of any other."""
    assert names(url) == OURS
    found = counts(url, *content.tables, *views(define()))
    assert {name: found.pop(name) for name in content.tables} == rows_of(content)
    assert all(found.values())
    ids = {row["title_id"] for row in rows(url, "SELECT title_id FROM titles")}
    assert ids == set(content.tables["titles"].column("title_id").to_pylist())
    assert {row["fingerprint"] for row in rows(url, "SELECT fingerprint FROM butaca_export")} == {content.fingerprint}


def killed(url, folder, words):
    """Export that bundle in a process which is killed when it says the words."""
    code = [sys.executable, "-m", "tests.publish.database.killed", url, folder, words]
    done = subprocess.run(code, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_one_export_after_another(database, contents):
    steps: list[str] = []
    first = export(contents("other"), database, steps.append)
    assert len(steps) == contents("other").steps
    assert_whole(database, contents("other"))
    again = export(contents("other"), database, lambda step: pytest.fail(step))
    assert (first.written, again.written) == (True, False)
    assert again.tables == first.tables
    assert export(contents("odd"), database).written
    assert_whole(database, contents("odd"))
    # What somebody dropped is missed.
    run(database, "DROP VIEW movies_franquicia")
    assert export(contents("odd"), database).written
    assert_whole(database, contents("odd"))


@pytest.mark.parametrize("words", ["ratings: ", "last"])
def test_a_run_that_is_killed_leaves_the_old_and_the_next_one_finishes(kind, database, contents, odd, words):
    export(contents("other"), database)
    last = "swapping" if kind == "mariadb" else "committing"
    killed(database, odd, last if words == "last" else words)
    drafts = {name for name in names(database) if name.startswith("butaca_draft_")}
    assert bool(drafts) == (kind == "mariadb")
    assert counts(database, *define().tables) == rows_of(contents("other"))
    assert export(contents("odd"), database).written
    assert_whole(database, contents("odd"))


def test_a_first_run_that_is_killed_is_finished_by_the_next(empty_database, contents, odd):
    url = empty_database("mariadb")  # the one that keeps what was written
    killed(url, odd, "movies: ")
    assert export(contents("odd"), url).written
    assert_whole(url, contents("odd"))


def test_a_swap_that_is_cut_before_its_views_is_finished(empty_database, contents):
    url = empty_database("mariadb")
    export(contents("odd"), url)
    run(
        url,
        "DROP VIEW movies_franquicia",
        "UPDATE butaca_export SET fingerprint = ''",
        "CREATE TABLE butaca_old_titles (a int PRIMARY KEY)",
        "CREATE TABLE butaca_draft_titles (a int REFERENCES butaca_old_titles)",
    )
    assert export(contents("odd"), url).written
    assert_whole(url, contents("odd"))


def test_readers_see_the_old_until_they_see_the_new(database, contents):
    export(contents("other"), database)
    seen = []
    watched = ("titles", "ratings", "credits", "platforms_get_actor", "movies_get_director")
    before = counts(database, *watched)
    export(contents("odd"), database, lambda _: seen.append(counts(database, *watched)))
    assert seen == [before] * contents("odd").steps
    assert counts(database, *watched) != before


def test_what_somebody_else_made_is_never_replaced(database, contents):
    run(database, "CREATE TABLE ratings (mine INTEGER)", "INSERT INTO ratings VALUES (7)")
    with pytest.raises(DatabaseError, match=r"«ratings» that no export wrote\. Choose another database"):
        export(contents("odd"), database)
    assert rows(database, "SELECT * FROM ratings") == [{"mine": 7}]
    assert names(database) == {"ratings"}
    run(database, "DROP TABLE ratings", "CREATE VIEW movies_get_actor AS SELECT 7 AS mine")
    with pytest.raises(DatabaseError, match="«movies_get_actor»"):
        export(contents("odd"), database)
    run(database, "DROP VIEW movies_get_actor", "CREATE TABLE somebody_s (mine INTEGER)")
    export(contents("odd"), database)
    assert names(database) == OURS | {"somebody_s"}


def test_tables_of_another_version_go(database, contents):
    export(contents("odd"), database)
    run(
        database,
        "CREATE TABLE of_yesterday (a INTEGER)",
        "CREATE VIEW view_of_yesterday AS SELECT a FROM of_yesterday",
        "INSERT INTO butaca_export SELECT 'of_yesterday', 'table', 100, 0, fingerprint, layout, built, exported_at "
        "FROM butaca_export WHERE name = 'titles'",
        "INSERT INTO butaca_export SELECT 'view_of_yesterday', 'view', 101, NULL, fingerprint, layout, built, "
        "exported_at FROM butaca_export WHERE name = 'titles'",
        "UPDATE butaca_export SET layout = 'of yesterday'",
    )
    assert export(contents("odd"), database).written
    assert_whole(database, contents("odd"))


def test_rights_and_views_of_others_stay_in_postgresql(empty_database, contents):
    url = empty_database("postgresql")
    export(contents("odd"), url)
    run(url, "CREATE VIEW mine AS SELECT title_id FROM titles", "GRANT SELECT ON titles TO PUBLIC")
    export(contents("other"), url)
    assert len(rows(url, "SELECT * FROM mine")) == contents("other").tables["titles"].num_rows
    granted = "SELECT grantee FROM information_schema.role_table_grants WHERE table_name = 'titles'"
    assert {"grantee": "PUBLIC"} in rows(url, granted)
    # Another version's definitions cannot be put beneath a view: that is said, and nothing is lost.
    run(url, "UPDATE butaca_export SET layout = 'of yesterday'")
    with pytest.raises(DatabaseError, match="view mine depends on table titles"):
        export(contents("odd"), url)
    assert len(rows(url, "SELECT * FROM mine")) == contents("other").tables["titles"].num_rows


LOCKS = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_lock(hashtext('butaca_export'))",
    "mariadb": "SELECT GET_LOCK(CONCAT('butaca_export.', DATABASE()), 0)",
}


@pytest.mark.parametrize("kind", LOCKS)
def test_two_exports_at_once_are_one_after_the_other(kind, database, contents, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 1)
    with connected(database) as connection:
        connection.exec_driver_sql(LOCKS[kind])
        with pytest.raises(DatabaseError, match=r"locked|lock timeout|another export is under way"):
            export(contents("odd"), database)
    assert export(contents("odd"), database).written
