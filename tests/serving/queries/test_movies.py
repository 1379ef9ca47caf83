import json

import pandas as pd
import pytest

from recsys.domain.schema import WORKS
from recsys.errors import InvalidValueError, NotFoundError
from recsys.ingest.sample import FOLDER
from recsys.serving.queries.films import Films
from recsys.serving.queries.movies import (
    MONTHS,
    WEEKDAYS,
    Count,
    FilmLength,
    MonthCount,
    MovieQueries,
    TitleScore,
    TitleVotes,
)
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE
from tests.fixtures.film_files import queries, raw_films, tables_of
from tests.fixtures.tables import film, tables

FRENCH = {"original_language": "fr", "countries": ["FR"]}
BOTH = {"countries": ["FR", "GB"]}
# January three (Thursday 1970-01-01, Saturday 2000-01-01, Monday 1900-01-01), September one (a Wednesday), May one.
ROWS = [
    film(1, "Enero", "1970-01-01", popularity=21.946943, vote_average=7.7, votes=2000, runtime=90, **FRENCH),
    film(2, "Twins", "2000-01-01", popularity=0.004, vote_average=6.0, votes=1999, runtime=100, **BOTH),
    film(3, "TWINS", "1900-01-01", popularity=3.0, vote_average=9.0, votes=5000, **BOTH),
    film(4, "Setiembre", "2021-09-01", votes=2001, original_language="cn"),
    film(5, "Mayo", "1979-05-25", votes=0, vote_average=0.0, original_language=None),
]
METHODS = [
    "cantidad_filmaciones_mes", "cantidad_filmaciones_dia", "score_titulo", "votos_titulo", "peliculas_idioma",
    "peliculas_pais", "peliculas_duracion",
]  # fmt: skip


@pytest.fixture(scope="module")
def movies():
    return MovieQueries(Films(tables(*ROWS)["works"]))


