"""`fetch tmdb` over loopback: what it lists and fetches, from a stand-in that speaks TMDB's protocol."""

import json
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from recsys import cli
from recsys.errors import FetchError, InvalidValueError, NotFoundError
from recsys.ingest.download.tmdb import listing
from recsys.ingest.download.tmdb.answers import KeptAnswers
from recsys.ingest.download.tmdb.api import Api
from recsys.ingest.download.tmdb.key import ApiKey
from recsys.ingest.download.tmdb.providers import Provider
from recsys.ingest.download.tmdb.wanted import Wanted, wanted
from recsys.ingest.load import read_data
from tests.fixtures.bundles import names
from tests.ingest.download import tmdb_server
from tests.ingest.download.tmdb_runs import DAY, fetched, queries, rows, run
from tests.ingest.download.tmdb_server import KEY, MadeTitle, fill


def test_what_two_runs_wrote_is_read_by_a_build(tmdb, tmp_path):
    """A film leaves its service by the second run; a series and a film of one number are two works."""
    first, second = (datetime.now(UTC) - timedelta(days=days) for days in (10, 3))
    tmdb.titles["movie", 12].released, tmdb.titles["tv", 12].released = "2020-02-02", "2018-03-03"
    tmdb.titles["movie", 13] = MadeTitle("Another Lamp", "2001-01-01", {("MX", 1899, "flatrate")})
    run(tmdb, tmp_path, at=first)
    tmdb.titles["movie", 12].offers.clear()
    run(tmdb, tmp_path, at=second)
    raw = read_data(tmp_path)
    works = {row["title"]: row for row in raw.works.to_pylist()}
    assert {title: (row["type"], row["year"]) for title, row in works.items()} == {
        "Solar Tide": ("movie", 2021), "Nobody's Lamp": ("movie", 2020), "The Quiet Ferry": ("tv show", 2018),
        "Another Lamp": ("movie", 2001),
    }  # fmt: skip
    assert raw.rejected.num_rows == 0
    left, stayed = (works[title]["work_id"] for title in ("Nobody's Lamp", "Solar Tide"))
    offers = raw.offers.to_pylist()
    assert [(row["country"], row["added"], row["until"]) for row in offers if row["work_id"] == left] == [
        ("MX", f"{first:%Y-%m-%d}", f"{second:%Y-%m-%d}")
    ]
    assert {(row["country"], row["service"], row["until"]) for row in offers if row["work_id"] == stayed} == {
        ("MX", "netflix", None), ("BR", "netflix", None),
    }  # fmt: skip
    assert ("Marea solar", "es") in {
        (row["name"], row["language"]) for row in raw.names.to_pylist() if row["work_id"] == stayed
    }


