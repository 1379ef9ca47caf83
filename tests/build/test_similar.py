"""What is liked, brought together from MovieLens' films and from the titles' own ratings."""

import numpy as np
import pytest

from recsys.build.content import draw_portraits, fit_content
from recsys.build.etl import read_tidy
from recsys.build.numbering import works_of
from recsys.build.similar import fit_affinities, known_likes
from tests.fixtures.raw_files import RawFolder

RATINGS = "userId,rating,timestamp,movieId\n1,5.0,9,hs1\n1,4.0,9,hs2\n1,3.5,9,hs3\n2,4.5,9,hs2\n"
MOVIELENS = {
    "movies.csv": "movieId,title,genres\n1,Heat (1995),Crime\n2,Ronin (1998),Action\n3,Elsewhere (1990),Drama\n",
    "ratings.csv": "userId,movieId,rating,timestamp\n1,1,4.0,9\n1,2,4.0,9\n2,3,5.0,9\n2,1,3.5,9\n",
}


@pytest.fixture
def folder(tmp_path):
    """Heat and Ronin are films of both catalogues, Dark is a series, Elsewhere is on no service."""
    raw = RawFolder(tmp_path)
    raw.platform(
        "hulu",
        {"title": "Heat"},
        {"title": "Ronin", "release_year": "1998"},
        {"title": "Dark", "type": "TV Show", "release_year": "2017", "duration": "3 Seasons"},
    )
    raw.write("ratings/own.csv", RATINGS)
    for name, content in MOVIELENS.items():
        raw.write(f"movielens/ml/{name}", content)
    return raw


FILMS = "id,title,release_date\n9,Elsewhere,1990-01-01\n5,Heat,1995-12-15\n7,Ronin,1998-09-25\n"


def liked(folder, *, signal):
    tidy = read_tidy(folder.root)
    known = draw_portraits(tidy.titles, tidy.movies, tidy.credits)
    likes = known_likes(tidy.film_likes, tidy.titles, tidy.ratings, known.work_rows, signal)
    name_of = {row: "/".join(words["title"]) for row, words in enumerate(known.words)}
    found: dict[tuple[int, int], list[str]] = {}
    for user, work in zip(likes.user_nums.tolist(), likes.work_nums.tolist(), strict=True):
        found.setdefault((user, int(likes.group_of[user])), []).append(name_of[work])
    return {user: sorted(names) for user, names in found.items()}


def test_films_of_movielens_and_titles_rated_by_users_each_once(folder):
    folder.write("tmdb/movies_dataset.csv", FILMS)
    movielens = {(0, 0): ["heat", "ronin"], (1, 0): ["elsewhere"]}
    assert liked(folder, signal=False) == movielens
    # The ratings of Heat and Ronin that were linked to titles are not counted a second time.
    assert liked(folder, signal=True) == movielens | {(2, 1): ["heat", "ronin"], (3, 1): ["ronin"]}


def test_without_a_film_catalogue_what_was_linked_counts(folder):
    found = liked(folder, signal=True)
    assert found == {(0, 0): ["heat", "ronin"], (1, 1): ["heat", "ronin"], (2, 1): ["ronin"]}
    assert liked(folder, signal=False) == {}


def test_the_models_have_the_rows_of_their_catalogues(folder):
    folder.write("tmdb/movies_dataset.csv", FILMS)
    tidy = read_tidy(folder.root)
    known = draw_portraits(tidy.titles, tidy.movies, tidy.credits)
    content = fit_content(known)
    assert content.works.n_works == len(works_of(tidy.titles)) == 3
    assert content.films.n_works == len(tidy.movies) == 3
    heat, ronin = works_of(tidy.titles).numbers(["heat-1995-movie", "ronin-1998-movie"])
    np.testing.assert_allclose(content.works.similarities(heat)[ronin], content.films.similarities(1)[2], rtol=1e-6)
    # So few likes teach nothing.
    assert fit_affinities(known, tidy.film_likes, tidy.titles, tidy.ratings, signal=True) is None
