"""Series with keywords."""

import pytest

from recsys.ingest.records import Person
from recsys.ingest.sources import imdb_keywords
from tests.fixtures.raw_files import read_files

HEADER = "title,metascore,link,cast,num_seasons,user_rating,num_ratings,keywords,runtime,synopsis,plot\n"
LINK = "https://www.imdb.com/title/tt0000333/?ref_=adv_li_tt"
ROW = (
    f"Night Port ,66,{LINK},\"['Di Oz', 'Ana Paz', 'Ben Sol', 'Cy Roe']\",2,8.2,18559.0,"
    "\"['harbour', 'Smuggler', 'tv mini series', 'drama', 'sci-fi']\",43 min,A long tale of a port.,A port.\n"
)


def read(tmp_path, *rows):
    return read_files(imdb_keywords, tmp_path, {"series/imdb_keywords.csv": HEADER + "".join(rows)})


def test_a_series(tmp_path):
    (record,) = read(tmp_path, ROW).data.records
    assert (record.record_id, record.imdb_id, record.title) == ("tt0000333", "tt0000333", "Night Port")
    assert (record.type, record.year) == ("tv show", None)
    assert record.facts == {
        "keywords": ["harbour", "smuggler"],  # its genres stand behind them, and are none
        "genres": ["drama", "science fiction"],
        "descriptions": [("en", "A long tale of a port.")],
        "runtime": 43,
        "seasons": 2,
        "votes": 18559,
        "vote_average": 8.2,
    }


@pytest.mark.parametrize(
    ("names", "creators"), [(["A", "B", "C"], 0), (["A", "B", "C", "D"], 1), (["A", "B", "C", "D", "E"], 2), (["A"], 0)]
)
def test_three_stars_stand_behind_the_creators(tmp_path, names, creators):
    row = ROW.replace("['Di Oz', 'Ana Paz', 'Ben Sol', 'Cy Roe']", str(names))
    (record,) = read(tmp_path, row).data.records
    roles = ["creator"] * creators + ["actor"] * (len(names) - creators)
    assert record.people == [Person(name, role) for name, role in zip(names, roles, strict=True)]


def test_what_says_nothing_is_left_out(tmp_path):
    row = ROW.replace("43 min", "0").replace(",2,8.2", ",Unknown,8.2").replace("A long tale of a port.", "x" * 2001)
    (record,) = read(tmp_path, row).data.records
    assert not {"runtime", "seasons"} & set(record.facts)
    assert record.facts["descriptions"] == [("en", "A port.")]  # the synopsis retells the whole


def test_rows_and_values_that_cannot_be_read(tmp_path):
    found = read(tmp_path, ROW, ROW, ROW.replace("tt0000333", "nm1"), ROW.replace("333", "444").replace("Roe']", "Roe"))
    assert list(found.records) == ["tt0000333", "tt0000444"]
    assert found.records["tt0000444"].people == []
    assert [(line, reason) for _, line, reason in found.rejected()] == [
        (3, "the series stands on an earlier line"),
        (4, "a series must have a title and a link with its IMDb id"),
    ]
    assert [reason for *_, reason in found.rejected("value")] == ["cast must be a list of texts"]
