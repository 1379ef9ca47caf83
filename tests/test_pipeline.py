import csv
import json
import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from recsys.bundle import COLLABORATIVE, MANIFEST, load_bundle
from recsys.data import sample
from recsys.data.load import read_data
from recsys.errors import BundleError, DataError
from recsys.models.content import FIELD_WEIGHTS
from recsys.pipeline import FEWEST_RATINGS, build, count_steps, rating_arrays
from recsys.storage import sha256

HEADER = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description\n"


def raw_folder(folder, titles=("Alien", "Brazil"), ratings=()):
    """Raw data as small as it gets: films of 1985 on Hulu, and ratings as (user, rating, number of the title)."""
    (folder / "platforms").mkdir(parents=True)
    rows = [f"s{n},Movie,{title},,,,,1985,,90 min,Drama,Words.\n" for n, title in enumerate(titles, 1)]
    (folder / "platforms" / "hulu_titles.csv").write_text(HEADER + "".join(rows))
    if ratings:
        (folder / "ratings").mkdir()
        lines = [f"{user},{rating},{n},hs{show}\n" for n, (user, rating, show) in enumerate(ratings)]
        (folder / "ratings" / "1.csv").write_text("userId,rating,timestamp,movieId\n" + "".join(lines))
    return folder


@pytest.fixture(scope="module")
def data():
    return read_data(sample.FOLDER)


