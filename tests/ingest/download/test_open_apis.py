"""Fetching from TVmaze and Wikidata, with the real client, from stand-ins; requests are counted."""

import gzip
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recsys import cli
from recsys.ingest.download import json_api, tvmaze, wikidata
from recsys.ingest.download.answers import AnswerLog
from recsys.ingest.download.run import fetch
from recsys.ingest.load import read_data
from tests.ingest.download.apis import CUT, Fault, TvMaze, Wikidata, served

JUSTWATCH = "id,title,type,release_year,genres,imdb_id\n"
DOWN = [Fault(500)] * json_api.RETRIES.tries


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(json_api, "RETRIES", replace(json_api.RETRIES, pause=0.001))
    for module in (tvmaze, wikidata):
        monkeypatch.setattr(module, "PER_SECOND", 10_000)


@pytest.fixture
def data(tmp_path):
    """A data folder whose catalogues know three series and a film by IMDb's ids, and two films by TMDB's."""
    (tmp_path / "justwatch" / "netflix_us_2026-01").mkdir(parents=True)
    rows = [f"ts{number},Series {number},SHOW,2015,[],tt000000{number}\n" for number in (1, 2, 3)]
    rows.append("tm4,The Lake,MOVIE,1999,[],tt0000004\n")
    (tmp_path / "justwatch" / "netflix_us_2026-01" / "titles.csv").write_text(JUSTWATCH + "".join(rows))
    (tmp_path / "tmdb").mkdir()
    (tmp_path / "tmdb" / "movies_dataset.csv").write_text(
        "id,title,release_date\n604,The Lake,1999-05-01\n605,Elsewhere,2001-01-01\n"
    )
    return tmp_path


def age(folder, days):
    """Make all answers of a folder as old as that, in one file of that day."""
    then = datetime.now(UTC) - timedelta(days=days)
    packed = b""
    for path in sorted(folder.iterdir()):
        lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        packed += b"".join(
            gzip.compress(json.dumps(line | {"at": then.isoformat()}).encode() + b"\n") for line in lines
        )
        path.unlink()
    (folder / f"{then:%Y-%m-%d}.jsonl.gz").write_bytes(packed)


# TVmaze


@pytest.fixture
def maze():
    there = TvMaze()
    for number in (1, 2, 249, 250, 700):
        there.add(number, externals={"imdb": f"tt{number:07d}"})
    return there


@pytest.fixture
def maze_api(maze, monkeypatch):
    with served(maze.answer) as api:
        monkeypatch.setattr(tvmaze, "TVMAZE", api.url)
        yield api


def pages(api):
    found = [asked.partition("page=")[2] for asked in api.asked if "page=" in asked]
    api.asked.clear()
    return found


def kept_series(data):
    shows = {}
    for answer in AnswerLog(data / "tvmaze" / "shows").answers():
        shows[answer.asked[0]] = [(show["id"], show["updated"]) for show in answer.answer]
    return [series for page in shows.values() for series in page]


def test_all_series_once_and_then_what_changed(maze, maze_api, data):
    assert fetch(["tvmaze"], data).failures == []
    assert pages(maze_api) == ["0", "1", "2"]  # not page 3, where nothing is
    # Again, with nothing changed: the one question what changed.
    report = fetch(["tvmaze"], data)
    assert maze_api.asked == ["/updates/shows"]
    assert [file.what for file in report.sources[0].files] == ["the same"]
    maze_api.asked.clear()
    # Changed, gone with its whole page, and new behind the end.
    maze.add(249, updated=2_000)
    del maze.shows[700]
    maze.add(1_001)
    assert [file.what for file in fetch(["tvmaze"], data).sources[0].files] == ["added to"]
    assert pages(maze_api) == ["0", "2", "4"]
    assert kept_series(data) == [(1, 1000), (2, 1000), (249, 2000), (250, 1000), (1001, 1000)]
    assert pages(maze_api) == []
    record = (data / "LICENCES.md").read_text()
    assert "CC BY-SA 4.0" in record
    assert "`tvmaze/shows/" in record


def test_a_cut_run_goes_on_where_it_was_cut(maze_api, data):
    maze_api.faults = [None, None, Fault(CUT), None, *DOWN]
    report = fetch(["tvmaze"], data)
    assert "page=" not in report.failures[0]  # parameters are not in addresses of messages
    assert "not answered in 6 tries" in report.failures[0]
    assert "cut; run it again" in (data / "LICENCES.md").read_text()
    assert pages(maze_api) == ["0", "1", "1", *["2"] * json_api.RETRIES.tries]
    assert fetch(["tvmaze"], data).failures == []
    assert pages(maze_api) == ["2"]
    assert len(kept_series(data)) == 5


def test_all_pages_again_where_it_is_said(maze_api, data):
    fetch(["tvmaze"], data)
    age(data / "tvmaze" / "shows", 60)
    pages(maze_api)
    fetch(["tvmaze"], data, again=True)
    assert pages(maze_api) == ["0", "1", "2"]
    fetch(["tvmaze"], data, again=True)
    assert pages(maze_api) == []


def test_a_first_try_is_limited(maze_api, data):
    fetch(["tvmaze"], data, limit=251)
    assert pages(maze_api) == ["0", "1"]
    fetch(["tvmaze"], data)
    assert pages(maze_api) == ["2"]


