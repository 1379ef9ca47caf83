"""What is read of TMDB's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, SOLAR_TIDE, Made, table, told

TMDB_RATINGS = Made(
    "ratings.csv",
    table(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated",
        (901, "tt9999001", "movie", "Solar Tide", "2021-05-01T00:00:00Z", "", "", 4.8, 1.0, "2022-09-20T00:00:00Z"),
        (902, "", "tv", "Harbour Lights", "", "", "", 9.1, 7.5, "2022-09-21T00:00:00Z"),
        (902, "", "tv", "Harbour Lights", "2015-01-01T00:00:00Z", 3, "", 9.1, 10, "2022-09-22T00:00:00Z"),
        (903, "", "movie", "Unrated", "1990-01-01", "", "", 9.9, "", ""),
        (904, "", "person", "Somebody", "", "", "", "", "", ""),
    ),
)
TMDB_WATCHLIST = Made(
    "watchlist.csv",
    table(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Date Added",
        (901, "tt9999001", "movie", "Solar Tide", "2021-05-01", "", "", 4.8, "2022-09-20T00:00:00Z"),
    ),
)
TMDB_LIKES = Made(
    "favorites.csv",
    table(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated",
        (901, "tt9999001", "movie", "Solar Tide", "2021-05-01", "", "", 4.8, "", ""),
    ),
    by_name=True,
)


def test_tmdb_ratings():
    found = told(TMDB_RATINGS)
    assert found.entries == [
        SOLAR_TIDE._replace(signal=Signal.RATED, line=2, rating=1.0, day="2022-09-20T00:00:00Z"),
        HARBOUR_LIGHTS._replace(signal=Signal.RATED, line=3, tmdb_id=902, rating=7.5, day="2022-09-21T00:00:00Z"),
        HARBOUR_LIGHTS._replace(line=4, year=2015, tmdb_id=902, season=3, day="2022-09-22T00:00:00Z"),
        Entry(("Unrated",), Signal.WISH, line=5, year=1990, type=FILM, tmdb_id=903),
    ]
    assert found.refused == [Refused(6, "person", Reason.NOT_A_WORK)]


def test_tmdb_watchlist():
    found = told(TMDB_WATCHLIST)
    assert found.entries == [SOLAR_TIDE._replace(signal=Signal.WISH, line=2, day="2022-09-20T00:00:00Z")]
    assert found.refused == []


def test_tmdb_likes():
    found = told(TMDB_LIKES)
    assert found.entries == [SOLAR_TIDE._replace(signal=Signal.LIKED, line=2)]
    assert found.refused == []
