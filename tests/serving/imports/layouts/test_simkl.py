"""What is read of Simkl's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, SOLAR_TIDE, Made, table, told, written

SIMKL_BACKUP = Made(
    "SimklBackup.json",
    written(
        {
            "movies": [
                {
                    "status": "completed",
                    "user_rating": 8,
                    "last_watched_at": "2026-07-04T22:16:27Z",
                    "movie": {
                        "title": "Solar Tide",
                        "year": 2021,
                        "ids": {"simkl": 1, "imdb": "tt9999001", "tmdb": "901"},
                    },
                },
                {
                    "status": "plantowatch",
                    "user_rating": None,
                    "movie": {"title": "Later", "year": None, "ids": {"simkl": 2}},
                },
                {
                    "status": "dropped",
                    "user_rating": None,
                    "movie": {"title": "Left", "year": 2020, "ids": {"simkl": 3}},
                },
            ],
            "shows": [
                {
                    "status": "watching",
                    "user_rating": None,
                    "last_watched_at": "2026-07-06",
                    "watched_episodes_count": 2,
                    "total_episodes_count": 10,
                    "show": {"title": "Harbour Lights", "year": 2015, "ids": {"simkl": 4, "imdb": "tt9999002"}},
                    "seasons": [
                        {
                            "number": 1,
                            "episodes": [{"number": 1, "watched_at": "2026-07-05"}, {"number": 2, "watched_at": None}],
                        }
                    ],
                }
            ],
            "anime": [
                {
                    "status": "hold",
                    "user_rating": 7,
                    "anime_type": "movie",
                    "show": {"title": "Umi no Hi", "year": 1999, "ids": {"simkl": 5, "mal": "77"}},
                },
                {"status": "completed", "show": {"ids": {"simkl": 6}}},
            ],
        }
    ),
)
SIMKL_TABLE = Made(
    "SimklBackup.csv",
    table(
        "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB",
        (1, "Solar Tide", "movie", 2021, "completed", "", "9/14/2026", 8, "", "", 901, "tt9999001"),
        (2, "Harbour Lights", "tv", 2015, "watching", "s3e7", "1/2/2026", "", "", 7, "", "tt9999002"),
        (3, "Später", "movie", "", "Plan to Watch", "", "", "", "", "", "", ""),
        (4, "Umi no Hi", "anime", 1999, "On Hold", "12", "", 0, "", "", "", ""),
        (5, "No Status", "movie", 1980, "", "", "2/3/2026", "", "", "", "", ""),
        (6, "", "movie", "", "", "", "", "", "", "", "", ""),
        separator=";",
        mark="\ufeff",
    ),
)


def test_simkl_backup():
    found = told(SIMKL_BACKUP)
    assert found.entries == [
        SOLAR_TIDE._replace(rating=8.0, day="2026-07-04T22:16:27Z", share=1.0),
        Entry(("Later",), Signal.WISH, type=FILM),
        Entry(("Left",), Signal.WATCHED, year=2020, type=FILM, share=0.0),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", day="2026-07-06", share=0.2),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", season=1, episode=1, day="2026-07-05"),
        HARBOUR_LIGHTS._replace(year=2015, imdb_id="tt9999002", season=1, episode=2),
        Entry(("Umi no Hi",), Signal.WATCHED, year=1999, type=FILM, rating=7.0),
    ]
    assert found.refused == [Refused(0, "6", Reason.NO_TITLE)]


def test_simkl_table():
    found = told(SIMKL_TABLE)
    assert found.entries == [
        SOLAR_TIDE._replace(line=2, rating=8.0, day="9/14/2026", share=1.0),
        HARBOUR_LIGHTS._replace(line=3, year=2015, imdb_id="tt9999002", day="1/2/2026"),
        HARBOUR_LIGHTS._replace(line=3, year=2015, imdb_id="tt9999002", season=3, episode=7, day="1/2/2026"),
        Entry(("Später",), Signal.WISH, line=4, type=FILM),
        Entry(("Umi no Hi",), Signal.WATCHED, line=5, year=1999),
        Entry(("Umi no Hi",), Signal.WATCHED, line=5, year=1999, season=1, episode=12),
        Entry(("No Status",), Signal.WATCHED, line=6, year=1980, type=FILM, day="2/3/2026", share=1.0),
    ]
    assert found.refused == [Refused(7, "6", Reason.NO_TITLE)]
