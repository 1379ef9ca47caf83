"""TVmaze's series, of its API and of a table of weights."""

import gzip
import json

import pytest

from recsys.errors import DataError
from recsys.ingest.records import Person, Record
from recsys.ingest.sources import tvmaze
from tests.fixtures.raw_files import read_files

HEADER = "id,name,weight,show_rating,type_Scripted,genre_Drama,genre_Science-Fiction,runtime_short_series\n"


def test_weights_and_genres(tmp_path):
    rows = "1,Under Glass,99,6.5,1,1,1,0\n2,Under Glass,3,,0,0,0,1\n"
    read = read_files(tvmaze, tmp_path, {"series/tvmaze_weights.csv": HEADER + rows})
    first, second = read.data.records  # two series of one name are two
    assert (first.record_id, first.title, first.type, first.year) == ("tvmaze-1", "Under Glass", "tv show", None)
    assert first.facts == {"genres": ["drama", "science fiction"], "weight": 99.0}
    assert second.facts == {"weight": 3.0}


def test_what_cannot_be_read(tmp_path):
    rows = "x,Nowhere,1,,0,0,0,0\n3,,1,,0,0,0,0\n4,Here,101,,0,0,0,0\n4,Again,1,,0,0,0,0\n"
    read = read_files(tvmaze, tmp_path, {"series/tvmaze_weights.csv": HEADER + rows})
    assert [(record.title, record.facts) for record in read.data.records] == [("Here", {})]
    assert [line for _, line, _ in read.rejected()] == [2, 3, 5]
    assert [line for _, line, _ in read.rejected("value")] == [4]


def answers(*lines):
    return b"".join(gzip.compress(json.dumps(line).encode() + b"\n") for line in lines)


def page(number, *shows):
    return {"asked": [f"/shows?page={number}"], "at": "2026-11-29T00:00:00+00:00", "answer": list(shows)}


HARBOUR = {
    "id": 7,
    "name": "Harbour",
    "type": "Documentary",
    "language": "Spanish",
    "genres": ["Crime", "Science-Fiction"],
    "runtime": 60,
    "averageRuntime": 52,
    "premiered": "2015-03-01",
    "ended": "2018-04-05",
    "rating": {"average": 8.1},
    "weight": 91,
    "network": None,
    "webChannel": {"name": "Port TV", "country": {"code": "MX"}},
    "externals": {"thetvdb": 1, "imdb": "tt0000222"},
    "summary": "<p><b>Harbour</b> is a port &amp; a night.</p><p>It rains.</p>",
    "updated": 1,
}
BARE = {"id": 8, "name": "Bare", "weight": None, "genres": None, "network": None, "externals": {"imdb": None}}
SHOWS, MORE = "tvmaze/shows/2026-11-01.jsonl.gz", "tvmaze/shows/2026-11-29.jsonl.gz"


def test_series_of_the_api(tmp_path):
    cast = [
        {"person": {"name": "Ana Paz"}, "character": {"name": "Marta"}},
        {"person": {"name": "Ben Sol"}, "character": None},
        {"person": {"name": "Ana Paz"}, "character": {"name": "Her sister"}},
        {"person": None},
    ]
    files = {
        SHOWS: answers(page(0, HARBOUR, BARE)),
        "tvmaze/people/2026-11-29.jsonl.gz": answers({"asked": ["/shows/7/cast"], "at": "", "answer": cast}),
    }
    harbour, bare = read_files(tvmaze, tmp_path, files).data.records
    assert (harbour.record_id, harbour.title, harbour.year, harbour.imdb_id) == (
        "tvmaze-7", "Harbour", 2015, "tt0000222",
    )  # fmt: skip
    assert harbour.facts == {
        "genres": ["crime", "science fiction", "documentary"],
        "original_language": "es",
        "release_date": "2015-03-01",
        "end_year": 2018,
        "runtime": 52,
        "networks": ["Port TV"],
        "countries": ["MX"],
        "descriptions": [("en", "Harbour is a port & a night. It rains.")],
        "weight": 91.0,
    }
    assert harbour.people == [Person("Ana Paz", "actor", None, "Marta"), Person("Ben Sol", "actor")]
    assert (bare.year, bare.imdb_id, bare.facts, bare.people) == (None, None, {}, [])


def test_the_latest_answer_counts_before_the_table(tmp_path):
    files = {
        SHOWS: answers(page(0, HARBOUR, BARE), page(1, {"id": 251, "name": "Far"})),
        MORE: answers(page(0, {"id": 7, "name": "Harbor", "weight": 12})),  # 8 is gone
        "series/tvmaze_weights.csv": HEADER + "7,Harbour,99,6.5,1,1,1,0\n9,Other,3,,0,0,0,1\n",
    }
    read = read_files(tvmaze, tmp_path, files)
    found = {key: (record.title, record.facts.get("weight")) for key, record in read.records.items()}
    assert found == {"tvmaze-7": ("Harbor", 12.0), "tvmaze-251": ("Far", None), "tvmaze-9": ("Other", 3.0)}
    (note,) = read.reading.notes[tmp_path / "series/tvmaze_weights.csv"]
    assert note.startswith("1 series")


def test_only_series_that_are_wanted_are_kept(tmp_path):
    def prepare(reading):
        reading.want([Record("x", "1", "The Bare", "tv show", 2021)])
        reading.want([Record("x", "2", "Puerto", "tv show", 2015, imdb_id="tt0000222")])

    files = {SHOWS: answers(page(0, HARBOUR, BARE, {"id": 9, "name": "Elsewhere"}))}
    read = read_files(tvmaze, tmp_path, files, prepare)
    assert list(read.records) == ["tvmaze-7", "tvmaze-8"]  # by its id, and by its name whatever its year
    assert read.counts(tmp_path, SHOWS) == (2, 2)
    assert read.reading.notes[tmp_path / SHOWS] == ["1 series that no catalogue here has were passed over"]


def test_what_is_no_answer(tmp_path):
    whole = answers(page(0, {"id": 7}, {"id": 8, "name": "Bare", "weight": 101}), {"asked": []}, page(1, HARBOUR))
    read = read_files(tvmaze, tmp_path, {SHOWS: whole[:-60]})
    assert [record.title for record in read.data.records] == ["Bare"]
    assert [(line, reason.split()[1]) for _, line, reason in read.rejected()] == [(1, "series"), (2, "line")]
    assert [line for _, line, _ in read.rejected("value")] == [1]
    assert read.reading.notes[tmp_path / SHOWS] == [
        "breaks off after line 2: fetch it again, which goes on there",
    ]
    with pytest.raises(DataError, match="expected lines of JSON packed with gzip"):
        read_files(tvmaze, tmp_path, {SHOWS: b"{}"})
