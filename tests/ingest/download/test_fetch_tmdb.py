"""`fetch tmdb` over loopback, against a stand-in that speaks TMDB's protocol and fails in every way."""

import gzip
import json
import logging
import os
import shutil
import subprocess
import sys
import time
import traceback
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from recsys import cli
from recsys.errors import FetchError, InvalidValueError, NotFoundError, SettingsError
from recsys.ingest.download.tmdb import listing
from recsys.ingest.download.tmdb.answers import KeptAnswers
from recsys.ingest.download.tmdb.api import CONNECTIONS, TRIES, Api
from recsys.ingest.download.tmdb.changes import windows
from recsys.ingest.download.tmdb.journal import Journal, whole_lines
from recsys.ingest.download.tmdb.key import ApiKey, read_key
from recsys.ingest.download.tmdb.providers import Provider
from recsys.ingest.download.tmdb.run import fetch_tmdb
from recsys.ingest.download.tmdb.wanted import Wanted, wanted
from recsys.settings import Settings
from tests.fixtures.bundles import names
from tests.ingest.download import tmdb_server
from tests.ingest.download.tmdb_server import KEY, TOKEN, Fault, MadeTitle, fill, serving

DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
BOTH = Wanted(("MX", "BR"), ("netflix", "max"), ("es", "en"))


@pytest.fixture
def tmdb():
    """Four titles in two countries: Netflix in both, under another name in Brazil; Max in Mexico alone."""
    with serving() as server:
        server.providers = {
            "MX": {8: "Netflix", 1899: "HBO Max", 11: "MUBI", 1825: "HBO Max Amazon Channel"},
            "BR": {8: "Netflix Novo", 1796: "Netflix basic with Ads"},
        }
        server.titles = {
            ("movie", 11): MadeTitle(
                "Solar Tide",
                "2021-05-01",
                {("MX", 8, "flatrate"), ("MX", 8, "ads"), ("BR", 8, "flatrate"), ("BR", 1796, "ads")},
                {"es": "Marea solar", "pt": ""},
            ),
            ("movie", 12): MadeTitle("Nobody's Lamp", "", {("MX", 1899, "flatrate"), ("MX", 1825, "flatrate")}),
            ("tv", 12): MadeTitle("The Quiet Ferry", "2024-01-09", {("MX", 8, "flatrate")}),
            ("tv", 13): MadeTitle("Elsewhere", "2019-01-09", {("MX", 11, "flatrate"), ("MX", 1825, "flatrate")}),
        }
        yield server


def run(tmdb, data, asked=BOTH, at=DAY, **options):
    with Api(tmdb.url, ApiKey(KEY), rate=10_000, pause=0.001) as api:
        return fetch_tmdb(asked, data, api, now=lambda: at, **options)


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def fetched(folder):
    return [(row["type"], row["id"]) for row in rows(folder / "titles.jsonl.gz")]


def queries(tmdb, path):
    return [parse_qs(urlsplit(asked).query) for asked in tmdb.asked if urlsplit(asked).path == path]


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
        {"iso_639_1": "es", "data": {"title": "Marea solar", "overview": ""}},
        {"iso_639_1": "pt", "data": {"title": "", "overview": ""}},
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
        "countries": ["MX", "BR"], "services": ["netflix", "max"], "languages": ["es", "en"], "limit": None,
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


