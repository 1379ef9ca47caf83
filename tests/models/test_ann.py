import numpy as np
import pytest

from recsys.errors import UnreadableError
from recsys.models.ann import ApproximateNeighbours, ExactNeighbours


def vectors(n=3_000, d=48, groups=150, seed=0):
    """Of unit length, in groups that have much in common."""
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((groups, d))[rng.integers(groups, size=n)] + rng.standard_normal((n, d))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_exact_neighbours_are_those_of_all_cosines_sorted():
    of_all = vectors(500)
    cosines = of_all @ of_all[7]
    rows, found = ExactNeighbours(of_all).nearest(of_all[7], 5)
    assert rows.tolist() == np.argsort(-cosines, kind="stable")[:5].tolist()
    assert rows[0] == 7
    np.testing.assert_array_equal(found, cosines[rows])


def test_an_index_finds_nearly_all_of_them_from_memory_and_from_a_file(tmp_path):
    pytest.importorskip("faiss", reason="no faiss: the extra ann")
    of_all = vectors()
    index = ApproximateNeighbours.build(of_all)
    index.save(tmp_path / "index")
    loaded, exact = ApproximateNeighbours.load(tmp_path / "index"), ExactNeighbours(of_all)
    assert len(index) == len(loaded) == len(exact) == 3_000
    hits = 0
    for query in of_all[::30]:
        rows, cosines = exact.nearest(query, 10)
        found, near = loaded.nearest(query, 10)
        hits += len(np.intersect1d(rows, found))
        assert near[0] == pytest.approx(cosines[0], abs=0.02)
        assert found.tolist() == index.nearest(query, 10)[0].tolist()
    assert hits > 0.9 * 10 * 100


def test_a_file_that_is_no_index_is_refused(tmp_path):
    pytest.importorskip("faiss", reason="no faiss: the extra ann")
    (tmp_path / "index").write_bytes(b"no index")
    with pytest.raises(UnreadableError):
        ApproximateNeighbours.load(tmp_path / "index")


def test_of_few_vectors_all_are_compared():
    pytest.importorskip("faiss", reason="no faiss: the extra ann")
    of_all = vectors(12, d=5)
    rows, cosines = ApproximateNeighbours.build(of_all).nearest(of_all[3], 4)
    expected, near = ExactNeighbours(of_all).nearest(of_all[3], 4)
    assert rows.tolist() == expected.tolist()
    np.testing.assert_allclose(cosines, near, atol=1e-6)
