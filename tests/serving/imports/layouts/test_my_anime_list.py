"""What is read of MyAnimeList's files."""

import gzip

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, SERIES, Made, told


def _anime(title: str, kind: str, **told: object) -> str:
    cells = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    return f"<anime><series_title><![CDATA[{title}]]></series_title><series_type>{kind}</series_type>{cells}</anime>"


MY_ANIME_LIST = Made(
    "animelist_1.xml.gz",
    gzip.compress(
        (
            '<?xml version="1.0" encoding="UTF-8" ?><myanimelist><myinfo><user_name>me</user_name></myinfo>'
            + _anime(
                "Umi no Hi",
                "TV",
                series_animedb_id=1,
                series_episodes=24,
                my_watched_episodes=24,
                my_start_date="2020-01-15",
                my_finish_date="2020-04-10",
                my_score=9,
                my_status="Completed",
                my_times_watched=1,
            )
            + _anime(
                "Umi no Hi 2nd Season",
                "TV",
                series_episodes=12,
                my_watched_episodes=3,
                my_start_date="2021-00-00",
                my_finish_date="0000-00-00",
                my_score=8,
                my_status="Watching",
            )
            + _anime("Hoshi & Umi", "Movie", series_episodes=1, my_score=0, my_status="Plan to Watch")
            + _anime("Kaze", "OVA", series_episodes=4, my_watched_episodes=1, my_score=0, my_status="Dropped")
            + "<manga><manga_title>Hon</manga_title><my_status>Completed</my_status></manga>"
            + "</myanimelist>"
        ).encode()
    ),
)


def test_my_anime_list():
    found = told(MY_ANIME_LIST)
    assert found.entries == [
        Entry(("Umi no Hi",), Signal.WATCHED, type=SERIES, rating=9.0, day="2020-04-10", share=1.0, times=2),
        Entry(("Umi no Hi 2nd Season", "Umi no Hi"), Signal.WATCHED, type=SERIES, season=2),
        Entry(("Hoshi & Umi",), Signal.WISH, type=FILM),
        Entry(("Kaze",), Signal.WATCHED, share=0.25),
    ]
    assert found.refused == [Refused(0, "Hon", Reason.NOT_A_WORK)]
