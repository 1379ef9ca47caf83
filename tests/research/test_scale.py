import dataclasses
import json

import pandas as pd
import pytest

from recsys.errors import RecsysError
from recsys.research import scale
from recsys.research.processes import Ran
from recsys.research.scale import ScaleRow, ScaleTable, Size, fit_surprise, measure_scale, scale_report_table
from tests.fixtures.raw_folder import HEADER

TITLES = [f"hs{n}" for n in range(1, 41)]
SIZE = Size(ratings=1500, users=120)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "platforms").mkdir()
    rows = [f"{title[1:]},Movie,Film {title},,,,,1985,,90 min,Drama,Words.\n" for title in TITLES]
    (tmp_path / "platforms" / "hulu_titles.csv").write_text(HEADER + "".join(rows))
    return tmp_path


def test_a_small_scale_for_real(folder):
    steps: list[str] = []
    table = measure_scale(folder, TITLES, 0, SIZE, progress=steps.append)
    (file,) = (folder / "ratings").iterdir()
    assert len(pd.read_csv(file)) == 1500
    assert table.file_bytes == file.stat().st_size
    assert (folder / "bundle" / "manifest.json").is_file()
    ours, theirs = table.rows
    assert ours.finished
    assert theirs.finished
    assert list(theirs.stages) == ["reading", "trainset", "fit"]
    assert sum(theirs.stages.values()) < theirs.seconds
    assert min(ours.seconds, ours.cpu_seconds, theirs.seconds, theirs.cpu_seconds) > 0
    assert 0.05 < theirs.peak_gb < 3
    assert table.titles["signal"] is False
    assert len(steps) == scale.STEPS
    assert steps[0] == "drawing 1,500 ratings"


def test_what_takes_too_long_is_cut_off(folder, monkeypatch):
    def run(command, limit):
        assert limit == 7
        if "build" in command:
            return Ran(3.0, 5.0, 10**9, 0, json.dumps({"metrics": {"titles": {}}}), "")
        return Ran(7.1, 7.0, 2 * 10**9, None, '["reading", 4.0]\n', "")

    monkeypatch.setattr(scale, "run_measured", run)
    table = measure_scale(folder, TITLES, 0, SIZE, limit=7)
    assert table.rows[1] == ScaleRow("Surprise SVD: CSV to fitted", 7.1, 7.0, 2.0, False, {"reading": 4.0})
    assert table.rows[0].finished


def test_a_process_that_fails_is_told(folder, monkeypatch):
    monkeypatch.setattr(scale, "run_measured", lambda *_: Ran(1, 1, 1, 1, "", "Traceback\nbutaca: no disk\n"))
    with pytest.raises(RecsysError, match="butaca's process must end well, ended with 1: butaca: no disk"):
        measure_scale(folder, TITLES, 0, SIZE)


TABLE = ScaleTable(
    335_000_000,
    900.0,
    (
        ScaleRow("ours", 40.04, 61.0, 1.412, True, {}),
        ScaleRow("theirs", 900.1, 900.0, 3.5, False, {"reading": 30.0, "trainset": 19.04}),
    ),
    {"p": 0.718, "explained": -0.0027, "signal": False, "permutations": 999},
)


def test_the_table_as_text():
    report = scale_report_table(TABLE)
    assert report.words == "One file of 335 MB; each row is a process from its start to its end."
    assert report.rows == (("ours", "40.0", "61.0", "1.41"), ("theirs", "–", "–", "3.50"))
    assert report.notes == (
        "theirs: reading 30.0 s, trainset 19.0 s",
        "theirs: cut off after 900 s, with the memory that it had come to",
        (
            "The build says: these ratings carry no signal about titles (p = 0.718 in a permutation test on held-out "
            "ratings; they explain -0.3% of what users leave)."
        ),
    )


def test_a_build_that_was_cut_off_says_nothing_of_titles():
    assert len(scale_report_table(dataclasses.replace(TABLE, titles={})).notes) == 2


def test_surprise_tells_its_stages(tmp_path, capsys):
    file = tmp_path / "ratings.csv"
    file.write_text("userId,rating,timestamp,movieId\n1,4.0,5,hs1\n2,3.5,6,hs1\n2,1.0,6,hs2\n")
    fit_surprise(file, 0)
    stages = dict(json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(stages) == ["reading", "trainset", "fit"]
    assert min(stages.values()) >= 0
