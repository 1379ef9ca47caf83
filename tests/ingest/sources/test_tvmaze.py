"""TVmaze's weights."""

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
