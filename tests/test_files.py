import hashlib
import stat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys import files
from recsys.files import pack_strings, replace_file, sha256, unpack_strings, watched, written_whole
from tests.fixtures.bundles import names


def write(target, **files):
    with written_whole(target) as draft:
        for name, text in files.items():
            (draft / name).write_text(text)


def content(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_sha256_of_a_known_text(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert sha256(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sha256_of_more_than_one_buffer(tmp_path):
    raw = np.random.default_rng(0).bytes(3_000_001)
    (tmp_path / "file").write_bytes(raw)
    assert sha256(tmp_path / "file") == hashlib.sha256(raw).hexdigest()


def test_strings_are_packed_end_to_end():
    raw, starts = pack_strings(["ab", "", "ñ"])
    assert raw.tobytes() == b"ab\xc3\xb1"
    assert starts.tolist() == [0, 2, 2, 4]
    assert starts.dtype == np.int64
    assert raw.dtype == np.uint8


@given(st.lists(st.text()))
def test_strings_come_back(texts):
    assert unpack_strings(*pack_strings(texts)) == tuple(texts)


def test_a_folder_appears_with_all_its_files_readable_by_others(tmp_path):
    target = tmp_path / "some" / "where"
    write(target, a="1", b="2")
    assert content(target) == {"a": "1", "b": "2"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    assert stat.S_IMODE((target / "a").stat().st_mode) == 0o644
    assert names(target.parent) == ["where"]


def test_links_stay_links_and_what_they_lead_to_as_it_is(tmp_path):
    (tmp_path / "somebody's").write_text("1")
    (tmp_path / "somebody's").chmod(0o600)
    with written_whole(tmp_path / "target") as draft:
        (draft / "a").symlink_to(tmp_path / "somebody's")
    assert content(tmp_path / "target") == {"a": "1"}
    assert stat.S_IMODE((tmp_path / "somebody's").stat().st_mode) == 0o600


def test_a_file_is_replaced_in_one_step(tmp_path, monkeypatch):
    path = tmp_path / "file"
    replace_file(path, "old")
    monkeypatch.setattr("os.fsync", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replace_file(path, "new")
    monkeypatch.undo()
    assert content(tmp_path) == {"file": "old"}
    replace_file(path, "ñ")
    assert content(tmp_path) == {"file": "ñ"}


def test_nothing_shows_before_the_end(tmp_path):
    target = tmp_path / "target"
    with written_whole(target) as draft:
        (draft / "a").write_text("1")
        assert not target.exists()
        assert draft.parent == tmp_path  # one file system, so that the last step can be a rename
    assert target.exists()


def test_the_old_folder_is_replaced_with_nothing_of_it_left(tmp_path):
    target = tmp_path / "target"
    write(target, a="old", gone="old")
    write(target, a="new")
    assert content(target) == {"a": "new"}
    assert names(tmp_path) == ["target"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_after_an_error_the_old_folder_is_whole_and_no_draft_is_left(tmp_path, error):
    target = tmp_path / "target"
    write(target, a="old")

    def fill():
        with written_whole(target) as draft:
            (draft / "a").write_text("half")
            raise error

    with pytest.raises(error):
        fill()
    assert content(target) == {"a": "old"}
    assert names(tmp_path) == ["target"]


def test_after_an_error_without_an_old_folder_nothing_is_there(tmp_path):
    with pytest.raises(RuntimeError), written_whole(tmp_path / "target"):
        raise RuntimeError
    assert names(tmp_path) == []


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "target").mkdir()
    write(tmp_path / "target", a="1")
    assert content(tmp_path / "target") == {"a": "1"}


def test_a_folder_that_somebody_made_meanwhile_is_replaced(tmp_path):
    target = tmp_path / "target"
    with written_whole(target) as draft:
        (draft / "a").write_text("later")
        write(target, a="sooner")
    assert content(target) == {"a": "later"}
    assert names(tmp_path) == ["target"]


def test_a_file_is_not_replaced(tmp_path):
    (tmp_path / "target").write_text("mine")
    with pytest.raises(OSError, match="target"):
        write(tmp_path / "target", a="1")
    assert content(tmp_path) == {"target": "mine"}


def test_a_symbolic_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    write(tmp_path / "real", a="old")
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", a="new")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == {"a": "new"}
    assert names(tmp_path) == ["link", "real"]


class WithoutRenameat2:
    """A C library of a system that is not Linux."""


def test_replaced_where_folders_cannot_be_swapped(tmp_path, monkeypatch):
    monkeypatch.setattr("recsys.files.ctypes.CDLL", lambda *_, **__: WithoutRenameat2())
    target = tmp_path / "target"
    write(target, a="old")
    write(target, a="new")
    assert content(target) == {"a": "new"}
    assert names(tmp_path) == ["target"]


def test_the_old_folder_comes_back_where_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr("recsys.files.ctypes.CDLL", lambda *_, **__: WithoutRenameat2())
    target = tmp_path / "target"
    write(target, a="old")
    with pytest.raises(FileNotFoundError):
        files._exchange(tmp_path / "gone", target)
    assert content(target) == {"a": "old"}


def test_a_watched_folder_is_unchanged_until_it_is_replaced(tmp_path):
    target = tmp_path / "target"
    write(target, a="1")
    with watched(target) as unchanged:
        (target / "b").write_text("2")
        assert unchanged()
        write(target, a="1", b="2")
        assert not unchanged()
        for _ in range(20):  # a freed inode would soon be given to a new folder
            write(target, a="1")
            assert not unchanged()


def test_a_watched_folder_that_goes_is_changed(tmp_path):
    write(tmp_path / "target")
    with watched(tmp_path / "target") as unchanged:
        (tmp_path / "target").rmdir()
        assert not unchanged()


def test_nothing_cannot_be_watched(tmp_path):
    with pytest.raises(FileNotFoundError), watched(tmp_path / "nothing"):
        pass
