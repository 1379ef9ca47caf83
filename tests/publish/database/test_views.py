"""Every view against the query of its name: for each argument that the data know, the answer is a filter on it."""

import functools
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from recsys.bundle.bundle import Bundle, load_bundle
from recsys.domain.services import SERVICES
from recsys.errors import NotFoundError
from recsys.publish.database.content import views
from recsys.publish.database.layout import define
from recsys.serving.queries.film_answers import film_answers
from recsys.serving.queries.movies import MONTHS, WEEKDAYS
from recsys.serving.queries.platforms import DURATION_TYPES, PlatformQueries
from recsys.text import fold
from tests.publish.database.conftest import KINDS
from tests.publish.database.reading import rows

BUNDLES = ("odd", "other")


@dataclass(frozen=True)
class Answers:
    """The query functions of a bundle, by their public names."""

    bundle: Bundle
    functions: Mapping[str, Callable[..., Any]]

    @classmethod
    def of(cls, folder):
        bundle = load_bundle(folder)
        platforms = PlatformQueries(bundle.titles, bundle.credits)
        names = ("get_max_duration", "get_score_count", "get_count_platform", "get_actor")
        of_titles = {f"platforms_{name}": getattr(platforms, name) for name in names}
        return cls(bundle, {**of_titles, **film_answers(bundle)})

    def ask(self, name, **arguments):
        return self.functions[name](**arguments)

    def films(self, column):
        """A column of the works that the film catalogue knows."""
        works = self.bundle.works.to_pylist()
        return [work[column] for work in works if "tmdb" in work["sources"]]

    def titles(self, column):
        """A column of the current titles."""
        return [title[column] for title in self.bundle.titles.to_pylist() if title["current"]]

    @property
    def services(self):
        found = set(self.titles("service"))
        return [service.id for service in SERVICES if service.id in found]


@pytest.fixture(scope="module")
def answers_of(request):
    """A function that gives the answers of the bundle of a fixture's name."""
    return functools.cache(lambda name: Answers.of(request.getfixturevalue(name)))


@pytest.fixture(params=[f"{kind}-{name}" for kind, name in product(KINDS, BUNDLES)])
def asked(request, exported, answers_of):
    """(the answers of a bundle, a function that reads a view of it in a database)."""
    kind, name = request.param.split("-")
    url = exported(kind, name)
    return answers_of(name), lambda view: rows(url, f"SELECT * FROM {view}")  # noqa: S608


def grouped(found, *arguments):
    """The view's rows by the values of the arguments."""
    groups = defaultdict(list)
    for row in found:
        groups[tuple(row.pop(argument) for argument in arguments)].append(row)
    return dict(groups)


def key(name):
    return (fold(name) or name,)


def close(row):
    """The row, its floating numbers as near as sums in another order are."""
    return {name: pytest.approx(value, rel=1e-12) if isinstance(value, float) else value for name, value in row.items()}


def test_there_is_a_view_for_every_query(answers_of):
    assert set(views(define())) == set(answers_of("odd").functions) - {"movies_recomendacion"}


def test_get_max_duration(asked):
    answers, read = asked
    found = grouped(read("platforms_get_max_duration"), "year", "platform", "duration_type")
    years = {None, *answers.titles("release_year")}
    for year, platform, unit in product(years, (None, *answers.services), DURATION_TYPES):
        shown = sorted(found.pop((year, platform, unit), ()), key=lambda row: row.pop("position"))
        try:
            answer = answers.ask("platforms_get_max_duration", year=year, platform=platform, duration_type=unit)
        except NotFoundError:
            assert shown == []
            continue
        assert shown == [
            {
                "duration": answer.duration,
                "title_id": title.title_id,
                "title": title.title,
                "title_platform": title.platform,
                "title_year": title.year,
            }
            for title in answer.titles
        ]
    assert found == {}


def test_get_score_count(asked):
    answers, read = asked
    found = grouped(read("platforms_get_score_count"), "platform", "year")
    scores = sorted({score for score in answers.titles("score") if score is not None})
    asked_scores = {0, 3.5, 5, *scores, *(score - 1e-9 for score in scores), *(score + 1e-9 for score in scores)}
    years = set(answers.titles("release_year"))
    for platform, year in product(answers.services, years):
        steps = found.pop((platform, year), [])
        for scored in asked_scores if len(years) < 10 else {0, 3.5, 5, *(step["scored_from"] for step in steps)}:
            shown = [step["count"] for step in steps if step["scored_from"] <= scored < step["scored_below"]]
            answer = answers.ask("platforms_get_score_count", platform=platform, scored=scored, year=year)
            assert shown == [answer.count] if steps else answer.count == 0
    assert found == {}


