"""The tables of an exported bundle: columns, keys and indexes, the same in every database.

    services ──< titles >── works ──< names, offers, ratings           movies ──── works
                   ├──< title_cast, title_directors >── people           ├──< movie_countries >── countries
                   ├──< title_genres                                     ├──< movie_companies >── companies
                   └──< title_countries                                  └──> collections, languages
    works ──< credits >── people
      ├──< work_genres, work_keywords, work_networks, work_sources, work_descriptions
      └──< work_companies >── companies, work_countries >── countries, work_languages >── languages

`movies` are the works that the film catalogue knows, with what it says of them alone: the film queries are about
these, where `works` has what other sources add.

A list of the bundle is a table of its own, keyed by its owner and `position`, from 0. Columns have the bundle's names
but where SQL reserves them: a credit's `order` is `position`. Times are UTC.

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

    named = _add_named_things(add)
    works = _add_works(add, named)
    _add_titles(add, named, works)
    _add_movies(add, named, works)
    return metadata


def _add_named_things(add: _Add) -> dict[str, Table]:
    return {
        "services": add("services", _id("service"), _text("name")),
        "languages": add("languages", _id("language"), _text("spanish")),  # ISO 639-1
        "countries": add("countries", _id("country"), _text("name"), _text("spanish")),  # ISO 3166-1
        "collections": _add_named(add, "collections", "collection"),
        "companies": _add_named(add, "companies", "company"),
        "people": _add_named(
            add,
            "people",
            "person",
            Column("person_id", BigInteger),  # TMDB's
            Column("in_films", Boolean, nullable=False),  # whether the film catalogue names them, as actor or director
            _text("cast_name", nullable=True),  # the spelling of the first title that names them in its cast
            _number("alphabetical", nullable=True),  # the place of that spelling in a dictionary, from 0
        ),
    }


def _add_works(add: _Add, named: dict[str, Table]) -> Table:
    works = add(
        "works",
        _id("work_id"),
        _number("position"),  # the work's number in the bundle's models, from 0
        _key("type"),
        _text("title"),
        _key("title_key"),
        _text("original_title", nullable=True),
        _number("year"),
        _number("end_year", nullable=True),
        Column("release_date", Date),
        Column("original_language", ForeignKey(named["languages"].c.language)),
        _number("runtime", nullable=True),
        _number("seasons", nullable=True),
        _key("maturity", nullable=True),
        _text("tagline"),
        _text("collection", nullable=True),
        _key("status", nullable=True),
        Column("budget", BigInteger, nullable=False),
        Column("revenue", BigInteger, nullable=False),
        Column("popularity", Double),
        Column("votes", BigInteger, nullable=False),
        Column("vote_average", Double),
        Column("hours_viewed", BigInteger),
        Column("weight", Double),
        _text("poster_path", nullable=True),
        _key("imdb_id", nullable=True),
        Column("tmdb_id", BigInteger),
        Column("score", Double),
        Column("score_count", BigInteger),
        _key("score_source", nullable=True),
        _text("fact_sources"),  # JSON: {column: the source that its value is from}
        Index("ix_works_title_key", "title_key"),
        Index("ix_works_imdb_id", "imdb_id"),
        Index("ix_works_tmdb_id", "tmdb_id"),
    )
    for thing in ("genre", "keyword", "network", "source"):
        add(f"work_{thing}s", *_part_of(works), _key(thing), Index(f"ix_work_{thing}s_{thing}", thing))
    add("work_descriptions", *_part_of(works), _key("language", nullable=True), _text("description"))
    _add_codes(add, "work", works, named)
    _add_companies(add, "work", works, named)
    add("work_languages", *_part_of(works), _to(named["languages"]), Index("ix_work_languages_language", "language"))
    add(
        "names",
        *_part_of(works),
        _text("name"),
        _key("name_key"),
        _key("language", nullable=True),
        _key("region", nullable=True),
        _key("kind"),
        Index("ix_names_name_key", "name_key"),
    )
    add(
        "credits",
        _num("credit"),
        _to(works),
        _key("role"),
        _number("position"),
        _to(named["people"]),
        _text("character_name", nullable=True),
        _key("source"),
        _key("title_id", nullable=True),
        Column("main", Boolean, nullable=False),
        Index("ix_credits_work_id", "work_id"),
        Index("ix_credits_person_num", "person_num"),
    )
    add(
        "ratings",
        _id("user_id"),
        _to(works, primary_key=True),
        Column("rating", Double, nullable=False),
        Column("rated_at", DateTime, nullable=False),
        Index("ix_ratings_work_id", "work_id"),
    )
    return works


def _add_titles(add: _Add, named: dict[str, Table], works: Table) -> None:
    titles = add(
        "titles",
        _num("title"),  # in the bundle's order, from 0
        _key("title_id"),
        _to(works),
        _to(named["services"]),
        _key("source"),
        _key("snapshot"),
        Column("current", Boolean, nullable=False),  # whether the queries count it
        _key("type"),
        _text("title"),
        _key("title_key"),
        Column("date_added", Date),
        _number("release_year"),
        _key("rating"),
        Column("rating_given", Boolean, nullable=False),
        _number("duration_int", nullable=True),
        _key("duration_type", nullable=True),
        _text("description"),
        Column("score", Double),
        Column("score_count", BigInteger),
        _key("score_source", nullable=True),
        Index("ix_titles_title_id", "title_id"),
        Index("ix_titles_work_id", "work_id"),
        Index("ix_titles_service_release_year", "service", "release_year"),
        Index("ix_titles_title_key", "title_key"),
    )
    for name in ("title_cast", "title_directors"):
        person = Index(f"ix_{name}_person_num", "person_num")
        add(name, *_part_of(titles), _text("person"), _to(named["people"]), person)
    for name, thing in (("title_genres", "genre"), ("title_countries", "country")):
        add(name, *_part_of(titles), _key(thing), Index(f"ix_{name}_{thing}", thing))
    add(
        "offers",
        _num("offer"),
        _to(works),
        _to(named["services"]),
        _to(named["countries"], nullable=True),
        _key("title_id"),
        _key("added", nullable=True),
        _key("snapshot"),
        _key("until", nullable=True),
        Index("ix_offers_work_id", "work_id"),
        Index("ix_offers_service_country", "service", "country"),
    )


def _add_movies(add: _Add, named: dict[str, Table], works: Table) -> None:
    movies = add(
        "movies",
        _to(works, primary_key=True),
        Column("movie_id", BigInteger),  # TMDB's
        _number("position"),  # in the film catalogue, from 0
        _text("title"),
        _key("title_key"),
        Column("release_date", Date, nullable=False),
        _number("release_year"),
        Column("original_language", ForeignKey(named["languages"].c.language)),
        Column("budget", BigInteger, nullable=False),
        Column("revenue", BigInteger, nullable=False),
        Column("film_return", Double, nullable=False),
        _number("runtime", nullable=True),
        Column("popularity", Double),
        Column("vote_average", Double),
        Column("vote_count", BigInteger, nullable=False),
        _text("collection", nullable=True),  # as this film writes it
        _to(named["collections"], nullable=True),
        Index("ix_movies_title_key", "title_key"),
        Index("ix_movies_release_date", "release_date"),
        Index("ix_movies_original_language", "original_language"),
        Index("ix_movies_collection_num", "collection_num"),
    )
    _add_codes(add, "movie", movies, named)
    _add_companies(add, "movie", movies, named)


def _add_codes(add: _Add, thing: str, owner: Table, named: dict[str, Table]) -> None:
    name = f"{thing}_countries"
    add(name, *_part_of(owner), _to(named["countries"]), Index(f"ix_{name}_country", "country"))


def _add_companies(add: _Add, thing: str, owner: Table, named: dict[str, Table]) -> None:
    name = f"{thing}_companies"
    company = _text("company")  # as this work writes it
    add(name, *_part_of(owner), company, _to(named["companies"]), Index(f"ix_{name}_company_num", "company_num"))


def _add_named(add: _Add, table: str, thing: str, *more: Column[Any]) -> Table:
    """Things that are known by their names."""
    return add(table, _num(thing), _text(thing), _key(f"{thing}_key"), *more, Index(f"ix_{table}_key", f"{thing}_key"))


def _part_of(owner: Table) -> tuple[Column[Any], Column[Any]]:
    return _to(owner, primary_key=True), Column("position", Integer, primary_key=True, autoincrement=False)


def _to(parent: Table, *, primary_key: bool = False, nullable: bool = False) -> Column[Any]:
    """A column of the parent's key, of its name and type."""
    (key,) = parent.primary_key.columns
    return Column(key.name, ForeignKey(key), primary_key=primary_key, nullable=nullable, autoincrement=False)


def _num(thing: str) -> Column[Any]:
    return Column(f"{thing}_num", Integer, primary_key=True, autoincrement=False)


def _id(name: str) -> Column[Any]:
    return Column(name, _Key, primary_key=True)


def _key(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _Key, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _LongText, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)
