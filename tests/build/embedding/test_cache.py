import numpy as np
import pytest

from recsys.build.embedding.cache import FILE, VectorCache


@pytest.fixture
def kept(tmp_path):
    """A cache on disk with the vectors of two texts."""
    cache = VectorCache(tmp_path, "an encoder of some kind")
    cache.add([cache.key("war"), cache.key("peace")], np.array([[0.6, 0.8], [0, -1]], dtype=np.float32))
    cache.save()
    return cache


def test_what_was_saved_is_there_again(kept, tmp_path):
    again = VectorCache(tmp_path, "an encoder of some kind")
    keys = [again.key(text) for text in ("peace", "war", "peace")]
    assert again.take(keys).tolist() == np.array([[0, -1], [0.6, 0.8], [0, -1]], dtype=np.float16).tolist()
    assert (len(again), again.notes) == (2, [])
    assert again.key("love") not in again
    again.add([again.key("love")], np.ones((1, 2)))
    assert len(VectorCache(tmp_path, "an encoder of some kind")) == 2  # not before it is saved
    again.save()
    assert len(VectorCache(tmp_path, "an encoder of some kind")) == 3


def test_another_encoder_has_other_vectors(kept, tmp_path):
    # Of ids that begin alike, as files are called by: their keys tell them apart.
    for identity in ("another", "an encoder of some other kind"):
        other = VectorCache(tmp_path, identity)
        assert other.key("war") not in other


@pytest.mark.parametrize("damage", [lambda _: b"", lambda raw: raw[:-1], lambda raw: b"x" + raw])
def test_a_damaged_file_is_thrown_away_and_told(kept, tmp_path, damage):
    kept.path.write_bytes(damage(kept.path.read_bytes()))
    again = VectorCache(tmp_path, "an encoder of some kind")
    assert len(again) == 0
    (note,) = again.notes
    assert note.startswith(f"{kept.path}: damaged and thrown away (")
    again.add([again.key("war")], np.ones((1, 2)))
    again.save()
    whole = VectorCache(tmp_path, "an encoder of some kind")
    assert (len(whole), whole.notes) == (1, [])


def test_where_nothing_can_be_written_the_build_goes_on(tmp_path):
    (tmp_path / "file").write_text("no folder")
    cache = VectorCache(tmp_path / "file", "id")
    cache.add([cache.key("war")], np.ones((1, 2)))
    cache.save()
    cache.save()
    (note,) = cache.notes
    assert "cannot be kept for the next build" in note
    assert len(cache) == 1


def test_a_cut_leaves_what_was_there(kept, tmp_path, monkeypatch):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    before = kept.path.read_bytes()
    monkeypatch.setattr("recsys.build.embedding.cache.save_file", cut)
    with pytest.raises(KeyboardInterrupt):
        kept.save()
    assert kept.path.read_bytes() == before
    assert [path.name for path in kept.path.parent.iterdir()] == [FILE]
    assert list(tmp_path.iterdir()) == [kept.path.parent]
