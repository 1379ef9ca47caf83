import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from recsys.build.evaluation.metrics import (
    brier_score,
    catalogue_coverage,
    expected_calibration_error,
    interval_coverage,
    intra_list_diversity,
    mae,
    ndcg,
    novelty,
    recall,
    reliability,
    rmse,
)
from recsys.models.ranking.topk import top_k

stars = st.integers(1, 10).map(lambda halves: halves / 2)


def test_worked_by_hand():
    predicted, actual = np.array([3.0, 4.5, 1.0]), np.array([4.0, 4.5, 3.0])
    assert rmse(predicted, actual) == pytest.approx(math.sqrt(5 / 3))
    assert mae(predicted, actual) == pytest.approx(1.0)


@given(st.lists(st.tuples(stars, stars), min_size=1))
def test_equal_to_adding_up(pairs):
    predicted, actual = (np.array(column, dtype=np.float32) for column in zip(*pairs, strict=True))
    assert rmse(predicted, actual) == pytest.approx(math.sqrt(sum((p - a) ** 2 for p, a in pairs) / len(pairs)))
    assert mae(predicted, actual) == pytest.approx(sum(abs(p - a) for p, a in pairs) / len(pairs))
    assert mae(predicted, actual) <= rmse(predicted, actual) + 1e-12


def test_many_small_errors_add_up_in_double_precision():
    predicted, actual = np.full(2**21, 3.1, dtype=np.float32), np.full(2**21, 3.0, dtype=np.float32)
    assert mae(predicted, actual) == pytest.approx(float(np.float32(3.1)) - 3, rel=1e-9)
    assert rmse(predicted, actual) == pytest.approx(float(np.float32(3.1)) - 3, rel=1e-9)


LISTED, RELEVANT = np.array([7, 2, 9, 4]), np.array([9, 7, 1])


def test_lists_worked_by_hand():
    # Hits at places 1 and 3 of a list that could have had them at 1, 2, 3.
    assert ndcg(LISTED, RELEVANT, 4) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3) + 1 / 2))
    assert ndcg(LISTED, RELEVANT, 2) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert recall(LISTED, RELEVANT, 4) == pytest.approx(2 / 3)
    assert recall(LISTED, RELEVANT, 2) == pytest.approx(1 / 3)


def test_a_list_shorter_than_k_and_nothing_relevant():
    assert ndcg(np.array([1]), np.array([1, 2]), 10) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert ndcg(np.array([], dtype=int), np.array([1]), 10) == 0
    nothing = np.array([], dtype=int)
    assert math.isnan(ndcg(LISTED, nothing, 3))
    assert math.isnan(recall(LISTED, nothing, 3))


works = st.integers(0, 30)


@given(st.lists(works, unique=True, max_size=20), st.sets(works, min_size=1), st.integers(1, 12))
def test_lists_equal_to_adding_up(listed, relevant, k):
    gain = sum(1 / math.log2(place + 1) for place, work in enumerate(listed[:k], 1) if work in relevant)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(relevant)) + 1))
    arrays = np.array(listed, dtype=np.int64), np.array(sorted(relevant))
    assert ndcg(*arrays, k) == pytest.approx(gain / ideal)
    assert 0 <= ndcg(*arrays, k) <= 1 + 1e-12
    assert recall(*arrays, k) == pytest.approx(len(set(listed[:k]) & relevant) / len(relevant))


def random_lists():
    """(scores (n_works,), relevant works) of 40 users."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        yield rng.permutation(50) / 50, rng.choice(50, rng.integers(1, 25), replace=False)


def test_ndcg_equal_to_scikit_learn():
    for scores, relevant in random_lists():
        truth = np.isin(np.arange(50), relevant).astype(float)
        expected = ndcg_score(truth[None], scores[None], k=10)
        assert ndcg(top_k(scores, 10), relevant, 10) == pytest.approx(expected)


RANX = """
import json, sys
from ranx import Qrels, Run, evaluate
qrels, run = json.load(sys.stdin)
json.dump({name: float(mean) for name, mean in evaluate(Qrels(qrels), Run(run), ["ndcg@10", "recall@10"]).items()},
    sys.stdout)
