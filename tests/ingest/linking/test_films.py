import pandas as pd
import pytest

from recsys.ingest.linking.films import link_films, movie_index
from recsys.ingest.load import RawData
from recsys.ingest.sources.movielens import Film, parse_film
from recsys.ingest.works import work_id

CATALOGUE = [
    ("The Matrix", 1999, "movie"),
    ("Amélie", 2001, "movie"),
    ("Fargo", 1996, "tv show"),
    ("L'Avventura", 1960, "movie"),
    ("Se7en", 1995, "movie"),
    ("Emma", 1995, "movie"),
    ("Emma", 1997, "movie"),
    ("Hamlet", 1990, "movie"),
    ("Dune", 2020, "movie"),
]
TITLES = pd.DataFrame(
    [(title, year, kind, work_id(title, year, kind)) for title, year, kind in CATALOGUE],
    columns=["display_title", "release_year", "type", "work_id"],
)


def link(*texts: str) -> list[str | None]:
    """The work of each MovieLens film, None where it has none."""
    films = [film for number, text in enumerate(texts) if (film := parse_film(str(number), text)) is not None]
    works = link_films(films, movie_index(TITLES))
    return [works.get(str(number)) for number in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("Matrix, The (1999)", "matrix-1999-movie"),
        ("MATRIX (1998)", "matrix-1999-movie"),
        ("Matrix, The (2000)", "matrix-1999-movie"),
        ("Matrix, The (1997)", None),
        ("Matrix, The (2001)", None),
        ("Matrix Reloaded, The (1999)", None),
        ("Fabuleux destin, Le (Amelie) (2001)", "amelie-2001-movie"),
        ("Avventura, L' (Adventure, The) (1960)", "avventura-1960-movie"),
        ("Seven (a.k.a. Se7en) (1995)", "se7en-1995-movie"),
        ("Fargo (1996)", None),  # only a series goes by that name
        ("Emma (1995)", "emma-1995-movie"),
        ("Emma (1996)", None),  # as near to 1995 as to 1997
        ("Emma (1998)", "emma-1997-movie"),
    ],
)
def test_one_film(text, work):
    assert link(text) == [work]


def test_the_nearest_year_keeps_the_work():
    assert link("Hamlet (1991)", "Hamlet (1990)", "Hamlet (1989)") == [None, "hamlet-1990-movie", None]


def test_the_main_title_is_nearer_than_another_one():
    assert link("Remake (Hamlet) (1990)", "Hamlet (1990)") == [None, "hamlet-1990-movie"]


def test_a_film_that_its_source_lists_twice_keeps_both_numbers():
    assert link("Dune (2020)", "Dune (2020)") == ["dune-2020-movie", "dune-2020-movie"]
    assert link("Dune (2021)", "Dune (2021)") == ["dune-2020-movie", "dune-2020-movie"]


def test_two_films_as_near_as_each_other_are_not_guessed():
    assert link("Dune (2019)", "Dune (2021)") == [None, None]


def test_a_films_own_year_goes_before_its_main_title():
    film = Film("1", "Hamlet", ("Dune",), 2020)
    assert link_films([film], movie_index(TITLES)) == {"1": "dune-2020-movie"}


def test_series_are_not_in_the_index():
    assert "fargo" not in movie_index(TITLES)
    assert movie_index(TITLES)["emma"] == {1995: "emma-1995-movie", 1997: "emma-1997-movie"}


@pytest.mark.real_data
def test_real_folders_link(real: RawData):
    links = {link.source: link for link in real.links}
    assert set(links) == {"ml-latest-small", "ml-100k", "ml-1m-part"}
    small = links["ml-latest-small"]
    assert 1_500 < small.linked_films < 2_200
    assert 25_000 < small.linked_ratings < 40_000
    assert (small.films, small.ratings) == (9_742 - 13, 100_836)
    movies = set(real.titles.loc[real.titles["type"] == "movie", "title_id"])
    assert set(real.ratings["title_id"].unique()) <= movies
