"""Files of the other services, read and matched against the sample's works: what each says in the end."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.errors import InvalidValueError
from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.history import import_history
from recsys.serving.imports.match import Finder
from recsys.serving.imports.reading import File
from recsys.serving.imports.report import Imported, ImportedWork
from tests.serving.imports.layouts.reading import table, written
from tests.serving.imports.layouts.test_ani_list import ANI_LIST_NUMBERS
from tests.serving.imports.layouts.test_movielens import MOVIELENS_NUMBERS

Import = Callable[[str, bytes], Imported]


@pytest.fixture(scope="module")
def finder(sample_bundle):
    return Finder(Catalogue(load_bundle(sample_bundle)))


@pytest.fixture
def imported(finder) -> Import:
    return lambda name, content: import_history([File(name, content)], finder)


def works(found: Imported) -> dict[str, ImportedWork]:
    assert (found.doubtful, found.unmatched) == ([], [])
    return {one.work.work_id: one for one in found.works}


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_trakts_zip_tells_of_one_evening_once(imported):
    amelie = {"title": "Amelie", "year": 2001, "ids": {"trakt": 1, "imdb": "tt0211915"}}
    series = {"title": "Breaking Bad", "year": 2008, "ids": {"trakt": 2, "imdb": "tt0903747", "tmdb": 1396}}
    story = {"title": "Toy Story", "year": 1995, "ids": {"trakt": 3}}
    seen = {"watched_at": "2026-01-02T20:00:00.000Z", "action": "watch"}
    first = {"type": "episode", "show": series, "episode": {"season": 1, "number": 1}}
    second = {"type": "episode", "show": series, "episode": {"season": 1, "number": 2}}
    history = [{**seen, "type": "movie", "movie": amelie}, {**seen, **first}, {**seen, **second}]
    rated = {"rated_at": "2026-01-03", "rating": 9, "type": "movie", "movie": amelie}
    rated_episode = {"rated_at": "2026-01-03", "rating": 1, **second}
    wished = [{"listed_at": "2026-01-04", "type": "movie", "movie": one} for one in (story, amelie)]
    files = {
        "watched-history-1.json": written(history),
        "watched-movies.json": written([{"plays": 1, "last_watched_at": "2026-01-02", "movie": amelie}]),
        "ratings-movies.json": written([rated]),
        "ratings-episodes.json": written([rated_episode]),
        "lists-watchlist.json": written(wished),
    }
    found = works(imported("trakt.zip", zipped({"a/trakt.zip": zipped(files)})))
    film, show, wish = (found[one] for one in ("amelie-2001-movie", "breaking-bad-2008-series", "toy-story-1995-movie"))
    assert (film.stars, film.times, film.last_day, film.wish) == (4.5, 1, "2026-01-02", False)
    assert (show.stars, show.episodes, show.seasons) == (None, 2, [1])
    assert (wish.wish, wish.watched) == (True, False)


def test_ten_points_are_halved_and_a_mean_is_nobodys_rating(imported):
    columns = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated"
    rows = (
        ("", "tt0468569", "movie", "Batman 6", "2008-07-16T00:00:00Z", "", "", 4.8, 1.0, "2022-09-20"),
        ("", "", "tv", "The Crown", "2016-11-04", "", "", 9.9, 8, "2022-09-20"),
    )
    found = works(imported("tmdb.csv", table(columns, *rows)))
    assert {work: one.stars for work, one in found.items()} == {"dark-knight-2008-movie": 0.5, "crown-2016-series": 4.0}


def test_anime_by_any_name_and_a_season_rated_is_watched(imported):
    def listed(status: str, score: int, **media: object) -> dict[str, object]:
        return {"status": status, "score": score, "progress": 0, "media": media}

    entries = [
        listed(
            "COMPLETED",
            5,
            title={"romaji": "Sen", "native": "千と千尋の神隠し"},
            format="MOVIE",
            startDate={"year": 2001},
        ),
        listed("COMPLETED", 4, title={"english": "Attack on Titan Season 2"}, format="TV", startDate={"year": 2017}),
        listed("PLANNING", 0, title={"english": "Akira"}, format="MOVIE", startDate={"year": 1988}),
        listed("DROPPED", 0, title={"romaji": "Death Note"}, format="TV", startDate={"year": 2006}),
    ]
    content = json.dumps({"data": {"MediaListCollection": {"lists": [{"entries": entries}]}}}).encode("utf-16")
    found = works(imported("list.json", content))
    assert found["spirited-away-2001-movie"].stars == 5.0
    titan = found["attack-on-titan-2013-series"]
    assert (titan.stars, titan.watched, titan.seasons) == (None, True, [2])
    assert found["akira-1988-movie"].wish
    assert found["death-note-2006-series"].share == 0.0


def test_my_anime_lists_packed_file(imported):
    xml = (
        "<?xml version='1.0' encoding='UTF-8'?><myanimelist><anime><series_title><![CDATA[Death Note]]></series_title>"
        "<series_type>TV</series_type><series_episodes>37</series_episodes><my_watched_episodes>37</my_watched_episodes>"
        "<my_score>7</my_score><my_status>Completed</my_status><my_times_watched>1</my_times_watched></anime></myanimelist>"
    )
    found = works(imported("animelist.xml.gz", gzip.compress(xml.encode())))["death-note-2006-series"]
    assert (found.stars, found.times, found.share) == (3.5, 2, 1.0)


def test_prime_videos_seasons_are_of_their_series(imported):
    titles = ("The Boys - Season 3", "Fleabag - Staffel 1 [dt./OV]", "The Matrix")
    rows = [(title, "2026-06-14T02:37:00Z", 6000, "Full", "ADULT", "No") for title in titles]
    columns = "Title,Playback Start Datetime (UTC),Seconds Viewed,Material Type Description,Profile Type,Is Autoplay"
    found = works(imported("Viewing History.csv", table(columns, *rows, mark="\ufeff")))
    assert {work: one.seasons for work, one in found.items()} == {
        "boys-2019-series": [3],
        "fleabag-2016-series": [1],
        "matrix-1999-movie": [],
    }


def test_spanish_tables_saved_by_a_spreadsheet(imported):
    text = "Título;Año;Director;Nota media;Nota;Fecha\r\nLa casa de papel (Serie de TV);2017;;7,2;4;14/09/2026\r\n"
    text += "Amélie;2001;;6,1;9;15/09/2026\r\n"
    found = works(imported("notas.csv", text.encode("cp1252")))
    assert {work: (one.stars, one.work.type) for work, one in found.items()} == {
        "money-heist-2017-series": (2.0, "tv show"),
        "amelie-2001-movie": (4.5, "movie"),
    }


def test_jellyfins_headerless_backup(imported):
    rows = (
        ("2026-01-02 20:11:22.1", "a", "1", "Episode", "Breaking Bad - s01e02 - It", "D", "W", "T", "2600"),
        ("2026-01-03 20:11:22.1", "a", "2", "Episode", "Breaking Bad - s01e03 - It", "D", "W", "T", "2600"),
        ("2026-01-04 20:11:22.1", "a", "3", "Movie", "The Matrix", "D", "W", "T", "6000"),
    )
    found = works(imported("backup.tsv", "\n".join("\t".join(row) for row in rows).encode()))
    assert found["breaking-bad-2008-series"].episodes == 2
    assert found["matrix-1999-movie"].last_day == "2026-01-04"


def test_movielens_names_and_ids(imported):
    rows = ((1, 468569, "", 4.5, 3.9, "Dark (2008)"), (2, "", "", 2.5, 3.9, "Matrix, The (1999)"))
    found = works(imported("m.csv", table("movie_id,imdb_id,tmdb_id,rating,average_rating,title", *rows)))
    assert {work: one.stars for work, one in found.items()} == {"dark-knight-2008-movie": 4.5, "matrix-1999-movie": 2.5}


@pytest.mark.parametrize(
    ("source", "made"), [("MovieLens", MOVIELENS_NUMBERS), ("AniList", ANI_LIST_NUMBERS)], ids=["MovieLens", "AniList"]
)
def test_numbers_of_their_own_are_told_to_mean_nothing(imported, source, made):
    with pytest.raises(InvalidValueError, match=f"must say its titles.*, got «{source}»") as error:
        imported(made.name, made.content)
    assert error.value.parameter == "file_numbers"
