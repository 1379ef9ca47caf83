"""Fetching IMDb's tables over loopback: resumed, read to their ends, and only what changed."""

import gzip
import hashlib

import pytest

from recsys.ingest.download import http, sets
from recsys.ingest.download.run import fetch
from recsys.ingest.load import read_data
from recsys.ingest.sources import imdb
from tests.fixtures.bundles import names
from tests.ingest.download.publisher import published

MONDAY, TUESDAY = "Mon, 23 Nov 2026 01:02:03 GMT", "Tue, 24 Nov 2026 01:02:03 GMT"
BASICS, RATINGS = "/title.basics.tsv.gz", "/title.ratings.tsv.gz"


def table(layout, *rows):
    return gzip.compress("".join("\t".join(row) + "\n" for row in [layout.columns, *rows]).encode())


@pytest.fixture
def publisher(monkeypatch):
    with published() as publisher:
        monkeypatch.setattr(sets, "IMDB", publisher.url)
        monkeypatch.setattr(http, "PAUSE", 0.01)
        for layout in imdb.LAYOUTS:
            path = f"/{layout.example.removeprefix('imdb/')}.gz"
            publisher.files[path], publisher.dates[path] = table(layout), MONDAY
        basics, ratings = imdb.LAYOUTS[:2]
        noise = [
            (f"tt{n:07d}", "short", hashlib.sha256(b"%d" % n).hexdigest(), "x", "1901", "", "", "")
            for n in range(100, 400)
        ]
        row = ("tt0000001", "movie", "The Lake", "The Lake", "1999", "\\N", "101", "Drama")
        publisher.files[BASICS] = table(basics, row, *noise)
        publisher.files[RATINGS] = table(ratings, ("tt0000001", "6.7", "75"))
        yield publisher


def whats(report):
    return {file.path: file.what for source in report.sources for file in source.files}


def test_the_tables_are_what_their_reader_reads(publisher, tmp_path):
    publisher.cuts[BASICS] = [1000, 500]
    report = fetch(["imdb"], tmp_path)
    assert report.failures == []
    assert [asked for path, asked in publisher.asked if path == BASICS] == ["", "bytes=1000-", "bytes=1500-"]
    assert (tmp_path / "imdb" / "title.basics.tsv.gz").read_bytes() == publisher.files[BASICS]
    assert set(whats(report).values()) == {"new"}
    assert len(names(tmp_path / "imdb")) == len(imdb.LAYOUTS)
    assert names(tmp_path) == ["LICENCES.md", "imdb"]
    record = (tmp_path / "LICENCES.md").read_text()
    assert "of 2026-11-23T01:02:03+00:00, read to its end" in record
    assert "non-commercial" in record
    (tmp_path / "octopus").mkdir()
    columns = "title,type,genres,releaseYear,imdbId,imdbAverageRating,imdbNumVotes,availableCountries"
    (tmp_path / "octopus" / "netflix_2026-01.csv").write_text(f"{columns}\nThe Lake,movie,,1999,tt0000001,,,US\n")
    (work,) = read_data(tmp_path).works.to_pylist()
    assert (work["runtime"], work["votes"], work["vote_average"]) == (101, 75, 6.7)


def test_only_what_changed_is_brought_again(publisher, tmp_path):
    fetch(["imdb"], tmp_path)
    publisher.asked.clear()
    assert set(whats(fetch(["imdb"], tmp_path)).values()) == {"kept, not asked for"}
    assert publisher.asked == []
    changed = table(imdb.LAYOUTS[1], ("tt0000001", "6.8", "75"))
    assert len(changed) == len(publisher.files[RATINGS])  # the time alone tells
    publisher.files[RATINGS], publisher.dates[RATINGS] = changed, TUESDAY
    found = whats(fetch(["imdb"], tmp_path, again=True))
    assert [path for path, what in found.items() if what == "replaced"] == ["imdb/title.ratings.tsv.gz"]
    assert [path for path, asked in publisher.asked if asked != "HEAD"] == [RATINGS]
    assert (tmp_path / "imdb" / "title.ratings.tsv.gz").read_bytes() == changed
    assert len([path for path, asked in publisher.asked if asked == "HEAD"]) == len(imdb.LAYOUTS)


def test_a_table_that_is_there_unpacked(publisher, tmp_path):
    (tmp_path / "imdb").mkdir()
    (tmp_path / "imdb" / "title.basics.tsv").write_text("mine")
    (failure,) = fetch(["imdb"], tmp_path).failures
    assert "title.basics.tsv: the table is there unpacked" in failure
    assert (tmp_path / "imdb" / "title.ratings.tsv.gz").is_file()
    assert BASICS not in {path for path, _ in publisher.asked}


def _flip(packed):
    return packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda packed: packed[:-20], "end-of-stream marker"),
        (_flip, "CRC check failed"),
        (lambda _: b"<html>log in</html>", "begins with «<html>log in</html>»"),
        (lambda _: gzip.compress(b"tconst\trating\n"), "missing averagerating"),
    ],
)
def test_what_is_no_table_is_not_kept(publisher, tmp_path, damage, words):
    rows = [(f"tt{n:07d}", "6.7", f"{n % 997}") for n in range(20_000)]  # beyond where its header is looked for
    publisher.files[RATINGS] = table(imdb.LAYOUTS[1], *rows)
    fetch(["imdb"], tmp_path)
    there = (tmp_path / "imdb" / "title.ratings.tsv.gz").read_bytes()
    publisher.files[RATINGS], publisher.dates[RATINGS] = damage(publisher.files[RATINGS]), TUESDAY
    (failure,) = fetch(["imdb"], tmp_path, again=True).failures
    assert words in failure
    assert "run it again" in failure
    assert (tmp_path / "imdb" / "title.ratings.tsv.gz").read_bytes() == there
    assert not list((tmp_path / ".fetch").glob("*.gz*"))
