import csv
import dataclasses
import json

import pytest

from recsys.errors import DataError
from recsys.research.judged import gold
from recsys.research.judged.gold import third
from recsys.research.judged.systems import OURS, SYSTEMS
from recsys.research.suites import judged
from recsys.research.suites.judged import UNGRADED, JudgedReport
from recsys.research.suites.run import count_steps, evaluate
from tests.research.judged.graded_sample import FILMS, SERIES, no_grades, some_embeddings, write_graded_sample


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The graded sample, and no grades beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gold, "OWN_GRADES", no_grades(tmp_path_factory.mktemp("own")))
        yield write_graded_sample(tmp_path_factory.mktemp("raw"))


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    steps: list[str] = []
    report = evaluate("judged", data, out, progress=steps.append)
    assert isinstance(report, JudgedReport)
    return report, out, steps


def test_the_suite_is_measured_told_and_saved(run):
    report, out, steps = run
    assert len(steps) == len(set(steps)) == count_steps("judged")
    assert (report.seeds, report.pairs) == (15, 10 * 9 + 5 * 4)
    assert [(one.source, one.rows, one.not_found, one.seeds) for one in report.opinions] == [
        ("judged", 111, 1, 0),
        ("paper", 9, 0, 9),
    ]
    assert sorted(path.name for path in out.iterdir()) == [UNGRADED, "judged.json", "judged.md"]
    saved = (out / "judged.json").read_text()
    assert json.loads(saved) == json.loads(json.dumps(dataclasses.asdict(report)))
    assert "NaN" not in saved
    text = (out / "judged.md").read_text()
    assert text.startswith(
        f"# judged\n\n110 graded pairs of 15 seeds and 9 lists of others, among {report.works} works"
    )
    assert "of 120 opinions 1 name a work that is not there" in text
    for name in ("judged series", "judged films", "lists of others", "ours by groups of seeds", "opinions"):
        assert f"## {name}\n" in text
    assert "- the sum: left out, there are no sentence embeddings.\n" in text


def test_every_system_is_measured_on_the_third_for_reports_and_ours_on_that_for_choosing(run):
    report = run[0]
    series = [row for row in report.compared.graded if row.type == "tv show"]
    expected = [(system.name, 2) for system in SYSTEMS if not system.wants_vectors]
    assert [(row.system, row.third) for row in series] == [*expected, (OURS, 1)]
    assert [row.seeds for row in series] == [sum(third(*work) == row.third for work in SERIES) for row in series]
    for row in report.compared.graded:
        assert sum(figure.mean or 0.0 for figure in row.figures[2:]) == pytest.approx(1.0 if row.seeds else 0.0)
    ours = [row.figures for row in series if row.third == 2 and row.system in ("yesterday's", OURS)]
    assert ours[0] != ours[1]


def test_what_ours_lists_without_a_grade_is_written_to_be_graded(run):
    report, out, _ = run
    with (out / UNGRADED).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(report.compared.ungraded) > 0
    graded = {*SERIES, *FILMS}
    assert {(row["seed_title"], int(row["seed_year"])) for row in rows} <= graded
    for row in rows:
        assert 1 <= int(row["place"]) <= 10
        same_type = SERIES if row["seed_type"] == "tv show" else FILMS
        assert (row["title"], int(row["year"])) not in same_type


def test_groups_divide_the_seeds(run):
    groups = run[0].compared.groups
    assert {row.division for row in groups} == {"type", "decade", "country", "fame", "ratings"}
    for division in {row.division for row in groups}:
        of_division = [row for row in groups if row.division == division]
        assert sum(row.seeds for row in of_division) == sum(third(*work) == 2 for work in (*SERIES, *FILMS))


def test_with_embeddings_every_system_is_measured(data, tmp_path, monkeypatch):
    monkeypatch.setattr(judged, "embed", lambda works, _: (some_embeddings(works.num_rows), {}))
    monkeypatch.setattr(judged, "can_embed", lambda: True)
    steps: list[str] = []
    report = evaluate("judged", data, tmp_path, progress=steps.append)
    assert isinstance(report, JudgedReport)
    assert len(steps) + 1 == count_steps("judged")  # but for the step of what was replaced
    assert report.compared.left_out == ()
    assert [row.system for row in report.compared.listed if row.third == 2] == [system.name for system in SYSTEMS]


def test_a_folder_without_opinions_is_named(tmp_path):
    with pytest.raises(DataError, match=r"expected a folder of raw data|expected at least one catalogue"):
        evaluate("judged", tmp_path / "nowhere", tmp_path / "out")
