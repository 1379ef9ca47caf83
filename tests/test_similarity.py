"""What is liked, brought together from MovieLens' films and from the titles' own ratings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.models.vocabulary import Vocabulary
from recsys.schema import CREDITS, MOVIES, empty
from recsys.similarity import fit_content, fit_similarity, known_likes
from tests.data.conftest import RawFolder
from tests.films import film

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


def with_films(data):
    movies = [film(9, "Elsewhere", "1990-01-01"), film(5, "Heat", "1995-12-15"), film(7, "Ronin", "1998-09-25")]
    return replace(data, movies=pd.DataFrame(movies), credits=empty(CREDITS))


def liked(data, root, *, signal):
    works = Vocabulary.of(data.titles["work_id"])
    known, _ = fit_content(data, works)
    likes = known_likes(data, root, works, known.work_rows, signal)
    name_of = {row: "/".join(words["title"]) for row, words in enumerate(known.words)}
    found: dict[tuple[int, int], list[str]] = {}
    for user, work in zip(likes.user_nums.tolist(), likes.work_nums.tolist(), strict=True):
        found.setdefault((user, int(likes.group_of[user])), []).append(name_of[work])
    return {user: sorted(names) for user, names in found.items()}


def test_films_of_movielens_and_titles_rated_by_users_each_once(folder):
    data = with_films(folder.read())
    movielens = {(0, 0): ["heat", "ronin"], (1, 0): ["elsewhere"]}
    assert liked(data, folder.root, signal=False) == movielens
    # The ratings of Heat and Ronin that were linked to titles are not counted a second time.
    assert liked(data, folder.root, signal=True) == movielens | {(2, 1): ["heat", "ronin"], (3, 1): ["ronin"]}


def test_without_a_film_catalogue_what_was_linked_counts(folder):
    data = folder.read()
    found = liked(data, folder.root, signal=True)
    assert found == {(0, 1): ["heat", "ronin"], (1, 1): ["ronin"], (2, 0): ["heat", "ronin"]}
    assert liked(data, folder.root, signal=False) == {}
    assert data.movies.columns.tolist() == MOVIES.names


def test_the_models_have_the_rows_of_their_catalogues(folder):
    data = with_films(folder.read())
    works = Vocabulary.of(data.titles["work_id"])
    known, content = fit_content(data, works)
    likes = known_likes(data, folder.root, works, known.work_rows, signal=True)
    similar = fit_similarity(known, content, likes)
    assert similar.works.n_works == len(works) == 3
    assert similar.films.n_works == 3
    assert similar.works.affinity is similar.films.affinity is None  # so few likes teach nothing
    heat, ronin = works.numbers(["heat-1995-movie", "ronin-1998-movie"])
    np.testing.assert_allclose(
        similar.works.content.similarities(heat)[ronin], similar.films.content.similarities(1)[2], rtol=1e-6
    )
