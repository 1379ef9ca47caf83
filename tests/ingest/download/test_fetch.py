"""Fetching over loopback, with the real clients, from a server that fails in every way that servers do."""

import hashlib
import json
import sys

import kagglesdk.kaggle_env
import pytest

from recsys import cli
from recsys.errors import InvalidValueError
from recsys.ingest.download import http, kaggle, sets
from recsys.ingest.download.run import fetch
from recsys.ingest.sources.catalogues import COLUMNS
from tests.fixtures.bundles import names
from tests.ingest.download.publisher import published, zipped

ZIP = "/ml/ml-latest-small.zip"
SMALL = {
    "ml-latest-small/ratings.csv": "userId,movieId,rating,timestamp\n" + "1,1,4.0,964982703\n" * 5000,
    "ml-latest-small/movies.csv": "movieId,title,genres\n1,Toy Story (1995),Comedy\n",
    "ml-latest-small/links.csv": "movieId,imdbId,tmdbId\n1,0114709,862\n",
    "ml-latest-small/README.txt": "Usage License\n",
    "ml-latest-small/tags.csv": "not wanted\n",
}
CATALOGUE = ("shivamb/amazon-prime-movies-and-tv-shows", "amazon_prime_titles.csv")  # the first of the registry
HEADER = ",".join(COLUMNS)


@pytest.fixture
def publisher(monkeypatch, tmp_path):
    with published() as publisher:
        monkeypatch.setattr(sets, "GROUPLENS", f"{publisher.url}/ml")
        monkeypatch.setitem(kagglesdk.kaggle_env._env_to_endpoint, kagglesdk.kaggle_env.KaggleEnv.PROD, publisher.url)
        monkeypatch.setattr(http, "PAUSE", 0.01)
        monkeypatch.setattr(kaggle, "PAUSE", 0.01)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.delenv("KAGGLEHUB_CACHE", raising=False)
        publisher.files[ZIP] = zipped(SMALL)
        publisher.files[f"{ZIP}.md5"] = f"MD5 (x.zip) = {hashlib.md5(zipped(SMALL)).hexdigest()}".encode()  # noqa: S324
        yield publisher


@pytest.fixture
def small(monkeypatch):
    """Of MovieLens only the set that is published here, of Kaggle one catalogue."""
    monkeypatch.setitem(sets.SETS, "movielens", sets.SETS["movielens"][:1])
    monkeypatch.setitem(sets.SETS, "platforms", sets.SETS["platforms"][:1])


def whats(report):
    return {file.path: file.what for source in report.sources for file in source.files}


def test_movielens_lands_in_its_folder(publisher, small, tmp_path):
    report = fetch(["movielens"], tmp_path / "data")
    folder = tmp_path / "data" / "movielens" / "ml-latest-small"
    assert report.failures == []
    assert names(folder) == ["README.txt", "links.csv", "movies.csv", "ratings.csv"]
    assert (folder / "ratings.csv").read_text() == SMALL["ml-latest-small/ratings.csv"]
    assert names(tmp_path / "data") == ["LICENCES.md", "movielens"]
    record = (tmp_path / "data" / "LICENCES.md").read_text()
    for words in (ZIP, "MD5 ", "not for commercial use", "`movielens/ml-latest-small/ratings.csv`, SHA-256"):
        assert words in record


def test_what_is_there_is_left_alone_but_with_again(publisher, small, tmp_path):
    fetch(["movielens"], tmp_path)
    mine = tmp_path / "movielens" / "ml-latest-small" / "ratings.csv"
    mine.write_text("mine")
    publisher.asked.clear()
    assert set(whats(fetch(["movielens"], tmp_path)).values()) == {"kept, not asked for"}
    assert publisher.asked == []
    assert mine.read_text() == "mine"
    found = whats(fetch(["movielens"], tmp_path, again=True))
    assert found["movielens/ml-latest-small/ratings.csv"] == "replaced"
    assert found["movielens/ml-latest-small/movies.csv"] == "the same"
    assert mine.read_text() == SMALL["ml-latest-small/ratings.csv"]
    assert (tmp_path / "LICENCES.md").read_text().count("\n## ") == 1
    # Where one file is missing, the others stay.
    mine.unlink()
    (mine.parent / "movies.csv").write_text("mine")
    found = whats(fetch(["movielens"], tmp_path))
    assert found["movielens/ml-latest-small/ratings.csv"] == "new"
    assert (mine.parent / "movies.csv").read_text() == "mine"


def test_a_cut_download_goes_on_where_it_was_cut(publisher, small, tmp_path):
    publisher.cuts[ZIP] = [100, 50]
    report = fetch(["movielens"], tmp_path)
    assert report.failures == []
    assert [asked for path, asked in publisher.asked if path == ZIP] == ["", "bytes=100-", "bytes=150-"]


def test_the_next_run_goes_on_too(publisher, small, tmp_path):
    publisher.cuts[ZIP] = [100] + [0] * 10
    (failure,) = fetch(["movielens"], tmp_path).failures
    assert "cut after 100 bytes" in failure
    assert "run it again" in failure
    publisher.cuts.clear()
    publisher.asked.clear()
    assert fetch(["movielens"], tmp_path).failures == []
    assert (ZIP, "bytes=100-") in publisher.asked


