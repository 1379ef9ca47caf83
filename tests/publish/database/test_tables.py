"""The tables hold what the bundle holds, and nothing else; their keys and types are the database's own."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from sqlalchemy import create_engine, inspect, make_url, select

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.publish.database.content import Content
from recsys.publish.database.database import DRIVERS
from recsys.publish.database.layout import define
from recsys.publish.database.run import export
from recsys.text import fold
from tests.fixtures.catalogue import bundle as tiny
from tests.fixtures.tables import work
from tests.publish.database.conftest import KINDS
from tests.publish.database.reading import rows

# {table of parts: the bundle's table, its column of lists, what each part is called}
LISTS = {
    "title_genres": ("titles", "genres", "genre"),
    "title_countries": ("titles", "countries", "country"),
    "work_genres": ("works", "genres", "genre"),
    "work_keywords": ("works", "keywords", "keyword"),
    "work_networks": ("works", "networks", "network"),
    "work_sources": ("works", "sources", "source"),
    "work_countries": ("works", "countries", "country"),
    "work_languages": ("works", "languages", "language"),
    "work_companies": ("works", "companies", "company"),
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


@pytest.mark.parametrize(
    ("name", "number"), [("works", "position"), ("titles", "title_num"), ("offers", "offer_num"), ("names", None)]
)
def test_scalars_are_the_bundle_s(held, bundle, name, number):
    table = getattr(bundle, name)
    scalars = [field.name for field in table.schema if not pa.types.is_list(field.type)]
    held_rows = held[name] if number is None else sorted(held[name], key=lambda row: row[number])
    if number is not None:
        assert [row[number] for row in held_rows] == list(range(table.num_rows))
    expected = table.select(scalars).to_pylist()
    if number is None:
        expected.sort(key=lambda row: row["work_id"])
    assert len(held_rows) == len(expected)
    for row, of_bundle in zip(held_rows, expected, strict=True):
        for column in scalars:
            value = row[column].isoformat() if isinstance(row[column], date) else row[column]
            assert value == of_bundle[column], column
            assert type(value) is type(of_bundle[column]), column


@pytest.mark.parametrize("table", LISTS)
def test_lists_are_the_bundle_s(held, bundle, table):
    name, column, thing = LISTS[table]
    owner = "title_num" if name == "titles" else "work_id"
    found: dict[object, dict[int, object]] = defaultdict(dict)
    for row in held[table]:
        found[row[owner]][row["position"]] = row[thing]
    for number, row in enumerate(getattr(bundle, name).to_pylist()):
        key = number if name == "titles" else row["work_id"]
        assert found.pop(key, {}) == dict(enumerate(row[column]))
    assert found == {}


def test_descriptions_have_their_language(empty_database, tmp_path):
    url = empty_database("sqlite")
    save_bundle(tiny(work("amelie", "Amélie", 2001, descriptions=["A waitress."])), tmp_path / "bundle", {})
    export(Content.of(load_bundle(tmp_path / "bundle")), url)
    assert rows(url, "SELECT * FROM work_descriptions") == [
        {"work_id": "amelie", "position": 0, "language": "en", "description": "A waitress."}
    ]


def test_ratings_and_credits_are_the_bundle_s(held, bundle):
    ratings = {(row["user_id"], row["work_id"]): (row["rating"], row["rated_at"]) for row in held["ratings"]}
    assert ratings == {
        (row["user_id"], row["work_id"]): (
            row["rating"],
            datetime.fromtimestamp(row["timestamp"], UTC).replace(tzinfo=None),
        )
        for row in bundle.ratings.to_pylist()
    }
    people = {row["person_num"]: (row["person"], row["person_id"]) for row in held["people"]}
    columns = ("work_id", "role", "source", "title_id", "main")
    assert [
        (*people[row["person_num"]], row["position"], *(row[name] for name in columns)) for row in held["credits"]
    ] == [
        (row["person"], row["person_id"], row["order"], *(row[name] for name in columns))
        for row in bundle.credits.to_pylist()
    ]
    ann_lee = [person for row, person in people.items() if person[0].lower() == "ann lee"]
    assert sorted(ann_lee, key=str) == [("ANN LEE", 12), ("Ann Lee", 11), ("Ann Lee", None)]


def test_movies_have_only_what_the_film_catalogue_says(held):
    works = {row["work_id"]: row for row in held["works"]}
    movies = {row["work_id"]: row for row in held["movies"]}
    assert [works[key]["title"] for key in sorted(movies, key=lambda key: movies[key]["position"])] == [
        "Amélie", "Amelie", "AMÉLIE", "100%", "100 %", "Zwei", "Zwei", "★",
    ]  # fmt: skip
    assert (works["tmdb-7"]["runtime"], movies["tmdb-7"]["runtime"]) == (80, None)
    assert (movies["tmdb-9"]["movie_id"], movies["tmdb-9"]["runtime"], movies["tmdb-9"]["release_year"]) == (
        9,
        60,
        1931,
    )
    assert movies["tmdb-3"]["film_return"] == 0.333


def test_spellings_of_one_name_are_one(held):
    titles = {row["title_num"]: row for row in held["titles"]}
    people = {row["person_num"]: row for row in held["people"]}
    # By the first current title that names them: «ZOE», and the ghost, are of one that is not current.
    shown = {row["person"]: row["cast_name"] for row in people.values()}
    assert (shown["OMER SAHIN"], shown["zoe"], shown["ZOE"], shown["zoé"]) == ("Ömer Şahin", "Zoë", "Zoë", "Zoë")
    assert (shown["Ghost"], shown["Bo"], shown["ANN LEE"]) == (None, None, "Ann Lee")
    named = sorted({name for name in shown.values() if name is not None}, key=lambda name: (fold(name), name))
    places = {row["cast_name"]: row["alphabetical"] for row in people.values() if row["cast_name"] is not None}
    assert places == {name: place for place, name in enumerate(named)}
    cast = [
        (titles[row["title_num"]]["title_id"], row["person"], people[row["person_num"]]["cast_name"])
        for row in held["title_cast"]
    ]
    assert ("as2", "zoe", "Zoë") in cast
    # A title of a source that names nobody has the work's own people.
    assert [name for title_id, name, _ in cast if title_id == "tt7"] == ["Ann Lee"]
    assert [(row["company"], row["company_key"]) for row in held["companies"]] == [("PolyGram", "polygram"), ("★", "★")]
    assert {row["collection"] for row in held["collections"]} == {"La Saga", "La saga: two"}


def test_services_and_places(held):
    assert {row["service"]: row["name"] for row in held["services"]} == {
        "amazon": "Amazon Prime Video",
        "apple": "Apple TV+",
        "hulu": "Hulu",
        "max": "Max",
        "netflix": "Netflix",
        "viki": "Rakuten Viki",
    }
    assert {row["country"]: (row["name"], row["spanish"]) for row in held["countries"]} == {
        "BR": ("Brazil", "Brasil"),
        "CA": ("Canada", "Canadá"),
        "DE": ("Germany", "Alemania"),
        "FR": ("France", "Francia"),
        "MX": ("Mexico", "México"),
        "SU": ("Soviet Union", "Unión Soviética"),
        "US": ("United States", "Estados Unidos"),
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
    assert rows(exported("sqlite", "other"), "PRAGMA foreign_key_check") == []


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
    url = exported(kind, "other")
    found = {row["name"]: row for row in rows(url, "SELECT * FROM butaca_export")}
    for name, table in contents("other").tables.items():
        assert found[name]["n_rows"] == table.num_rows
        assert rows(url, f"SELECT COUNT(*) AS n FROM {name}") == [{"n": table.num_rows}]  # noqa: S608
    assert {row["fingerprint"] for row in found.values()} == {contents("other").fingerprint}