@pytest.mark.parametrize("answered", [0, 3, 9, 13, 40, 62])
def test_a_cut_run_goes_on_and_asks_nothing_twice(tmdb, tmp_path, answered):
    """Of providers 4 requests, of lists 9, of titles 60."""
    tmdb.titles.clear()
    fill(tmdb, 60)
    asked = Wanted(("MX", "BR"), (), ("es",))
    tmdb.dies_after = answered
    with pytest.raises(FetchError, match=r"What came is kept: the same command goes on"):
        run(tmdb, tmp_path, asked)
    assert names(tmp_path / "tmdb_api") == [".2026-03-02.partial"]
    had = set(tmdb.asked[:answered])
    tmdb.dies_after = sys.maxsize
    tmdb.asked.clear()
    report = run(tmdb, tmp_path, asked, at=DAY + timedelta(hours=20))
    assert had & set(tmdb.asked) == set()
    assert len(tmdb.asked) == 73 - answered == report.requests
    folder = tmp_path / "tmdb_api" / "2026-03-02"
    assert names(tmp_path / "tmdb_api") == ["2026-03-02"]
    assert json.loads((folder / "run.json").read_text())["started"] == "2026-03-02T10:00:00Z"
    assert sorted(fetched(folder)) == [("movie", number) for number in range(1, 61)]
    assert report.came_before == max(answered - 13, 0)


