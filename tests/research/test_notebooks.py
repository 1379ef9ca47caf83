import json
from dataclasses import replace

import numpy as np
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import MANIFEST
from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from recsys.research.notebooks import benchmark_of, data_folder, measured_of, open_bundle
from recsys.research.similar.measure import FEWEST_LIKES

HEADER = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description\n"


def write_catalogue(folder, *titles):
    (folder / "platforms").mkdir(parents=True, exist_ok=True)
    rows = [f"s{n},Movie,{title},,,,,1985,,90 min,Drama,Words.\n" for n, title in enumerate(titles)]
    (folder / "platforms" / "hulu_titles.csv").write_text(HEADER + "".join(rows))
    return folder


def test_which_data(monkeypatch, tmp_path):
    monkeypatch.delenv("RECSYS_DATA", raising=False)
    assert data_folder() == FOLDER
    monkeypatch.setenv("RECSYS_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert data_folder("elsewhere").name == "elsewhere"


def test_a_bundle_is_built_once_for_the_same_files_and_seed(tmp_path):
    data, folder = write_catalogue(tmp_path / "raw", "Alien", "Brazil"), tmp_path / "bundle"
    steps: list[str] = []

    def built(seed=0):
        steps.clear()
        bundle = open_bundle(folder, data, seed, steps.append)
        return bundle.titles.column("title").to_pylist(), bool(steps)

    assert built() == (["Alien", "Brazil"], True)
    assert built() == (["Alien", "Brazil"], False)
    assert built(seed=1) == (["Alien", "Brazil"], True)
    write_catalogue(data, "Alien", "Cube")
    assert built(seed=1) == (["Alien", "Cube"], True)
    (data / "platforms" / "hulu_titles.csv").unlink()
    with pytest.raises(DataError):
        built(seed=1)
    assert json.loads((folder / MANIFEST).read_text())["settings"]["seed"] == 1


def test_a_benchmark_is_the_ratings_that_were_read(sample_bundle):
    known, data = benchmark_of(load_bundle(sample_bundle)), read_data(FOLDER)
    ratings, read = known.ratings, data.ratings.to_pandas()
    users = [ratings.users.ids[number] for number in ratings.user_nums.tolist()]
    works = [ratings.works.ids[number] for number in ratings.work_nums.tolist()]
    assert users == read["user_id"].astype(str).tolist()
    assert works == read["work_id"].astype(str).tolist()
    assert np.array_equal(ratings.ratings, read["rating"].to_numpy())
    assert np.array_equal(known.timestamps, read["timestamp"].to_numpy())
    assert known.scale == (0.5, 5.0)
    assert not known.held_out.any()
    matrix = ratings.works.number("matrix-1999-movie")
    assert known.features.years[matrix] == 1999
    assert "science fiction" in known.features.genres[matrix]


def test_who_likes_what(sample_bundle):
    bundle = load_bundle(sample_bundle)
    measured = measured_of(bundle, 15, seed=0)
    liked = bundle.ratings.to_pandas()["rating"] >= 4
    assert len(measured.likes) == liked.sum()
    counts = measured.likes.counts(len(measured.documents))
    assert np.array_equal(measured.relevance.works, np.flatnonzero(counts >= 15))
    assert len(measured.documents) == measured.similar.n_works == bundle.works.num_rows
    with pytest.raises(DataError, match="expected more than"):
        measured_of(bundle, FEWEST_LIKES * 100, seed=0)


def test_ratings_that_say_nothing_of_works_are_no_likes(sample_bundle):
    bundle = load_bundle(sample_bundle)
    titles = {**bundle.metrics["titles"], "sources": {"simulated": {"signal": False}}}
    with pytest.raises(DataError, match="found 0"):
        measured_of(replace(bundle, metrics={**bundle.metrics, "titles": titles}), 15, seed=0)
