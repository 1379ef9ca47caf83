"""What is read of MovieLens's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import Made, table, told

MOVIELENS_RATINGS = Made(
    "movielens-ratings.csv",
    table(
        "movie_id,imdb_id,tmdb_id,rating,average_rating,title",
        (527, "78748", 424, 4.5, 4.23941, "Tide, The (a.k.a. Ebb) (Marea, La) (1993)"),
        (1214, "9999001", 901, 0.5, 4.06974, "Solar Tide (2021)"),
        (1215, "", "", 3.0, 4.5, "Undated"),
        (1216, "", "", -1.0, 4.5, "Hidden (2000)"),
    ),
)
MOVIELENS_NUMBERS = Made(
    "ratings.csv", table("userId,movieId,rating,timestamp", (1, 47, 4.5, 964982703), (1, 2571, 3.5, 964981247))
)


def test_movielens_ratings():
    found = told(MOVIELENS_RATINGS)
    assert found.entries == [
        Entry(
            ("Tide, The", "Ebb", "Marea, La"),
            Signal.RATED,
            line=2,
            year=1993,
            imdb_id="tt0078748",
            tmdb_id=424,
            rating=4.5,
        ),
        Entry(("Solar Tide",), Signal.RATED, line=3, year=2021, imdb_id="tt9999001", tmdb_id=901, rating=0.5),
        Entry(("Undated",), Signal.RATED, line=4, rating=3.0),
    ]
    assert found.refused == [Refused(5, "-1.0", Reason.NO_RATING)]


def test_movielens_numbers():
    found = told(MOVIELENS_NUMBERS)
    assert found.entries == []
    assert found.refused == [Refused(2, "47", Reason.NUMBER_ALONE), Refused(3, "2571", Reason.NUMBER_ALONE)]