def test_a_month(movies):
    counts = [3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert movies.cantidad_filmaciones_mes("enero") == MonthCount(
        "3 cantidad de películas fueron estrenadas en el mes de enero",
        3,
        "enero",
        [Count(name, count) for name, count in zip(MONTHS, counts, strict=True)],
    )


@pytest.mark.parametrize(
    ("asked", "month", "count"),
    [
        ("ENERO", "enero", 3),
        ("  eNéRo ", "enero", 3),
        ("setiembre", "septiembre", 1),
        ("Septiembre", "septiembre", 1),
        ("mayo", "mayo", 1),
        ("diciembre", "diciembre", 0),
    ],
)
def test_months_in_any_spelling(movies, asked, month, count):
    answer = movies.cantidad_filmaciones_mes(asked)
    assert (answer.month, answer.count) == (month, count)
    assert answer.mensaje == f"{count} cantidad de películas fueron estrenadas en el mes de {month}"


@pytest.mark.parametrize(
    ("asked", "weekday", "count"),
    [
        ("jueves", "jueves", 1),
        ("SÁBADO", "sábado", 1),
        ("sabado", "sábado", 1),
        ("Miercoles", "miércoles", 1),
        ("miércoles", "miércoles", 1),
        ("lunes", "lunes", 1),
        ("viernes", "viernes", 1),
        ("domingo", "domingo", 0),
    ],
)
def test_weekdays_in_any_spelling(movies, asked, weekday, count):
    answer = movies.cantidad_filmaciones_dia(asked)
    assert (answer.weekday, answer.count) == (weekday, count)
    assert answer.mensaje == f"{count} cantidad de películas fueron estrenadas en los días {weekday}"
    assert [day.name for day in answer.weekdays] == list(WEEKDAYS)
    assert sum(day.count for day in answer.weekdays) == len(ROWS)


@pytest.mark.parametrize("asked", ["january", "ene", "enero febrero", "13", 1, "lunes", "\U0001f37f"])
def test_no_month(movies, asked):
    with pytest.raises(InvalidValueError, match=r"mes must be one of enero, febrero, .*, diciembre, got") as caught:
        movies.cantidad_filmaciones_mes(asked)
    assert caught.value.parameter == "mes"


@pytest.mark.parametrize("asked", ["monday", "lun", "enero", 3, "\U0001f37f"])
def test_no_weekday(movies, asked):
    with pytest.raises(InvalidValueError, match=r"dia must be one of lunes, martes, .*, domingo, got"):
        movies.cantidad_filmaciones_dia(asked)


def test_a_score(movies):
    assert movies.score_titulo("enero") == TitleScore(
        "La película Enero fue estrenada en el año 1970 con un score/popularidad de 21.95",
        "Enero", 1970, 21.946943, 7.7, [],
    )  # fmt: skip
    twins = movies.score_titulo("twins")
    assert (twins.year, twins.popularity, twins.namesakes) == (1900, 3.0, ["Twins (2000)"])
    assert movies.score_titulo("Twins (2000)").popularity == 0.004
    unknown = movies.score_titulo("mayo")
    assert unknown.mensaje == "La película Mayo fue estrenada en el año 1979 con un score/popularidad de desconocido"
    assert (unknown.popularity, unknown.vote_average) == (None, 0.0)


def test_votes_from_2000_on(movies):
    assert movies.votos_titulo("Enero") == TitleVotes(
        "La película Enero fue estrenada en el año 1970. Cuenta con un total de 2000 valoraciones, "
        "con un promedio de 7.7",
        "Enero", 1970, 2000, 7.7, [],
    )  # fmt: skip
    assert movies.votos_titulo("Twins (2000)") == TitleVotes(
        "La película Twins no cumple la condición de tener al menos 2000 valoraciones", "Twins", 2000, None, None, []
    )
    assert movies.votos_titulo("twins").vote_count == 5000
    assert movies.votos_titulo("mayo").vote_average is None
    assert movies.votos_titulo("setiembre").mensaje.endswith("2001 valoraciones, con un promedio desconocido")


def test_lengths_of_all_films_of_a_title(movies):
    answer = movies.peliculas_duracion("twins")
    assert answer.films == [FilmLength("TWINS", None, 1900), FilmLength("Twins", 100, 2000)]
    assert answer.mensaje == "TWINS. Duración: desconocida. Año: 1900; Twins. Duración: 100. Año: 2000"


def test_languages_and_countries(movies):
    answer = movies.peliculas_idioma("francés")
    assert (answer.mensaje, answer.count, answer.code) == ("1 películas fueron producidas en francés", 1, "fr")
    assert movies.peliculas_idioma("EN").count == 2
    assert movies.peliculas_idioma("cn").mensaje == "1 películas fueron producidas en cantonés"
    france = movies.peliculas_pais("Francia")
    assert (france.mensaje, france.count, france.code) == ("Se produjeron 3 películas en Francia", 3, "FR")
    assert movies.peliculas_pais("united kingdom").count == movies.peliculas_pais("gb").count == 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [NO_TEXT[0], NO_TEXT[1], NO_TITLE[0], NO_TITLE[3]])
def test_what_is_no_text(movies, method, value):
    with pytest.raises(InvalidValueError):
        getattr(movies, method)(value)


@pytest.mark.parametrize("method", METHODS[2:])
@pytest.mark.parametrize("value", ["\U0001f37f", "Twin", "wins", "klingon", 7])
def test_unknown_names(movies, method, value):
    with pytest.raises(NotFoundError):
        getattr(movies, method)(value)


def test_no_films_at_all():
    none = MovieQueries(Films(WORKS.empty_table()))
    assert none.cantidad_filmaciones_mes("enero").count == none.cantidad_filmaciones_dia("lunes").count == 0
    for method in METHODS[2:]:
        with pytest.raises(NotFoundError):
            getattr(none, method)("es")


def assert_months_and_weekdays(folder, naive):
    movies, _ = queries(folder)
    months, weekdays = naive["date"].dt.month, naive["date"].dt.day_of_week
    for number, name in enumerate(MONTHS):
        assert movies.cantidad_filmaciones_mes(name).count == (months == number + 1).sum()
    for number, name in enumerate(WEEKDAYS):
        assert movies.cantidad_filmaciones_dia(name).count == (weekdays == number).sum()