def test_a_first_run_over_two_countries(tmdb, tmp_path):
    report = run(tmdb, tmp_path)
    folder = tmp_path / "tmdb_api" / "2026-03-02"
    assert names(tmp_path / "tmdb_api") == ["2026-03-02"]
    assert names(folder) == ["listed.jsonl.gz", "providers.jsonl.gz", "run.json", "titles.jsonl.gz"]
    assert rows(folder / "providers.jsonl.gz") == [
        {"country": "MX", "provider_id": 8, "name": "Netflix", "service": "netflix"},
        {"country": "MX", "provider_id": 1899, "name": "HBO Max", "service": "max"},
        {"country": "BR", "provider_id": 8, "name": "Netflix Novo", "service": "netflix"},
        {"country": "BR", "provider_id": 1796, "name": "Netflix basic with Ads", "service": "netflix"},
    ]
    listed = rows(folder / "listed.jsonl.gz")
    assert sorted(
        (row["type"], row["id"], row["country"], row["provider_id"], row["monetization"]) for row in listed
    ) == [
        ("movie", 11, "BR", 8, "flatrate"),
        ("movie", 11, "BR", 1796, "ads"),
        ("movie", 11, "MX", 8, "flatrate"),
        ("movie", 12, "MX", 1899, "flatrate"),
        ("tv", 12, "MX", 8, "flatrate"),
    ]
    titles = {(row["type"], row["id"]): row for row in rows(folder / "titles.jsonl.gz")}
    assert set(titles) == {("movie", 11), ("movie", 12), ("tv", 12)}
    assert titles["movie", 11]["fetched"] == "2026-03-02T10:00:00Z"
    details = titles["movie", 11]["details"]
    assert details["translations"]["translations"] == [
        {"iso_639_1": "es", "iso_3166_1": "", "data": {"title": "Marea solar", "overview": ""}},
        {"iso_639_1": "pt", "iso_3166_1": "", "data": {"title": "", "overview": ""}},
    ]
    appended = "keywords,external_ids,alternative_titles,translations,watch/providers,recommendations"
    assert queries(tmdb, "/movie/11") == [{"append_to_response": [f"{appended},credits,release_dates"]}]
    assert queries(tmdb, "/tv/12") == [{"append_to_response": [f"{appended},aggregate_credits,content_ratings"]}]
    # Of providers two lists a country; of each provider and type that it has three kinds of payment; three titles.
    assert tmdb.count() == {
        "/watch/providers/movie": 2, "/watch/providers/tv": 2,
        "/discover/movie": 12, "/discover/tv": 3, "/movie/": 2, "/tv/": 1,
    }  # fmt: skip
    assert json.loads((folder / "run.json").read_text()) == {
        "countries": ["MX", "BR"], "services": ["netflix", "max"], "all_services": False,
        "languages": ["es", "en"], "limit": None,
        "started": "2026-03-02T10:00:00Z", "finished": "2026-03-02T10:00:00Z", "requests": 22,
    }  # fmt: skip
    assert [(shown.country, shown.service, shown.titles) for shown in report.listed] == [
        ("MX", "netflix", 2), ("MX", "max", 1), ("BR", "netflix", 1),
    ]  # fmt: skip
    assert (report.titles, report.new, report.requests, report.failures) == (3, 3, 22, [])
    assert report.notes == ["Max is not in Brazil, as TMDB lists it"]
    record = (tmp_path / "LICENCES.md").read_text()
    assert "machine learning" in record
    assert "`tmdb_api/2026-03-02/titles.jsonl.gz`, SHA-256" in record


def test_a_list_longer_than_tmdb_shows_is_read_by_years_and_months(tmdb, tmp_path, monkeypatch):
    for module in (tmdb_server, listing):
        monkeypatch.setattr(module, "MOST_PAGES", 5)
    fill(tmdb, 130)
    for (_, number), title in tmdb.titles.items():
        if number <= 110:
            title.released = f"2020-{1 + number % 12:02}-{1 + number % 28:02}"  # a year too long by itself
    tmdb.titles["movie", 1].released = ""
    provider = Provider("MX", 8, "Netflix", "netflix", ("movie",))
    with Api(tmdb.url, ApiKey(KEY), rate=10_000) as api:
        answers = KeptAnswers(api, tmp_path / "answers")
        found = listing.read_listing([provider], answers, date(2026, 3, 2), None, lambda _: None)
        answers.close()
    assert sorted(listed.title.id for listed in found.listed) == list(range(2, 131))
    # In parts nobody finds what has no date, and that is told.
    assert found.notes == ["Netflix in Mexico: TMDB counts 130 films (flatrate) and lists 129 of them"]
    asked = queries(tmdb, "/discover/movie")
    parts = [
        (each["primary_release_date.gte"][0], each["primary_release_date.lte"][0]) for each in asked if len(each) > 7
    ]
    assert ("2020-02-01", "2020-02-29") in parts
    assert all(page <= 5 for each in asked for page in map(int, each["page"]))