def test_the_same_seed_gives_the_same_files_but_for_the_time(sample_bundle, tmp_path):
    build(sample.FOLDER, tmp_path / "again")
    names = {path.name for path in sample_bundle.iterdir()}
    assert {path.name for path in (tmp_path / "again").iterdir()} == names
    time = [json.loads((folder / MANIFEST).read_text())["built"] for folder in (sample_bundle, tmp_path / "again")]
    for name in names - {MANIFEST, "README.md"}:
        assert (sample_bundle / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    # The card quotes the time, so that its hash in the manifest differs with it.
    cards = [(folder / "README.md").read_text() for folder in (sample_bundle, tmp_path / "again")]
    assert cards[0].replace(time[0], "") == cards[1].replace(time[1], "")
    manifests = [json.loads((folder / MANIFEST).read_text()) for folder in (sample_bundle, tmp_path / "again")]
    for manifest in manifests:
        del manifest["built"], manifest["files"]["README.md"]
    assert manifests[0] == manifests[1]


def test_another_seed_is_another_split_and_other_factors(tmp_path):
    ratings = [(user, (user * show) % 5 + 0.5, show) for user in range(60) for show in (1, 2)]
    small = raw_folder(tmp_path / "raw", ratings=ratings)
    build(small, tmp_path / "seed-0", seed=0)
    build(small, tmp_path / "seed-1", seed=1)
    zero, one = load_bundle(tmp_path / "seed-0"), load_bundle(tmp_path / "seed-1")
    assert zero.collaborative is not None
    assert one.collaborative is not None
    assert zero.metrics["split"] != one.metrics["split"]
    assert zero.metrics["models"]["global mean"] != one.metrics["models"]["global mean"]
    assert not np.array_equal(zero.collaborative.user_factors, one.collaborative.user_factors)
    assert one.manifest["settings"]["seed"] == one.manifest["settings"]["svd"]["seed"] == 1


def test_every_step_up_the_ladder_predicts_better(sample_build):
    _, report = sample_build
    for measure in ("rmse", "mae"):
        errors = [report.metrics["models"][name][measure] for name in ("svd", "biases", "global mean")]
        assert errors == sorted(errors), measure
        assert errors[0] < 0.95 * errors[1] < 0.9 * errors[2], measure
    assert report.metrics["ratings"]["test"] == round(0.1 * report.ratings)
    assert sum(report.metrics["ratings"].values()) == report.ratings


def test_every_raw_row_is_accounted_for(sample_build):
    folder, report = sample_build
    assert {file["file"] for file in report.files} == {
        path.relative_to(sample.FOLDER).as_posix()
        for part in ("platforms", "ratings", "tmdb")
        for path in (sample.FOLDER / part).glob("*.csv")
    }
    rejected = Counter(pd.read_csv(folder / "rejected.csv").query("what == 'row'")["file"])
    for file in report.files:
        with (sample.FOLDER / file["file"]).open(encoding="utf-8-sig", newline="") as raw:
            rows = sum(1 for row in csv.reader(raw) if row) - 1
        assert file["read"] == rows == file["kept"] + file["rejected"], file
        assert file["rejected"] == rejected[file["file"]]
    assert json.loads((folder / "report.json").read_text())["files"] == report.files


def test_the_bundle_holds_what_the_report_counts(sample_build):
    folder, report = sample_build
    bundle = load_bundle(folder)
    platforms = Counter(bundle.titles["platform"].to_pylist())
    assert report.titles == dict(platforms)
    assert sum(platforms.values()) == sum(file["kept"] for file in report.files if file["file"].startswith("platforms"))
    assert set(bundle.works.ids) == set(bundle.titles["work_id"].to_pylist())
    assert report.works == len(bundle.works) == bundle.content.n_works < bundle.titles.num_rows
    assert report.ratings == bundle.ratings.num_rows
    assert report.ratings + report.superseded_ratings == sum(
        file["kept"] for file in report.files if file["file"].startswith("ratings")
    )
    assert bundle.collaborative is not None
    assert report.users == len(bundle.collaborative.users) == len(set(bundle.ratings["user_id"].to_pylist()))
    assert report.metrics == bundle.metrics


def test_the_manifest_says_where_it_comes_from(sample_bundle):
    bundle = load_bundle(sample_bundle)
    assert bundle.is_sample
    for name, entry in bundle.manifest["inputs"].items():
        assert entry == {"sha256": sha256(sample.FOLDER / name), "size": (sample.FOLDER / name).stat().st_size}
    assert len(bundle.manifest["inputs"]) >= 5
    assert bundle.manifest["settings"]["field_weights"] == FIELD_WEIGHTS
    assert bundle.collaborative is not None
    assert bundle.manifest["settings"]["svd"]["factors"] == bundle.collaborative.user_factors.shape[1]


def test_the_card_says_what_the_report_says(sample_build):
    folder, report = sample_build
    card = (folder / "README.md").read_text()
    assert "ratings simulated" in card
    assert f"- titles: {sum(report.titles.values()):,} of {report.works:,} works" in card
    assert f"- ratings: {report.ratings:,} by {report.users:,} users" in card
    for name, errors in report.metrics["models"].items():
        assert f"| {name} | {errors['rmse']:.4f} | {errors['mae']:.4f} |" in card


def test_a_rating_of_a_title_counts_for_its_work(data):
    arrays = rating_arrays(data)
    work_of = dict(zip(data.titles["title_id"], data.titles["work_id"], strict=True))
    expected = Counter(
        (user, work_of[title], float(rating))
        for user, title, rating in zip(
            data.ratings["user_id"], data.ratings["title_id"], data.ratings["rating"], strict=True
        )
    )
    found = Counter(
        (arrays.users.ids[user], arrays.works.ids[work], float(rating))
        for user, work, rating in zip(arrays.user_nums, arrays.work_nums, arrays.ratings, strict=True)
    )
    assert found == expected
    assert len({(user, work) for user, work, _ in found}) == len(data.ratings)  # each pair once
    assert {work for _, work, _ in found} == set(arrays.works.ids)
    assert {user for user, _, _ in found} == set(arrays.users.ids)


def test_few_ratings_make_no_collaborative_model(tmp_path):
    assert FEWEST_RATINGS == 100
    ratings = [(user, 3.5, show) for user in range(50) for show in (1, 2)]
    report = build(raw_folder(tmp_path / "99", ratings=ratings[:99]), tmp_path / "without")
    bundle = load_bundle(tmp_path / "without")
    assert bundle.collaborative is None
    assert (report.metrics, bundle.metrics, report.ratings) == ({}, {}, 99)
    assert not (tmp_path / "without" / COLLABORATIVE).exists()
    assert "too few ratings" in (tmp_path / "without" / "README.md").read_text()

    build(raw_folder(tmp_path / "100", ratings=ratings), tmp_path / "with")
    assert load_bundle(tmp_path / "with").collaborative is not None


def test_one_title_and_no_rating_make_a_bundle(tmp_path):
    report = build(raw_folder(tmp_path / "raw", titles=["Alone"]), tmp_path / "bundle")
    bundle = load_bundle(tmp_path / "bundle")
    assert (report.works, report.ratings, report.titles) == (1, 0, {"hulu": 1})
    assert bundle.works.ids == ("alone-1985-movie",)
    assert bundle.content.similarities(0).tolist() == [0]
    assert not bundle.is_sample
    assert "simulated" not in (tmp_path / "bundle" / "README.md").read_text()


def test_progress_tells_as_many_steps_as_it_announced(tmp_path):
    steps: list[str] = []
    build(sample.FOLDER, tmp_path / "bundle", progress=steps.append)
    assert len(steps) == count_steps(sample.FOLDER)
    assert len(set(steps)) == len(steps)
    assert steps[-1] == "writing the bundle"


def test_nothing_is_read_for_a_target_that_is_somebodys(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("words")
    steps: list[str] = []
    with pytest.raises(BundleError, match="mine: expected a bundle or nothing there"):
        build(sample.FOLDER, tmp_path / "mine", progress=steps.append)
    assert steps == []
    assert (tmp_path / "mine" / "notes.txt").read_text() == "words"


def test_a_build_that_cannot_read_leaves_the_old_bundle(tmp_path, sample_bundle):
    shutil.copytree(sample_bundle, tmp_path / "bundle")
    with pytest.raises(DataError):
        build(tmp_path / "no data", tmp_path / "bundle")
    assert load_bundle(tmp_path / "bundle").is_sample
