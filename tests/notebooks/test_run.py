"""`make notebooks`, for real: kernels run every cell."""

import json
import os
import re
import subprocess
import sys

import pytest

from recsys.ingest.sample import FOLDER
from recsys.research.null_ratings import null_ratings, write_null_ratings
from tests.fixtures.bundles import assert_same_files
from tests.fixtures.raw_folder import raw_folder
from tests.notebooks.running import REPEATABLE, run, started
from tests.notebooks.test_written import NAMES, PATHS, code_cells, texts
from tests.ui.server import ROOT


def write_notebook(folder, *cells):
    folder.mkdir()
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": text,
            }
            for number, text in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = folder / "01_one.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.mark.notebooks
def test_all_run_on_the_sample(ran):
    for name, committed in zip(NAMES, PATHS, strict=True):
        page = (ran / "out" / f"{name}.html").read_text(encoding="utf-8")
        assert "Traceback" not in page
        assert (ran / "out" / f"{name}.ipynb").is_file()
        fresh = ran / f"{name}.ipynb"
        assert [cell["source"] for cell in code_cells(fresh)] == [cell["source"] for cell in code_cells(committed)]
        assert [len(cell["outputs"]) for cell in code_cells(fresh)] == [
            len(cell["outputs"]) for cell in code_cells(committed)
        ], f"{name} shows something else than what is committed: make notebooks"
        if name in (
            "01_etl",
            "02_eda",
        ):  # what is counted is the same everywhere; what is fitted in its last digits not
            for cell, kept in zip(code_cells(fresh), code_cells(committed), strict=True):
                assert list(texts(cell)) == list(texts(kept)), "make notebooks"


@pytest.mark.notebooks
def test_what_they_make_is_what_a_build_makes(ran, tmp_path):
    command = [sys.executable, "-m", "recsys", "build", "--data", str(FOLDER), "--out", str(tmp_path / "built")]
    environment = os.environ | REPEATABLE
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    made = ran / "build" / "notebooks"
    assert_same_files(made / "bundle", tmp_path / "built")
    for name in ("content", "svd"):
        kept = (made / "stages" / name / f"{name}.safetensors").read_bytes()
        assert kept == (tmp_path / "built" / f"{name}.safetensors").read_bytes()


@pytest.mark.notebooks
def test_ratings_that_say_nothing_of_titles_are_studied_in_part_and_told(tmp_path):
    raw = raw_folder(tmp_path / "raw", [f"Film {n}" for n in range(1, 101)])
    write_null_ratings(null_ratings(9_000, 300, 100), [f"hs{n}" for n in range(1, 101)], raw / "ratings")
    parameters = {"data": str(raw), "out": str(tmp_path / "made"), "most": "6000", "folds": "2"}
    notebook = next(path for path in PATHS if path.stem == "04_svd_model")
    assert started(notebook, tmp_path / "executed.ipynb", parameters).wait() == 0
    shown = "".join(text for cell in code_cells(tmp_path / "executed.ipynb") for text in texts(cell))
    assert "SVD was trained on 9,000 of 9,000 ratings." in shown
    assert re.search(r"Studied on 5,\d{3} of 9,000 ratings", shown)
    assert "these ratings carry no signal" in shown


def test_of_other_data_nothing_is_kept(tmp_path):
    path = write_notebook(tmp_path / "notebooks", "import os, recsys\nprint('secret', os.environ['RECSYS_DATA'])")
    before = path.read_bytes()
    done = run(path.parent, tmp_path / "out", data=os.path.relpath(FOLDER, ROOT))
    assert done.returncode == 0, done.stderr[-3000:]
    assert path.read_bytes() == before
    assert f"secret {FOLDER}" in (tmp_path / "out" / "01_one.html").read_text(encoding="utf-8")


def test_pieces_of_output_become_one_and_times_go(tmp_path):
    path = write_notebook(
        tmp_path / "notebooks",
        "import time\nfor n in range(3):\n    print(n, flush=True)\n    time.sleep(0.3)",
        "2 + 2",
    )
    assert run(path.parent, tmp_path / "out").returncode == 0
    first, second = json.loads(path.read_text())["cells"]
    assert [(output["output_type"], "".join(output["text"])) for output in first["outputs"]] == [
        ("stream", "0\n1\n2\n")
    ]
    assert (first["execution_count"], second["execution_count"]) == (1, 2)
    assert (first["metadata"], second["outputs"][0]["data"]) == ({}, {"text/plain": ["4"]})


def test_a_cell_that_fails_is_named_and_the_notebook_left_as_it_was(tmp_path):
    path = write_notebook(tmp_path / "notebooks", "kept = 1", "assert kept == 2, 'not so'")
    before = path.read_bytes()
    done = run(path.parent, tmp_path / "out")
    assert done.returncode == 1
    assert "01_one.ipynb, cell 2: AssertionError: not so" in done.stderr
    assert path.read_bytes() == before
