import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.bundle.rows import distinct


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)))
def test_distinct_numbers_are_the_set_in_order(numbers):
    assert distinct(np.array(numbers, dtype=np.int64)).tolist() == sorted(set(numbers))