def test_get_count_platform(asked):
    answers, read = asked
    found = grouped(read("platforms_get_count_platform"), "platform")
    for platform in answers.services:
        answer = answers.ask("platforms_get_count_platform", platform=platform)
        shown = {"movies": answer.movies, "series": answer.series, "total": answer.total}
        assert found.pop((platform,)) == [shown]
    assert found == {}


def test_platforms_get_actor(asked):
    answers, read = asked
    found = grouped(read("platforms_get_actor"), "platform", "year")
    for platform, year in product(answers.services, set(answers.titles("release_year"))):
        shown = sorted(found.pop((platform, year), ()), key=lambda row: row["place"])
        try:
            answer = answers.ask("platforms_get_actor", platform=platform, year=year)
        except NotFoundError:
            assert shown == []
            continue
        assert shown == [
            {"actor": actor, "appearances": answer.count, "place": place} for place, actor in enumerate(answer.tied, 1)
        ]
        assert shown[0]["actor"] == answer.actor
    assert found == {}


@pytest.mark.parametrize(
    ("view", "argument", "names", "all_of"),
    [
        ("movies_cantidad_filmaciones_mes", "mes", MONTHS, "months"),
        ("movies_cantidad_filmaciones_dia", "dia", WEEKDAYS, "weekdays"),
    ],
)
def test_when_films_were_released(asked, view, argument, names, all_of):
    answers, read = asked
    found = sorted(read(view), key=lambda row: row["number"])
    answers = [answers.ask(view, **{argument: name}) for name in names]
    assert found == [
        {argument: n, "number": i, "count": a.count} for i, (n, a) in enumerate(zip(names, answers, strict=True), 1)
    ]
    assert [(row[argument], row["count"]) for row in found] == [
        (count.name, count.count) for count in getattr(answers[0], all_of)
    ]


def titles(answers):
    return {key(title): title for title in answers.films("title")}


@pytest.mark.parametrize("view", ["movies_score_titulo", "movies_votos_titulo"])
def test_how_films_are_liked(asked, view):
    answers, read = asked
    found = grouped(read(view), "titulo")
    for of_title, title in titles(answers).items():
        first, *others = sorted(found.pop(of_title), key=lambda row: row["place"])
        answer = answers.ask(view, titulo=title)
        assert close(first) == {name: getattr(answer, name) for name in first if name not in ("place", "movie_id")} | {
            name: first[name] for name in ("place", "movie_id")
        }
        assert first["place"] == 1
        assert [f"{row['title']} ({row['year']})" for row in others] == answer.namesakes
        for row in others:  # «Title (year)» picks the first of its year
            dated = answers.ask(view, titulo=f"{row['title']} ({row['year']})")
            of_year = next(other for other in (first, *others) if other["year"] == row["year"])
            assert (dated.title, dated.vote_average) == (of_year["title"], of_year["vote_average"])
    assert found == {}


def test_peliculas_duracion(asked):
    answers, read = asked
    found = grouped(read("movies_peliculas_duracion"), "pelicula")
    for of_title, title in titles(answers).items():
        shown = sorted(found.pop(of_title), key=lambda row: row["place"])
        answer = answers.ask("movies_peliculas_duracion", pelicula=title)
        assert [(row["title"], row["minutes"], row["year"]) for row in shown] == [
            (film.title, film.minutes, film.year) for film in answer.films
        ]
    assert found == {}


@pytest.mark.parametrize(
    ("view", "argument", "column", "sentence"),
    [
        ("movies_peliculas_idioma", "idioma", "original_language", "{count} películas fueron producidas en {nombre}"),
        ("movies_peliculas_pais", "pais", "countries", "Se produjeron {count} películas en {nombre}"),
    ],
)
def test_where_films_are_from(asked, view, argument, column, sentence):
    answers, read = asked
    found = grouped(read(view), argument)
    values = answers.films(column)
    codes = {code for value in values for code in (value if isinstance(value, list) else [value]) if code is not None}
    for code in codes:
        answer = answers.ask(view, **{argument: code})
        (row,) = found.pop((code,))
        assert (row["count"], sentence.format(**row)) == (answer.count, answer.mensaje)
        assert answers.ask(view, **{argument: row["nombre"]}).code == code
    assert found == {}