def test_a_limit_takes_some_of_each_list(tmdb, tmp_path):
    fill(tmdb, 90)
    tmdb.titles["tv", 5] = MadeTitle("The Quiet Ferry", "2024-01-09", {("BR", 8, "flatrate")})
    asked = Wanted(("MX", "BR"), (), ("en",), 30)
    report = run(tmdb, tmp_path, asked)
    assert report.titles == 30
    assert ("tv", 5) in fetched(tmp_path / "tmdb_api/2026-03-02")
    assert len(queries(tmdb, "/discover/movie")) == 2 * (2 + 1 + 1)
    # What comes in full afterwards replaces it and fetches the rest; a try does not replace what is whole.
    tmdb.asked.clear()
    report = run(tmdb, tmp_path, Wanted(("MX", "BR"), (), ("en",)), at=DAY + timedelta(hours=1))
    assert (report.titles, report.new) == (92, 62)
    assert len(set(fetched(tmp_path / "tmdb_api/2026-03-02"))) == 92
    with pytest.raises(FetchError, match="fetched without --limit"):
        run(tmdb, tmp_path, asked, at=DAY + timedelta(hours=2))


def test_names_are_understood_or_refused_with_the_nearest():
    assert wanted(["Brasil", "mx", "MX"], ["HBO Max", "prime"], ["español", "PT"]) == Wanted(
        ("BR", "MX"), ("max", "amazon"), ("es", "pt")
    )
    with pytest.raises(NotFoundError, match=r"No country is called: «Mexcio». Did you mean «Mexico \(MX\)»"):
        wanted(["Mexcio"], [], ["en"])
    with pytest.raises(NotFoundError, match=r"No service is called: «netflox». Did you mean «netflix»"):
        wanted(["MX"], ["netflox"], ["en"])
    with pytest.raises(NotFoundError, match=r"No language is called: «spansh». Did you mean «es»"):
        wanted(["MX"], [], ["spansh"])
    with pytest.raises(InvalidValueError, match="--country must name one or several"):
        wanted([], [], ["en"])
    with pytest.raises(InvalidValueError, match="--limit must be a whole number from 1, got 0"):
        wanted(["MX"], [], ["en"], 0)


def test_a_service_that_no_country_has(tmdb, tmp_path):
    with pytest.raises(FetchError, match=r"lists Hulu in none of the countries MX, BR; MX has max, mubi, netflix"):
        run(tmdb, tmp_path, Wanted(("MX", "BR"), ("netflix", "hulu"), ("es",)))
    assert tmdb.count().keys() == {"/watch/providers/movie", "/watch/providers/tv"}


def test_what_people_read(tmdb, tmp_path, monkeypatch, capsys):
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("RECSYS_TMDB_URL", tmdb.url)
    command = "butaca fetch tmdb --country MX,Brasil --services netflix,max --languages es".split()
    monkeypatch.setattr(sys, "argv", [*command, "--key-file", str(tmp_path / "key"), "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert done.value.code == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[1:4] == ["Netflix, Mexico 2", "Max, Mexico 1", "Netflix, Brazil 1"]
    assert lines[4] == "3 titles: 3 new, 0 changed, 0 fetched anew, 0 as they were; 0 are no more"
    assert lines[5].startswith("22 requests in ")
    assert lines[6] == "Max is not in Brazil, as TMDB lists it"
    assert lines[7].startswith(f"Snapshot: {tmp_path}/tmdb_api/20")


def test_options_of_tmdb_are_its_own(monkeypatch, capsys):
    for arguments, words in [
        (["movielens", "--countries", "MX"], "are options of fetch tmdb"),
        (["tmdb", "movielens"], "tmdb is fetched by itself"),
    ]:
        monkeypatch.setattr(sys, "argv", ["butaca", "fetch", *arguments])
        with pytest.raises(SystemExit) as done:
            cli.main()
        assert done.value.code == 1
        assert words in capsys.readouterr().err