def with_votes_of_others(folder):
    """The raw films, where another source counted more votes with these and their mean."""
    naive = raw_films(folder).copy()
    for work in tables_of(folder).works.to_pylist():
        source = json.loads(work["fact_sources"]).get("votes", "tmdb")
        if source != "tmdb" and work["tmdb_id"] is not None and "tmdb" in work["sources"]:
            film = str(work["tmdb_id"])
            assert work["votes"] > naive.loc[film, "vote_count"]
            naive.loc[film, ["vote_count", "vote_average"]] = work["votes"], work["vote_average"]
    return naive


class TestSampleAsPandasCountsIt:
    def test_months_and_weekdays(self):
        assert_months_and_weekdays(FOLDER, raw_films(FOLDER))

    def test_titles(self):
        movies, naive = queries(FOLDER)[0], with_votes_of_others(FOLDER)
        naive = naive.sort_values("vote_count", ascending=False, kind="stable")
        for key, same in naive.groupby("key", sort=False):
            first, years = same.iloc[0], same["date"].dt.year.tolist()
            score, votes = movies.score_titulo(str(key)), movies.votos_titulo(str(key))
            assert (score.title, score.year) == (first["title"], years[0])
            assert (score.popularity, score.vote_average) == (first["popularity"], first["vote_average"])
            others = [f"{title} ({year})" for title, year in zip(same["title"], years, strict=True)][1:]
            assert score.namesakes == votes.namesakes == others
            enough = first["vote_count"] >= 2000
            assert votes.vote_count == (first["vote_count"] if enough else None)
            assert votes.vote_average == (first["vote_average"] if enough else None)
            lengths = movies.peliculas_duracion(str(key)).films
            assert [(film.minutes, film.year) for film in lengths] == list(zip(same["runtime"], years, strict=True))

    def test_languages(self):
        movies, counts = queries(FOLDER)[0], raw_films(FOLDER)["original_language"].value_counts()
        assert len(counts) > 5
        for code, count in counts.items():
            assert movies.peliculas_idioma(str(code)).count == count

    def test_countries(self):
        movies, naive = queries(FOLDER)[0], raw_films(FOLDER)
        country = naive["production_countries"].explode().dropna()
        for key in ("iso_3166_1", "name"):
            counts = country.map(lambda thing, key=key: thing[key]).value_counts()
            assert len(counts) > 5
            for name, count in counts.items():
                assert movies.peliculas_pais(str(name)).count == count


@pytest.mark.real_data
class TestRealFilms:
    def test_months_and_weekdays_are_all_the_films(self, real_data):
        movies, _ = queries(real_data)
        assert sum(movies.cantidad_filmaciones_mes(name).count for name in MONTHS) == 45_346
        assert sum(movies.cantidad_filmaciones_dia(name).count for name in WEEKDAYS) == 45_346
        works = tables_of(real_data).works.to_pandas()
        dates = works[works["sources"].map(lambda names: "tmdb" in names)]["release_date"].dropna()
        dates = pd.DataFrame({"date": pd.to_datetime(dates)})
        assert_months_and_weekdays(real_data, dates)

    def test_a_title_of_many(self, real_data):
        movies, _ = queries(real_data)
        works = tables_of(real_data).works.to_pandas()
        named = works[
            (works["title"].str.lower() == "cinderella") & works["sources"].map(lambda names: "tmdb" in names)
        ]
        most_voted = named.loc[named["votes"].idxmax()]
        answer = movies.score_titulo("cinderella")
        assert (answer.year, len(answer.namesakes)) == (most_voted["year"], 10)
        assert movies.votos_titulo("cinderella").vote_count == most_voted["votes"]
        assert len(movies.peliculas_duracion("Hamlet").films) == 9

    def test_united_kingdom_is_not_the_congo(self, real_data):
        movies, _ = queries(real_data)
        codes = raw_films(real_data)["production_countries"].map(lambda row: {one["iso_3166_1"] for one in row})
        for asked in ("United Kingdom", "Reino Unido", "gb", "UK"):
            answer = movies.peliculas_pais(asked)
            assert (answer.code, answer.count) == ("GB", sum("GB" in row for row in codes))