def people(answers):
    credits = [row for row in answers.bundle.credits.to_pylist() if row["source"] == "tmdb" and row["role"] != "writer"]
    return {key(row["person"]): row["person"] for row in credits}


def test_movies_get_actor(asked):
    answers, read = asked
    found = grouped(read("movies_get_actor"), "nombre_actor")
    for of_name, name in people(answers).items():
        shown = sorted(found.pop(of_name), key=lambda row: row["place"])
        answer = answers.ask("movies_get_actor", nombre_actor=name)
        expected = {field: getattr(answer, field) for field in shown[0] if field != "place"}
        assert close(shown[0]) == expected | {"place": 1}
        assert sum(row["films"] > 0 for row in shown[1:]) == answer.namesakes
    assert found == {}


FILM = ("title", "release_date", "film_return", "budget", "revenue", "profit")


def films_of(shown):
    """The films of a view's rows, in the order of `film`."""
    with_film = [row for row in shown if row["film"] is not None]
    assert sorted(row["film"] for row in with_film) == list(range(1, len(with_film) + 1))
    return [{name: row[name] for name in FILM} for row in sorted(with_film, key=lambda row: row["film"])]


def test_get_director(asked):
    answers, read = asked
    found = grouped(read("movies_get_director"), "nombre_director")
    for of_name, name in people(answers).items():
        shown = [row for row in found.pop(of_name) if row["place"] == 1]
        answer = answers.ask("movies_get_director", nombre_director=name)
        assert films_of(shown) == [vars(film) for film in answer.films]
        assert {(row["director"], row["namesakes"]) for row in shown} == {(answer.director, answer.namesakes)}
        assert all(row["total_return"] == pytest.approx(answer.total_return, rel=1e-12) for row in shown)
    assert found == {}


def test_franquicia(asked):
    answers, read = asked
    found = grouped(read("movies_franquicia"), "franquicia")
    names = answers.films("collection")
    for of_name, name in {key(name): name for name in names if name is not None}.items():
        shown = found.pop(of_name)
        answer = answers.ask("movies_franquicia", franquicia=name)
        assert films_of(shown) == [vars(film) for film in answer.films]
        assert {(row["collection"], row["films"], row["total_revenue"]) for row in shown} == {
            (answer.collection, len(answer.films), answer.total_revenue)
        }
        assert all(row["mean_revenue"] == pytest.approx(answer.mean_revenue, rel=1e-12) for row in shown)
    assert found == {}


def test_productoras_exitosas(asked):
    answers, read = asked
    found = grouped(read("movies_productoras_exitosas"), "productora")
    companies = answers.films("companies")
    for of_name, name in {key(name): name for row in companies for name in row}.items():
        answer = answers.ask("movies_productoras_exitosas", productora=name)
        expected = {"company": answer.company, "revenue": answer.revenue, "films": answer.films}
        assert found.pop(of_name) == [expected]
    assert found == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_a_franchise_s_name(kind, exported, answers_of):
    url = exported(kind, "odd")
    query = (
        "SELECT collection FROM movies_franquicia WHERE film = 1 AND franquicia LIKE :within "
        "ORDER BY CASE WHEN franquicia = :part THEN 0 WHEN franquicia LIKE :first THEN 1 ELSE 2 END, "
        "CHAR_LENGTH(franquicia), franquicia"
    )
    query = query.replace("CHAR_LENGTH", "LENGTH") if kind in ("sqlite", "duckdb") else query
    for part in ("la saga", "saga", "la", "two"):
        found = rows(url, query, within=f"%{part}%", part=part, first=f"{part}%")
        answer = answers_of("odd").ask("movies_franquicia", franquicia=part)
        assert [row["collection"] for row in found] == [answer.collection, *answer.others]


@pytest.mark.parametrize("kind", KINDS)
def test_names_with_accents_are_filtered_by(kind, exported):
    url = exported(kind, "odd")
    (row,) = rows(url, "SELECT * FROM movies_cantidad_filmaciones_dia WHERE dia = 'miércoles'")
    assert (row["number"], row["count"]) == (3, 1)  # Amélie, 25 April 2001
    (row,) = rows(url, "SELECT * FROM movies_peliculas_pais WHERE nombre = 'Unión Soviética'")
    assert (row["pais"], row["count"]) == ("SU", 1)
    assert len(rows(url, "SELECT * FROM movies_get_actor WHERE nombre_actor = '★'")) == 1
    assert rows(url, "SELECT * FROM movies_get_actor WHERE nombre_actor = '☆'") == []
