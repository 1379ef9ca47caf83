"""Every file is read by the layout of its exporter and by no other, whatever its name and the order of its columns."""

import csv
import io

import pytest

from recsys.serving.imports.documents import Table
from recsys.serving.imports.layouts import tables
from recsys.serving.imports.layouts.registry import LAYOUTS
from tests.serving.imports.layouts.reading import Made, documents
from tests.serving.imports.layouts.test_ani_list import ANI_LIST, ANI_LIST_NUMBERS
from tests.serving.imports.layouts.test_film_affinity import FILM_AFFINITY_BACKUP, FILM_AFFINITY_SPANISH
from tests.serving.imports.layouts.test_jellyfin import JELLYFIN_HISTORY, JELLYFIN_LIBRARY
from tests.serving.imports.layouts.test_movielens import MOVIELENS_NUMBERS, MOVIELENS_RATINGS
from tests.serving.imports.layouts.test_my_anime_list import MY_ANIME_LIST
from tests.serving.imports.layouts.test_plex import PLEX_JSON, PLEX_TABLE, PLEX_XML
from tests.serving.imports.layouts.test_prime_video import (
    PRIME_EVENTS,
    PRIME_HISTORY,
    PRIME_HOURS,
    PRIME_PAGE,
    PRIME_WATCHLIST,
)
from tests.serving.imports.layouts.test_simkl import SIMKL_BACKUP, SIMKL_TABLE
from tests.serving.imports.layouts.test_tautulli import TAUTULLI_JSON, TAUTULLI_TABLE
from tests.serving.imports.layouts.test_tmdb import TMDB_LIKES, TMDB_RATINGS, TMDB_WATCHLIST
from tests.serving.imports.layouts.test_trakt import (
    TRAKT_HISTORY,
    TRAKT_LIKES,
    TRAKT_LIST,
    TRAKT_RATINGS,
    TRAKT_STARTED,
    TRAKT_TABLE,
    TRAKT_WATCHED,
    TRAKT_WATCHLIST,
)
from tests.serving.imports.layouts.test_tv_time import TV_TIME_FILMS, TV_TIME_HISTORY, TV_TIME_WATCHLIST

