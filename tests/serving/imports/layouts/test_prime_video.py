"""What is read of Prime Video's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, SERIES, Made, table, told

PRIME_HISTORY = Made(
    "Your Prime Video Viewing Activity/Viewing History.csv",
    table(
        "Title,Playback Start Datetime (UTC),Playback End Datetime (UTC),Seconds Viewed,Material Type Description,"
        "Profile Type,Is Autoplay,Is Deleted,Country Code",
        ('"Solar Tide"', "2026-06-14T02:37:00Z", "", 6000, "Feature", "ADULT", "No", "No", "ES"),
        ("Harbour Lights - Staffel 2 [dt./OV]", "2026-06-15T02:37:00Z", "", 400, "Full", "ADULT", "No", "No", "DE"),
        ("Harbour Lights - Staffel 2 [dt./OV]", "2026-06-16T02:37:00Z", "", 400, "Full", "ADULT", "No", "No", "DE"),
        ("Looked At", "2026-06-15T02:37:00Z", "", 599, "Feature", "ADULT", "No", "No", "ES"),
        ("Coming Soon", "2026-06-15T02:37:00Z", "", 900, "Trailer", "ADULT", "No", "No", "ES"),
        ("By Itself", "2026-06-15T02:37:00Z", "", 900, "Full", "ADULT", "Yes", "No", "ES"),
        ("Taken Back", "2026-06-15T02:37:00Z", "", 900, "Full", "CHILD", "No", "Yes", "ES"),
        ("Not Available", "2026-06-15T02:37:00Z", "", 900, "Not Available", "Not Available", "No", "No", "ES"),
        mark="\ufeff",
    ),
)
PRIME_EVENTS = Made(
    "Your Prime Video Viewing Activity/Watch Events.csv",
    table(
        "Deleted from Watch History,Most Recent Watch Date,Seconds Watched,Title Description,Title Name",
        ("no", "2026-06-14T02:38:10Z", 6000, "A film", "Solar Tide"),
        ("yes", "2026-06-14T02:38:10Z", 6000, "A film", "Taken Back"),
        ("no", "2026-06-14T02:38:10Z", 12, "A film", "Looked At"),
    ),
)
PRIME_HOURS = Made(
    "Digital.PrimeVideo.Viewinghistory/Digital.PrimeVideo.Viewinghistory.csv",
    table(
        "Playback Hour,Operating System,Browser,Delivery Type,City,Country,Video Type,Audio Language,Title",
        ("09/14/2019 20:00:00", "TV", "", "", "", "US", "Feature", "en", "Solar Tide"),
        ("09/14/2019 21:00:00", "TV", "", "", "", "US", "Feature", "en", "Solar Tide"),
        ("09/15/2019 21:00:00", "TV", "", "", "", "US", "Feature", "en", "Harbour Lights Season 2"),
        ("09/15/2019 21:00:00", "TV", "", "", "", "US", "Trailer", "en", "Coming Soon"),
        ("09/15/2019 21:00:00", "TV", "", "", "", "US", "Feature", "en", "Not Available"),
    ),
)
PRIME_WATCHLIST = Made(
    "Digital.PrimeVideo.Watchlist/Digital.PrimeVideo.WatchlistHistory.csv",
    b'"listId","""itemAddedDate""","itemType","deleted","catalogTitle"\r\n'
    b'"1","12/31/2019 10:00","VIDEO","0","Solar Tide"\r\n"1","01/02/2020 10:00","VIDEO","1","Taken Back"\r\n',
)

PRIME_PAGE = Made(
    "watch-history-export.csv",
    """Fecha vista,Tipo,Título,Episodio
2026-06-14 02:37:00.000,Película,Marea solar,
1780000000000,Serie,Luces del puerto: Temporada 2,Ello
2026-06-15 02:37:00.000,Película,,
""".encode(),
)


def test_prime_history():
    found = told(PRIME_HISTORY)
    assert found.entries == [
        Entry(
            ("Solar Tide",),
            Signal.WATCHED,
            line=2,
            day="2026-06-14T02:37:00Z",
            minutes=100.0,
            profile="ADULT",
            compound=True,
        ),
        Entry(
            ("Harbour Lights: Staffel 2",),
            Signal.WATCHED,
            line=3,
            day="2026-06-15T02:37:00Z",
            minutes=6.666666666666667,
            profile="ADULT",
            compound=True,
        ),
        Entry(
            ("Harbour Lights: Staffel 2",),
            Signal.WATCHED,
            line=4,
            day="2026-06-16T02:37:00Z",
            minutes=6.666666666666667,
            profile="ADULT",
            compound=True,
        ),
    ]
    assert found.refused == [
        Refused(5, "Looked At 9 min", Reason.SHORT),
        Refused(6, "Trailer", Reason.NOT_A_WORK),
        Refused(7, "By Itself", Reason.AUTOPLAY),
        Refused(8, "Taken Back", Reason.DELETED),
        Refused(9, "Not Available", Reason.NO_TITLE),
    ]


def test_prime_events():
    found = told(PRIME_EVENTS)
    assert found.entries == [
        Entry(("Solar Tide",), Signal.WATCHED, line=2, day="2026-06-14T02:38:10Z", minutes=100.0, compound=True)
    ]
    assert found.refused == [Refused(3, "Taken Back", Reason.DELETED), Refused(4, "Looked At 0 min", Reason.SHORT)]


def test_prime_hours():
    found = told(PRIME_HOURS)
    assert found.entries == [
        Entry(("Solar Tide",), Signal.WATCHED, line=2, day="09/14/2019", compound=True),
        Entry(("Harbour Lights Season 2",), Signal.WATCHED, line=4, day="09/15/2019", compound=True),
    ]
    assert found.refused == [Refused(5, "Trailer", Reason.NOT_A_WORK), Refused(6, "Not Available", Reason.NO_TITLE)]


def test_prime_watchlist():
    found = told(PRIME_WATCHLIST)
    assert found.entries == [Entry(("Solar Tide",), Signal.WISH, line=2, day="12/31/2019 10:00", compound=True)]
    assert found.refused == [Refused(3, "Taken Back", Reason.DELETED)]


def test_prime_page():
    found = told(PRIME_PAGE)
    assert found.entries == [
        Entry(("Marea solar",), Signal.WATCHED, line=2, type=FILM, day="2026-06-14 02:37:00.000", compound=True),
        Entry(("Luces del puerto: Temporada 2",), Signal.WATCHED, line=3, type=SERIES, day="2026-05-28", compound=True),
    ]
    assert found.refused == [Refused(4, "2026-06-15 02:37:00.000", Reason.NO_TITLE)]
