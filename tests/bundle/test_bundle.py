import dataclasses
import json

import numpy as np
import pytest

from recsys import __version__, files
from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import (
    COLLABORATIVE,
    CONTENT,
    COOCCURRENCE,
    FORMAT_VERSION,
    MANIFEST,
    NEAREST,
    PAIRS,
    RANKER,
    SEARCH,
    SERVED,
    SVD,
)
from recsys.models.similar.neighbours import NeighbourIndex
from tests.fixtures.bundles import DOCUMENTS, assert_same_bundle, edit_manifest, names, tiny_bundle

MODELS = (COOCCURRENCE, NEAREST, COLLABORATIVE, SVD, RANKER, SEARCH)


@pytest.mark.parametrize("collaborative", [True, False])
def test_what_was_saved_is_loaded(tmp_path, collaborative):
    saved = tiny_bundle(collaborative=collaborative)
    save_bundle(saved, tmp_path / "bundle", DOCUMENTS)
    assert_same_bundle(saved, load_bundle(tmp_path / "bundle"))
    for name in MODELS:
        assert (tmp_path / "bundle" / name).exists() is collaborative


def test_the_sample_is_loaded_as_it_was_saved(sample_bundle, tmp_path):
    loaded = load_bundle(sample_bundle)
    save_bundle(loaded, tmp_path / "again", {})
    assert_same_bundle(loaded, dataclasses.replace(load_bundle(tmp_path / "again"), manifest=loaded.manifest))
    for name in (CONTENT, PAIRS, *MODELS, "metrics.json"):
        assert (tmp_path / "again" / name).read_bytes() == (sample_bundle / name).read_bytes()


def test_what_is_served_is_all_that_loading_reads(folder):
    for name in {path.name for path in folder.iterdir()} - {MANIFEST, *SERVED}:
        (folder / name).unlink()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"] = {name: manifest["files"][name] for name in SERVED}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert_same_bundle(tiny_bundle(), load_bundle(folder))


def test_predictions_and_similarities_survive(folder):
    saved, loaded = tiny_bundle(), load_bundle(folder)
    assert loaded.collaborative is not None
    assert saved.collaborative is not None
    zoe = np.array([0, 1]), np.array([4.5, 0.5])
    assert loaded.svd is not None
    by_svd = loaded.svd.collaborative(loaded.work_ids, keep_users=True)
    # 3 - 1 + (0.5, 0, -0.125) + (0, -4, 0)
    assert by_svd.stored_user("zoe", *zoe).predict(np.arange(3)).mean.tolist() == [2.5, -2.0, 1.875]
    folded = [model.fold_in(*zoe).predict(np.arange(3)) for model in (saved.collaborative, loaded.collaborative)]
    for expected, found in zip(*folded, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert loaded.ranker is not None
    assert saved.ranker is not None
    nobody, liking, eligible = (
        (np.zeros(0, np.int64), np.zeros(0)),
        np.array([0.5, 0.5, 1]),
        np.array([True, False, True]),
    )
    for history, ratings in (nobody, zoe):
        request = (history, ratings, liking, NeighbourIndex(loaded.similar), eligible)
        np.testing.assert_array_equal(loaded.ranker.scores(*request), saved.ranker.scores(*request))
    for work in range(3):
        np.testing.assert_array_equal(loaded.similar.similarities(work), saved.similar.similarities(work))
    others = np.array([1, 2])
    assert loaded.similar.explain(0, others) == saved.similar.explain(0, others) != [[], []]


def test_the_manifest_lists_every_file(folder):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert (manifest["format"], manifest["recsys"]) == (FORMAT_VERSION, __version__)
    assert set(manifest["files"]) == {*SERVED, *DOCUMENTS} == set(names(folder)) - {MANIFEST}
    for name, entry in manifest["files"].items():
        assert entry == {"sha256": files.sha256(folder / name), "size": (folder / name).stat().st_size}
    assert (folder / "README.md").read_text() == "# Card\n"


def test_saving_changes_no_argument(tmp_path):
    saved = tiny_bundle()
    save_bundle(saved, tmp_path / "bundle", {})
    assert_same_bundle(saved, tiny_bundle())
    assert set(saved.manifest) == {"built", "inputs", "sample", "sources", "mark"}


def test_is_sample(folder):
    assert load_bundle(folder).is_sample
    edit_manifest(folder, lambda manifest: manifest.update(sample=False))
    assert not load_bundle(folder).is_sample


def test_works_are_numbered_by_their_rows(folder):
    loaded = load_bundle(folder)
    assert loaded.work_ids.ids == tuple(loaded.works["work_id"].to_pylist())
    assert tiny_bundle(collaborative=False).work_ids == loaded.work_ids
    assert loaded.work_ids is loaded.work_ids


def test_models_of_other_works_are_not_saved(tmp_path):
    bundle, other = tiny_bundle(), tiny_bundle().works.slice(0, 2)
    with pytest.raises(ValueError, match="SimilarModel has 3 works, the table of works 2"):
        save_bundle(dataclasses.replace(bundle, works=other), tmp_path / "bundle", {})
    turned = bundle.works.take([1, 0, 2])
    with pytest.raises(ValueError, match="other works than the table of works, or in another order"):
        save_bundle(dataclasses.replace(bundle, works=turned), tmp_path / "bundle", {})
    assert names(tmp_path) == []


@pytest.mark.parametrize(("signal", "matter"), [({}, True), ({"signal": True}, True), ({"signal": False}, False)])
def test_whether_titles_matter_is_what_the_build_found(signal, matter):
    assert dataclasses.replace(tiny_bundle(), metrics={"titles": signal}).titles_matter is matter
    assert tiny_bundle().titles_matter


def test_a_folder_called_name_equals_value_adds_no_column(tmp_path):
    save_bundle(tiny_bundle(), tmp_path / "year=1999" / "bundle", {})
    assert_same_bundle(tiny_bundle(), load_bundle(tmp_path / "year=1999" / "bundle"))
