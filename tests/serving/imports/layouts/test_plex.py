"""What is read of Plex's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, SOLAR_TIDE, Made, table, told, written

PLEX_ITEMS = [
    {
        "ratingKey": "1",
        "type": "movie",
        "title": "Solar Tide",
        "originalTitle": "Marea solar",
        "year": 2021,
        "rating": 4.1,
        "audienceRating": 9.9,
        "userRating": 9.0,
        "viewCount": 2,
        "lastViewedAt": 1780000000,
        "Guid": [{"id": "imdb://tt9999001"}, {"id": "tmdb://901"}, {"id": "tvdb://7"}],
    },
    {"ratingKey": "2", "type": "movie", "title": "Unseen", "year": 1990, "audienceRating": 9.9},
    {"ratingKey": "3", "type": "movie", "title": "Rated Only", "userRating": 3},
    {"ratingKey": "4", "type": "movie", "title": "Begun", "viewOffset": 1800000, "duration": 3600000, "userRating": 0},
    {
        "ratingKey": "5",
        "type": "show",
        "title": "Harbour Lights",
        "year": 2015,
        "viewedLeafCount": 5,
        "leafCount": 20,
        "guid": "com.plexapp.agents.themoviedb://902?lang=en",
    },
    {
        "ratingKey": "6",
        "type": "episode",
        "title": "It",
        "grandparentTitle": "Harbour Lights",
        "parentIndex": 1,
        "index": 2,
        "viewCount": 1,
        "userRating": 10,
        "year": 2016,
        "Guid": [{"id": "imdb://tt1"}],
    },
    {"ratingKey": "7", "type": "artist", "title": "A Band", "viewCount": 9},
]
PLEX_JSON = Made("all.json", written({"MediaContainer": {"size": 7, "Metadata": PLEX_ITEMS}}))
PLEX_XML = Made(
    "all.xml",
    (
        b'<?xml version="1.0" encoding="UTF-8"?><MediaContainer size="2">'
        b'<Video ratingKey="1" type="movie" title="Solar Tide" year="2021" audienceRating="9.9" userRating="9.0" '
        b'viewCount="2" lastViewedAt="1780000000"><Media id="1"/><Guid id="imdb://tt9999001"/><Guid id="tmdb://901"/>'
        b'</Video><Directory ratingKey="8" type="season" title="Season 3" parentTitle="Harbour Lights" index="3" '
        b'viewedLeafCount="4" leafCount="8" userRating="10"/></MediaContainer>'
    ),
)
PLEX_TABLE = Made(
    "movies.csv",
    table(
        "ratingKey,type,title,year,audienceRating,userRating,viewCount,lastViewedAt,guid",
        (1, "movie", "Solar Tide", 2021, 9.9, 9.0, 2, "2026-05-28 20:26:40", "plex://movie/1"),
        (2, "movie", "Unseen", 1990, 9.9, "", 0, "", "plex://movie/2"),
    ),
)


def test_plex_json():
    found = told(PLEX_JSON)
    assert found.entries == [
        Entry(
            ("Solar Tide", "Marea solar"),
            Signal.WATCHED,
            year=2021,
            type=FILM,
            imdb_id="tt9999001",
            tmdb_id=901,
            rating=9.0,
            day="2026-05-28",
            times=2,
        ),
        Entry(("Rated Only",), Signal.RATED, type=FILM, rating=3.0),
        Entry(("Begun",), Signal.WATCHED, type=FILM, minutes=30.0, share=0.5),
        HARBOUR_LIGHTS._replace(year=2015, tmdb_id=902, share=0.25),
        HARBOUR_LIGHTS._replace(season=1, episode=2),
    ]
    assert found.refused == [Refused(0, "artist", Reason.NOT_A_WORK)]


def test_plex_xml():
    found = told(PLEX_XML)
    assert found.entries == [
        SOLAR_TIDE._replace(rating=9.0, day="2026-05-28", times=2),
        HARBOUR_LIGHTS._replace(season=3),
    ]
    assert found.refused == []


def test_plex_table():
    found = told(PLEX_TABLE)
    assert found.entries == [
        Entry(
            ("Solar Tide",),
            Signal.WATCHED,
            line=2,
            year=2021,
            type=FILM,
            rating=9.0,
            day="2026-05-28 20:26:40",
            times=2,
        )
    ]
    assert found.refused == []
