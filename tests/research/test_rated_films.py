import numpy as np
import pytest

from recsys.errors import DataError
from recsys.research.rated_films import Facts, read_rated_films
from tests.fixtures.movielens import FORMATS, RATINGS

U_GENRE = "unknown|0\nCrime|1\n\nDrama|2\n"
U_ITEM = "1|Heat (1995)|d||http://x|0|1|1\n29|Enfant, L' (2005)|||http://y|0|0|1\n267|unknown||||1|0|0\n"


def folder(raw, files):
    for name, content in files.items():
        raw.write(f"movielens/ml/{name}", content)
    return raw.root / "movielens" / "ml"


@pytest.mark.parametrize("layout", FORMATS)
def test_the_three_formats(raw, layout):
    source = read_rated_films(folder(raw, {**FORMATS[layout], **({"u.genre": U_GENRE} if layout == "u" else {})}))
    genres = [("crime",), ("drama",)] if layout != "u" else [("crime",), ("crime",)]
    assert source.facts == {"1": Facts(genres[0], 1995), "29": Facts(genres[1], 2005)}
    assert [tuple(row) for row in source.ratings.to_numpy().tolist()] == RATINGS
    assert source.held_out.tolist() == [False, False]


def test_every_film_stays_with_or_without_a_year_and_a_genre(raw):
    films = "movieId,title,genres\n1,Heat (1995),Crime|Sci-Fi\n2,Babylon 5,(no genres listed)\n3,Lost (2004–2010),\n"
    source = read_rated_films(folder(raw, {**FORMATS["csv"], "movies.csv": films}))
    assert source.facts == {"1": Facts(("crime", "science fiction"), 1995), "2": Facts((), None), "3": Facts((), None)}
    without_genres = "movieId,title\n1,Heat (1995)\n"
    assert read_rated_films(folder(raw, {"movies.csv": without_genres})).facts == {"1": Facts((), 1995)}


def test_flags_are_named_by_their_file(raw):
    files = {**FORMATS["u"], "u.item": U_ITEM}
    named = read_rated_films(folder(raw, {**files, "u.genre": U_GENRE})).facts
    assert named == {"1": Facts(("crime", "drama"), 1995), "29": Facts(("drama",), 2005), "267": Facts((), None)}
    (raw.root / "movielens/ml/u.genre").unlink()
    unnamed = read_rated_films(raw.root / "movielens/ml").facts
    assert {fact.genres for fact in unnamed.values()} == {()}


def test_a_published_split(raw):
    files = {**FORMATS["u"], "u1.base": "7\t1\t4\t9\n8\t1\t3\t8\n", "u1.test": "8\t29\t5\t12\n"}
    source = read_rated_films(folder(raw, files), "u1")
    assert source.ratings["film"].tolist() == ["1", "1", "29"]
    assert source.held_out.tolist() == [False, False, True]


def test_ratings_in_the_order_of_the_file(raw):
    users = [str(user) for user in np.random.default_rng(0).permutation(40)]
    rows = "".join(f"{user}\t1\t4\t9\n" for user in users)
    assert read_rated_films(folder(raw, {**FORMATS["u"], "u.data": rows})).ratings["user"].tolist() == users


@pytest.mark.parametrize(
    ("files", "split", "message"),
    [
        ({"README": ""}, "", "expected movies.csv and ratings.csv, .* found README"),
        (FORMATS["u"], "u1", r"u1\.base: expected a readable file"),
        (
            {**FORMATS["u"], "u.data": "7\t1\t4\t9\n7\t2\t9\t9\n7\t2\n8\t1\t4\t9\n"},
            "",
            r"u\.data: .* 2 other rows, .* line 2 \(rat",
        ),
    ],
)
def test_what_cannot_be_compared_with_is_refused(raw, files, split, message):
    with pytest.raises(DataError, match=message) as caught:
        read_rated_films(folder(raw, files), split)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there(raw):
    with pytest.raises(DataError, match=r"ml-100k: expected .*, found none.*grouplens.*RECSYS_DATA"):
        read_rated_films(raw.root / "movielens" / "ml-100k")


@pytest.mark.real_data
def test_real_folders(real_data):
    sizes = {"ml-100k": (100_000, 1682, 1), "ml-1m-part": (339_444, 3883, 0), "ml-latest-small": (100_836, 9742, 13)}
    for name, (n_ratings, n_films, without_a_year) in sizes.items():
        source = read_rated_films(real_data / "movielens" / name)
        assert (len(source.ratings), len(source.facts)) == (n_ratings, n_films)
        assert sum(fact.year is None for fact in source.facts.values()) == without_a_year
        assert set(source.ratings["film"]) <= set(source.facts)
    assert read_rated_films(real_data / "movielens" / "ml-100k", "u1").held_out.sum() == 20_000
