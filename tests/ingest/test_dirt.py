import pytest

from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from recsys.ingest.sample.dirt import (
    KEPT_RATINGS,
    KEPT_TITLES,
    NETFLIX,
    RATINGS,
    REJECTED_RATINGS,
    REJECTED_TITLES,
    dirty_sample,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return dirty_sample(tmp_path_factory.mktemp("dirt") / "data")


@pytest.fixture(scope="module")
def data(folder):
    return read_data(folder)


def test_every_faulty_row_is_rejected_for_a_reason_of_its_own(folder, data):
    rows = data.rejected[data.rejected["what"] == "row"]
    for name, faulty in ((NETFLIX, REJECTED_TITLES), (RATINGS, REJECTED_RATINGS)):
        of_file = rows[rows["file"] == name]
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        assert [lines[line - 1] for line in of_file["line"]] == list(faulty)
    titles = rows[rows["file"] == NETFLIX]["reason"]
    assert titles.nunique() == len(REJECTED_TITLES)
    assert rows[rows["file"] == RATINGS]["reason"].nunique() == 4


def test_a_value_that_is_not_understood_is_left_out_alone(data):
    (value,) = data.rejected[data.rejected["what"] == "value"].to_dict("records")
    assert (value["reason"], value["value"]) == ("date_added was not understood", "the day before")


def test_what_is_kept_is_tidy(data):
    kept = data.titles.set_index("title_id").loc[["ns901", "ns902", "ns903"]]
    first, second, third = kept.to_dict("records")
    assert (first["display_title"], first["date_added"], first["release_year"]) == ("Padded Title", "2021-07-01", 1999)
    assert (first["display_cast"], first["countries"]) == (["Bo Day"], ["peru"])
    assert (first["rating"], first["duration_int"], first["duration_type"]) == ("16+", 113, "min")
    assert first["genres"] == ["comedy", "drama"]
    assert (second["duration_int"], second["rating_given"]) == (74, False)
    assert (third["rating"], third["duration_int"], third["duration_type"]) == ("nr", 2, "season")


def test_the_rest_is_the_sample(data):
    sample = read_data(FOLDER)
    assert len(data.titles) == len(sample.titles) + len(KEPT_TITLES)
    assert data.superseded == sample.superseded + 1
    assert len(data.ratings) == len(sample.ratings) + len(KEPT_RATINGS) - 1
    assert data.movies["title"].tolist() == sample.movies["title"].tolist()
