import csv
import json
import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from recsys.build.dataset import FEWEST_RATINGS, groups_of, rating_arrays
from recsys.build.etl import read_tables
from recsys.build.graph import STEPS
from recsys.build.pipeline import BuildSettings, build, count_steps, run_stage
from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import COLLABORATIVE, RANKER, SVD
from recsys.errors import BundleError, DataError, SettingsError
from recsys.files import sha256
from recsys.ingest import sample
from recsys.models.ratings.engines import ENGINES, FAST, POSTERIOR
from recsys.models.similar.weights import SimilarWeights
from recsys.models.vocabulary import Vocabulary
from recsys.progress import silent
from recsys.research.null_ratings import null_ratings, write_null_ratings
from tests.fixtures.bundles import assert_same_files, names
from tests.fixtures.raw_folder import raw_folder, small_raw


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Raw data of 40 people and 12 films of which some are better, with the sample's film catalogue beside it; the
    folder of a bundle built from it, and the steps that were told.
    """
    folder = tmp_path_factory.mktemp("small")
    raw = small_raw(folder / "raw")
    steps: list[str] = []
    build(raw, folder / "bundle", progress=steps.append)
    return raw, folder / "bundle", steps


def test_the_same_seed_gives_the_same_files_but_for_the_time(small, tmp_path):
    raw, first, _ = small
    build(raw, tmp_path / "again")
    assert {COLLABORATIVE, SVD, RANKER} < set(names(first))
    assert_same_files(first, tmp_path / "again")


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
    assert not np.array_equal(zero.collaborative.coefficients, one.collaborative.coefficients)
    assert one.manifest["settings"]["seed"] == 1


def test_every_step_up_the_ladder_predicts_better(sample_build):
    _, report = sample_build
    for measure in ("rmse", "mae"):
        errors = [report.metrics["models"][name][measure] for name in (POSTERIOR, "biases", "global mean")]
        assert errors == sorted(errors), measure
        assert errors[0] < 0.95 * errors[1] < 0.9 * errors[2], measure
    assert report.metrics["ratings"]["test"] == round(0.1 * report.ratings)
    assert sum(report.metrics["ratings"].values()) == report.ratings
    cold = report.metrics["cold_works"]["models"]
    assert cold[POSTERIOR]["rmse"] < 0.9 * cold["user mean"]["rmse"] < cold["global mean"]["rmse"]


def test_every_file_and_every_row_is_accounted_for(sample_build):
    folder, report = sample_build
    read, unread = ({one["file"] for one in files} for files in (report.files, report.unread))
    there = {path.relative_to(sample.FOLDER).as_posix() for path in sample.FOLDER.rglob("*") if path.is_file()}
    assert read | unread == {name for name in there if "__pycache__" not in name}
    assert not read & unread
    assert {name for name in there if name.endswith((".csv", ".tsv"))} == read
    assert all(one["reason"] for one in report.unread)
    assert {one["source"] for one in report.files} == set(report.sources)
    rejected = Counter(pd.read_csv(folder / "rejected.csv").query("what == 'row'")["file"])
    for file in report.files:
        with (sample.FOLDER / file["file"]).open(encoding="utf-8-sig", newline="") as raw:
            lines = sum(1 for row in csv.reader(raw) if row)
        rows = lines if file["source"] == "watched" else lines - 1  # the only file without a header
        assert file["read"] == rows == file["kept"] + file["rejected"], file
        assert file["rejected"] == rejected[file["file"]]
    assert json.loads((folder / "report.json").read_text())["files"] == report.files


def test_the_bundle_holds_what_the_report_counts(sample_build):
    folder, report = sample_build
    bundle = load_bundle(folder)
    assert report.titles == dict(Counter(bundle.titles["service"].to_pylist()))
    assert report.works == bundle.works.num_rows == report.films + report.series == len(bundle.work_ids)
    assert (report.names, report.credits) == (bundle.names.num_rows, bundle.credits.num_rows)
    assert report.people == len(set(bundle.credits["person"].to_pylist()))
    for model in (bundle.similar.content, bundle.similar.cooccurrence, bundle.ranker):
        assert model is not None
        assert model.n_works == report.works
    assert bundle.similar.cooccurrence is not None
    assert bundle.similar.cooccurrence.factors.any()
    assert len(bundle.similar.cooccurrence.pairs.works)
    assert report.ratings == bundle.ratings.num_rows
    assert report.users == len(set(bundle.ratings["user_id"].to_pylist()))
    assert bundle.collaborative is not None
    rated = set(bundle.ratings["work_id"].to_pylist())
    known = bundle.collaborative.rated(np.arange(report.works)).tolist()
    assert rated == {work for work, is_known in zip(bundle.work_ids.ids, known, strict=True) if is_known}
    assert report.metrics == bundle.metrics
    assert sum(report.coverage["title"].values()) == sum(report.coverage["year"].values()) == report.works
    assert report.moves
    for place in report.moves:
        until = [
            offer["until"]
            for offer in bundle.offers.to_pylist()
            if offer["service"] == place["service"] and (offer["country"] or "") == place["country"]
        ]
        assert place["left"] == sum(day == place["as_of"] for day in until)
        assert place["works"] >= place["came"]


def test_the_manifest_says_where_it_comes_from(sample_bundle):
    bundle = load_bundle(sample_bundle)
    assert bundle.is_sample
    for name, entry in bundle.manifest["inputs"].items():
        assert entry == {"sha256": sha256(sample.FOLDER / name), "size": (sample.FOLDER / name).stat().st_size}
    assert len(bundle.manifest["inputs"]) >= 5
    weights = SimilarWeights.learned(semantic=False)  # no encoder is wanted in tests
    assert bundle.manifest["settings"]["similar_weights"] == weights.to_json()
    assert bundle.similar.pairs.weights == weights
    assert bundle.manifest["settings"]["engine"] == POSTERIOR
    assert bundle.manifest["settings"]["seed"] == 0


def test_the_card_says_what_the_report_says(sample_build):
    folder, report = sample_build
    card = (folder / "README.md").read_text()
    assert "ratings simulated" in card
    assert f"- works: {report.works:,} ({report.films:,} films, {report.series:,} series)" in card
    assert f"- ratings: {report.ratings:,} by {report.users:,} users" in card
    for name, errors in report.metrics["models"].items():
        assert f"| {name} | {errors['rmse']:.4f} | {errors['mae']:.4f} |" in card


def test_ratings_by_number_are_those_of_the_table(sample_bundle):
    bundle = load_bundle(sample_bundle)
    arrays = rating_arrays(bundle.works, bundle.ratings)
    found = [
        (arrays.users.ids[user], arrays.works.ids[work], float(rating))
        for user, work, rating in zip(arrays.user_nums, arrays.work_nums, arrays.ratings, strict=True)
    ]
    columns = (bundle.ratings[name].to_pylist() for name in ("user_id", "work_id", "rating"))
    assert found == list(zip(*columns, strict=True))
    assert len({(user, work) for user, work, _ in found}) == len(found)  # each pair once
    assert arrays.works == bundle.work_ids
    assert list(arrays.users.ids) == sorted({user for user, _, _ in found})


def test_users_are_grouped_by_the_source_that_their_id_begins_with():
    names, group_of = groups_of(Vocabulary(("ml-100k-1", "own-7", "ml-100k-22")))
    assert (names, group_of.tolist()) == (("ml-100k", "own"), [0, 1, 0])


def test_few_ratings_make_no_collaborative_model(tmp_path):
    assert FEWEST_RATINGS == 100
    ratings = [(user, 3.5, show) for user in range(50) for show in (1, 2)]
    report = build(raw_folder(tmp_path / "99", ratings=ratings[:99]), tmp_path / "without")
    bundle = load_bundle(tmp_path / "without")
    assert bundle.collaborative is None
    assert (report.metrics, bundle.metrics, report.ratings) == ({}, {}, 99)
    assert not {COLLABORATIVE, SVD} & set(names(tmp_path / "without"))
    assert "too few ratings" in (tmp_path / "without" / "README.md").read_text()

    build(raw_folder(tmp_path / "100", ratings=ratings), tmp_path / "with")
    assert load_bundle(tmp_path / "with").collaborative is not None


def test_one_title_and_no_rating_make_a_bundle(tmp_path):
    report = build(raw_folder(tmp_path / "raw", titles=["Alone"]), tmp_path / "bundle")
    bundle = load_bundle(tmp_path / "bundle")
    assert (report.works, report.ratings, report.titles) == (1, 0, {"hulu": 1})
    assert bundle.work_ids.ids == ("alone-1985-movie",)
    assert bundle.similar.content.similarities(0).tolist() == [0]
    assert not bundle.is_sample
    assert "simulated" not in (tmp_path / "bundle" / "README.md").read_text()


def test_progress_tells_as_many_steps_as_it_announced(small):
    raw, _, steps = small
    assert len(steps) == count_steps(raw)
    assert len(set(steps)) == len(steps)
    assert steps[-1] == "writing the bundle"


def test_another_engine_can_be_asked_for(small, tmp_path):
    report = build(small[0], tmp_path / "bundle", engine=FAST)
    bundle = load_bundle(tmp_path / "bundle")
    assert report.metrics["engine"] == bundle.manifest["settings"]["engine"] == FAST
    assert FAST in report.metrics["models"]
    assert bundle.collaborative is not None
    assert bundle.collaborative.n_draws == 1
    assert bundle.svd is not None
    assert bundle.svd.n_ratings == report.svd_ratings == bundle.ratings.num_rows


def test_an_engine_that_there_is_not_is_told_before_anything_is_read(tmp_path):
    steps: list[str] = []
    with pytest.raises(SettingsError, match="engine must be one of posterior, fast, got «magic»"):
        build(sample.FOLDER, tmp_path / "bundle", progress=steps.append, engine="magic")
    assert steps == []
    assert not (tmp_path / "bundle").exists()


def test_lists_are_learned_where_works_matter(sample_build):
    folder, report = sample_build
    bundle = load_bundle(folder)
    assert report.metrics["titles"]["signal"] is True
    assert bundle.ranker is not None
    assert bundle.ranker.ranker.weights == report.metrics["lists"]["weights"]
    assert set(bundle.ranker.ranker.weights) == {"popularity", "ease", "liking", "content", "watched", "similar"}
    assert max(bundle.ranker.ranker.weights.values()) > 0
    watched = read_tables(sample.FOLDER, None, (), silent)["watched"]
    assert watched.num_rows > 100
    assert bundle.ranker.watched is not None
    seen = {*watched["work_id"].to_pylist()}
    told = np.diff(bundle.ranker.watched.starts) > 0
    assert told.any()
    assert all(work in seen for work, is_told in zip(bundle.work_ids.ids, told.tolist(), strict=True) if is_told)
    # Who watches something has not rated it.
    counts = Counter(bundle.ratings["work_id"].to_pylist())
    assert bundle.ranker.popularity.tolist() == [counts[work] for work in bundle.work_ids.ids]


def test_titles_that_mean_nothing_are_told_and_order_no_list(tmp_path):
    ratings = null_ratings(3_000, 100, 60)
    raw = raw_folder(tmp_path / "raw", [f"Film {n}" for n in range(60)])
    write_null_ratings(ratings, [f"hs{n}" for n in range(1, 61)], raw / "ratings")
    report = build(raw, tmp_path / "bundle", engine=FAST)
    bundle = load_bundle(tmp_path / "bundle")
    assert report.ratings == 3_000
    assert report.metrics["titles"]["signal"] is False
    assert report.metrics["titles"]["p"] > 0.05
    assert "lists" not in report.metrics
    assert bundle.ranker is None
    assert bundle.similar.cooccurrence is None
    assert bundle.collaborative is not None
    assert bundle.metrics == report.metrics


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("people", [1, 50], ids=["one person", "two ratings each"])
def test_ratings_too_thin_to_learn_from_make_a_bundle_all_the_same(tmp_path, engine, people):
    titles = [f"Film {n}" for n in range(100)]
    ratings = [(n % people, 0.5 + n % 9 / 2, 1 + (n if people == 1 else n // people)) for n in range(100)]
    build(raw_folder(tmp_path / "raw", titles, ratings), tmp_path / "bundle", engine=engine)
    model = load_bundle(tmp_path / "bundle").collaborative
    assert model is not None
    for given in (0, 1):
        predicted = model.fold_in(np.arange(given), np.full(given, 4.0)).predict(np.arange(100))
        assert all(np.isfinite(array).all() for array in predicted)


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


def stage_by_stage(raw, folder, **settings):
    """The folder of a bundle made by one stage after the other, each from the files of those before it."""
    for step in STEPS:
        run_stage(step.name, folder / "stages", BuildSettings(raw, folder / "bundle", **settings))
    return folder / "bundle"


def test_the_stages_from_file_to_file_make_the_bundle_of_a_build(small, sample_bundle, tmp_path):
    raw, bundle, _ = small
    assert_same_files(stage_by_stage(raw, tmp_path), bundle)
    # What another build left is not taken for its own.
    few = raw_folder(tmp_path / "few", ratings=[(1, 4.0, 1), (2, 3.0, 2)])
    build(few, tmp_path / "built", seed=3, engine=FAST)
    assert_same_files(stage_by_stage(few, tmp_path, seed=3, engine=FAST), tmp_path / "built")
    assert_same_files(stage_by_stage(sample.FOLDER, tmp_path), sample_bundle)


def test_a_stage_leaves_what_it_declares(small, tmp_path):
    raw, _, _ = small
    stage_by_stage(raw, tmp_path, engine=FAST)
    for step in STEPS:
        if step.outputs:
            assert set(names(tmp_path / "stages" / step.name)) == {value.file for value in step.outputs}


def test_a_stage_names_what_it_misses_and_who_makes_it(tmp_path):
    settings = BuildSettings(sample.FOLDER, tmp_path / "bundle")
    missing = r"stages/etl/\w+\.parquet: expected what the stage etl leaves.* Run it: python -m recsys stage etl$"
    for step in STEPS[1:]:
        with pytest.raises(DataError, match=missing):
            run_stage(step.name, tmp_path / "stages", settings)
    with pytest.raises(SettingsError, match=r"stage must be one of etl, embed, .*, bundle, got «all»\."):
        run_stage("all", tmp_path / "stages", settings)
