import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.models.ranking.ease import EaseModel
from tests.fixtures.bundles import assert_same_arrays

N_USERS, N_WORKS = 30, 12


def pairs(seed=0, share=0.4):
    """Who rated what: the later works less often, the last one by nobody."""
    rng = np.random.default_rng(seed)
    chance = np.linspace(2 * share, 0.05, N_WORKS)
    chance[-1] = 0
    users, works = np.nonzero(rng.random((N_USERS, N_WORKS)) < chance)
    order = rng.permutation(len(users))
    return users[order].astype(np.int32), works[order].astype(np.int32)


def dense(users, works, reg, kept):
    """The closed form of the paper over the works kept, zeros elsewhere."""
    chosen = np.zeros((N_USERS, N_WORKS))
    chosen[users, works] = 1
    inverse = np.linalg.inv(chosen[:, kept].T @ chosen[:, kept] + reg * np.eye(len(kept)))
    weights = np.zeros((N_WORKS, N_WORKS))
    weights[np.ix_(kept, kept)] = np.eye(len(kept)) - inverse / np.diag(inverse)
    return weights


def rows(model):
    """B as a dense matrix, read through the scores of histories of one work."""
    return np.stack([model.scores(np.array([work])) for work in range(model.n_works)])


def fit(users, works, **options):
    return EaseModel.fit(users, works, N_USERS, N_WORKS, **{"reg": 5.0, "fewest_ratings": 1, **options})


@given(st.integers(0, 50), st.sampled_from([0.5, 5.0, 50.0]))
def test_equals_the_closed_form(seed, reg):
    users, works = pairs(seed)
    weights = rows(fit(users, works, reg=reg))
    np.testing.assert_allclose(weights, dense(users, works, reg, np.unique(works)), atol=1e-3)
    assert (np.diag(weights) == 0).all()


def test_two_works_by_hand():
    """Three users rated work 0, two of them work 1: XᵀX + I = [[4, 2], [2, 3]], inverse [[3, -2], [-2, 4]] / 8."""
    users, works = np.array([0, 1, 2, 0, 1], np.int32), np.array([0, 0, 0, 1, 1], np.int32)
    model = EaseModel.fit(users, works, 3, 2, reg=1.0, fewest_ratings=1)
    np.testing.assert_allclose(rows(model), [[0, 0.5], [2 / 3, 0]], atol=1e-3)


def test_a_history_adds_up_its_rows():
    users, works = pairs()
    model = fit(users, works)
    np.testing.assert_allclose(model.scores(np.array([1, 4, 5])), rows(model)[[1, 4, 5]].sum(axis=0), atol=1e-6)
    assert (model.scores(np.array([], dtype=np.int32)) == 0).all()
    assert model.scores(np.array([1])).dtype == np.float32


@pytest.mark.parametrize("n", [0, 1, 3, 5])
def test_only_the_strongest_weights_of_each_work_are_kept(n):
    users, works = pairs()
    whole, few = rows(fit(users, works)), rows(fit(users, works, neighbours=n))
    for row, kept in zip(whole, few, strict=True):
        expected = np.zeros(N_WORKS)
        strongest = np.argsort(-np.abs(row), kind="stable")[:n]
        expected[strongest] = row[strongest]
        np.testing.assert_allclose(kept, expected, atol=2e-3)  # halves round, so near equals may change places


def test_works_with_few_ratings_are_left_out():
    users, works = pairs()
    counts = np.bincount(works, minlength=N_WORKS)
    fewest = int(np.median(counts))
    kept = np.flatnonzero(counts >= fewest)
    assert 2 < len(kept) < N_WORKS
    np.testing.assert_allclose(
        rows(fit(users, works, fewest_ratings=fewest)), dense(users, works, 5.0, kept), atol=1e-3
    )


def test_the_most_rated_works_take_part():
    users, works = pairs()
    most = np.sort(np.argsort(-np.bincount(works, minlength=N_WORKS), kind="stable")[:4])
    np.testing.assert_allclose(rows(fit(users, works, most_works=4)), dense(users, works, 5.0, most), atol=1e-3)


@pytest.mark.parametrize("fewest", [1000, 1])
def test_without_a_work_that_takes_part(fewest):
    users, works = pairs() if fewest > 1 else (np.zeros(0, np.int32), np.zeros(0, np.int32))
    model = fit(users, works, fewest_ratings=fewest)
    assert model.n_works == N_WORKS
    assert (model.scores(np.arange(N_WORKS)) == 0).all()


def test_the_order_of_the_ratings_does_not_matter_and_the_arrays_are_small():
    users, works = pairs()
    order = np.random.default_rng(1).permutation(len(users))
    first, second = fit(users, works), fit(users[order], works[order])
    assert_same_arrays(first, second)
    assert (first.starts.dtype, first.neighbours.dtype, first.weights.dtype) == (np.int64, np.int32, np.float16)
    for start, end in zip(first.starts, first.starts[1:], strict=False):
        assert (np.diff(first.neighbours[start:end]) > 0).all()


def test_scoring_needs_no_scipy():
    code = "import sys, recsys.models.ranking.ease; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
