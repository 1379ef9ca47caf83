import ast
import dataclasses
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

import recsys
from recsys import __version__, files
from recsys.bundle import bundle, integrity, manifest
from recsys.bundle.bundle import check_target, load_bundle, save_bundle
from recsys.bundle.manifest import AFFINITY, COLLABORATIVE, CONTENT, FORMAT_VERSION, LISTS, MANIFEST, SERVED
from recsys.errors import BundleError
from tests.fixtures.bundles import assert_same_bundle, assert_same_similar, names, tiny_bundle, tiny_collaborative

DOCUMENTS = {"README.md": "# Card\n", "report.json": "{}\n", "rejected.csv": "file,line\n"}
FILMS = ("movies.parquet", "credits.parquet", "content-movies.safetensors")
FILES = (
    "titles.parquet",
    "ratings.parquet",
    CONTENT,
    AFFINITY,
    COLLABORATIVE,
    LISTS,
    "metrics.json",
    *FILMS,
    *DOCUMENTS,
)
READ_FILES = 9  # tables and arrays: all but metrics and documents
NEEDED = ("titles.parquet", "ratings.parquet", CONTENT, "metrics.json")


@pytest.fixture
def folder(tmp_path):
    """A bundle on disk, free to be damaged."""
    save_bundle(tiny_bundle(), tmp_path / "bundle", DOCUMENTS)
    return tmp_path / "bundle"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(folder, match):
    with pytest.raises(BundleError, match=match):
        load_bundle(folder)


def edit_manifest(folder, change):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def sign(folder, name):
    """Give the manifest the hash and size that the file has now."""
    path = folder / name
    entry = {"sha256": files.sha256(path), "size": path.stat().st_size}
    edit_manifest(folder, lambda manifest: manifest["files"].update({name: entry}))


# Saved and loaded


@pytest.mark.parametrize("collaborative", [True, False])
def test_what_was_saved_is_loaded(tmp_path, collaborative):
    saved = tiny_bundle(collaborative=collaborative)
    save_bundle(saved, tmp_path / "bundle", DOCUMENTS)
    assert_same_bundle(saved, load_bundle(tmp_path / "bundle"))
    for name in (COLLABORATIVE, LISTS):
        assert (tmp_path / "bundle" / name).exists() is collaborative


def test_a_model_without_stored_users_is_loaded_as_it_was_saved(tmp_path):
    model = dataclasses.replace(tiny_collaborative(), stored=None)
    saved = dataclasses.replace(tiny_bundle(), collaborative=model)
    save_bundle(saved, tmp_path / "bundle", {})
    assert_same_bundle(saved, load_bundle(tmp_path / "bundle"))


def test_the_sample_is_loaded_as_it_was_saved(sample_bundle, tmp_path):
    loaded = load_bundle(sample_bundle)
    save_bundle(loaded, tmp_path / "again", {})
    assert_same_bundle(loaded, dataclasses.replace(load_bundle(tmp_path / "again"), manifest=loaded.manifest))
    for name in (CONTENT, COLLABORATIVE, LISTS, "metrics.json"):
        assert (tmp_path / "again" / name).read_bytes() == (sample_bundle / name).read_bytes()


def test_what_is_served_is_all_that_loading_reads(folder):
    for name in {path.name for path in folder.iterdir()} - {MANIFEST, *SERVED}:
        (folder / name).unlink()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"] = {name: manifest["files"][name] for name in SERVED}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert_same_bundle(tiny_bundle(), load_bundle(folder))


def test_a_built_bundle_survives(sample_bundle, tmp_path):
    """With all that the hand-made one lacks: what is liked together of both catalogues."""
    built = load_bundle(sample_bundle)
    save_bundle(built, tmp_path / "again", {})
    again = load_bundle(tmp_path / "again")
    assert_same_similar(built.similar, again.similar)
    assert built.films is not None
    assert again.films is not None
    assert_same_similar(built.films.similar, again.films.similar)


