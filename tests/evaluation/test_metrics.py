import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.evaluation.metrics import mae, rmse

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