def test_a_process_that_is_killed_loses_what_was_under_way_alone(tmdb, tmp_path):
    fill(tmdb, 300)
    tmdb.latency = 0.02
    command = [sys.executable, "-m", "recsys", "fetch", "tmdb", "--countries", "MX", "--data", str(tmp_path)]
    environment = os.environ | {"TMDB_API_KEY": KEY, "RECSYS_TMDB_URL": tmdb.url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while len(tmdb.details_asked) < 60:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    before = tmdb.details_asked
    tmdb.asked.clear()
    run(tmdb, tmp_path, Wanted(("MX",), (), ("en",)), at=datetime.now(UTC))
    assert len(set(before) & set(tmdb.details_asked)) <= CONNECTIONS
    assert len(set(before) | set(tmdb.details_asked)) == len(tmdb.titles) - 1  # one is in no service that is known
    assert tmdb.count().keys() == {"/movie/", "/tv/"}


def test_a_line_that_a_cut_tore_is_the_only_one_lost(tmp_path):
    path = tmp_path / "x.jsonl.gz"
    journal = Journal(path)
    for number in range(3):
        journal.append({"n": number, "é": "x" * 100_000})
    journal.close()
    whole = path.read_bytes()
    ends = [end for _, end in whole_lines(path)]
    assert ends[-1] == len(whole)
    for size in [*range(ends[1], len(whole), 7), ends[0] - 1, 1, 0]:
        path.write_bytes(whole[:size])
        journal = Journal(path)
        journal.append({"n": "next"})
        journal.close()
        assert [row["n"] for row in rows(path)] == [*range(sum(end <= size for end in ends)), "next"]


def test_a_second_run_asks_for_what_changed(tmdb, tmp_path):
    run(tmdb, tmp_path)
    tmdb.asked.clear()
    tmdb.titles["movie", 11].changed = {"2026-03-10"}
    tmdb.titles["movie", 12].offers = set()  # removed from its service
    tmdb.titles["tv", 13].changed = {"2026-03-10"}  # and on none that is asked for
    tmdb.titles["tv", 14] = MadeTitle("New Moorings", "2026-03-01", {("MX", 1899, "flatrate")})
    tmdb.titles["tv", 12].changed = {"2026-02-27"}  # before the first run
    report = run(tmdb, tmp_path, at=DAY + timedelta(days=20))
    assert tmdb.details_asked == ["/movie/11", "/tv/14"]
    assert {path: count for path, count in tmdb.count().items() if "changes" in path} == {
        "/movie/changes": 2, "/tv/changes": 2,
    }  # fmt: skip
    assert [(each["start_date"], each["end_date"]) for each in queries(tmdb, "/movie/changes")] == [
        (["2026-03-02"], ["2026-03-15"]), (["2026-03-16"], ["2026-03-22"]),
    ]  # fmt: skip
    assert (report.new, report.changed, report.old, report.unchanged) == (1, 1, 0, 1)
    assert sorted(fetched(tmp_path / "tmdb_api/2026-03-22")) == [("movie", 11), ("tv", 14)]
    # What the second run found unchanged is not asked about as of the first.
    tmdb.asked.clear()
    run(tmdb, tmp_path, at=DAY + timedelta(days=21))
    assert [each["start_date"] for each in queries(tmdb, "/tv/changes")] == [["2026-03-22"]]
    assert tmdb.details_asked == []


def test_what_a_run_of_another_country_did_not_look_at_is_followed_from_before(tmdb, tmp_path):
    run(tmdb, tmp_path)
    tmdb.titles["tv", 12].changed = {"2026-03-04"}
    run(tmdb, tmp_path, Wanted(("BR",), (), ("es",)), at=DAY + timedelta(days=5))
    tmdb.asked.clear()
    run(tmdb, tmp_path, at=DAY + timedelta(days=6))
    assert tmdb.details_asked == ["/tv/12"]


def test_a_title_that_is_no_more(tmdb, tmp_path):
    real = tmdb.answer

    def answer(path, query):
        return (404, {}) if path == "/movie/12" else real(path, query)

    tmdb.answer = answer
    report = run(tmdb, tmp_path)
    lines = {(row["type"], row["id"]): row for row in rows(tmp_path / "tmdb_api/2026-03-02/titles.jsonl.gz")}
    assert lines["movie", 12] == {"type": "movie", "id": 12, "fetched": "2026-03-02T10:00:00Z", "gone": True}
    assert (report.gone, report.failures) == (1, [])
    tmdb.answer = real
    tmdb.asked.clear()
    run(tmdb, tmp_path, at=DAY + timedelta(days=1))
    assert tmdb.details_asked == ["/movie/12"]  # it is listed still


def test_old_details_and_those_not_looked_at_for_long_are_fetched_anew(tmdb, tmp_path):
    run(tmdb, tmp_path)
    for weeks in range(5, 25, 5):
        assert run(tmdb, tmp_path, at=DAY + timedelta(weeks=weeks)).old == (3 if weeks > 21 else 0), weeks
    report = run(tmdb, tmp_path, at=DAY + timedelta(weeks=27))
    assert report.old == 3
    assert [note for note in report.notes if "2026-03-02 is older than six months" in note]
    assert run(tmdb, tmp_path, at=DAY + timedelta(weeks=28), again=True).new == 3


def test_lists_of_changes_that_are_longer_than_the_titles_are_left(tmdb, tmp_path):
    run(tmdb, tmp_path)
    for number in range(1000, 1201):
        tmdb.titles["tv", number] = MadeTitle("Other", "2020-01-01", set(), changed={"2026-03-03"})
    tmdb.asked.clear()
    report = run(tmdb, tmp_path, at=DAY + timedelta(days=2))
    assert (report.old, report.unchanged) == (1, 2)
    assert tmdb.count()["/tv/changes"] == 1
    assert tmdb.details_asked == ["/tv/12"]


def test_busy_and_broken_answers_are_asked_again(tmdb, tmp_path):
    tmdb.faults["/movie/11"] = [Fault(429), Fault(500), Fault(200, cut=30), Fault(503, {"Retry-After": "0"})]
    tmdb.faults["/discover/tv"] = [Fault(502), Fault(504), Fault(200, cut=0)]
    report = run(tmdb, tmp_path)
    assert (report.failures, report.titles) == ([], 3)
    assert len(queries(tmdb, "/movie/11")) == 5
    assert report.requests == len(tmdb.asked) == 22 + 7


def test_retry_after_is_kept_to_by_all(tmdb, tmp_path):
    soon = datetime.now(UTC) + timedelta(seconds=2)
    tmdb.faults["/watch/providers/movie"] = [Fault(429, {"Retry-After": "1"})]
    tmdb.faults["/tv/12"] = [Fault(429, {"Retry-After": soon.strftime("%a, %d %b %Y %H:%M:%S GMT")})]
    begun = time.monotonic()
    run(tmdb, tmp_path)
    assert 1 <= time.monotonic() - begun < 10


def test_a_wait_that_nobody_would_wait_is_cut(tmdb, tmp_path, monkeypatch):
    monkeypatch.setattr("recsys.ingest.download.tmdb.api.LONGEST", 0.01)
    tmdb.faults["/movie/11"] = [Fault(429, {"Retry-After": "86400"})]
    assert run(tmdb, tmp_path).failures == []


def test_requests_keep_to_their_rate(tmdb):
    with Api(tmdb.url, ApiKey(KEY), rate=50) as api:
        begun = time.monotonic()
        list(api.each(lambda _: api.get("/movie/11", {"append_to_response": "credits"}), range(28)))
        assert time.monotonic() - begun >= (28 - 8) / 50  # eight may go at once


def test_a_title_that_is_never_answered_is_named_and_the_others_come(tmdb, tmp_path):
    tmdb.refused = {("movie", 12)}
    report = run(tmdb, tmp_path)
    assert len(report.failures) == 1
    assert f"did not answer /movie/12 in {TRIES} tries (the answer 500)" in report.failures[0]
    assert sorted(fetched(tmp_path / "tmdb_api/2026-03-02")) == [("movie", 11), ("tv", 12)]
    tmdb.refused.clear()
    tmdb.asked.clear()
    assert run(tmdb, tmp_path, at=DAY + timedelta(hours=1)).failures == []
    assert tmdb.details_asked == ["/movie/12"]


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
        (each["primary_release_date.gte"][0], each["primary_release_date.lte"][0]) for each in asked if len(each) > 6
    ]
    assert ("2020-02-01", "2020-02-29") in parts
    assert all(page <= 5 for each in asked for page in map(int, each["page"]))