def test_predictions_and_similarities_survive(folder):
    saved, loaded = tiny_bundle(), load_bundle(folder)
    assert loaded.collaborative is not None
    assert saved.collaborative is not None
    zoe = np.array([0, 1]), np.array([4.5, 0.5])
    for model in (saved.collaborative, loaded.collaborative):
        assert model.stored_user("zoe", *zoe).predict(np.arange(3)).mean.tolist() == [5.5, 4.5, 5.25]
    folded = [model.fold_in(*zoe).predict(np.arange(3)) for model in (saved.collaborative, loaded.collaborative)]
    for expected, found in zip(*folded, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert loaded.lists is not None
    assert saved.lists is not None
    nobody, liking, eligible = (
        (np.zeros(0, np.int64), np.zeros(0)),
        np.array([0.5, 0.5, 1]),
        np.array([True, False, True]),
    )
    for history, ratings in (nobody, zoe):
        asked = (history, ratings, liking, loaded.similar.content, eligible)
        np.testing.assert_array_equal(loaded.lists.scores(*asked), saved.lists.scores(*asked))
    for work in range(3):
        np.testing.assert_array_equal(loaded.similar.similarities(work), saved.similar.similarities(work))
    others = np.array([1, 2])
    assert loaded.similar.explain(0, others) == saved.similar.explain(0, others) != [[], []]


def test_the_manifest_tells_every_file(folder):
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert (manifest["format"], manifest["recsys"]) == (FORMAT_VERSION, __version__)
    assert set(manifest["files"]) == set(FILES) == set(names(folder)) - {MANIFEST}
    for name, entry in manifest["files"].items():
        assert entry == {"sha256": files.sha256(folder / name), "size": (folder / name).stat().st_size}
    assert (folder / "README.md").read_text() == "# Card\n"


def test_saving_changes_no_argument(tmp_path):
    saved = tiny_bundle()
    save_bundle(saved, tmp_path / "bundle", {})
    assert_same_bundle(saved, tiny_bundle())
    assert set(saved.manifest) == {"built", "inputs", "sample", "mark"}


def test_is_sample(folder):
    assert load_bundle(folder).is_sample
    edit_manifest(folder, lambda manifest: manifest.update(sample=False))
    assert not load_bundle(folder).is_sample


@pytest.mark.parametrize("name", FILMS)
def test_a_film_catalogue_is_there_as_a_whole_or_not_at_all(folder, name):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(name))
    with pytest.raises(BundleError, match=re.escape(f"must list {name},")):
        load_bundle(folder)


def test_a_folder_called_name_equals_value_adds_no_column(tmp_path):
    save_bundle(tiny_bundle(), tmp_path / "year=1999" / "bundle", {})
    assert_same_bundle(tiny_bundle(), load_bundle(tmp_path / "year=1999" / "bundle"))


# Damaged


def test_no_folder_no_manifest_no_folder_but_a_file(tmp_path, folder):
    refused(tmp_path / "nothing", "nothing: expected a bundle's folder.*python -m recsys build")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", f"empty/{MANIFEST}: expected a bundle's manifest")
    refused(folder / MANIFEST, MANIFEST)


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_is_found(folder, name):
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    refused(folder, f"{name}: damaged, its SHA-256")


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_found(folder, name):
    raw = (folder / name).read_bytes()
    (folder / name).write_bytes(raw[:-1])
    refused(folder, f"{name}: damaged, expected {len(raw):,} bytes, found {len(raw) - 1:,}")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(folder, name):
    (folder / name).unlink()
    refused(folder, f"{name}: the manifest lists this file, found none")


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_a_files_place_is_found(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    refused(folder, f"{name}: the manifest lists this file")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b"null", b"[]", b"{}", b'"format"'])
def test_a_manifest_that_is_none_is_found(folder, raw):
    (folder / MANIFEST).write_bytes(raw)
    refused(folder, f"{MANIFEST}: the manifest is damaged")


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 0, None, str(FORMAT_VERSION)])
def test_another_format_is_refused_before_anything_else_is_read(folder, version):
    (folder / MANIFEST).write_text(json.dumps({"format": version, "contents": ["laid out otherwise"]}))
    refused(folder, f"{MANIFEST}: this version reads bundle format {FORMAT_VERSION}, found {version!r}")


