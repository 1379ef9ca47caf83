import json

import pytest

from recsys.models.ratings.watches import ONCE, SIGNS
from recsys.research.suites import watched
from recsys.research.suites.run import count_steps, evaluate
from recsys.research.watched import measure
from tests.research.suites.test_suites import write_movielens


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The suite on one planted folder: its report, its steps, its folder."""
    out = tmp_path_factory.mktemp("out")
    steps: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched, "FOLDERS", ("ml-100k",))
        patch.setattr(measure, "WEIGHTS", (0.0, 0.1))
        report = evaluate("watched", write_movielens(tmp_path_factory.mktemp("raw")), out, progress=steps.append)
        assert len(steps) == count_steps("watched") == 3
    return report, out


def test_every_reading_is_reported_of_the_same_people(run):
    report, _ = run
    readings = ["nothing", "4.5 stars", "chosen, no more", "as learned", "its stars, not hidden"]
    assert [(row.hidden, row.reading) for row in report.rows] == [
        (share, reading) for share in (0.5, 1.0) for reading in readings
    ]
    assert {(row.folder, row.people) for row in report.rows} == {("ml-100k", 12)}
    known = [row for row in report.rows if row.reading == readings[-1]]
    assert known[0].foretold == known[1].foretold  # nothing of it is hidden, however much is


def test_what_is_saved_says_what_is_learned_and_what_is_served(run):
    report, out = run
    assert report.served == SIGNS[ONCE]
    saved = json.loads((out / "watched.json").read_text())
    assert saved["served"] == list(SIGNS[ONCE])
    text = (out / "watched.md").read_text()
    assert "served +0 stars at weight 0.03, liked by 0.25" in text
    assert "## ml-100k, 50% of the stars hidden" in text
    assert f"{report.rows[0].foretold.log_loss:.4f}" in text
