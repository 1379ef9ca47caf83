"""What people watched, without who they are."""

import pytest

from recsys.errors import DataError
from recsys.ingest.sources import watched
from tests.fixtures.raw_files import RawFolder, catalogue, read_files

FILE = "series/watched.csv"


def pairs(data):
    """Who watched what, of all files in their order."""
    return [row for frame in data.watched for row in frame.itertuples(index=False, name=None)]


def test_each_name_is_a_record_and_each_line_a_person(tmp_path):
    read = read_files(watched, tmp_path, {FILE: "Ozark\r\nHanna,Dark,Ozark\r\n"})
    assert list(read.records) == ["Ozark", "Hanna", "Dark"]
    dark = read.records["Dark"]
    assert (dark.source, dark.title, dark.type, dark.year) == ("watched", "Dark", "tv show", None)
    assert pairs(read.data) == [
        ("watched-1", "Ozark"),
        ("watched-2", "Hanna"),
        ("watched-2", "Dark"),
        ("watched-2", "Ozark"),
    ]
    assert {str(kind) for kind in read.data.watched[0].dtypes} == {"category"}
    assert read.counts(tmp_path, FILE) == (2, 2)


def test_lines_as_people_write_them(tmp_path):
    text = '\ufeffDark,,  Dark ,"Love, Death & Robots"\n, ,\n\nHanna, "Dark"\n'
    read = read_files(watched, tmp_path, {FILE: text})
    assert pairs(read.data) == [
        ("watched-1", "Dark"),
        ("watched-1", "Love, Death & Robots"),
        ("watched-4", "Hanna"),
        ("watched-4", "Dark"),
    ]
    reason = "a line must have the name of a series"
    assert read.rejected() == [(FILE, 2, reason), (FILE, 3, reason)]
    assert read.counts(tmp_path, FILE) == (4, 2)


def test_people_of_two_files_stay_apart(tmp_path):
    read = read_files(watched, tmp_path, {FILE: "Dark\n", "series/watched_more.csv": "Dark\n"})
    assert pairs(read.data) == [("watched-1", "Dark"), ("watched_more-1", "Dark")]
    assert list(read.records) == ["Dark"]


def test_a_file_without_lines(tmp_path):
    read = read_files(watched, tmp_path, {FILE: ""})
    assert (read.data.records, pairs(read.data)) == ([], [])


def test_a_quote_that_does_not_end(tmp_path):
    with pytest.raises(DataError, match="found a broken one from line 2 on"):
        read_files(watched, tmp_path, {FILE: 'Dark\n"Hanna\n'})


def test_the_table_has_each_work_of_a_person_once(raw: RawFolder):
    series = {"type": "TV Show", "director": "", "duration": "1 Season"}
    raw.platform(
        "netflix",
        series | {"title": "The Lamp", "release_year": "2014"},
        series | {"title": "Love, Bread & Roses", "release_year": "2019"},
        {"title": "Lamp", "release_year": "1990"},
    )
    raw.write(FILE, 'Lamp,The lamp,"Love, Bread & Roses"\nNowhere\nThe Lamp,Nowhere\n')
    tables = raw.read()
    assert [tuple(row.values()) for row in tables.watched.to_pylist()] == [
        ("watched-1", "lamp-2014-series"),
        ("watched-1", "love-bread-and-roses-2019-series"),
        ("watched-3", "lamp-2014-series"),
    ]
    (counted,) = [one for one in tables.account.link_sources if one["source"] == "watched"]
    assert (counted["records"], counted["linked"]) == (5, 4)
    # How people remember a series is no name of it.
    assert set(tables.names.column("name").to_pylist()) == {"The Lamp", "Love, Bread & Roses", "Lamp"}
    assert "watched" not in {name for names in tables.works.column("sources").to_pylist() for name in names}


def test_without_such_a_file_the_table_is_empty(raw: RawFolder):
    raw.write("platforms/hulu_titles.csv", catalogue({}))
    assert raw.read().watched.num_rows == 0


@pytest.mark.real_data
def test_the_real_names_find_their_series(real):
    (counted,) = [one for one in real.account.link_sources if one["source"] == "watched"]
    assert counted["records"] == 156
    assert counted["linked"] >= 150
    people = real.watched.to_pandas().groupby("work_id", observed=True).size()
    assert people.idxmax() == "sex-education-2019-series"
    assert {
        "house-2004-series",
        "tom-clancys-jack-ryan-2018-series",
        "dark-2017-series",
        "lost-2004-series",
        "heroes-2006-series",
    } <= set(people.index)
