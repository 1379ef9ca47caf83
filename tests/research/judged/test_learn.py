import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.research.judged.examples import Examples
from recsys.research.judged.learn import learn, logistic, ridge
from recsys.research.judged.pairs import PairFeatures
from tests.research.judged.test_pairs import similar


def naive(features, grades, counts, free, reg):
    """The definition, coordinate by coordinate, each to where the slope is 0 or to the bound."""
    n, m = features.shape
    mean = [sum(counts * features[:, f]) / sum(counts) for f in range(m)]
    goal = sum(counts * grades) / sum(counts)
    spread = features.std(axis=0)
    w = [0.0] * m
    for _ in range(3000):
        for f in range(m):
            if spread[f] == 0:
                continue
            above, below = 0.0, reg * spread[f] ** 2
            for i in range(n):
                x = features[i, f] - mean[f]
                rest = sum(w[g] * (features[i, g] - mean[g]) for g in range(m) if g != f)
                above += counts[i] * x * (grades[i] - goal - rest)
                below += counts[i] * x * x
            w[f] = above / below if free[f] else max(above / below, 0.0)
    return w


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 5.0]))
def test_ridge_is_the_minimum_within_its_bounds(seed, reg):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(7, 3))
    features[:, 2] = 1.0  # of no use
    grades, counts = rng.integers(0, 4, 7).astype(float), rng.uniform(0.1, 1, 7)
    free = np.array([True, False, False])
    found = ridge(features, grades, counts, free, reg)
    assert found.tolist() == pytest.approx(naive(features, grades, counts, free, reg), abs=1e-4)
    assert found[1] >= 0
    assert found[2] == 0


def test_ridge_by_hand():
    """Grades that are one feature and a constant; two pairs of spread 1 about their mean."""
    features, one = np.array([[-1.0], [1.0]]), np.ones(2)
    up, down = np.array([0.0, 3.0]), np.array([3.0, 0.0])
    # The slope is 3 / 2; with the ridge 2 there is twice as much to divide by.
    assert ridge(features, up, one, np.array([False]), 1e-9)[0] == pytest.approx(1.5)
    assert ridge(features, up, one, np.array([False]), 2.0)[0] == pytest.approx(0.75)
    assert ridge(features, down, one, np.array([False]), 2.0)[0] == pytest.approx(0.0, abs=1e-6)
    assert ridge(features, down, one, np.array([True]), 2.0)[0] == pytest.approx(-0.75)


def test_the_logistic_curve_by_hand():
    """At the score 0 one of four is good, at 1 three of four: log-odds of -ln 3 and ln 3."""
    scores = np.repeat([0.0, 1.0], 4)
    good = np.array([True, False, False, False, True, True, True, False])
    assert logistic(scores, good) == (round(-math.log(3), 4), round(2 * math.log(3), 4))


def test_what_lists_say_counts_for_weights_and_not_for_chances():
    names = PairFeatures(similar()).names
    features = np.zeros((12, len(names)))
    features[:8, 0] = np.repeat([0.0, 1.0], 4)
    features[8:, 0] = np.repeat([0.0, 1.0], 2)
    grades = np.array([2.0, 0, 0, 0, 2, 2, 2, 0, 2, 2, 2, 2])
    listed = np.arange(12) >= 8
    found = learn(Examples(features, grades, np.ones(12), listed), names)
    weight = found.fields[names[0].removeprefix("field: ")]
    without = learn(Examples(features[:8], grades[:8], np.ones(8), listed[:8]), names)
    assert 0 < weight < without.fields[names[0].removeprefix("field: ")]
    intercept, slope = found.chance
    assert intercept == pytest.approx(-math.log(3), abs=1e-3)
    assert slope * weight == pytest.approx(2 * math.log(3), abs=1e-2)