@pytest.mark.parametrize("key", ["format", "files", "sample", "built", "inputs"])
def test_a_manifest_without_a_key_is_damaged(folder, key):
    edit_manifest(folder, lambda manifest: manifest.pop(key))
    refused(folder, f"{MANIFEST}: the manifest is damaged.*{key}")


@pytest.mark.parametrize("name", ["../outside", "sub/inside", "/etc/hostname", "..", ".", ""])
def test_an_entry_that_is_a_path_is_refused(folder, name):
    outside = folder.parent / "outside"
    outside.write_text("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "inside").write_text("x")
    entry = {"sha256": files.sha256(outside), "size": 1}
    edit_manifest(folder, lambda manifest: manifest["files"].update({name: entry}))
    refused(folder, f"{MANIFEST}: the manifest must list plain file names, found «{name}»")


@pytest.mark.parametrize("name", NEEDED)
def test_a_needed_file_that_the_manifest_does_not_list_is_not_read_unchecked(folder, name):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(name))
    refused(folder, f"{MANIFEST}: the manifest must list {name}")


@pytest.mark.parametrize(("name", "field"), [(COLLABORATIVE, "collaborative"), (LISTS, "lists")])
def test_a_model_that_the_manifest_does_not_list_is_not_there(folder, name, field):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(name))
    assert getattr(load_bundle(folder), field) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["format", "sample", "built", "inputs", "files", "size", "sha256", "entry", "name"]),
    JSON,
    st.text(min_size=1),
)
def test_whatever_stands_in_a_manifest_is_refused_or_loaded(folder, where, value, name):
    original = (folder / MANIFEST).read_bytes()

    def change(manifest):
        entry = manifest["files"]["titles.parquet"]
        if where in ("size", "sha256"):
            entry[where] = value
        elif where == "entry":
            manifest["files"]["titles.parquet"] = value
        elif where == "name":
            manifest["files"][name] = dict(entry)
        else:
            manifest[where] = value

    try:
        edit_manifest(folder, change)
        load_bundle(folder)
    except BundleError as error:
        assert str(folder) in str(error)  # noqa: PT017 - it may be loaded as well
    finally:
        (folder / MANIFEST).write_bytes(original)


@pytest.mark.parametrize("name", NEEDED)
def test_a_foreign_file_with_the_right_hash_is_refused_by_name(folder, name):
    (folder / name).write_bytes(b"not what it says")
    sign(folder, name)
    refused(folder, f"{name}: does not hold what this version reads")


