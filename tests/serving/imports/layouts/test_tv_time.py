"""What is read of TV Time's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layouts.registry import LAYOUTS
from tests.serving.imports.layouts.reading import FILM, HARBOUR_LIGHTS, SERIES, Made, documents, told

TV_TIME_HISTORY = Made(
    "gdpr/tracking-prod-records-v2.csv",
    b"""s_id,user_id,series_name,created_at,season_number,episode_number,ep_no,s_no,key,is_followed,is_for_later,is_archived
7,1,Harbour Lights,2023-12-11 12:13:39,10,14,14,10,watch-episode-a-b,,,
7,1,Harbour Lights,2023-12-12 12:13:39,,,15,10,rewatch-episode-a-c,,,
7,1,Harbour Lights,2017-06-09 22:13:33,,,,,user-series-a,true,false,false
8,1,Far Shore,2018-06-09 22:13:33,,,,,user-series-b,false,true,false
9,1,Given Up,2019-06-09 22:13:33,,,,,user-series-c,true,false,true
,1,,2019-06-09 22:13:33,,,,,tracking-stats,,,
10,1,,2023-12-13 12:13:39,1,1,,,watch-episode-a-d,,,
""",
)
TV_TIME_FILMS = Made(
    "tracking-prod-records.csv",
    """type,entity_type,movie_name,series_name,season_number,episode_number,release_date,created_at,watch_date,uuid
watch,movie,Solar Tide,,,,2021-05-01 00:00:00,2022-02-03 20:00:00,,a
rewatch,movie,Solar Tide,,,,2021-05-01 00:00:00,2023-02-03 20:00:00,,a
towatch,movie,Море,,,,0001-01-01 00:00:00,2022-02-04 20:00:00,,b
watch,episode,,Harbour Lights,2,3,,2016-02-03 20:00:00,,c
rewatch_count,movie,Solar Tide,,,,,,,a
watch,movie,,,,,,,,d
""".encode(),
)
TV_TIME_WATCHLIST = Made(
    "followed_tv_show.csv",
    b"tv_show_id,user_id,archived,created_at,tv_show_name,active\r\n"
    b"7,1,0,2014-01-02 10:00:00,Harbour Lights,1\r\n"
    b"8,1,1,2014-01-03 10:00:00,Given Up,1\r\n"
    b"9,1,0,2014-01-04 10:00:00,,1\r\n",
)
TOKENS = b"id,user_id,token,created_at\n1,1,s3cr3t,2014-01-02 10:00:00\n"


def test_tv_time_history():
    found = told(TV_TIME_HISTORY)
    assert found.entries == [
        HARBOUR_LIGHTS._replace(line=2, season=10, episode=14, day="2023-12-11 12:13:39"),
        HARBOUR_LIGHTS._replace(line=3, season=10, episode=15, day="2023-12-12 12:13:39"),
        HARBOUR_LIGHTS._replace(signal=Signal.WISH, line=4, day="2017-06-09 22:13:33"),
        Entry(("Far Shore",), Signal.WISH, line=5, type=SERIES, day="2018-06-09 22:13:33"),
    ]
    assert found.refused == [Refused(8, "10", Reason.NO_TITLE)]


def test_tv_time_films():
    found = told(TV_TIME_FILMS)
    assert found.entries == [
        Entry(("Solar Tide",), Signal.WATCHED, line=2, year=2021, type=FILM, day="2022-02-03 20:00:00"),
        Entry(("Solar Tide",), Signal.WATCHED, line=3, year=2021, type=FILM, day="2023-02-03 20:00:00"),
        Entry(("Море",), Signal.WISH, line=4, type=FILM, day="2022-02-04 20:00:00"),
        HARBOUR_LIGHTS._replace(line=5, season=2, episode=3, day="2016-02-03 20:00:00"),
    ]
    assert found.refused == [Refused(7, "d", Reason.NO_TITLE)]


def test_tv_time_watchlist():
    found = told(TV_TIME_WATCHLIST)
    assert found.entries == [HARBOUR_LIGHTS._replace(signal=Signal.WISH, line=2, day="2014-01-02 10:00:00")]
    assert found.refused == [Refused(4, "9", Reason.NO_TITLE)]


def test_nothing_else_of_the_zip_is_read():
    (tokens,) = documents("access_token.csv", TOKENS)
    assert not any(layout.fits(tokens) for layout in LAYOUTS)