def test_casts_of_series_that_the_catalogues_have(maze, maze_api, data):
    fetch(["tvmaze"], data, people=True)
    casts = [asked for asked in maze_api.asked if asked.endswith("/cast")]
    assert casts == ["/shows/1/cast", "/shows/2/cast"]  # 3 is not on TVmaze, 249 and further in no catalogue
    maze_api.asked.clear()
    fetch(["tvmaze"], data, people=True)
    assert maze_api.asked == ["/updates/shows"]
    maze.add(2, updated=4_000_000_000, externals={"imdb": "tt0000002"})
    fetch(["tvmaze"], data, people=True)
    assert maze_api.asked[1:] == ["/updates/shows", "/shows?page=0", "/shows/2/cast"]
    credits = read_data(data).credits.to_pylist()
    assert [(row["person"], row["character"], row["source"]) for row in credits] == [
        ("Player 1", "A Part", "tvmaze"),
        ("Player 2", "A Part", "tvmaze"),
    ]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/updates/shows", ["no"], "expected times by number, found"),
        ("/shows", [{"id": "x"}], "/shows?page=0: expected a list of series, found"),
    ],
)
def test_another_answer_than_the_protocol_s(maze, maze_api, data, path, body, words):
    maze_api.answer = lambda asked, parameters: body if asked == path else maze.answer(asked, parameters)
    (failure,) = fetch(["tvmaze"], data).failures
    assert words in failure
    assert not (data / "tvmaze").exists()


# Wikidata


@pytest.fixture
def wiki():
    there = Wikidata()
    there.items = {
        "Q1": [("imdb", "tt0000001", None), ("series", "11", None), ("label", "La serie uno", "es")],
        "Q4": [
            ("imdb", "tt0000004", None),
            ("film", "604", None),
            ("label", "The Lake", "en"),
            ("label", "El lago", "es"),
            ("alias", "O Lago", "pt-br"),
            ("genre", "drama film", None),
            ("basis", "Q8261", None),
        ],
        "Q5": [("film", "605", None), ("label", "Elsewhere", "en")],
    }
    return there


@pytest.fixture
def wiki_api(wiki, monkeypatch):
    with served(wiki.answer) as api:
        monkeypatch.setattr(wikidata, "WIKIDATA", api.url)
        yield api


IMDB_IDS = "tt0000001 tt0000002 tt0000003 tt0000004"


def kept_items(data):
    return [item["item"] for answer in AnswerLog(data / "wikidata").answers() for item in answer.answer]


def test_items_by_the_ids_that_are_known(wiki_api, data):
    report = fetch(["wikidata"], data)
    assert report.failures == []
    assert report.sources[0].version == "3 items by 6 ids in 2 requests"
    assert wiki_api.asked == [IMDB_IDS, "605"]  # 604 came with Q4
    assert kept_items(data) == ["Q1", "Q4", "Q5"]
    wiki_api.asked.clear()
    # What was not found is not asked for again either.
    assert fetch(["wikidata"], data).sources[0].version == "0 items by 0 ids in 0 requests"
    assert wiki_api.asked == []
    (path,) = (data / "wikidata").iterdir()
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    assert [json.loads(line)["asked"] for line in lines] == [
        [f"imdb:{number}" for number in IMDB_IDS.split()],
        ["film:605"],
    ]
    lake = json.loads(lines[0])["answer"][1]
    assert lake["label"] == [["en", "The Lake"], ["es", "El lago"]]
    tables = read_data(data)
    ids = {row["title"]: (row["work_id"], row["genres"], row["keywords"]) for row in tables.works.to_pylist()}
    assert ids["The Lake"][1:] == (["drama"], ["based on novel"])
    named = {
        (row["name"], row["language"], row["region"])
        for row in tables.names.to_pylist()
        if row["work_id"] == ids["The Lake"][0]
    }
    assert {("El lago", "es", None), ("O Lago", "pt", "BR")} <= named


def test_a_query_that_is_too_slow_is_asked_in_halves(wiki, wiki_api, data, monkeypatch):
    monkeypatch.setattr(wikidata, "_SMALLEST_BATCH", 1)
    wiki.most = 2
    assert fetch(["wikidata"], data).failures == []
    assert wiki_api.asked == [
        *[IMDB_IDS] * json_api.RETRIES.tries, "tt0000001 tt0000002", "tt0000003 tt0000004", "605"
    ]  # fmt: skip
    assert kept_items(data) == ["Q1", "Q4", "Q5"]


def test_a_cut_run_asks_for_the_rest(wiki_api, data, monkeypatch):
    monkeypatch.setattr(wikidata, "BATCH", 2)
    wiki_api.faults = [Fault(429, "0"), None, Fault(429, "7200")]
    (failure,) = fetch(["wikidata"], data).failures
    assert "it is to be asked again in 7,200 seconds" in failure
    assert kept_items(data) == ["Q1"]
    wiki_api.asked.clear()
    assert fetch(["wikidata"], data, limit=2).failures == []
    assert wiki_api.asked == ["tt0000003 tt0000004"]
    wiki_api.asked.clear()
    fetch(["wikidata"], data)
    assert wiki_api.asked == ["605"]


def test_ids_are_asked_for_again_after_half_a_year_or_where_it_is_said(wiki_api, data):
    fetch(["wikidata"], data)
    age(data / "wikidata", 60)
    wiki_api.asked.clear()
    fetch(["wikidata"], data)
    assert wiki_api.asked == []
    fetch(["wikidata"], data, again=True)
    assert wiki_api.asked == [IMDB_IDS, "605"]
    fetch(["wikidata"], data, again=True)  # a cut one goes on: what came today is there
    assert wiki_api.asked == [IMDB_IDS, "605"]
    wiki_api.asked.clear()
    age(data / "wikidata", 200)
    fetch(["wikidata"], data)
    assert wiki_api.asked == [IMDB_IDS, "605"]


def test_nothing_to_ask_by(tmp_path, wiki_api, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["butaca", "fetch", "wikidata", "--data", str(tmp_path), "--limit", "5"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "expected a catalogue with ids of IMDb or TMDB" in capsys.readouterr().err
    assert wiki_api.asked == []
