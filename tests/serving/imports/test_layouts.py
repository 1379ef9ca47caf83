"""What the files of Letterboxd, IMDb, Netflix and plain tables say, made up row by row."""

import pytest

from recsys.serving.imports.archives import Budget
from recsys.serving.imports.documents import Table
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layouts.registry import LAYOUTS
from recsys.serving.imports.opening import opened
from tests.serving.imports.given import imported, sources, stars, zipped

FILM, SERIES = "movie", "tv show"
SHARED = "Date,Name,Year,Letterboxd URI\n2026-01-05,Amélie,2001,https://boxd.it/a\n2026-01-06,,2001,https://boxd.it/b\n"
DIARY = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2026-01-05,Alien,1979,https://boxd.it/a,4.5,,,2026-01-04
2026-01-06,Alien,1979,https://boxd.it/b,,Yes,"cine, friends",2026-01-06
2026-01-07,Amélie,2001,https://boxd.it/c,,Yes,,2026-01-07
"""
LIST = """Letterboxd list export v7
Date,Name,Tags,URL,Description
2026-01-01,Best,,https://boxd.it/l,

Position,Name,Year,URL,Description
1,Alien,1979,https://boxd.it/a,
"""
IMDB_OLD = """"position","const","created","modified","description",\
"Title","Title type","Directors","You rated","IMDb Rating","Year"
"1","tt0078748","Sat Dec 31 00:00:00 2016","","","Alien","Feature Film","Ridley Scott","9","8.5","1979"
"2","tt9","Sat Dec 31 00:00:00 2016","","","Dark: Secrets","TV Episode","","8","8.5","2017"
"3","tt8","Sat Dec 31 00:00:00 2016","","","Secrets","TV Episode","","8","8.5","2017"
"4","tt7","Sat Dec 31 00:00:00 2016","","","Pong","Video Game","","8","8.5","1972"
"""
IMDB = """Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),\
Year,Genres,Directors
tt0078748,9,2025-03-02,Alien,Alien,https://imdb.com/1,Movie,8.5,117,1979,Horror,"Ridley Scott, A. Person"
tt2,10,2025-03-02,Dark,Dark,https://imdb.com/2,TV Mini Series,8.7,,2017–2020,Drama,
tt3,,2025-03-02,Amélie,Le Fabuleux Destin,https://imdb.com/3,Movie,8.3,122,2001,Comedy,
"""
IMDB_LIST = """Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,\
IMDb Rating,Year,Your Rating,Date Rated
1,tt0078748,2025-01-01,2025-01-01,,Alien,Alien,https://imdb.com/1,Movie,8.5,1979,,
2,tt3,2025-01-01,2025-01-01,,Amélie,Amélie,https://imdb.com/3,Movie,8.3,2001,7,2025-02-02
"""
HISTORY = '\ufeffTitle,Date\n"Dark: Season 1: Secrets","9/14/26"\nAlien,9/2/26\n,9/3/26\n'
ACTIVITY = """Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,\
Device Type,Bookmark,Latest Bookmark,Country
Ana,2026-05-12 20:32:15,1:02:30,,Alien,,TV,1:02:30,1:02:30,ES (Spain)
Ana,2026-05-13 20:32:15,00:04:00,,Amélie,,TV,0:04:00,0:04:00,ES (Spain)
Ana,2026-05-14 20:32:15,00:07:30,,Dark: Temporada 1: Secretos (Episodio 1),,TV,,,ES (Spain)
Ana,2026-05-15 20:32:15,00:07:30,,Dark: Temporada 1: Secretos (Episodio 1),,TV,,,ES (Spain)
Luis,2026-05-15 20:32:15,25:00:00,,Dark: Temporada 1: Mentiras,TRAILER,TV,,,ES (Spain)
Luis,2026-05-15 20:32:15,00:40:00,Autoplayed: user action: None; ,Alien,,TV,,,ES (Spain)
Luis,2026-05-15 20:32:15
"""
THUMBS = """Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts,Region View Date
Ana,Alien,thumb,,2,TV,2026-05-12 20:32:15,
Ana,Amélie,thumb,,1,TV,2026-05-12 20:32:15,
Ana,Dark,thumb,,3,TV,2026-05-12 20:32:15,
Ana,2012,thumb,,0,TV,2026-05-12 20:32:15,
Ana,The Thing,star,4,,TV,2016-05-12 20:32:15,
"""
MY_LIST = "Profile Name,Title Name,Country,Utc Title Add Date\nAna,Dark,ES,2026-05-12\n"


def read(text, path="mine.csv"):
    """The layout that fits, and what it makes of the document."""
    (document,) = opened(path, text.encode(), Budget())
    assert isinstance(document, Table)
    layout = next(layout for layout in LAYOUTS if layout.fits(document))
    return (layout.source, layout.kind), list(layout.read(document))


def netflix(title, signal, line, day, profile="Ana", **told):
    return Entry((title,), signal, line, day=day, profile=profile, compound=True, **told)


@pytest.mark.parametrize(
    ("path", "kind", "signal"),
    [
        ("letterboxd-me/watched.csv", "watched", Signal.WATCHED),
        ("watchlist (1).csv", "watchlist", Signal.WISH),
        ("likes/films.csv", "likes", Signal.LIKED),
    ],
)
def test_what_of_letterboxd_shares_its_columns_is_told_by_its_path(path, kind, signal):
    assert read(SHARED, path) == (
        ("Letterboxd", kind),
        [Entry(("Amélie",), signal, 2, 2001, FILM, day="2026-01-05"), Refused(3, "", Reason.NO_TITLE)],
    )


def test_letterboxd_s_other_files():
    assert read(DIARY) == (
        ("Letterboxd", "diary"),
        [
            Entry(("Alien",), Signal.WATCHED, 2, 1979, FILM, rating=4.5, day="2026-01-04"),
            Entry(("Alien",), Signal.WATCHED, 3, 1979, FILM, day="2026-01-06"),
            # Seen again, and never before in the file: at least twice.
            Entry(("Amélie",), Signal.WATCHED, 4, 2001, FILM, day="2026-01-07", times=2),
        ],
    )
    assert read(LIST) == (("Letterboxd", "list"), [Refused(6, "Alien", Reason.LIST)])
    assert read(SHARED, "deleted/diary.csv")[0] == ("Letterboxd", "deleted")
    assert read(
        "Title,Year,Directors,WatchedDate,Rating10\nAlien,1979,Ridley Scott,2026-01-04,9\nDark,,,2026-01-05,\n"
    ) == (
        ("Letterboxd", "import"),
        [
            Entry(("Alien",), Signal.RATED, 2, 1979, FILM, people=("Ridley Scott",), rating=9, day="2026-01-04"),
            Entry(("Dark",), Signal.WATCHED, 3, None, FILM, day="2026-01-05"),
        ],
    )


def test_imdb_s_ratings_of_all_years_and_lists():
    alien = Entry(("Alien",), Signal.RATED, 2, 1979, FILM, "tt0078748", people=("Ridley Scott",), rating=9)
    created = "Sat Dec 31 00:00:00 2016"
    assert read(IMDB_OLD) == (
        ("IMDb", "ratings"),
        [
            alien._replace(day=created),
            # A rating of an episode is none of its series, which was watched.
            Entry(("Dark: Secrets",), Signal.WATCHED, 3, type=SERIES, day=created, compound=True),
            Refused(4, "Secrets", Reason.EPISODE),
            Refused(5, "Video Game", Reason.NOT_A_WORK),
        ],
    )
    assert read(IMDB) == (
        ("IMDb", "ratings"),
        [
            alien._replace(people=("Ridley Scott", "A. Person"), day="2025-03-02"),
            Entry(("Dark",), Signal.RATED, 3, 2017, SERIES, None, rating=10, day="2025-03-02"),
            Refused(4, "", Reason.NO_RATING),
        ],
    )
    kind, (wish, rated) = read(IMDB_LIST)
    assert kind == ("IMDb", "watchlist")
    assert (wish.signal, wish.rating, wish.day) == (Signal.WISH, None, "2025-01-01")
    assert (rated.signal, rated.rating, rated.day) == (Signal.RATED, 7, "2025-02-02")


def test_netflix_s_short_history_and_the_full_one():
    assert read(HISTORY) == (
        ("Netflix", "history"),
        [
            netflix("Dark: Season 1: Secrets", Signal.WATCHED, 2, "9/14/26", None),
            netflix("Alien", Signal.WATCHED, 3, "9/2/26", None),
            Refused(4, "9/3/26", Reason.NO_TITLE),
        ],
    )
    secrets = "Dark: Temporada 1: Secretos (Episodio 1)"
    assert read(ACTIVITY) == (
        ("Netflix", "activity"),
        [
            netflix("Alien", Signal.WATCHED, 2, "2026-05-12 20:32:15", minutes=62.5),
            Refused(3, "Amélie 00:04:00", Reason.SHORT),
            # Two viewings of less than ten minutes, which together are more.
            netflix(secrets, Signal.WATCHED, 4, "2026-05-14 20:32:15", minutes=7.5),
            netflix(secrets, Signal.WATCHED, 5, "2026-05-15 20:32:15", minutes=7.5),
            Refused(6, "Dark: Temporada 1: Mentiras", Reason.NOT_A_WORK),
            Refused(7, "Alien", Reason.AUTOPLAY),
            Refused(8, "", Reason.INCOMPLETE),
        ],
    )
    day = "2026-05-12 20:32:15"
    assert read(THUMBS) == (
        ("Netflix", "ratings"),
        [
            netflix("Alien", Signal.LIKED, 2, day),
            netflix("Amélie", Signal.DISLIKED, 3, day),
            netflix("Dark", Signal.LIKED, 4, day),
            Refused(5, "2012 0", Reason.NO_RATING),
            netflix("The Thing", Signal.RATED, 6, "2016-05-12 20:32:15", rating=4),
        ],
    )
    assert read(MY_LIST) == (("Netflix", "watchlist"), [netflix("Dark", Signal.WISH, 2, "2026-05-12")])


@pytest.mark.parametrize(
    ("text", "scale", "given"),
    [
        ("Name,Year,Rating\nAlien,1979,9\nAmélie,2001,8\n2012,2009,4\n", 10, [4.5, 4.0, 2.0]),
        ("Name,Year,Rating\nAlien,1979,4.5\nAmélie,2001,0.5\n2012,2009,4\n", 5, [4.5, 0.5, 4.0]),
        ("Título;Año;Nota\nAlien;1979;9,5\nAmélie;2001;1\n2012;2009;4\n", 10, [4.75, 0.5, 2.0]),
        ("Film,Year,Score\nAlien,1979,90/100\nAmélie,2001,5\n2012,2009,40\n", 100, [4.5, 0.5, 2.0]),
        # A community's mean beside the person's own.
        ("Name,Year,Rating,Your Rating\nAlien,1979,4.8,1\nAmélie,2001,9.9,4\n2012,2009,1,5\n", 5, [1.0, 4.0, 5.0]),
        ("Title,Year,Rating10\nAlien,1979,4\nAmélie,2001,2\n2012,2009,1\n", 10, [2.0, 1.0, 0.5]),
    ],
    ids="ten five spanish hundred own rating10".split(),
)
def test_the_scale_is_found_out_and_said(service, text, scale, given):
    found = imported(text, service.catalogue)
    assert [one.scale for one in found.documents] == [scale]
    assert list(stars(found).values()) == given


def test_thumbs_are_no_stars(service):
    found = imported("Title,Year,Rating\nAlien,1979,👍\nAmélie,2001,down\n2012,2009,maybe\n", service.catalogue)
    assert [(one.liked, one.stars) for one in found.works] == [(True, None), (False, None)]
    assert [(row.line, row.value) for row in found.documents[0].refused] == [(4, "maybe")]
    assert found.documents[0].scale is None


def test_ratings_off_the_scale_are_refused_with_line_and_value(service):
    lines = "Name,Year,Letterboxd URI,Rating\nAlien,1979,x,4\n2012,2009,x,9\nAmélie,2001,x,0\nDark,2017,x,nan\n"
    found = imported(lines, service.catalogue)
    assert [(row.line, row.value, row.reason) for row in found.documents[0].refused] == [
        (3, "9", "no_rating"),
        (4, "0", "no_rating"),
        (5, "nan", "no_rating"),
    ]


def test_a_whole_zip_of_letterboxd(service):
    files = {
        "letterboxd-me/ratings.csv": "Date,Name,Year,Letterboxd URI,Rating\n2026-01-01,Alien,1979,x,4\n",
        "letterboxd-me/diary.csv": DIARY,
        "letterboxd-me/watchlist.csv": SHARED + "2026-01-01,2012,2009,x\n",
        "letterboxd-me/likes/films.csv": SHARED,
        "letterboxd-me/deleted/diary.csv": DIARY.replace("Alien", "2012"),
        "letterboxd-me/lists/best.csv": LIST,
        "letterboxd-me/profile.csv": "Date Joined,Username\n2020-01-01,me\n",
    }
    found = imported({"all.zip": zipped(files)}, service.catalogue)
    assert {kind for _, kind in sources(found)} == {"ratings", "diary", "watchlist", "likes", "deleted", "list"}
    assert [(one.file, one.columns) for one in found.unknown] == [
        ("letterboxd-me/profile.csv", ["Date Joined", "Username"])
    ]
    told = {one.work.work_id: one for one in found.works}
    alien, amelie, other = (told[name] for name in ("alien-1979-movie", "amelie-2001-movie", "2012-2009-movie"))
    # The rating of the later day, and the diary's two evenings.
    assert (alien.stars, alien.times, alien.last_day, alien.wish) == (4.5, 2, "2026-01-06", False)
    # On the watchlist and watched: no wish any more.
    assert (amelie.stars, amelie.liked, amelie.times, amelie.wish) == (None, True, 2, False)
    assert (other.watched, other.times, other.wish) == (False, 0, True)