def test_windows_of_changes():
    assert windows(date(2026, 1, 1), date(2026, 1, 1)) == [(date(2026, 1, 1), date(2026, 1, 1))]
    for days in range(40):
        spans = windows(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days))
        covered = [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)]
        assert covered == [date(2026, 1, 1) + timedelta(days=n) for n in range(days + 1)]
        assert all((last - first).days <= 13 for first, last in spans)


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


def test_a_second_run_on_the_same_day_keeps_what_it_did_not_ask_for(tmdb, tmp_path):
    run(tmdb, tmp_path, Wanted(("MX",), ("netflix",), ("es",)))
    run(tmdb, tmp_path, Wanted(("BR",), ("netflix",), ("pt",)), at=DAY + timedelta(hours=1))
    folder = tmp_path / "tmdb_api/2026-03-02"
    assert {row["country"] for row in rows(folder / "listed.jsonl.gz")} == {"MX", "BR"}
    assert {row["country"] for row in rows(folder / "providers.jsonl.gz")} == {"MX", "BR"}
    assert set(fetched(folder)) == {("movie", 11), ("tv", 12)}
    said = json.loads((folder / "run.json").read_text())
    assert (sorted(said["countries"]), sorted(said["languages"])) == (["BR", "MX"], ["es", "pt"])


def test_details_of_a_cut_run_serve_one_that_asks_for_something_else(tmdb, tmp_path):
    fill(tmdb, 60)
    tmdb.dies_after = 50
    with pytest.raises(FetchError):
        run(tmdb, tmp_path, Wanted(("MX",), (), ("es",)))
    kept = fetched(tmp_path / "tmdb_api" / ".2026-03-02.partial")
    assert len(kept) > 20
    tmdb.dies_after = sys.maxsize
    tmdb.titles[kept[0]].changed = {"2026-03-04"}
    tmdb.asked.clear()
    report = run(tmdb, tmp_path, Wanted(("MX",), ("netflix",), ("es",)), at=DAY + timedelta(days=3))
    assert names(tmp_path / "tmdb_api") == ["2026-03-05"]
    assert set(fetched(tmp_path / "tmdb_api/2026-03-05")) == {("tv", 12), *(("movie", n) for n in range(1, 61))}
    assert (report.changed, len(tmdb.details_asked)) == (1, 61 - len(kept) + 1)


