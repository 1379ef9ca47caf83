"""What is read of Trakt's files."""

import pytest

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, SERIES, SOLAR_TIDE, Made, table, told, written

_FILM = {
    "title": "Solar Tide",
    "year": 2021,
    "ids": {"trakt": 1, "slug": "solar-tide", "imdb": "tt9999001", "tmdb": 901},
}
_SERIES = {"title": "Harbour Lights", "year": 2015, "ids": {"trakt": 2, "imdb": "tt9999002", "tmdb": 902, "tvdb": 7}}
_NO_YEAR = {"title": "海の灯", "year": None, "ids": {"trakt": 3, "imdb": None, "tmdb": None}}


def _episode(season: int, number: int) -> dict[str, object]:
    # An episode's own ids are not the series'.
    return {"season": season, "number": number, "title": "It", "ids": {"trakt": 50, "imdb": "tt1", "tmdb": 5}}


TRAKT_HISTORY = Made(
    "watched-history-1.json",
    written(
        [
            {"id": 1, "watched_at": "2026-08-21T06:41:00.000Z", "action": "watch", "type": "movie", "movie": _FILM},
            {"id": 2, "watched_at": "2025-01-01T00:00:00.000Z", "action": "scrobble", "type": "movie", "movie": _FILM},
            {
                "id": 3,
                "watched_at": "2026-07-22T19:19:00.000Z",
                "action": "checkin",
                "type": "episode",
                "episode": _episode(1, 2),
                "show": _SERIES,
            },
            {"id": 4, "watched_at": None, "action": "watch", "type": "movie", "movie": _NO_YEAR},
            {"id": 5, "watched_at": None, "action": "watch", "type": "movie", "movie": {"ids": {"trakt": 9}}},
        ]
    ),
)
TRAKT_WATCHED = Made(
    "watched-shows.json",
    written(
        [
            {
                "plays": 3,
                "last_watched_at": "2026-07-22T19:19:00.000Z",
                "show": _SERIES,
                "seasons": [{"number": 1, "episodes": [{"number": 2, "plays": 2, "last_watched_at": "2026-07-22"}]}],
            },
            {"plays": 40, "last_watched_at": "2020-01-01", "show": {"title": "Far Shore", "ids": {"trakt": 4}}},
            {"plays": 2, "last_watched_at": "2026-08-21", "movie": _FILM},
        ]
    ),
)
TRAKT_RATINGS = Made(
    "ratings-seasons.json",
    written(
        [
            {"rated_at": "2026-06-30T19:55:52.000Z", "rating": 9, "type": "movie", "movie": _FILM},
            {"rated_at": "2020-06-18", "rating": 10, "type": "season", "season": {"number": 3}, "show": _SERIES},
            {"rated_at": "2020-06-18", "rating": 10, "type": "season", "season": {}, "show": _SERIES},
            {"rated_at": "2020-06-19", "rating": 1, "type": "episode", "episode": _episode(1, 1), "show": _SERIES},
            {"rated_at": "2020-06-20", "rating": 7, "type": "show", "show": _SERIES},
            {"rated_at": "2020-06-21", "rating": 0, "type": "movie", "movie": _NO_YEAR},
        ]
    ),
)
TRAKT_STARTED = Made(
    "watched-playback.json",
    written(
        [
            {"progress": 50.5, "paused_at": "2026-08-19", "id": 1, "type": "movie", "movie": _FILM},
            {"progress": 4, "paused_at": "2026-08-19", "id": 2, "type": "movie", "movie": _NO_YEAR},
            {
                "progress": 25,
                "paused_at": "2026-08-20",
                "id": 3,
                "type": "episode",
                "episode": _episode(1, 3),
                "show": _SERIES,
            },
        ]
    ),
)
_LISTED = written(
    [
        {"rank": 1, "id": 1, "listed_at": "2026-01-04T14:02:03.000Z", "type": "movie", "movie": _FILM},
        {"rank": 2, "id": 2, "listed_at": "2026-01-05", "type": "show", "show": _SERIES},
    ]
)
TRAKT_WATCHLIST = Made("lists-watchlist.json", _LISTED, by_name=True)
TRAKT_LIKES = Made("lists-favorites.json", _LISTED, by_name=True)
TRAKT_LIST = Made("lists-list-33726-rainy-days.json", _LISTED, by_name=True)
TRAKT_TABLE = Made(
    "ratings.csv",
    table(
        "rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,url,released,season_number,"
        "episode_number,episode_title,genres,rating",
        ("2026-06-30T19:55:52Z", "movie", "Solar Tide", 2021, 7.1, 1, "tt9999001", 901, "", "", "", "", "", "", "", 9),
        ("2026-06-30", "show", 'The "Quoted", Show', "", 8.8, 2, "", "", 7, "", "", "", "", "", "", 4),
        ("2026-06-30", "season", "Harbour Lights", 2015, 8, 2, "tt9999002", 902, 7, "", "", 3, "", "", "", 10),
        ("2026-06-30", "episode", "Harbour Lights", 2015, 8, 2, "tt9999002", 902, 7, "", "", 1, 2, "It", "", 10),
        ("2026-06-30", "person", "Somebody", "", "", 9, "", "", "", "", "", "", "", "", "", 10),
        ("2026-06-30", "movie", "Unrated", 2001, 6.6, 5, "", "", "", "", "", "", "", "", "", ""),
    ),
)