"""


def test_ndcg_and_recall_equal_to_ranx():
    """In a process of its own without compiling: ranx would compile for the better part of a minute."""
    lists = list(random_lists())
    qrels = {str(user): {str(work): 1 for work in relevant} for user, (_, relevant) in enumerate(lists)}
    run = {str(user): {str(w): float(s) for w, s in enumerate(scores)} for user, (scores, _) in enumerate(lists)}
    done = subprocess.run(
        [sys.executable, "-c", RANX],
        input=json.dumps([qrels, run]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    expected = json.loads(done.stdout)
    listed = [(top_k(scores, 10), relevant) for scores, relevant in lists]
    assert np.mean([ndcg(*both, 10) for both in listed]) == pytest.approx(expected["ndcg@10"])
    assert np.mean([recall(*both, 10) for both in listed]) == pytest.approx(expected["recall@10"])


def test_the_catalogue_by_hand():
    lists = [np.array([0, 3]), np.array([3, 1])]
    assert catalogue_coverage(lists, 8) == 3 / 8
    # Of 16 users 16, 1, 7 and 4 rated the works; work 1 counts as rated by one although nobody did.
    counts = np.array([16, 0, 7, 4])
    assert novelty(lists, counts, 16) == pytest.approx((0 + 2 + 2 + 4) / 4)


def test_diversity_of_a_list_by_hand():
    similarities = np.array([[1, 0.5, 0], [0.5, 1, 0.1], [0, 0.1, 1]])
    assert intra_list_diversity(similarities) == pytest.approx(1 - 0.6 / 3)
    assert math.isnan(intra_list_diversity(np.ones((1, 1))))


def test_intervals_by_hand():
    low, high = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.0, 4.0, 5.0])
    assert interval_coverage(low, high, np.array([1.0, 3.0, 4.1, 3.9])) == 0.5


PROBABILITIES, HAPPENED = np.array([0.1, 0.3, 0.25, 1.0, 0.5]), np.array([False, True, False, True, True])


def test_calibration_by_hand():
    assert brier_score(PROBABILITIES, HAPPENED) == pytest.approx((0.01 + 0.49 + 0.0625 + 0 + 0.25) / 5)
    assert reliability(PROBABILITIES, HAPPENED, 4) == [
        pytest.approx((0, 0.25, 1, 0.1, 0)),
        pytest.approx((0.25, 0.5, 2, 0.275, 0.5)),
        pytest.approx((0.5, 0.75, 1, 0.5, 1)),
        pytest.approx((0.75, 1, 1, 1, 1)),
    ]
    assert expected_calibration_error(PROBABILITIES, HAPPENED, 4) == pytest.approx((0.1 + 2 * 0.225 + 0.5 + 0) / 5)


def test_bins_without_predictions_are_left_out():
    rows = reliability(np.array([0.05, 0.95]), np.array([True, False]))
    assert [(row.low, row.size, row.observed) for row in rows] == [(0, 1, 1), (0.9, 1, 0)]


@pytest.mark.parametrize("wrong", [-0.01, 1.01, math.nan])
def test_what_is_no_probability(wrong):
    with pytest.raises(ValueError, match="from 0 to 1"):
        reliability(np.array([0.5, wrong]), np.array([True, True]))


@given(st.lists(st.tuples(st.integers(0, 64), st.booleans()), min_size=1), st.integers(1, 20))
def test_calibration_equal_to_adding_up(pairs, bins):
    p, happened = np.array([n / 64 for n, _ in pairs]), np.array([yes for _, yes in pairs])
    by_bin: dict[int, list[tuple[float, bool]]] = {}
    for n, yes in pairs:
        by_bin.setdefault(min(n * bins // 64, bins - 1), []).append((n / 64, yes))
    gaps = [abs(sum(p for p, _ in rows) - sum(yes for _, yes in rows)) for rows in by_bin.values()]
    assert expected_calibration_error(p, happened, bins) == pytest.approx(sum(gaps) / len(pairs))
    assert [row.size for row in reliability(p, happened, bins)] == [len(by_bin[b]) for b in sorted(by_bin)]
    assert brier_score(p, happened) == pytest.approx(sum((n / 64 - yes) ** 2 for n, yes in pairs) / len(pairs))
