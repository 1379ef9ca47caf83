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
from recsys.ingest.tables import Tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return dirty_sample(tmp_path_factory.mktemp("dirt") / "data")


@pytest.fixture(scope="module")
def data(folder) -> Tables:
    return read_data(folder)


@pytest.fixture(scope="module")
def rejected(data):
    return data.rejected.to_pandas()


def test_every_faulty_row_is_rejected_for_a_reason_of_its_own(folder, rejected):
    rows = rejected[rejected["what"] == "row"]
    for name, faulty in ((NETFLIX, REJECTED_TITLES), (RATINGS, REJECTED_RATINGS)):
        of_file = rows[rows["file"] == name]
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        assert [lines[line - 1] for line in of_file["line"]] == list(faulty)
    titles = rows[rows["file"] == NETFLIX]["reason"]
    assert titles.nunique() == len(REJECTED_TITLES)
    assert rows[rows["file"] == RATINGS]["reason"].nunique() == 4


def test_a_value_that_is_not_understood_is_left_out_alone(rejected):
    (value,) = rejected[rejected["what"] == "value"].to_dict("records")
    assert (value["reason"], value["value"]) == ("date_added was not understood", "the day before")


def test_what_is_kept_is_tidy(data):
    titles = {row["title_id"]: row for row in data.titles.to_pylist()}
    first, second, third = (titles[title_id] for title_id in ("ns901", "ns902", "ns903"))
    assert (first["title"], first["date_added"], first["release_year"]) == ("Padded Title", "2021-07-01", 1999)
    assert first["countries"] == ["peru"]
    cast = [row["person"] for row in data.credits.to_pylist() if row["title_id"] == "ns901" and row["role"] == "actor"]
    assert cast == ["Bo Day"]
    assert (first["rating"], first["duration_int"], first["duration_type"]) == ("16+", 113, "min")
    assert first["genres"] == ["comedy", "drama"]
    assert (second["duration_int"], second["rating_given"]) == (74, False)
    assert (third["rating"], third["duration_int"], third["duration_type"]) == ("nr", 2, "season")


def test_the_rest_is_the_sample(data):
    sample = read_data(FOLDER)
    assert data.titles.num_rows == sample.titles.num_rows + len(KEPT_TITLES)
    assert data.account.superseded == sample.account.superseded + 1
    assert data.ratings.num_rows == sample.ratings.num_rows + len(KEPT_RATINGS) - 1
    added = [row["work_id"] for row in data.titles.to_pylist() if row["title_id"] in ("ns901", "ns902", "ns903")]
    kept = [work for work in data.works["work_id"].to_pylist() if work not in added]
    assert kept == sample.works["work_id"].to_pylist()
