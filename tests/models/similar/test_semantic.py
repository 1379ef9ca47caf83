"""What descriptions say, as vectors: against the plain way, and where there are hardly any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recsys.errors import UnreadableError
from recsys.models.similar.semantic import DIMENSIONS, SemanticModel
from tests.fixtures.bundles import assert_same_arrays

HALF = 2e-3  # what half precision may cost


def cosines_of(model):
    """The cosines of all works with all."""
    everything = np.arange(model.n_works)
    return np.stack([model.cosines(work, everything) for work in everything])


def added(model, work, weight=1.0):
    scores = np.zeros(model.n_works, dtype=np.float32)
    model.add_to(scores, work, weight)
    return scores


def plainly(n_works, works, vectors):
    """The cosines of the vectors less their mean, one pair after the other."""
    centred = vectors.astype(float) - vectors.astype(float).mean(axis=0)
    found = np.zeros((n_works, n_works))
    for one, mine in zip(works, centred, strict=True):
        for other, theirs in zip(works, centred, strict=True):
            length = np.linalg.norm(mine) * np.linalg.norm(theirs)
            found[one, other] = mine @ theirs / length if length > 1e-12 else 0
    return found


@settings(max_examples=40)
@given(st.integers(0, 7), st.integers(1, 5), st.integers(0, 2**32 - 1), st.floats(0, 5))
def test_equal_to_the_plain_way(n_vectors, width, seed, offset):
    rng = np.random.default_rng(seed)
    n_works = max(n_vectors + int(rng.integers(3)), 1)
    works = np.sort(rng.choice(n_works, n_vectors, replace=False))
    vectors = rng.normal(offset, 1, (n_vectors, width)).astype(np.float16)
    model = SemanticModel.of(n_works, works, vectors)
    expected = plainly(n_works, works, vectors) if n_vectors else np.zeros((n_works, n_works))
    np.testing.assert_allclose(cosines_of(model), expected, atol=2 * HALF)
    for work in range(n_works):
        np.testing.assert_allclose(added(model, work, 3.0), 3 * cosines_of(model)[work], atol=1e-5)


def test_what_all_texts_have_in_common_counts_for_nothing():
    """Without the mean taken away each cosine is near 1."""
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(200, 8))
    vectors[:, 0] += 100
    model = SemanticModel.of(200, np.arange(200), vectors)
    cosines = cosines_of(model)
    assert abs(cosines[np.triu_indices(200, 1)].mean()) < 0.05
    assert cosines.min() < -0.5
    assert cosines.diagonal() == pytest.approx(np.ones(200), abs=HALF)


def test_the_principal_components_are_kept():
    """All that tells the vectors apart lies along ten of 120 dimensions, turned so that it shows in each."""
    rng = np.random.default_rng(2)
    turned = np.linalg.qr(rng.normal(size=(120, 120)))[0]
    vectors = np.hstack([rng.normal(size=(150, 10)), 1e-4 * rng.normal(size=(150, 110))]) @ turned
    model = SemanticModel.of(150, np.arange(150), vectors)
    assert model.vectors.shape == (150, DIMENSIONS)
    assert DIMENSIONS < 120
    np.testing.assert_allclose(cosines_of(model), plainly(150, range(150), vectors), atol=2 * HALF)
    strengths = (model.vectors**2).sum(axis=0)
    assert strengths[:10].min() > 100 * strengths[10:].max()


def test_vectors_are_kept_in_half_precision():
    vectors = np.random.default_rng(3).normal(size=(20, 6))
    model = SemanticModel.of(20, np.arange(20), vectors)
    np.testing.assert_array_equal(model.vectors, model.vectors.astype(np.float16).astype(np.float32))
    assert model.vectors.dtype == np.float32
    stored = model.to_arrays()
    assert stored["vectors"].dtype == np.float16
    # What is read scores as what was made, to the bit.
    assert_same_arrays(SemanticModel.from_arrays(stored), model)
    np.testing.assert_allclose(np.linalg.norm(model.vectors, axis=1), 1, atol=HALF)


def test_the_same_texts_give_the_same_bytes_whatever_the_signs_of_axes(monkeypatch):
    vectors = np.random.default_rng(4).normal(size=(20, 6))
    made, real = SemanticModel.of(20, np.arange(20), vectors), np.linalg.eigh

    def turned(matrix):
        values, axes = real(matrix)
        return values, -axes

    monkeypatch.setattr(np.linalg, "eigh", turned)
    assert_same_arrays(SemanticModel.of(20, np.arange(20), vectors), made)


@pytest.mark.parametrize("vectors", [np.zeros((0, 4)), np.ones((1, 4)), np.ones((3, 4)), np.zeros((0, 384))])
def test_vectors_that_tell_nothing_apart(vectors):
    """None, one, or all the same: nobody is warned, and no work is like another."""
    model = SemanticModel.of(4, np.arange(len(vectors)), vectors)
    assert model.vectors.shape == (len(vectors), min(vectors.shape[1], DIMENSIONS))
    assert not cosines_of(model).any()
    for work in range(4):
        assert not added(model, work).any()
    assert_same_arrays(SemanticModel.from_arrays(model.to_arrays()), model)
    assert model.take(np.array([2, 0])).n_works == 2


def tiny():
    return SemanticModel(5, np.array([1, 2, 4], np.int32), np.array([[1, 0], [0.6, 0.8], [0, -1]], np.float32))


def test_by_hand():
    model = tiny()
    assert model.cosines(2, np.array([4, 0, 1, 2, 3])) == pytest.approx([-0.8, 0, 0.6, 1, 0])
    assert model.cosines(0, np.array([4, 0])).tolist() == [0, 0]
    assert model.cosines(4, np.array([], int)).tolist() == []
    scores = np.full(5, 2.0, np.float32)
    model.add_to(scores, 2, 0.5)
    assert scores == pytest.approx([2, 2.3, 2.5, 2, 1.6])
    model.add_to(scores, 3, 0.5)  # it has no description
    assert scores == pytest.approx([2, 2.3, 2.5, 2, 1.6])


@given(st.permutations(range(5)), st.integers(0, 5))
def test_some_works_of_the_model(order, n):
    model, chosen = tiny(), np.array(order[:n], int)
    part = model.take(chosen)
    assert part.n_works == n
    assert (np.diff(part.works) > 0).all()
    if n:
        np.testing.assert_allclose(cosines_of(part), cosines_of(model)[np.ix_(chosen, chosen)], atol=1e-6)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vectors": np.zeros((2, 2), np.float16)}, r"vectors must have the shape \(3, any\), found \(2, 2\)"),
        ({"vectors": np.zeros(3, np.float16)}, r"vectors must have the shape \(3, any\), found \(3,\)"),
        ({"n_works": np.array([4])}, "vectors of works up to 4 for 4 works"),
        ({"works": np.array([-1, 2, 4], np.int32)}, "vectors of works up to 4 for 5 works"),
        ({"works": np.array([2, 1, 4], np.int32)}, "must ascend"),
        ({"works": np.array([1, 1, 4], np.int32)}, "must ascend"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, words):
    with pytest.raises(UnreadableError, match=words):
        SemanticModel.from_arrays(tiny().to_arrays() | change)


@given(arrays(np.float16, (4, 3), elements=st.floats(-4, 4, width=16)))
def test_any_vectors_have_finite_cosines(vectors):
    cosines = cosines_of(SemanticModel.of(4, np.arange(4), vectors))
    assert np.isfinite(cosines).all()
    assert np.abs(cosines).max() <= 1 + HALF