@pytest.mark.parametrize("table", ["titles", "ratings"])
def test_a_table_with_other_columns_is_refused_by_name(folder, table):
    path = folder / f"{table}.parquet"
    pq.write_table(pq.read_table(path).append_column("more", pa.array([1] * pq.read_metadata(path).num_rows)), path)
    sign(folder, path.name)
    refused(folder, f"{path.name}: does not hold what this version reads")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (CONTENT, lambda arrays: arrays.pop("row_terms")),
        (CONTENT, lambda arrays: arrays.update(row_starts=arrays["row_starts"][:-1])),
        (COLLABORATIVE, lambda arrays: arrays.pop("coefficients")),
        (COLLABORATIVE, lambda arrays: arrays.update(row_of=arrays["row_of"][:-1])),
        (COLLABORATIVE, lambda arrays: arrays.update(row_of=np.array([1, 0, 2], np.int32))),
        (COLLABORATIVE, lambda arrays: arrays.update(implicit=arrays["implicit"][:, :, :2])),
        (COLLABORATIVE, lambda arrays: arrays.update(feature_starts=arrays["feature_starts"][1:])),
        (COLLABORATIVE, lambda arrays: arrays.update(numbers=arrays["numbers"][1:])),
        (COLLABORATIVE, lambda arrays: arrays.update(users=np.full_like(arrays["users"], 255))),
        (COLLABORATIVE, lambda arrays: arrays.update(user_coefficients=arrays["user_coefficients"][:1])),
        (LISTS, lambda arrays: arrays.pop("weights")),
        (LISTS, lambda arrays: arrays.update(weights=arrays["weights"][1:])),
        (LISTS, lambda arrays: arrays.update(popularity=arrays["popularity"][1:])),
        (LISTS, lambda arrays: arrays.update(ease_starts=arrays["ease_starts"][1:])),
    ],
    ids=[
        *("no terms", "a row too few", "no coefficients", "a work too few", "a rated work too many", "half a draw"),
        *("features of two works", "a number too few", "ids not UTF-8", "a user too few"),
        *("no weights", "a weight too few", "a count too few", "neighbours of two works"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(folder, name, change):
    arrays = load_file(folder / name)
    change(arrays)
    save_file(arrays, folder / name)
    sign(folder, name)
    refused(folder, f"{name}: does not hold what this version reads")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    ("name", "array"),
    [(COLLABORATIVE, "coefficients"), (COLLABORATIVE, "numbers"), (CONTENT, "row_weights"), (LISTS, "ease_weights")],
)
def test_a_number_that_is_none_is_refused_with_its_place(folder, name, array, value):
    arrays = load_file(folder / name)
    arrays[array].flat[-1] = value
    save_file(arrays, folder / name)
    sign(folder, name)
    refused(folder, rf"{name}: .*{array}: 1 of {arrays[array].size} numbers are not finite")


@pytest.mark.parametrize(
    ("name", "column", "change", "words"),
    [
        ("titles.parquet", "title_id", lambda ids: [*ids[:-1], ids[0]], "every title_id must stand once, 1 of 4 stand"),
        (
            "titles.parquet",
            "work_id",
            lambda ids: [*ids[:-1], "dune-2021-movie"],
            "work_id: 1 are not among the works of the models, the first is «dune-2021-movie»",
        ),
        (
            "titles.parquet",
            "work_id",
            lambda ids: [*ids[:-1], ids[0]],
            "the models' works: 1 are not in the table of titles, the first is «caché-2005-movie»",
        ),
        ("titles.parquet", "score", lambda scores: [*scores[:-1], np.inf], "score: 1 of 2 numbers are not finite"),
        (
            "ratings.parquet",
            "title_id",
            lambda ids: ["hs10", *ids[1:]],
            "title_id: 1 are not in the table of titles, the first is «hs10»",
        ),
        ("ratings.parquet", "rating", lambda stars: [np.nan, *stars[1:]], "rating: 1 of 3 numbers are not finite"),
        (
            "ratings.parquet",
            "user_id",
            lambda ids: ["zoe"] * len(ids),
            "the models' users: 1 are not in the table of ratings, the first is «ana»",
        ),
        ("movies.parquet", "movie_id", lambda ids: [*ids[:-1], ids[0]], "every movie_id must stand once"),
        ("credits.parquet", "movie_id", lambda ids: [*ids[:-1], 999], "movie_id of credits: 1 are not in the table of"),
    ],
)
def test_tables_that_do_not_fit_the_models_are_refused_by_name(folder, name, column, change, words):
    path = folder / name
    table = pq.read_table(path)
    place, field = table.column_names.index(column), table.schema.field(column)
    changed = pa.array(change(table.column(column).to_pylist()), field.type)
    pq.write_table(table.set_column(place, field, changed), path)
    sign(folder, name)
    refused(folder, words)


# Replaced


def test_a_bundle_is_replaced_with_nothing_of_the_old_left(folder):
    save_bundle(tiny_bundle(4.0, collaborative=False), folder, {})
    assert_same_bundle(tiny_bundle(4.0, collaborative=False), load_bundle(folder))
    assert set(names(folder)) == {MANIFEST, *NEEDED, *FILMS}
    assert names(folder.parent) == ["bundle"]


@pytest.mark.parametrize(
    "files", [["notes.txt"], ["manifest.json", "popup.html"], ["titles.parquet"], [".git"]], ids=" and ".join
)
def test_somebodys_folder_is_never_replaced(tmp_path, files):
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in files:
        (mine / name).write_text("{}")
    before = contents(mine)
    with pytest.raises(BundleError, match=r"mine: expected a bundle or nothing there.*Choose another folder"):
        save_bundle(tiny_bundle(), mine, DOCUMENTS)
    assert contents(mine) == before
    assert names(tmp_path) == ["mine"]


def test_somebodys_file_is_never_replaced(tmp_path):
    (tmp_path / "mine").write_text("words")
    with pytest.raises(BundleError, match="mine: expected a bundle or nothing there"):
        save_bundle(tiny_bundle(), tmp_path / "mine", DOCUMENTS)
    assert (tmp_path / "mine").read_text() == "words"


def test_an_empty_folder_and_a_damaged_bundle_are_replaced(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    (folder / "titles.parquet").unlink()
    (folder / MANIFEST).write_text("{")
    for target in (tmp_path / "empty", folder):
        check_target(target)
        save_bundle(tiny_bundle(), target, DOCUMENTS)
        assert_same_bundle(tiny_bundle(), load_bundle(target))


@pytest.mark.parametrize("step", ["pq.write_table", "save_file", "_write_json", "sha256"])
def test_a_failure_in_the_middle_leaves_the_old_bundle_whole(folder, monkeypatch, step):
    before = contents(folder)

    def disk_full(*_, **__):
        if step == "save_file":  # as safetensors tells it
            raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"recsys.bundle.bundle.{step}", disk_full)
    with pytest.raises(BundleError, match=r"cannot be written \(.*No space left.*\)\. What was there is kept"):
        save_bundle(tiny_bundle(4.0), folder, DOCUMENTS)
    monkeypatch.undo()
    assert contents(folder) == before
    assert names(folder.parent) == ["bundle"]
    load_bundle(folder)


def read_until_told(folder, started, stop, results):
    """Load the bundle over and over; put how often, which marks, and what went wrong into `results`."""
    count, marks = 0, set()
    errors: list[str] = []
    while not stop.is_set() and not errors:
        try:
            loaded = load_bundle(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test wants to see it
            errors.append(repr(error))
        else:
            marks.add(marks_of(loaded))
            count += 1
        started.set()
    results.put((count, marks, errors))


def marks_of(loaded):
    """The mark of every file of a `tiny_bundle`, which are one where the files belong together."""
    assert loaded.collaborative is not None
    assert loaded.lists is not None
    assert loaded.similar.cooccurrence is not None
    return (
        loaded.manifest["mark"],
        loaded.metrics["mark"],
        loaded.titles["score"].to_pylist()[-1],
        loaded.ratings["rating"].to_pylist()[-1],
        loaded.collaborative.global_mean,
        loaded.lists.ranker.weights["ease"],
        float(loaded.similar.content.row_weights[0]),
        float(loaded.similar.cooccurrence.pairs.scores[0]),
    )


def test_readers_see_the_old_or_the_new_never_an_error_or_a_mix(folder):
    context = multiprocessing.get_context("spawn")
    started, stop, results = [context.Event(), context.Event()], context.Event(), context.Queue()
    readers = [context.Process(target=read_until_told, args=(folder, event, stop, results)) for event in started]
    for reader in readers:
        reader.start()
    assert all(event.wait(30) for event in started)

    # Marks that single precision holds exactly, as different as possible from one replacement to the next.
    marks = [1 + (n % 2) * 2 + n / 16 for n in range(20)]
    try:
        for mark in marks:
            save_bundle(tiny_bundle(mark), folder, DOCUMENTS)
    finally:
        stop.set()
    seen = [results.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join(30)

    for count, found, errors in seen:
        assert errors == []
        assert count > 3
        for whole in found:
            assert len(set(whole)) == 1, whole
            assert whole[0] in (3.0, *marks)
    assert len(set().union(*(found for _, found, _ in seen))) > 1
    assert names(folder.parent) == ["bundle"]


@pytest.mark.parametrize("reads", range(1, 12))
def test_a_bundle_replaced_between_any_two_steps_is_read_again(folder, monkeypatch, reads):
    """Deterministic where the test above leaves it to chance: the replacement comes after the n-th file read."""
    made = 0
    table, load = bundle._table, integrity.finite_arrays

    def replacing(read):
        def step(*arguments):
            nonlocal made
            made += 1
            if made == reads:
                save_bundle(tiny_bundle(4.0), folder, DOCUMENTS)
            return read(*arguments)

        return step

    monkeypatch.setattr(bundle, "_table", replacing(table))
    monkeypatch.setattr(bundle, "finite_arrays", replacing(load))
    loaded = load_bundle(folder)
    assert set(marks_of(loaded)) == ({4.0} if reads <= READ_FILES else {3.0})


def test_a_bundle_that_shrinks_while_it_is_verified_is_read_again(folder, monkeypatch):
    verify, replaced = manifest.verify_file, False

    def slow(file, digest, size):
        nonlocal replaced
        if not replaced:
            replaced = True
            save_bundle(tiny_bundle(4.0, collaborative=False), folder, {})
        verify(file, digest, size)

    monkeypatch.setattr(manifest, "verify_file", slow)
    assert_same_bundle(tiny_bundle(4.0, collaborative=False), load_bundle(folder))


def test_a_bundle_removed_while_it_is_read_is_missing(folder, monkeypatch):
    monkeypatch.setattr(bundle, "_table", lambda *_: shutil.rmtree(folder))
    refused(folder, "bundle: expected a bundle's folder")


# What it is made of


def test_no_pickle_anywhere():
    """No import of a pickling module, no call that can read or write one."""
    modules = {"pickle", "_pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal", "copyreg"}
    calls = {"read_pickle", "to_pickle", "allow_pickle"}
    found = []
    sources = [*Path(recsys.__file__).parent.rglob("*.py")]
    assert len(sources) > 20
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").split(".")[0], *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.keyword):
                names = [node.arg or ""]
            found += [f"{path}: {name}" for name in names if name in modules | calls]
    assert found == []


def test_no_file_of_a_bundle_is_a_pickle(sample_bundle):
    beginnings = {".parquet": b"PAR1", ".json": b"{", ".md": b"# ", ".csv": b"file,", ".svg": b"<svg "}
    for path in sample_bundle.iterdir():
        raw = path.read_bytes()
        if path.suffix == ".safetensors":
            assert raw[8:9] == b"{", path.name
            json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
        else:
            assert raw.startswith(beginnings[path.suffix]), path.name


def test_loading_imports_nothing_that_only_fitting_needs(sample_bundle):
    code = (
        "import sys; from pathlib import Path; from recsys.bundle.bundle import load_bundle\n"
        "bundle = load_bundle(Path(sys.argv[1]))\n"
        "bundle.similar.explain(0, bundle.similar.nearest(0, 2)[0])\n"
        "import numpy as np\n"
        "works, stars = np.arange(3), np.array([4.0, 2.0, 5.0])\n"
        "person = bundle.collaborative.fold_in(works, stars)\n"
        "person.predict(works); person.parts(0); person.influences(works); mean, liking = person.overview()\n"
        "bundle.lists.scores(works, stars, liking, bundle.similar.content, liking > 0)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    root = Path(recsys.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code, sample_bundle], capture_output=True, text=True, check=True, cwd=root
    )
    loaded = set(done.stdout.split())
    assert "recsys" in loaded
    assert loaded & {"sklearn", "surprise", "scipy", "numba", "threadpoolctl", "pyspark", "gradio", "joblib"} == set()
