"""The tables of an exported bundle: columns, keys and indexes, the same in every database.

    platforms ──< titles >── works                 movies ──< credits >── film_people
                    ├──< title_cast >── people       ├──< movie_companies >── companies
                    ├──< title_directors >── people  ├──< movie_countries >── countries
                    ├──< title_genres                ├──< movie_languages >── languages
                    ├──< title_countries             ├──< movie_genres, movie_keywords
                    └──< ratings                     └──> collections, languages

A list of the bundle is a table of its own, keyed by its owner and `position`, from 0. Columns have the bundle's names
but where SQL reserves them: `return` is `film_return`, a credit's `order` is `position`. Times are UTC.

A `…_key` is a name folded by `recsys.text.fold` (lower case, no accents, no punctuation): equal for spellings that
mean the same, and what the views are asked by. A `…_num` is a number that the export gave.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.mysql import MEDIUMTEXT, VARCHAR

DRAFT, OLD = "butaca_draft_", "butaca_old_"  # before the names of tables that are swapped in, and out
LONGEST_KEY = 255  # characters; MySQL indexes no text without an end
_Key = String().with_variant(VARCHAR(LONGEST_KEY), "mysql", "mariadb")
_LongText = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
# Names that differ in case or accents alone are different ones, as in the other databases.
_MYSQL = {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
_OPTIONS: dict[str, Any] = {
    f"{dialect}_{name}": value for dialect in ("mysql", "mariadb") for name, value in _MYSQL.items()
}
_Add = Callable[..., Table]

# What the export wrote, a row for each table and view: nothing that does not stand here is ever replaced.
record = Table(
    "butaca_export",
    MetaData(),
    Column("name", _Key, primary_key=True),
    Column("kind", _Key, nullable=False),  # table or view
    Column("place", Integer, nullable=False),  # in the order of creation
    Column("n_rows", BigInteger),
    Column("fingerprint", _Key, nullable=False),  # of what was exported; empty while it is replaced
    Column("layout", _Key, nullable=False),  # of the definitions of tables and views
    Column("built", _Key),  # when the bundle was built, as its manifest says
    Column("exported_at", DateTime, nullable=False),
    **_OPTIONS,
)


def define(prefix: str = "") -> MetaData:
    """All tables, their names after the prefix. An index's name is the same with every prefix: MySQL allows that."""
    metadata = MetaData()

    def add(name: str, *parts: Column[Any] | Index) -> Table:
        return Table(prefix + name, metadata, *parts, **_OPTIONS)

    _add_streaming(add)
    _add_films(add)
    return metadata


def _add_streaming(add: _Add) -> None:
    platforms = add("platforms", _id("platform"), _text("name"))
    people = _add_named(add, "people", "person", _number("alphabetical"))  # their order in a dictionary, from 0
    works = add("works", _id("work_id"), _text("title"), _key("type"), _number("release_year"))
    titles = add(
        "titles",
        _id("title_id"),
        _number("position"),  # in the catalogue, from 0
        _to(works),
        _to(platforms),
        _key("type"),
        _text("title"),  # lower case
        _text("display_title"),
        _key("title_key"),
        Column("date_added", Date),
        _number("release_year"),
        _key("rating"),
        Column("rating_given", Boolean, nullable=False),
        _number("duration_int", nullable=True),
        _key("duration_type", nullable=True),
        _text("description"),  # lower case
        _text("display_description"),
        Column("score", Double),
        Column("score_count", BigInteger),
        _key("score_source", nullable=True),
        Index("ix_titles_work_id", "work_id"),
        Index("ix_titles_platform_release_year", "platform", "release_year"),
        Index("ix_titles_title_key", "title_key"),
    )
    for name in ("title_cast", "title_directors"):
        add(name, *_part_of(titles), _text("person"), _to(people), Index(f"ix_{name}_person_num", "person_num"))
    for name, thing in (("title_genres", "genre"), ("title_countries", "country")):
        add(name, *_part_of(titles), _key(thing), Index(f"ix_{name}_{thing}", thing))
    add(
        "ratings",
        _id("user_id"),
        _to(titles, primary_key=True),
        Column("rating", Double, nullable=False),
        Column("rated_at", DateTime, nullable=False),
        Index("ix_ratings_title_id", "title_id"),
    )


def _add_films(add: _Add) -> None:
    languages = add("languages", _id("language"), _text("spanish"))  # ISO 639-1
    countries = add("countries", _id("country"), _text("name"), _text("spanish"))  # ISO 3166-1
    collections = _add_named(add, "collections", "collection")
    companies = _add_named(add, "companies", "company")
    people = _add_named(add, "film_people", "person", Column("person_id", BigInteger))
    movies = add(
        "movies",
        Column("movie_id", BigInteger, primary_key=True, autoincrement=False),
        _number("position"),
        _text("title"),
        _key("title_key"),
        Column("release_date", Date, nullable=False),
        _number("release_year"),
        Column("original_language", ForeignKey(languages.c.language)),
        _text("overview"),
        _text("tagline"),
        _key("status", nullable=True),
        Column("budget", BigInteger, nullable=False),
        Column("revenue", BigInteger, nullable=False),
        Column("film_return", Double, nullable=False),
        _number("runtime", nullable=True),
        Column("popularity", Double),
        Column("vote_average", Double),
        Column("vote_count", BigInteger, nullable=False),
        _text("collection", nullable=True),  # as this film writes it
        _to(collections, nullable=True),
        _text("poster_path", nullable=True),
        Index("ix_movies_title_key", "title_key"),
        Index("ix_movies_release_date", "release_date"),
        Index("ix_movies_original_language", "original_language"),
        Index("ix_movies_collection_num", "collection_num"),
    )
    for name, thing in (("movie_genres", "genre"), ("movie_keywords", "keyword")):
        add(name, *_part_of(movies), _key(thing), Index(f"ix_{name}_{thing}", thing))
    for name, parent, thing in (("movie_countries", countries, "country"), ("movie_languages", languages, "language")):
        add(name, *_part_of(movies), _to(parent), Index(f"ix_{name}_{thing}", thing))
    add(
        "movie_companies",
        *_part_of(movies),
        _text("company"),  # as this film writes it
        _to(companies),
        Index("ix_movie_companies_company_num", "company_num"),
    )
    add(
        "credits",
        _to(movies, primary_key=True),
        _id("role"),  # actor or director
        Column("position", Integer, primary_key=True, autoincrement=False),
        _to(people),
        Index("ix_credits_person_num", "person_num"),
    )


def _add_named(add: _Add, table: str, thing: str, *more: Column[Any]) -> Table:
    """Things that are known by their names."""
    number = Column(f"{thing}_num", Integer, primary_key=True, autoincrement=False)
    return add(table, number, _text(thing), _key(f"{thing}_key"), *more, Index(f"ix_{table}_key", f"{thing}_key"))


def _part_of(owner: Table) -> tuple[Column[Any], Column[Any]]:
    return _to(owner, primary_key=True), Column("position", Integer, primary_key=True, autoincrement=False)


def _to(parent: Table, *, primary_key: bool = False, nullable: bool = False) -> Column[Any]:
    """A column of the parent's key, of its name and type."""
    (key,) = parent.primary_key.columns
    return Column(key.name, ForeignKey(key), primary_key=primary_key, nullable=nullable, autoincrement=False)


def _id(name: str) -> Column[Any]:
    return Column(name, _Key, primary_key=True)


def _key(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _Key, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _LongText, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)
