import csv
import dataclasses
import json

import numpy as np
import pytest

from recsys.errors import DataError
from recsys.ingest import sample
from recsys.ingest.load import read_data
from recsys.research.judged.gold import third
from recsys.research.judged.systems import OURS, SYSTEMS
from recsys.research.suites.judged import UNGRADED, JudgedReport, judged_report
from recsys.research.suites.run import count_steps, evaluate

SERIES = (
    ("Game of Thrones", 2011), ("The Sopranos", 1999), ("The Wire", 2002), ("True Detective", 2014),
    ("Succession", 2018), ("House of the Dragon", 2022), ("The Expanse", 2015), ("Vikings", 2013), ("Trapped", 2015),
    ("The Bridge", 2011),
)  # fmt: skip
FILMS = (("Chinatown", 1974), ("Taxi Driver", 1976), ("Alien", 1979), ("Blade Runner", 1982), ("The Terminator", 1984))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The embedded sample with opinions on it: every work is graded for every other of its type."""
    root = tmp_path_factory.mktemp("raw")
    for path in sample.FOLDER.iterdir():
        if path.is_dir():
            (root / path.name).symlink_to(path)
    (root / "gold").mkdir()
    graded = ["seed_title_id,seed_title,seed_year,seed_type,title_id,title,year,type,grade"]
    for type_, works in (("tv show", SERIES), ("movie", FILMS)):
        for place, seed in enumerate(works):
            graded += [
                f",{seed[0]},{seed[1]},{type_},,{other[0]},{other[1]},{type_},{(place + number) % 4}"
                for number, other in enumerate(works)
                if other != seed
            ]
    (root / "gold" / "judged.csv").write_text("\n".join([*graded, ",Nowhere,1999,movie,,Alien,1979,movie,3", ""]))
    published = ["source,label,seed_title,seed_year,seed_type,rec_title,rec_year,rec_type,rank_or_weight"]
    published += [f"paper,pos,{title},,show,The Wire,,show,1" for title, _ in SERIES if title != "The Wire"]
    (root / "gold" / "similar.csv").write_text("\n".join([*published, ""]))
    return root


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
    assert ours[0] == ours[1]  # until the model is another


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


def test_with_vectors_every_system_is_measured(data, tmp_path):
    tables = vars(read_data(data))
    vectors = np.random.default_rng(0).normal(size=(tables["works"].num_rows, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    report = judged_report(tables, data, tmp_path, vectors=vectors)
    assert report.compared.left_out == ()
    assert [row.system for row in report.compared.listed if row.third == 2] == [system.name for system in SYSTEMS]


def test_a_folder_without_opinions_is_named(tmp_path):
    with pytest.raises(DataError, match=r"expected a folder of raw data|expected at least one catalogue"):
        evaluate("judged", tmp_path / "nowhere", tmp_path / "out")