def test_another_file_by_now_is_not_glued_to_the_old(publisher, small, tmp_path):
    publisher.cuts[ZIP] = [100] + [0] * 10
    fetch(["movielens"], tmp_path)
    publisher.cuts.clear()
    newer = zipped(SMALL | {"ml-latest-small/movies.csv": "newer\n"})
    publisher.files[ZIP] = newer
    publisher.files[f"{ZIP}.md5"] = hashlib.md5(newer).hexdigest().encode()  # noqa: S324
    assert fetch(["movielens"], tmp_path).failures == []
    assert (tmp_path / "movielens" / "ml-latest-small" / "movies.csv").read_text() == "newer\n"


@pytest.mark.parametrize(
    ("body", "checked", "words"),
    [
        (zipped(SMALL), "0" * 32, "expected a file of MD5 0000"),
        (b"<html>log in</html>", "", "found one that begins with «<html>log in</html>»"),
        (zipped({"other/x.csv": ""}), "", "expected a zip of ratings.csv"),
        (zipped(SMALL | {"../../escaped.txt": "gotcha"}), "", "«../../escaped.txt» outside of its folder"),
        (zipped(SMALL | {"/escaped.txt": "gotcha"}), "", "«/escaped.txt» outside of its folder"),
        (zipped(SMALL)[:200], "", "expected a zip"),
    ],
)
def test_what_is_not_to_be_had_is_not_kept(publisher, small, tmp_path, body, checked, words):
    publisher.files[ZIP], publisher.files[f"{ZIP}.md5"] = body, checked.encode()
    (failure,) = fetch(["movielens"], tmp_path / "deep" / "data").failures
    assert words in failure
    assert names(tmp_path / "deep" / "data") == [".fetch"]
    assert not list(tmp_path.rglob("*escaped*"))
    assert not list(tmp_path.rglob("*.zip*"))


@pytest.mark.parametrize(("status", "words"), [(403, "refused, with 403"), (404, "with 404"), (503, "answered 503")])
def test_a_server_that_refuses(publisher, small, tmp_path, status, words):
    publisher.statuses[ZIP] = status
    (failure,) = fetch(["movielens"], tmp_path).failures
    assert words in failure


def test_a_catalogue_from_kaggle(publisher, small, tmp_path):
    publisher.kaggle(*CATALOGUE, f"{HEADER}\ns1,Movie,X,,,,,2020,,,,\n".encode())
    report = fetch(["platforms"], tmp_path / "data")
    assert report.failures == []
    assert whats(report) == {"platforms/amazon_prime_titles.csv": "new"}
    assert (tmp_path / "data" / "platforms" / "amazon_prime_titles.csv").read_text().startswith(HEADER)
    assert "version 7" in (tmp_path / "data" / "LICENCES.md").read_text()
    assert "CC0: Public Domain" in report.sources[0].terms
    assert names(tmp_path / "data") == ["LICENCES.md", "platforms"]


def test_a_cut_download_from_kaggle_goes_on(publisher, small, tmp_path):
    publisher.kaggle(*CATALOGUE, f"{HEADER}\n".encode() + b"x" * 3_000_000)
    path = "/kaggle/" + "/".join(CATALOGUE)
    publisher.cuts[path] = [2_000_000]
    assert fetch(["platforms"], tmp_path).failures == []
    assert any(asked.startswith("bytes=") for at, asked in publisher.asked if at == path)
    assert (tmp_path / "platforms" / "amazon_prime_titles.csv").stat().st_size == len(HEADER) + 1 + 3_000_000


def test_kaggle_s_faults(publisher, small, tmp_path):
    def failure():
        (found,) = fetch(["platforms"], tmp_path / "data").failures
        assert not (tmp_path / "data" / "platforms").exists()
        assert "\n" not in found
        return found

    publisher.kaggle(*CATALOGUE, b"<html>log in</html>")
    assert "must have the columns show_id" in failure()
    publisher.kaggle(*CATALOGUE, f"{HEADER}\n".encode())
    publisher.wrong_hashes.add("/kaggle/" + "/".join(CATALOGUE))
    assert "MD5" in failure()
    publisher.statuses["/kaggle/" + CATALOGUE[0]] = 403
    assert "with 403. Make a token at https://www.kaggle.com/settings" in failure()
    publisher.statuses.clear()
    publisher.wrong_hashes.clear()
    assert fetch(["platforms"], tmp_path / "data").failures == []


def test_one_failure_does_not_stop_the_others(publisher, small, tmp_path, monkeypatch, capsys):
    publisher.statuses["/kaggle/" + CATALOGUE[0]] = 404
    monkeypatch.setattr(sys, "argv", ["butaca", "fetch", "platforms", "movielens", "--data", str(tmp_path), "--json"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    out, err = capsys.readouterr()
    assert exit_.value.code == 1
    assert err.splitlines()[-1].startswith(
        "butaca: https://www.kaggle.com/datasets/shivamb/amazon-prime-movies-and-tv-shows: "
    )
    assert json.loads(out)["sources"][0]["files"][0]["what"] == "new"


def test_ratings_come_from_a_set_that_somebody_names(publisher, tmp_path):
    with pytest.raises(InvalidValueError, match="--from must name a Kaggle data set"):
        fetch(["ratings"], tmp_path)
    with pytest.raises(InvalidValueError, match="«netflix»"):
        fetch(["netflix"], tmp_path)
    rows = "userId,rating,timestamp,movieId\n1,1.0,1425941529,as680\n"
    publisher.kaggle("me/ratings", "", zipped({"1.csv": rows, "deep/2.csv": rows, "other.csv": "a,b\n"}))
    report = fetch(["ratings"], tmp_path, source="me/ratings")
    assert whats(report) == {"ratings/1.csv": "new", "ratings/2.csv": "new"}
    assert (tmp_path / "ratings" / "2.csv").read_text() == rows
