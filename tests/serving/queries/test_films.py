import pytest

from recsys.domain.schema import WORKS
from recsys.errors import InvalidValueError, NotFoundError
from recsys.ingest.sample import FOLDER
from recsys.serving.queries.films import Films
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE
from tests.fixtures.film_files import raw_films, tables_of
from tests.fixtures.tables import film, tables, title, work

ROWS = [
    film(1, "Cinderella", "1997-11-02", votes=28),
    film(2, "CINDERELLA", "1950-03-04", votes=1760),
    film(3, "Cinderella", "2015-03-12", votes=2426),
    film(4, "Cinderella", "1950-12-31", votes=1760),
    film(5, "Cinderella 2000", "1977-04-01", votes=3),
    film(6, "Cinderella", "2000-01-01", votes=5),
    film(7, "Airport 1975", "1974-10-18"),
    film(8, "Airport", "1970-03-05"),
    film(9, "2012", "2009-10-10"),
    film(10, "Amélie", "2001-04-25"),
    film(11, "Heat (1995)", "1986-01-01"),
    film(12, "Spider-Man", "2002-05-01"),
]


@pytest.fixture(scope="module")
def films():
    return Films(tables(*ROWS)["works"])


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("Cinderella", [2, 1, 3, 0, 5]),
        ("  cínderELLA ", [2, 1, 3, 0, 5]),
        ("Cinderella (1950)", [1, 3]),
        ("cinderella(1950)", [1, 3]),
        ("Cinderella (2015)", [2]),
        ("Cinderella (2000)", [5]),
        ("Cinderella 2000", [4]),
        ("Cinderella 2000 (1977)", [4]),
        ("Airport (1975)", [6]),
        ("Airport (1970)", [7]),
        ("2012", [8]),
        (2012, [8]),
        (2012.0, [8]),
        ("2012 (2009)", [8]),
        ("amelie", [9]),
        ("Heat (1995)", [10]),
        ("Heat (1995) (1986)", [10]),
        ("spiderman", [11]),
        ("spiderman (2002)", [11]),
    ],
)
def test_which_films_a_title_means(films, asked, rows):
    assert films.find("titulo", asked) == rows


def test_a_year_that_no_film_of_the_title_has(films):
    with pytest.raises(NotFoundError) as caught:
        films.find("titulo", "Cinderella (1951)")
    assert str(caught.value).startswith("No film of that title is of that year: «Cinderella (1951)». Did you mean ")
    years = ["2015", "1950", "1950", "1997", "2000"]
    assert [name[-5:-1] for name in caught.value.suggestions] == years


def test_no_such_title(films):
    with pytest.raises(NotFoundError) as caught:
        films.find("pelicula", "Cinderela")
    assert caught.value.parameter == "pelicula"
    assert caught.value.suggestions == ["Cinderella", "Cinderella 2000"]
    for asked in ["Cinder", "ella", "Cinderella (20000)", "(1950)", "Nothing (1950)", "\U0001f37f", "'; DROP TABLE x"]:
        with pytest.raises(NotFoundError):
            films.find("titulo", asked)


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE])
def test_what_is_no_title(films, value):
    with pytest.raises(InvalidValueError) as caught:
        films.find("titulo", value)
    assert caught.value.parameter == "titulo"


def test_the_films_of_the_film_catalogue_alone_and_what_it_says_of_them():
    works = tables(
        work("dark", "Dark", 2017, "tv show", source="imdb"),
        film(7, "Alien", "1979-05-25", work_id="alien", budget=10, revenue=25),
        title("as1", "Alien", 1979, work_id="alien", duration_int=117, duration_type="min"),
        title("ns1", "Brazil", 1985),
        film(8, "Aliens", "1986-07-18", runtime=137, revenue=5, countries=["US"]),
    )["works"]
    assert works.column("runtime").to_pylist() == [None, 117, 137, None]
    films = Films(works)
    assert films.work_nums.tolist() == [1, 2]
    assert (films.titles, films.years.tolist()) == (["Alien", "Aliens"], [1979, 1986])
    assert films.column("runtime").to_pylist() == [None, 137]  # the 117 minutes are the service's
    assert films.lists("countries") == [[], ["US"]]
    assert films.returns.tolist() == [2.5, 0.0]


def test_no_films_at_all():
    none = Films(WORKS.empty_table())
    assert len(none) == 0
    with pytest.raises(NotFoundError):
        none.find("titulo", "Alien")


def test_every_film_of_the_sample_by_its_title_and_by_its_year():
    films = Films(tables_of(FOLDER).works)
    naive = raw_films(FOLDER).sort_values("vote_count", ascending=False, kind="stable")
    ids = films.column("tmdb_id").to_pylist()
    for key, name, year in zip(naive["key"], naive["title"], naive["date"].dt.year, strict=True):
        of_title = naive[naive["key"] == key]
        assert [ids[row] for row in films.find("titulo", name.upper())] == of_title["id"].astype(int).tolist()
        of_year = of_title[of_title["date"].dt.year == year]
        assert [ids[row] for row in films.find("titulo", f"{name} ({year})")] == of_year["id"].astype(int).tolist()


@pytest.mark.real_data
def test_every_real_film_is_found_by_the_name_that_lists_it(real_data):
    films = Films(tables_of(real_data).works)
    assert films.find("titulo", "Cinderella (2000)") != films.find("titulo", "Cinderella 2000")
    for row in range(0, len(films), 7):
        found = films.find("titulo", films.name(row))
        assert row in found
        assert {int(films.years[other]) for other in found} == {int(films.years[row])}
