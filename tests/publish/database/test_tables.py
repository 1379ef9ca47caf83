"""The tables hold what the bundle holds, and nothing else; their keys and types are the database's own."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from sqlalchemy import create_engine, inspect, make_url, select

from recsys.bundle.bundle import load_bundle
from recsys.publish.database.database import DRIVERS
from recsys.publish.database.layout import define
from recsys.text import fold
from tests.publish.database.conftest import KINDS
from tests.publish.database.reading import rows

LISTS = {
    "title_cast": ("titles", "display_cast", "title_id", "person"),
    "title_directors": ("titles", "display_directors", "title_id", "person"),
    "title_genres": ("titles", "genres", "title_id", "genre"),
    "title_countries": ("titles", "countries", "title_id", "country"),
    "movie_genres": ("movies", "genres", "movie_id", "genre"),
    "movie_keywords": ("movies", "keywords", "movie_id", "keyword"),
    "movie_countries": ("movies", "country_codes", "movie_id", "country"),
    "movie_languages": ("movies", "languages", "movie_id", "language"),
    "movie_companies": ("movies", "companies", "movie_id", "company"),
}


@pytest.fixture
def engine(kind, exported):
    url = make_url(exported(kind, "odd"))
    engine = create_engine(url.set(drivername=DRIVERS[url.get_backend_name()]))
    yield engine
    engine.dispose()


@pytest.fixture
def held(engine):
    """The rows of every table, typed, in the order of its key."""
    with engine.connect() as connection:
        return {
            table.name: [
                row._asdict() for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in define().sorted_tables
        }


@pytest.fixture(scope="module")
def bundle(odd):
    return load_bundle(odd)


def test_titles_and_movies_are_the_bundle_s(held, bundle):
    for name, key, table in (("titles", "title_id", bundle.titles), ("movies", "movie_id", bundle.films.movies)):
        scalars = [field.name for field in table.schema if not pa.types.is_list(field.type)]
        expected = {row[key]: row for row in table.select(scalars).to_pylist()}
        assert [row["position"] for row in sorted(held[name], key=lambda row: row["position"])] == list(
            range(len(expected))
        )
        for row in held[name]:
            of_bundle = expected.pop(row[key])
            for column in scalars:
                value = row["film_return" if column == "return" else column]
                if isinstance(value, date):
                    value = value.isoformat()
                assert value == of_bundle[column], column
                assert type(value) is type(of_bundle[column]), column
        assert expected == {}


@pytest.mark.parametrize("table", LISTS)
def test_lists_are_the_bundle_s(held, bundle, table):
    owners, column, key, thing = LISTS[table]
    found: dict[object, dict[int, object]] = defaultdict(dict)
    for row in held[table]:
        found[row[key]][row["position"]] = row[thing]
    source = bundle.titles if owners == "titles" else bundle.films.movies
    for row in source.to_pylist():
        assert found.pop(row[key], {}) == dict(enumerate(row[column]))
    assert found == {}


def test_ratings_and_credits_are_the_bundle_s(held, bundle):
    ratings = {(row["user_id"], row["title_id"]): (row["rating"], row["rated_at"]) for row in held["ratings"]}
    assert ratings == {
        (row["user_id"], row["title_id"]): (
            row["rating"],
            datetime.fromtimestamp(row["timestamp"], UTC).replace(tzinfo=None),
        )
        for row in bundle.ratings.to_pylist()
    }
    people = {row["person_num"]: (row["person"], row["person_id"]) for row in held["film_people"]}
    credits = [(row["movie_id"], row["role"], row["position"], *people[row["person_num"]]) for row in held["credits"]]
    assert credits == sorted(
        (row["movie_id"], row["role"], row["order"], row["person"], row["person_id"])
        for row in bundle.films.credits.to_pylist()
    )
    assert len(people) == 6  # Ann Lee with an id and without one are two


def test_spellings_of_one_name_are_one(held):
    people = {row["person_num"]: row["person"] for row in held["people"]}
    assert sorted(people.values()) == sorted(["Ömer Şahin", "Zoë", "Ábel", "★", "☆", "\\N\t%s'\"", "Åsa"])
    cast = [(row["title_id"], row["person"], people[row["person_num"]]) for row in held["title_cast"]]
    assert ("as1", "OMER SAHIN", "Ömer Şahin") in cast
    assert ("as2", "zoe", "Zoë") in cast
    in_order = [row["person"] for row in sorted(held["people"], key=lambda row: row["alphabetical"])]
    assert in_order == sorted(people.values(), key=lambda name: (fold(name), name))
    assert [(row["company"], row["company_key"]) for row in held["companies"]] == [("PolyGram", "polygram"), ("★", "★")]
    assert {row["collection"] for row in held["collections"]} == {"La Saga", "La saga: two"}


def test_works_platforms_and_places(held):
    works = {row["work_id"]: (row["title"], row["type"], row["release_year"]) for row in held["works"]}
    assert works["alien-1979-movie"] == ("Alien", "movie", 1979)
    assert set(works) == {row["work_id"] for row in held["titles"]}
    assert {row["platform"]: row["name"] for row in held["platforms"]}["hulu"] == "Hulu"
    assert {row["country"]: (row["name"], row["spanish"]) for row in held["countries"]} == {
        "FR": ("France", "Francia"),
        "DE": ("Germany", "Alemania"),
        "SU": ("Soviet Union", "Unión Soviética"),
    }
    assert {row["language"] for row in held["languages"]} == {"en", "fr", "ru", "zz"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "duckdb"])  # whose driver cannot tell them
def test_keys_and_indexes_are_the_database_s(engine):
    inspector = inspect(engine)
    for table in define().sorted_tables:
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key.columns]
        parents = {
            (*key["constrained_columns"], key["referred_table"]) for key in inspector.get_foreign_keys(table.name)
        }
        assert parents == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}
        indexes = {index["name"]: index["column_names"] for index in inspector.get_indexes(table.name)}
        for index in table.indexes:
            assert indexes[index.name] == [column.name for column in index.columns]


def test_sqlite_s_foreign_keys_lead_somewhere(exported):
    assert rows(exported("sqlite", "sample_bundle"), "PRAGMA foreign_key_check") == []


def test_duckdb_keeps_keys_too(exported):
    url = exported("duckdb", "odd")
    found = rows(url, "SELECT table_name, constraint_type FROM duckdb_constraints()")
    metadata = define()
    for kind, count in (
        ("PRIMARY KEY", len(metadata.tables)),
        ("FOREIGN KEY", sum(len(table.foreign_keys) for table in metadata.sorted_tables)),
    ):
        assert sum(row["constraint_type"] == kind for row in found) >= count
    indexes = {row["index_name"] for row in rows(url, "SELECT index_name FROM duckdb_indexes()")}
    assert indexes >= {index.name for table in metadata.sorted_tables for index in table.indexes}


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_counts_what_is_there(kind, exported, contents):
    url = exported(kind, "sample_bundle")
    found = {row["name"]: row for row in rows(url, "SELECT * FROM butaca_export")}
    for name, table in contents("sample_bundle").tables.items():
        assert found[name]["n_rows"] == table.num_rows
        assert rows(url, f"SELECT COUNT(*) AS n FROM {name}") == [{"n": table.num_rows}]  # noqa: S608
    assert {row["fingerprint"] for row in found.values()} == {contents("sample_bundle").fingerprint}
