"""What is read of Tautulli's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, Made, table, told, written

_VIEWING = {"user": "ana", "friendly_name": "Ana", "year": 2021, "guid": "imdb://tt9999001", "live": 0}
TAUTULLI_ITEMS = [
    {
        "date": 1780000000,
        "media_type": "movie",
        "title": "Solar Tide",
        "grandparent_title": "",
        "play_duration": 6000,
        "percent_complete": 92,
        "watched_status": 1,
        **_VIEWING,
    },
    {
        "date": 1780000000,
        "media_type": "movie",
        "title": "Half",
        "grandparent_title": "",
        "duration": 3000,
        "percent_complete": 50,
        "watched_status": 0.5,
        **_VIEWING,
        "guid": "plex://movie/1",
    },
    {
        "date": 1780000000,
        "media_type": "movie",
        "title": "Looked At",
        "grandparent_title": "",
        "duration": 300,
        "percent_complete": 5,
        "watched_status": 0,
        **_VIEWING,
    },
    {
        "date": 1780000000,
        "media_type": "episode",
        "title": "It",
        "grandparent_title": "Harbour Lights",
        "duration": 420,
        "parent_media_index": "1",
        "media_index": "2",
        "percent_complete": 100,
        "watched_status": 1,
        **_VIEWING,
    },
    {
        "date": 1780000000,
        "media_type": "track",
        "title": "A Song",
        "grandparent_title": "A Band",
        "duration": 900,
        **_VIEWING,
    },
]
TAUTULLI_JSON = Made(
    "history.json",
    written({"response": {"result": "success", "data": {"recordsTotal": 5, "data": TAUTULLI_ITEMS}}}),
)
TAUTULLI_TABLE = Made(
    "history.csv",
    table(
        "date,friendly_name,user,media_type,title,grandparent_title,parent_media_index,media_index,year,duration,"
        "percent_complete,watched_status,guid",
        (1780000000, "Luis", "l", "episode", "It", "Harbour Lights", 1, 2, 2016, 2400, 80, 0.5, "imdb://tt1"),
        (1780086400, "", "l", "movie", "Solar Tide", "", "", "", 2021, 6000, 92, 1, "tmdb://901"),
    ),
)


def test_tautulli_json():
    found = told(TAUTULLI_JSON)
    assert found.entries == [
        Entry(
            ("Solar Tide",),
            Signal.WATCHED,
            year=2021,
            type=FILM,
            imdb_id="tt9999001",
            day="2026-05-28",
            minutes=100.0,
            share=1.0,
            profile="Ana",
        ),
        Entry(
            ("Half",), Signal.WATCHED, year=2021, type=FILM, day="2026-05-28", minutes=50.0, share=0.5, profile="Ana"
        ),
        HARBOUR_LIGHTS._replace(season=1, episode=2, day="2026-05-28", minutes=7.0, profile="Ana"),
    ]
    assert found.refused == [Refused(0, "300 s", Reason.SHORT), Refused(0, "track", Reason.NOT_A_WORK)]


def test_tautulli_table():
    found = told(TAUTULLI_TABLE)
    assert found.entries == [
        HARBOUR_LIGHTS._replace(line=2, season=1, episode=2, day="2026-05-28", minutes=40.0, profile="Luis"),
        Entry(
            ("Solar Tide",),
            Signal.WATCHED,
            line=3,
            year=2021,
            type=FILM,
            tmdb_id=901,
            day="2026-05-29",
            minutes=100.0,
            share=1.0,
            profile="l",
        ),
    ]
    assert found.refused == []
