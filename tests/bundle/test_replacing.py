"""A bundle is replaced whole: readers see the old one or the new one."""

import multiprocessing
import shutil

import pytest
from safetensors import SafetensorError

from recsys.bundle import bundle, manifest
from recsys.bundle.bundle import check_target, load_bundle, save_bundle
from recsys.bundle.manifest import ALWAYS_THERE, MANIFEST, SERVED
from recsys.errors import BundleError
from recsys.models import storage
from tests.fixtures.bundles import DOCUMENTS, assert_same_bundle, marks_of, names, tiny_bundle

READ_FILES = len(SERVED) - 1  # tables and arrays: all but metrics


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_bundle_is_replaced_with_nothing_of_the_old_left(folder):
    save_bundle(tiny_bundle(4.0, collaborative=False), folder, {})
    assert_same_bundle(tiny_bundle(4.0, collaborative=False), load_bundle(folder))
    assert set(names(folder)) == {MANIFEST, *ALWAYS_THERE}
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


@pytest.mark.parametrize("step", ["write_table", "save_file", "_write_json", "sha256"])
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


def read_until_stopped(folder, started, stop, results):
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


def test_readers_see_the_old_or_the_new_never_an_error_or_a_mix(folder):
    context = multiprocessing.get_context("spawn")
    started, stop, results = [context.Event(), context.Event()], context.Event(), context.Queue()
    readers = [context.Process(target=read_until_stopped, args=(folder, event, stop, results)) for event in started]
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


@pytest.mark.parametrize("reads", range(1, READ_FILES + 2))
def test_a_bundle_replaced_between_any_two_steps_is_read_again(folder, monkeypatch, reads):
    """Deterministic where the test above leaves it to chance: the replacement comes after the n-th file read."""
    made = 0
    table, load = bundle._table, storage.finite_arrays

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
    with pytest.raises(BundleError, match="bundle: expected a bundle's folder"):
        load_bundle(folder)
