"""What is read of Jellyfin's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, Made, told, written

JELLYFIN_ITEMS = [
    {
        "Name": "Solar Tide",
        "OriginalTitle": "Marea solar",
        "Id": "a",
        "Type": "Movie",
        "ProductionYear": 2021,
        "ProviderIds": {"Imdb": "tt9999001", "Tmdb": "901"},
        "CommunityRating": 9.9,
        "UserData": {
            "Played": True,
            "PlayCount": 2,
            "IsFavorite": True,
            "LastPlayedDate": "2026-05-01T20:00:00.0000000Z",
        },
    },
    {"Name": "Unseen", "Id": "b", "Type": "Movie", "UserData": {"Played": False, "PlayCount": 0, "IsFavorite": False}},
    {
        "Name": "Begun",
        "Id": "c",
        "Type": "Movie",
        "UserData": {
            "Played": False,
            "IsFavorite": False,
            "PlaybackPositionTicks": 18_000_000_000,
            "PlayedPercentage": 25,
        },
    },
    {
        "Name": "Harbour Lights",
        "Id": "d",
        "Type": "Series",
        "ProductionYear": 2015,
        "ProviderIds": {"Tmdb": "902"},
        "UserData": {"Played": False, "IsFavorite": False, "PlayedPercentage": 40, "Likes": False, "Rating": 2},
    },
    {
        "Name": "It",
        "Id": "e",
        "Type": "Episode",
        "SeriesName": "Harbour Lights",
        "ParentIndexNumber": 1,
        "IndexNumber": 2,
        "ProviderIds": {"Imdb": "tt1"},
        "ProductionYear": 2016,
        "UserData": {"Played": True, "PlayCount": 1, "IsFavorite": True},
    },
    {"Name": "A Song", "Id": "f", "Type": "Audio", "UserData": {"Played": True, "PlayCount": 30}},
]
JELLYFIN_LIBRARY = Made("items.json", written({"Items": JELLYFIN_ITEMS, "TotalRecordCount": 6}))
JELLYFIN_HISTORY = Made(
    "PlaybackReportingBackup-20260607-021556.tsv",
    "\n".join(
        "\t".join(cells)
        for cells in (
            (
                "2026-01-02 20:11:22.1234567",
                "0a1b",
                "9f",
                "Movie",
                "Solar Tide, Again",
                "DirectPlay",
                "Web",
                "TV",
                "6060",
            ),
            (
                "2026-01-03 20:11:22",
                "0a1b",
                "9e",
                "Episode",
                "Harbour Lights - s01e02 - It - again",
                "DirectPlay",
                "Web",
                "TV",
                "300",
            ),
            (
                "2026-01-04 20:11:22",
                "0a1b",
                "9e",
                "Episode",
                "Harbour Lights - s01e02 - It - again",
                "DirectPlay",
                "Web",
                "TV",
                "1200",
            ),
            ("2026-01-05 20:11:22", "0c2d", "9d", "Movie", "Looked At", "DirectPlay", "Web", "TV", "59"),
            ("2026-01-06 20:11:22", "0a1b", "9c", "Audio", "A Song", "DirectPlay", "Web", "TV", "900"),
            ("2026-01-07 20:11:22", "cut"),
        )
    ).encode(),
)


def test_jellyfin_library():
    found = told(JELLYFIN_LIBRARY)
    assert found.entries == [
        Entry(
            ("Solar Tide", "Marea solar"),
            Signal.LIKED,
            year=2021,
            type=FILM,
            imdb_id="tt9999001",
            tmdb_id=901,
            day="2026-05-01T20:00:00.0000000Z",
        ),
        Entry(
            ("Solar Tide", "Marea solar"),
            Signal.WATCHED,
            year=2021,
            type=FILM,
            imdb_id="tt9999001",
            tmdb_id=901,
            day="2026-05-01T20:00:00.0000000Z",
            share=1.0,
            times=2,
        ),
        Entry(("Begun",), Signal.WATCHED, type=FILM, minutes=30.0, share=0.25),
        HARBOUR_LIGHTS._replace(signal=Signal.DISLIKED, year=2015, tmdb_id=902),
        HARBOUR_LIGHTS._replace(year=2015, tmdb_id=902, rating=2.0, share=0.4),
        HARBOUR_LIGHTS._replace(season=1, episode=2),
    ]
    assert found.refused == [Refused(0, "Audio", Reason.NOT_A_WORK)]


def test_jellyfin_history():
    found = told(JELLYFIN_HISTORY)
    assert found.entries == [
        Entry(
            ("Solar Tide, Again",),
            Signal.WATCHED,
            line=1,
            type=FILM,
            day="2026-01-02 20:11:22.1234567",
            minutes=101.0,
            profile="0a1b",
        ),
        HARBOUR_LIGHTS._replace(line=2, season=1, episode=2, day="2026-01-03 20:11:22", minutes=5.0, profile="0a1b"),
        HARBOUR_LIGHTS._replace(line=3, season=1, episode=2, day="2026-01-04 20:11:22", minutes=20.0, profile="0a1b"),
    ]
    assert found.refused == [
        Refused(4, "Looked At 0 min", Reason.SHORT),
        Refused(5, "Audio", Reason.NOT_A_WORK),
        Refused(6, "2026-01-07 20:11:22", Reason.INCOMPLETE),
    ]
