import pandas as pd
import pytest

from recsys.errors import DataError
from recsys.ingest.sources import scores
from tests.fixtures.raw_files import RawFolder, read_source

IDS = {"as1", "ns1", "ns2"}


def read(raw: RawFolder, content: str | bytes) -> pd.DataFrame:
    raw.reading.wanted_title_ids = IDS
    raw.write("scores/title_scores.csv", content)
    [frame] = raw.source(scores).scores
    return frame


def test_score_files_reject_what_is_no_score(raw):
    lines = ["movieId,rating", "as1,3.25", "as1,4", "zs9,3", "ns1,9", "ns1,high", "ns1,nan", "ns1,", "ns1", "ns2,0.5"]
    found = read(raw, "\n".join(lines))
    assert found["score"].to_dict() == {"as1": 3.25, "ns2": 0.5}
    assert found["score_count"].isna().all()
    assert set(found["score_source"]) == {"title_scores"}
    number = "rating must be a number from 0.5 to 5.0"
    assert [(line, reason) for _, line, reason in raw.rejected()] == [
        (3, "movieId has a score already"),
        (4, "movieId is no title_id of the catalogues"),
        *[(line, number) for line in (5, 6, 7, 8)],
        (9, "not the header's number of fields"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "movieId,rating\nas1,3.25\nns2,0.5\n",
        "movieId,rating\n AS1 ,3.25\nNS2,.5\n",
        "movieId;rating\nas1;3,25\nns2;0,5\n",
        'movieId,rating\nas1,"3,25"\nns2,"0,5"\n',
        "sep=;\nmovieId;rating\nas1;3,25\nns2;0,5\n",
        "rating\tx\tmovieId\n3.25\t\tas1\n0.5\t\tns2\n".encode("utf-16"),
    ],
)
def test_the_dialects_of_one_file(raw, content):
    assert read(raw, content)["score"].to_dict() == {"as1": 3.25, "ns2": 0.5}
    assert raw.rejected() == []


def test_scores_of_another_scale_are_refused_or_read_by_a_setting(raw):
    content = "movieId,rating\nas1,8.2\nns1,10\nns2,1\n"
    with pytest.raises(DataError, match=r"title_scores\.csv: .* found 3 from 1 to 10, of which 2 .* such as 1-10\."):
        read(raw, content)
    raw.reading.rating_scale = (1, 10)
    assert read(raw, content)["score"].to_dict() == {"as1": pytest.approx(4.1), "ns1": 5.0, "ns2": 0.5}


def test_a_missing_column_is_named_with_what_the_file_has(raw):
    with pytest.raises(DataError, match=r"missing rating; found «movieid, mean»\."):
        read(raw, "movieId,mean\nas1,3\n")


@pytest.mark.real_data
def test_real_scores(real_data):
    data, reading = read_source(scores, real_data)
    [found] = data.scores
    assert len(reading.rejections.table()) == 0
    assert len(found) == 22_998
    assert found["score"].mean() == pytest.approx(3.5334, abs=5e-5)
    assert found["score"].std() == pytest.approx(0.0486, abs=5e-5)
    assert found["score"].between(3.336, 3.726).all()
    assert found["score_count"].isna().all()
