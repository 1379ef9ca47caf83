"""What a refresh fetches, from the stand-ins of the APIs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recsys.errors import FetchError, InvalidValueError
from recsys.ingest.download import json_api, tvmaze, wikidata
from recsys.ingest.download.tmdb.wanted import Wanted
from recsys.publish.refresh.fetching import Asked, fetch_all, names_to_fetch
from recsys.settings import Settings
from tests.fixtures.bundles import names
from tests.ingest.download.apis import Fault, TvMaze, Wikidata, served
from tests.ingest.download.tmdb_runs import run
from tests.ingest.download.tmdb_server import KEY, MadeTitle, serving
from tests.ingest.download.tmdb_server import Fault as Failure

NOTHING = Asked()


@pytest.fixture
def tmdb():
    with serving() as server:
        server.providers = {"MX": {8: "Netflix", 1899: "HBO Max"}, "BR": {8: "Netflix"}}
        server.titles = {
            ("movie", 11): MadeTitle("Solar Tide", "2021-05-01", {("MX", 8, "flatrate"), ("BR", 8, "flatrate")}),
            ("movie", 12): MadeTitle("A Lamp", "2019-01-01", {("MX", 1899, "flatrate")}),
        }
        yield server


def fetched(data, tmdb, asked=NOTHING):
    told: list[str] = []
    return fetch_all(asked, data, Settings(tmdb_url=tmdb.url, tmdb_key=KEY), told.append)


def test_tmdb_is_asked_again_what_the_last_run_asked_but_for_what_is_named(tmdb, tmp_path):
    with pytest.raises(InvalidValueError, match="--country must name one or several"):
        fetched(tmp_path, tmdb, Asked(("tmdb",)))
    run(tmdb, tmp_path, Wanted(("MX", "BR"), (), ("es",)))
    snapshots = tmp_path / "tmdb_api"
    assert names_to_fetch(NOTHING, tmp_path) == ("tmdb",)
    tmdb.asked.clear()
    (found,) = fetched(tmp_path, tmdb)
    assert (found.source, found.what) == ("tmdb", "2 titles, 0 new, 0 changed, 2 fetched anew, 0 no more")
    assert {path.partition("watch_region=")[2][:2] for path in tmdb.asked if "watch_region" in path} == {"MX", "BR"}
    assert len(names(snapshots)) == 2
    tmdb.asked.clear()
    (found,) = fetched(tmp_path, tmdb, Asked((), ("MX",), ("max",)))
    assert "BR was asked for by an earlier run and not by this one" in found.notes[-1]
    assert {path for path in tmdb.asked if "with_watch_providers=8&" in path or "watch_region=BR" in path} == set()


def test_where_tmdb_refuses_the_refresh_ends_and_the_next_one_goes_on(tmdb, tmp_path):
    run(tmdb, tmp_path, Wanted(("MX",), ("netflix",), ("es",)), at=datetime.now(UTC) - timedelta(days=7))
    tmdb.faults["/discover/movie"] = [Failure(400)]
    with pytest.raises(FetchError, match=r"TMDB refused /discover/movie, with 400.*What is served stays, and what was"):
        fetched(tmp_path, tmdb)
    partial, _ = names(tmp_path / "tmdb_api")
    assert partial.endswith(".partial")
    (found,) = fetched(tmp_path, tmdb)  # goes on
    assert found.notes == []


def test_what_the_folder_has_of_open_sources_is_asked_for_again(tmp_path, monkeypatch):
    monkeypatch.setattr(json_api, "RETRIES", replace(json_api.RETRIES, pause=0.001))
    for module in (tvmaze, wikidata):
        monkeypatch.setattr(module, "PER_SECOND", 10_000)
    folder = tmp_path / "justwatch" / "netflix_us_2026-01"
    folder.mkdir(parents=True)
    (folder / "titles.csv").write_text(
        "id,title,type,release_year,genres,imdb_id\nts1,Series 1,SHOW,2015,[],tt0000001\n"
    )
    maze, wiki = TvMaze(), Wikidata()
    maze.add(1, externals={"imdb": "tt0000001"})
    wiki.items["Q1"] = [("imdb", "tt0000001", None)]
    assert names_to_fetch(NOTHING, tmp_path) == ()
    with served(maze.answer) as maze_api, served(wiki.answer) as wiki_api:
        monkeypatch.setattr(tvmaze, "TVMAZE", maze_api.url)
        monkeypatch.setattr(wikidata, "WIKIDATA", wiki_api.url)

        def fetched(*sources):
            found = fetch_all(Asked(sources), tmp_path, Settings(), lambda _: None)
            asked = [*maze_api.asked, *wiki_api.asked]
            maze_api.asked.clear()
            wiki_api.asked.clear()
            return {each.source: each.what for each in found}, asked

        said, asked = fetched("wikidata", "tvmaze")  # in their own order
        assert list(said.items()) == [("tvmaze", "files: 1 new"), ("wikidata", "files: 1 new")]
        assert asked == ["/updates/shows", "/shows?page=0", "tt0000001"]
        said, asked = fetched()
        assert said == {"tvmaze": "files: 1 the same", "wikidata": "files: 1 the same"}
        assert asked == ["/updates/shows"]
        maze.add(1, 2_000, externals={"imdb": "tt0000001"})
        assert fetched()[0]["tvmaze"] == "files: 1 added to"
        maze_api.faults.append(Fault(403))
        with pytest.raises(FetchError, match=r"/updates/shows: the server refused, with 403.*What is served stays"):
            fetched()
