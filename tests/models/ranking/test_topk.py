import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.models.ranking.topk import top_k, top_k_of_groups

# Few values, so that ties are common.
SCORES = st.sampled_from([math.nan, -math.inf, -1.0, -0.0, 0.0, 0.25, 1.0, math.inf])


def test_best_first_ties_by_row_number():
    assert top_k(np.array([0.1, 0.7, 0.3, 0.7, 0.9]), 3).tolist() == [4, 1, 3]


def test_a_tie_at_the_edge_goes_to_the_lower_row():
    assert top_k(np.array([0.5, 0.9, 0.5, 0.5]), 2).tolist() == [1, 0]


def test_what_is_not_eligible_makes_room_for_the_next():
    eligible = np.array([True, False, True, True])
    assert top_k(np.array([0.1, 0.9, 0.3, 0.2]), 2, eligible).tolist() == [2, 3]


def test_nan_never_ranks_even_where_too_few_are_left():
    assert top_k(np.array([math.nan, 0.2, math.nan]), 5).tolist() == [1]


@pytest.mark.parametrize("k", [0, -1])
def test_none_asked_for(k):
    assert top_k(np.array([1.0, 2.0]), k).tolist() == []


def test_none_there():
    assert top_k(np.array([], dtype=np.float32), 3).tolist() == []
    assert top_k(np.array([1.0, 2.0]), 3, np.zeros(2, dtype=bool)).tolist() == []


@given(
    st.lists(st.tuples(SCORES, st.booleans()), max_size=30),
    st.integers(-2, 35),
    st.booleans(),
    st.sampled_from([np.float32, np.float64]),
)
def test_equal_to_sorting_everything(rows, k, filtered, dtype):
    scores = np.array([score for score, _ in rows], dtype=dtype)
    eligible = np.array([allowed for _, allowed in rows], dtype=bool)
    before = scores.copy(), eligible.copy()

    found = top_k(scores, k, eligible if filtered else None)

    ranked = sorted(
        (i for i, (score, allowed) in enumerate(rows) if not math.isnan(score) and (allowed or not filtered)),
        key=lambda i: (-rows[i][0], i),
    )
    assert found.tolist() == ranked[: max(k, 0)]
    np.testing.assert_array_equal(scores, before[0])
    np.testing.assert_array_equal(eligible, before[1])


@pytest.mark.parametrize("share", [1.0, 0.3, 0.001])
@pytest.mark.parametrize("values", [4, 100_000])
def test_equal_to_sorting_many(values, share):
    rng = np.random.default_rng(values)
    scores = rng.integers(values, size=10_007).astype(np.float32)
    scores[rng.random(len(scores)) < 0.1] = math.nan
    scores[rng.random(len(scores)) < 0.1] = -math.inf
    scores[rng.random(len(scores)) < 0.1] = math.inf
    scores[5] = np.finfo(np.float32).min
    eligible = rng.random(len(scores)) < share
    rows = np.flatnonzero(eligible & ~np.isnan(scores))
    ranked = rows[np.lexsort((rows, -scores[rows]))]
    for k in (1, 3, 100, 600, 20_000):
        assert top_k(scores, k, eligible).tolist() == ranked[:k].tolist()


def naive_of_groups(scores, k, groups, most, eligible):
    listed, taken = [], dict.fromkeys(range(9), 0)
    for row in top_k(scores, len(scores), eligible).tolist():
        group = groups[row]
        if group < 0 or taken[group] < most:
            listed.append(row)
            taken[max(group, 0)] += group >= 0
    return listed[:k]


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0, np.nan]), st.integers(-1, 3), st.booleans()), max_size=40),
    st.integers(0, 12),
    st.integers(1, 3),
)
def test_no_more_than_so_many_of_a_group(rows, k, most):
    scores = np.array([score for score, _, _ in rows], dtype=np.float32)
    groups = np.array([group for _, group, _ in rows], dtype=np.int32)
    eligible = np.array([is_eligible for _, _, is_eligible in rows], dtype=bool)
    found = top_k_of_groups(scores, k, groups, most, eligible).tolist()
    assert found == naive_of_groups(scores, k, groups, most, eligible)