def test_trakt_history():
    found = told(TRAKT_HISTORY)
    assert found.entries == [
        SOLAR_TIDE._replace(day="2026-08-21T06:41:00.000Z"),
        SOLAR_TIDE._replace(day="2025-01-01T00:00:00.000Z"),
        HARBOUR_LIGHTS._replace(
            year=2015, imdb_id="tt9999002", tmdb_id=902, season=1, episode=2, day="2026-07-22T19:19:00.000Z"
        ),
        Entry(("海の灯",), Signal.WATCHED, type=FILM),
    ]
    assert found.refused == [Refused(0, "5", Reason.NO_TITLE)]


def test_trakt_watched():
    found = told(TRAKT_WATCHED)
    assert found.entries == [
        HARBOUR_LIGHTS._replace(
            year=2015, imdb_id="tt9999002", tmdb_id=902, season=1, episode=2, day="2026-07-22", times=2
        ),
        Entry(("Far Shore",), Signal.WATCHED, type=SERIES, day="2020-01-01"),
        SOLAR_TIDE._replace(day="2026-08-21", times=2),
    ]
    assert found.refused == []


def test_trakt_ratings():
    found = told(TRAKT_RATINGS)
    assert found.entries == [
        SOLAR_TIDE._replace(signal=Signal.RATED, rating=9.0, day="2026-06-30T19:55:52.000Z"),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", tmdb_id=902, season=3, day="2020-06-18"),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", tmdb_id=902, day="2020-06-18"),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", tmdb_id=902, season=1, episode=1, day="2020-06-19"),
        HARBOUR_LIGHTS._replace(
            signal=Signal.RATED, year=2015, imdb_id="tt9999002", tmdb_id=902, rating=7.0, day="2020-06-20"
        ),
    ]
    assert found.refused == [Refused(0, "0", Reason.NO_RATING)]


def test_trakt_started():
    found = told(TRAKT_STARTED)
    assert found.entries == [
        SOLAR_TIDE._replace(day="2026-08-19", share=0.505),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", tmdb_id=902, season=1, episode=3, day="2026-08-20"),
    ]
    assert found.refused == [Refused(0, "4", Reason.SHORT)]


def test_trakt_watchlist():
    found = told(TRAKT_WATCHLIST)
    assert found.entries == [
        SOLAR_TIDE._replace(signal=Signal.WISH, day="2026-01-04T14:02:03.000Z"),
        HARBOUR_LIGHTS._replace(signal=Signal.WISH, year=2015, imdb_id="tt9999002", tmdb_id=902, day="2026-01-05"),
    ]
    assert found.refused == []


def test_trakt_likes():
    found = told(TRAKT_LIKES)
    assert found.entries == [
        SOLAR_TIDE._replace(signal=Signal.LIKED, day="2026-01-04T14:02:03.000Z"),
        HARBOUR_LIGHTS._replace(signal=Signal.LIKED, year=2015, imdb_id="tt9999002", tmdb_id=902, day="2026-01-05"),
    ]
    assert found.refused == []


def test_trakt_list():
    found = told(TRAKT_LIST)
    assert found.entries == []
    assert found.refused == [Refused(0, "Solar Tide", Reason.LIST), Refused(0, "Harbour Lights", Reason.LIST)]


def test_trakt_table():
    found = told(TRAKT_TABLE)
    assert found.entries == [
        SOLAR_TIDE._replace(signal=Signal.RATED, line=2, rating=9.0, day="2026-06-30T19:55:52Z"),
        Entry(('The "Quoted", Show',), Signal.RATED, line=3, type=SERIES, rating=4.0, day="2026-06-30"),
        HARBOUR_LIGHTS._replace(line=4, year=2015, imdb_id="tt9999002", tmdb_id=902, season=3, day="2026-06-30"),
        HARBOUR_LIGHTS._replace(
            line=5, year=2015, imdb_id="tt9999002", tmdb_id=902, season=1, episode=2, day="2026-06-30"
        ),
    ]
    assert found.refused == [Refused(6, "person", Reason.NOT_A_WORK), Refused(7, "", Reason.NO_RATING)]


@pytest.mark.parametrize(
    ("name", "time", "signal"),
    [
        ("history.csv", "watched_at", Signal.WATCHED),
        ("watchlist.csv", "listed_at", Signal.WISH),
        ("favorites.csv", "listed_at", Signal.LIKED),
    ],
)
def test_the_column_of_the_time_tells_what_a_table_is(name, time, signal):
    rows = [("2026-01-02", "movie", "Solar Tide", 2021, 7.1, 1, "tt9999001", 901)]
    made = Made(name, table(f"{time},type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id", *rows))
    assert told(made).entries == [SOLAR_TIDE._replace(signal=signal, line=2, day="2026-01-02")]
