"""The queries over the film catalogue, as views of the tables of `layout`.

Who is asked for goes by a key (see `layout`): 'tom hanks', 'amelie'. Where several bear the name, `place` 1 is the one
that answers.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Join,
    MetaData,
    Select,
    Table,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import Subquery

from recsys.domain.schema import FILM_CATALOGUE
from recsys.publish.database.functions import double, weekday
from recsys.serving.queries.movies import FEWEST_VOTES, MONTHS, WEEKDAYS

View = Select[Any]


def film_views(metadata: MetaData) -> dict[str, View]:
    """{public name: its answers}."""
    views: tuple[Callable[[MetaData], View], ...] = (
        cantidad_filmaciones_mes,
        cantidad_filmaciones_dia,
        score_titulo,
        votos_titulo,
        peliculas_duracion,
        peliculas_idioma,
        peliculas_pais,
        get_actor,
        get_director,
        franquicia,
        productoras_exitosas,
    )
    return {f"movies_{view.__name__}": view(metadata) for view in views}


def cantidad_filmaciones_mes(metadata: MetaData) -> View:
    """WHERE mes = 'enero'; all of them ORDER BY number."""
    month = extract("month", metadata.tables["movies"].c.release_date)
    return _counts(metadata, "mes", MONTHS, month)


def cantidad_filmaciones_dia(metadata: MetaData) -> View:
    """WHERE dia = 'lunes'; all of them ORDER BY number."""
    return _counts(metadata, "dia", WEEKDAYS, weekday(metadata.tables["movies"].c.release_date))


def score_titulo(metadata: MetaData) -> View:
    """WHERE titulo = 'cinderella' AND place = 1, or AND year = 1950 ORDER BY place."""
    movies = metadata.tables["movies"].c
    return _by_title(metadata, "titulo", movies.popularity, movies.vote_average)


def votos_titulo(metadata: MetaData) -> View:
    """WHERE titulo = 'cinderella' AND place = 1; votes and mean are NULL where there are too few of them."""
    movies = metadata.tables["movies"].c
    enough = movies.vote_count >= FEWEST_VOTES
    votes, average = case((enough, movies.vote_count)), case((enough, movies.vote_average))
    return _by_title(metadata, "titulo", votes.label("vote_count"), average.label("vote_average"))


def peliculas_duracion(metadata: MetaData) -> View:
    """WHERE pelicula = 'cinderella' ORDER BY place."""
    return _by_title(metadata, "pelicula", metadata.tables["movies"].c.runtime.label("minutes"))


def peliculas_idioma(metadata: MetaData) -> View:
    """WHERE idioma = 'es', or WHERE nombre = 'español'."""
    languages, movies = metadata.tables["languages"], metadata.tables["movies"]
    return _coded("idioma", languages.c.language, languages.c.spanish, languages.join(movies))


def peliculas_pais(metadata: MetaData) -> View:
    """WHERE pais = 'AR', or WHERE nombre = 'Argentina'."""
    countries, produced = metadata.tables["countries"], metadata.tables["movie_countries"]
    return _coded("pais", countries.c.country, countries.c.spanish, countries.join(produced))


def get_actor(metadata: MetaData) -> View:
    """WHERE nombre_actor = 'tom hanks' AND place = 1."""
    people, of_role = metadata.tables["people"], _returns(metadata, "actor")
    count = func.coalesce(of_role.c.films_with_return, 0)
    return (
        select(
            people.c.person_key.label("nombre_actor"),
            _place(people, of_role),
            people.c.person.label("actor"),
            func.coalesce(of_role.c.films, 0).label("films"),
            func.coalesce(of_role.c.known_return, 0.0).label("total_return"),
            (of_role.c.known_return / func.nullif(of_role.c.films_with_return, 0)).label("mean_return"),
            count.label("films_with_return"),
            _namesakes(people, of_role),
        )
        .select_from(people.outerjoin(of_role, of_role.c.person_num == people.c.person_num))
        .where(people.c.in_films)
    )


def get_director(metadata: MetaData) -> View:
    """A row for each film: WHERE nombre_director = 'sofia coppola' AND place = 1 ORDER BY film.

    Somebody who directed none has a row without a film.
    """
    people, credits, movies = (metadata.tables[name] for name in ("people", "credits", "movies"))
    of_role = _returns(metadata, "director")
    who = (
        select(
            people.c.person_num,
            people.c.person_key.label("nombre_director"),
            _place(people, of_role),
            people.c.person.label("director"),
            func.coalesce(of_role.c.total_return, 0.0).label("total_return"),
            _namesakes(people, of_role),
        )
        .select_from(people.outerjoin(of_role, of_role.c.person_num == people.c.person_num))
        .where(people.c.in_films)
        .subquery()
    )
    in_role = (credits.c.source == FILM_CATALOGUE, credits.c.role == "director")
    directed = (
        select(credits.c.person_num, movies)
        .select_from(credits.join(movies, _same_work(credits, movies)))
        .where(*in_role)
    ).subquery()
    return select(
        *(column for column in who.c if column.name != "person_num"),
        *_money(directed.c, [who.c.person_num]),
    ).select_from(who.outerjoin(directed, directed.c.person_num == who.c.person_num))


def franquicia(metadata: MetaData) -> View:
    """A row for each film: WHERE franquicia = 'toy story collection' ORDER BY film.

    By a part of the name, as the answer is asked: WHERE franquicia LIKE '%toy story%', of which the answer is the whole
    name, else the shortest that begins so, else the shortest.
    """
    collections, movies = metadata.tables["collections"], metadata.tables["movies"]
    bearing = [collections.c.collection_num]
    return select(
        collections.c.collection_key.label("franquicia"),
        collections.c.collection,
        func.count().over(partition_by=bearing).label("films"),
        cast(func.sum(movies.c.revenue).over(partition_by=bearing), BigInteger).label("total_revenue"),
        func.avg(double(movies.c.revenue)).over(partition_by=bearing).label("mean_revenue"),
        *_money(movies.c, bearing),
    ).select_from(collections.join(movies))


def productoras_exitosas(metadata: MetaData) -> View:
    """WHERE productora = 'pixar animation studios'."""
    companies, produced, movies = (metadata.tables[name] for name in ("companies", "movie_companies", "movies"))
    # A film may name a company twice.
    films = select(produced.c.company_num, produced.c.work_id).distinct().subquery()
    return (
        select(
            companies.c.company_key.label("productora"),
            companies.c.company,
            cast(func.sum(movies.c.revenue), BigInteger).label("revenue"),  # not the decimal that databases make
            func.count().label("films"),
        )
        .select_from(companies.join(films).join(movies, movies.c.work_id == films.c.work_id))
        .group_by(companies.c.company_num, companies.c.company_key, companies.c.company)
    )


def _counts(metadata: MetaData, argument: str, names: Sequence[str], number: ColumnElement[Any]) -> View:
    """How many films were released under each name; none is a row, too."""
    rows = (select(literal(n).label("number"), literal(name).label(argument)) for n, name in enumerate(names, 1))
    named = union_all(*rows).subquery()
    movies = metadata.tables["movies"]
    return (
        select(named.c[argument], named.c.number, func.count(movies.c.work_id).label("count"))
        .select_from(named.outerjoin(movies, number == named.c.number))
        .group_by(named.c[argument], named.c.number)
    )


def _coded(argument: str, code: ColumnElement[Any], name: ColumnElement[Any], films: Join) -> View:
    """How many films there are of each code, with its name."""
    return (
        select(code.label(argument), name.label("nombre"), func.count().label("count"))
        .select_from(films)
        .group_by(code, name)
    )


def _by_title(metadata: MetaData, argument: str, *answers: ColumnElement[Any]) -> View:
    """Every film; of those that share a title the one with most votes has place 1."""
    movies = metadata.tables["movies"].c
    order = (movies.vote_count.desc(), movies.position)
    return select(
        movies.title_key.label(argument),
        movies.release_year.label("year"),
        func.row_number().over(partition_by=movies.title_key, order_by=order).label("place"),
        movies.movie_id,
        movies.title,
        *answers,
    )


def _returns(metadata: MetaData, role: str) -> Subquery:
    """How many films each person has in a role, and what they returned."""
    credits, movies = metadata.tables["credits"], metadata.tables["movies"]
    known = and_(movies.c.budget > 0, movies.c.revenue > 0)
    return (
        select(
            credits.c.person_num,
            func.count().label("films"),
            func.count(case((known, movies.c.work_id))).label("films_with_return"),
            func.sum(movies.c.film_return).label("total_return"),
            func.sum(case((known, movies.c.film_return), else_=0.0)).label("known_return"),
        )
        .select_from(credits.join(movies, _same_work(credits, movies)))
        .where(credits.c.source == FILM_CATALOGUE, credits.c.role == role)
        .group_by(credits.c.person_num)
        .subquery()
    )


def _same_work(credits: Table, movies: Table) -> ColumnElement[bool]:
    return credits.c.work_id == movies.c.work_id


def _place(people: Table, of_role: Subquery) -> ColumnElement[int]:
    """Of those of one name, who has most films in the role has place 1."""
    order = (func.coalesce(of_role.c.films, 0).desc(), people.c.person_num)
    return func.row_number().over(partition_by=people.c.person_key, order_by=order).label("place")


def _namesakes(people: Table, of_role: Subquery) -> ColumnElement[int]:
    """How many others of the name have films in the role."""
    of_name = func.count(of_role.c.films).over(partition_by=people.c.person_key)
    return (of_name - case((of_role.c.films > 0, 1), else_=0)).label("namesakes")


def _money(movies: ReadOnlyColumnCollection[str, Any], owner: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The columns of each film of an owner; `film` counts them, oldest first, from 1."""
    oldest_first = func.row_number().over(partition_by=owner, order_by=(movies.release_date, movies.position))
    return [
        case((movies.work_id.is_not(None), oldest_first)).label("film"),
        movies.movie_id,
        movies.title,
        movies.release_date,
        movies.film_return,
        movies.budget,
        movies.revenue,
        (movies.revenue - movies.budget).label("profit"),
    ]
