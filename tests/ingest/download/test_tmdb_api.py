"""TMDB's faults, its limits, and the key that it is asked with."""

import json
import logging
import sys
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recsys import cli
from recsys.errors import FetchError, SettingsError
from recsys.ingest.download.tmdb.api import RETRIES, Api
from recsys.ingest.download.tmdb.key import ApiKey, read_key
from recsys.settings import Settings
from tests.ingest.download.tmdb_runs import DAY, QUICKLY, fetched, queries, run
from tests.ingest.download.tmdb_server import KEY, TOKEN, Fault


def test_busy_and_broken_answers_are_asked_again(tmdb, tmp_path):
    tmdb.faults["/movie/11"] = [Fault(429), Fault(500), Fault(200, cut=30), Fault(503, {"Retry-After": "0"})]
    tmdb.faults["/discover/tv"] = [Fault(502), Fault(504), Fault(200, cut=0)]
    report = run(tmdb, tmp_path)
    assert (report.failures, report.titles) == ([], 3)
    assert len(queries(tmdb, "/movie/11")) == 5
    assert report.requests == len(tmdb.asked) == 22 + 7


def test_an_answer_that_does_not_come_in_time_is_asked_again(tmdb, tmp_path, monkeypatch):
    monkeypatch.setattr("recsys.ingest.download.tmdb.api.TIMEOUT", 1.0)
    tmdb.faults["/movie/11"] = [Fault(delay=3)]
    assert run(tmdb, tmp_path).failures == []
    assert len(queries(tmdb, "/movie/11")) == 2


def test_retry_after_is_kept_to_by_all(tmdb, tmp_path):
    soon = datetime.now(UTC) + timedelta(seconds=2)
    tmdb.faults["/watch/providers/movie"] = [Fault(429, {"Retry-After": "1"})]
    tmdb.faults["/tv/12"] = [Fault(429, {"Retry-After": soon.strftime("%a, %d %b %Y %H:%M:%S GMT")})]
    begun = time.monotonic()
    run(tmdb, tmp_path)
    assert 1 <= time.monotonic() - begun < 10


def test_a_wait_that_nobody_would_wait_is_cut(tmdb):
    tmdb.faults["/movie/11"] = [Fault(429, {"Retry-After": "86400"})]
    with Api(tmdb.url, ApiKey(KEY), retries=replace(QUICKLY, longest=0.01)) as api:
        assert api.get("/movie/11", {"append_to_response": "credits"}) is not None


def test_requests_keep_to_their_rate(tmdb):
    with Api(tmdb.url, ApiKey(KEY), rate=50) as api:
        begun = time.monotonic()
        list(api.each(lambda _: api.get("/movie/11", {"append_to_response": "credits"}), range(28)))
        assert time.monotonic() - begun >= (28 - 8) / 50  # eight may go at once


def test_a_title_that_is_never_answered_is_named_and_the_others_come(tmdb, tmp_path):
    tmdb.refused = {("movie", 12)}
    report = run(tmdb, tmp_path)
    assert len(report.failures) == 1
    assert f"TMDB's /movie/12: not answered in {RETRIES.tries} tries, the last time with 500" in report.failures[0]
    assert sorted(fetched(tmp_path / "tmdb_api/2026-03-02")) == [("movie", 11), ("tv", 12)]
    tmdb.refused.clear()
    tmdb.asked.clear()
    assert run(tmdb, tmp_path, at=DAY + timedelta(hours=1)).failures == []
    assert tmdb.details_asked == ["/movie/12"]


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
        Api(tmdb.url, ApiKey(key), retries=QUICKLY) as api,
        pytest.raises(FetchError, match="refused /movie/11, with 418") as caught,
    ):
        api.get("/movie/11", {})
    with Api("http://127.0.0.1:9", ApiKey(key), retries=QUICKLY) as api, pytest.raises(FetchError) as unreachable:
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
