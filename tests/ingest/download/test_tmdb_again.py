"""Runs of `fetch tmdb` that were cut go on, and later ones ask for what changed."""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from recsys.errors import FetchError
from recsys.ingest.download.tmdb.api import CONNECTIONS
from recsys.ingest.download.tmdb.changes import windows
from recsys.ingest.download.tmdb.journal import Journal, whole_lines
from recsys.ingest.download.tmdb.snapshot import last_wanted
from recsys.ingest.download.tmdb.wanted import Wanted
from tests.fixtures.bundles import names
from tests.ingest.download.tmdb_runs import BOTH, DAY, fetched, queries, rows, run
from tests.ingest.download.tmdb_server import KEY, MadeTitle, fill


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
    tmdb.gone = {("movie", 12)}
    report = run(tmdb, tmp_path)
    lines = {(row["type"], row["id"]): row for row in rows(tmp_path / "tmdb_api/2026-03-02/titles.jsonl.gz")}
    assert lines["movie", 12] == {"type": "movie", "id": 12, "fetched": "2026-03-02T10:00:00Z", "gone": True}
    assert (report.gone, report.failures) == (1, [])
    tmdb.gone.clear()
    tmdb.asked.clear()
    run(tmdb, tmp_path, at=DAY + timedelta(days=1))
    assert tmdb.details_asked == ["/movie/12"]  # it is listed still


def test_old_details_and_those_not_looked_at_for_long_are_fetched_anew(tmdb, tmp_path):
    run(tmdb, tmp_path)
    for weeks in range(5, 25, 5):
        assert run(tmdb, tmp_path, at=DAY + timedelta(weeks=weeks)).old == (3 if weeks > 21 else 0), weeks
    report = run(tmdb, tmp_path, at=DAY + timedelta(weeks=27))
    assert report.old == 3
    assert [note for note in report.notes if "2026-03-02 is older than 6 months" in note]
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


def test_windows_of_changes():
    assert windows(date(2026, 1, 1), date(2026, 1, 1)) == [(date(2026, 1, 1), date(2026, 1, 1))]
    for days in range(40):
        spans = windows(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days))
        covered = [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)]
        assert covered == [date(2026, 1, 1) + timedelta(days=n) for n in range(days + 1)]
        assert all((last - first).days <= 13 for first, last in spans)


def test_a_second_run_on_the_same_day_keeps_what_it_did_not_ask_for(tmdb, tmp_path):
    run(tmdb, tmp_path, Wanted(("MX",), ("netflix",), ("es",)))
    run(tmdb, tmp_path, Wanted(("BR",), ("netflix",), ("pt",)), at=DAY + timedelta(hours=1))
    folder = tmp_path / "tmdb_api/2026-03-02"
    assert {row["country"] for row in rows(folder / "listed.jsonl.gz")} == {"MX", "BR"}
    assert {row["country"] for row in rows(folder / "providers.jsonl.gz")} == {"MX", "BR"}
    assert set(fetched(folder)) == {("movie", 11), ("tv", 12)}
    said = json.loads((folder / "run.json").read_text())
    assert (sorted(said["countries"]), sorted(said["languages"])) == (["BR", "MX"], ["es", "pt"])


def test_what_the_last_run_asked_for(tmdb, tmp_path):
    """All services stay all, those too that come later; a first try asked for less than is wanted."""
    root = tmp_path / "tmdb_api"
    assert last_wanted(root) is None
    run(tmdb, tmp_path, Wanted(("MX",), (), ("es",), limit=1), at=DAY - timedelta(days=1))
    assert last_wanted(root) is None
    run(tmdb, tmp_path, BOTH)
    assert last_wanted(root) == BOTH
    run(tmdb, tmp_path, Wanted(("MX",), (), ("es",)), at=DAY + timedelta(days=1))
    assert last_wanted(root) == Wanted(("MX",), (), ("es",))
    run(tmdb, tmp_path, Wanted(("BR",), ("netflix",), ("es",)), at=DAY + timedelta(days=1, hours=1))
    assert last_wanted(root) == Wanted(("BR", "MX"), (), ("es",))