def test_a_process_that_is_killed_before_it_cleans_up_left_a_finished_run(tmdb, tmp_path):
    tmdb.dies_after = 5
    with pytest.raises(FetchError):
        run(tmdb, tmp_path)
    partial = tmp_path / "tmdb_api" / ".2026-03-02.partial"
    shutil.copytree(partial, tmp_path / "aside")
    tmdb.dies_after = sys.maxsize
    run(tmdb, tmp_path)
    (tmp_path / "aside").rename(partial)
    run(tmdb, tmp_path, at=DAY + timedelta(days=1))
    assert names(tmp_path / "tmdb_api") == ["2026-03-02", "2026-03-03"]


@pytest.mark.parametrize("key", [KEY, TOKEN])
def test_the_key_is_nowhere_to_be_seen(tmdb, tmp_path, monkeypatch, capsys, caplog, key):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TMDB_API_KEY", key)
    monkeypatch.setenv("RECSYS_TMDB_URL", tmdb.url)
    tmdb.faults["/movie/11"] = [Fault(200, cut=30)]
    command = ["butaca", "fetch", "tmdb", "--countries", "México", "--services", "netflix", "--data", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", [*command, "--json"])
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert done.value.code == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["titles"] == 2
    assert err.count("machine learning") == 1
    assert "details of titles · 2 of 2 · done" in err
    monkeypatch.setenv("TMDB_API_KEY", f"{key}x")
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert done.value.code == 1
    seen = capsys.readouterr()
    assert "butaca: TMDB does not know the key" in seen.err
    tmdb.faults["/movie/11"] = [Fault(418)]
    with (
        Api(tmdb.url, ApiKey(key), pause=0.001) as api,
        pytest.raises(FetchError, match="refused /movie/11, with 418") as caught,
    ):
        api.get("/movie/11", {})
    with Api("http://127.0.0.1:9", ApiKey(key), pause=0.001) as api, pytest.raises(FetchError) as unreachable:
        api.get("/movie/11", {})
    told = [out, err, *seen, caplog.text, repr(Settings.from_environment()), repr(ApiKey(key))]
    told += ["".join(traceback.format_exception(each.value)) for each in (caught, unreachable)]
    told += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert "/movie/11" in caplog.text
    assert [text for text in told if key in text] == []


def test_where_the_key_is_from(tmp_path):
    file, other = tmp_path / "key", tmp_path / "other"
    file.write_text(f"  {KEY}\n")
    other.write_text("two words that are secret")
    assert read_key(Settings(tmdb_key=TOKEN, tmdb_key_file=other)).text == TOKEN
    assert read_key(Settings(tmdb_key_file=file)).text == KEY
    assert read_key(Settings(tmdb_key=TOKEN), file).text == KEY
    with pytest.raises(SettingsError, match="neither TMDB_API_KEY nor TMDB_API_KEY_FILE nor --key-file"):
        read_key(Settings())
    with pytest.raises(SettingsError, match=r"cannot be read: .*away"):
        read_key(Settings(tmdb_key_file=tmp_path / "away"))
    with pytest.raises(SettingsError, match="25 characters") as caught:
        read_key(Settings(tmdb_key_file=other))
    assert "secret" not in str(caught.value)


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
    with pytest.raises(InvalidValueError, match="--countries must name one or several"):
        wanted([], [], ["en"])
    with pytest.raises(InvalidValueError, match="--limit must be a whole number from 1, got 0"):
        wanted(["MX"], [], ["en"], 0)


def test_a_service_that_no_country_has(tmdb, tmp_path):
    with pytest.raises(FetchError, match=r"lists Hulu in none of the countries MX, BR; MX has max, mubi, netflix"):
        run(tmdb, tmp_path, Wanted(("MX", "BR"), ("netflix", "hulu"), ("es",)))
    assert tmdb.count().keys() == {"/watch/providers/movie", "/watch/providers/tv"}


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