_LETTERBOXD = b"Date,Name,Year,Letterboxd URI\n2026-01-05,Solar Tide,2021,https://boxd.it/x\n"
OTHERS = [
    (
        "Letterboxd",
        "ratings",
        Made("r.csv", b"Date,Name,Year,Letterboxd URI,Rating\n2026-01-05,Solar Tide,2021,https://boxd.it/x,4.5\n"),
    ),
    (
        "Letterboxd",
        "diary",
        Made(
            "d.csv",
            b"Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
            b"2026-01-05,Solar Tide,2021,https://boxd.it/x,4.5,Yes,,2026-01-04\n",
        ),
    ),
    ("Letterboxd", "watchlist", Made("watchlist.csv", _LETTERBOXD, by_name=True)),
    ("Letterboxd", "watched", Made("watched.csv", _LETTERBOXD, by_name=True)),
    ("Letterboxd", "likes", Made("likes/films.csv", _LETTERBOXD, by_name=True)),
    (
        "Letterboxd",
        "import",
        # What backup programs of FilmAffinity write.
        Made("mine.csv", b"Title,Year,Directors,WatchedDate,Rating10\nSolar Tide,2021,A. Person,2026-03-06,9\n"),
    ),
    (
        "IMDb",
        "ratings",
        Made(
            "ratings.csv",
            b"Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Year,Directors\n"
            b"tt9999001,8,2025-03-02,Solar Tide,Solar Tide,https://x,Movie,7.1,2021,A. Person\n",
        ),
    ),
    (
        "IMDb",
        "watchlist",
        Made(
            "WATCHLIST.csv",
            b"Position,Const,Created,Modified,Description,Title,URL,Title Type,Year,Your Rating,Date Rated\n"
            b"1,tt9999001,2025-03-02,,,Solar Tide,https://x,Movie,2021,,\n",
        ),
    ),
    ("Netflix", "history", Made("n.csv", b'Title,Date\n"Harbour Lights: Season 1: It",9/14/26\n')),
    (
        "Netflix",
        "activity",
        Made(
            "ViewingActivity.csv",
            b"Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark\n"
            b"Ana,2026-05-12 20:32:15,1:02:30,,Solar Tide,,TV,1:02:30\n",
        ),
    ),
    (
        "Netflix",
        "ratings",
        Made(
            "Ratings.csv",
            b"Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts\n"
            b"Ana,Solar Tide,thumb,,2,,2026-05-12 20:32:15\n",
        ),
    ),
    ("Netflix", "watchlist", Made("MyList.csv", b"Profile Name,Title Name,Utc Title Add Date\nAna,Solar Tide,2026\n")),
    ("Butaca", "all", Made("b.csv", b"Name,Year,Rating,Title Type,Signal\nSolar Tide,2021,4.5,Movie,rated\n")),
]
FILES = [
    ("Trakt", "history", TRAKT_HISTORY),
    ("Trakt", "watched", TRAKT_WATCHED),
    ("Trakt", "ratings", TRAKT_RATINGS),
    ("Trakt", "started", TRAKT_STARTED),
    ("Trakt", "watchlist", TRAKT_WATCHLIST),
    ("Trakt", "likes", TRAKT_LIKES),
    ("Trakt", "list", TRAKT_LIST),
    ("Trakt", "table", TRAKT_TABLE),
    ("Simkl", "backup", SIMKL_BACKUP),
    ("Simkl", "table", SIMKL_TABLE),
    ("TV Time", "history", TV_TIME_HISTORY),
    ("TV Time", "films", TV_TIME_FILMS),
    ("TV Time", "watchlist", TV_TIME_WATCHLIST),
    ("MyAnimeList", "list", MY_ANIME_LIST),
    ("AniList", "list", ANI_LIST),
    ("AniList", "numbers", ANI_LIST_NUMBERS),
    ("Plex", "library", PLEX_JSON),
    ("Plex", "library", PLEX_XML),
    ("Plex", "library", PLEX_TABLE),
    ("Tautulli", "history", TAUTULLI_JSON),
    ("Tautulli", "history", TAUTULLI_TABLE),
    ("Jellyfin", "library", JELLYFIN_LIBRARY),
    ("Jellyfin", "history", JELLYFIN_HISTORY),
    ("Prime Video", "history", PRIME_HISTORY),
    ("Prime Video", "events", PRIME_EVENTS),
    ("Prime Video", "page", PRIME_PAGE),
    ("Prime Video", "hours", PRIME_HOURS),
    ("Prime Video", "watchlist", PRIME_WATCHLIST),
    ("FilmAffinity", "backup", FILM_AFFINITY_BACKUP),
    ("FilmAffinity", "ratings", FILM_AFFINITY_SPANISH),
    ("TMDB", "ratings", TMDB_RATINGS),
    ("TMDB", "watchlist", TMDB_WATCHLIST),
    ("TMDB", "likes", TMDB_LIKES),
    ("MovieLens", "ratings", MOVIELENS_RATINGS),
    ("MovieLens", "numbers", MOVIELENS_NUMBERS),
    *OTHERS,
]
WITHOUT_HEADER = JELLYFIN_HISTORY


def renamed(made: Made) -> str:
    """Another name; where only the name tells, the same one deeper down."""
    return f"my export/{made.name}" if made.by_name else "my export/file 1.txt"


def turned(made: Made) -> bytes:
    """The file with its columns the other way round; what has none stays."""
    (document,) = documents(made.name, made.content)
    if not isinstance(document, Table) or made is WITHOUT_HEADER:
        return made.content
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(cells[::-1] for _, cells in document.cells())
    return text.getvalue().encode("utf-16")


@pytest.mark.parametrize(("source", "kind", "made"), FILES, ids=[f"{source} {kind}" for source, kind, _ in FILES])
def test_each_file_fits_its_layout_alone(source, kind, made):
    for name, content in ((made.name, made.content), (renamed(made), made.content), (renamed(made), turned(made))):
        (document,) = documents(name, content)
        fitting = [layout for layout in LAYOUTS if layout.fits(document) and layout not in tables.LAYOUTS]
        assert [(layout.source, layout.kind) for layout in fitting] == [(source, kind)]
        assert next(layout for layout in LAYOUTS if layout.fits(document)) is fitting[0]  # before any table's


def test_every_layout_has_a_made_up_file():
    made = {(source, kind) for source, kind, _ in FILES} | {("Letterboxd", "deleted"), ("Letterboxd", "list")}
    assert {(layout.source, layout.kind) for layout in LAYOUTS if layout not in tables.LAYOUTS} == made
