"""Products of some rows are those of all rows, to the last digit."""

import numpy as np
import pytest

from recsys.models.products import rows_times


@pytest.mark.parametrize("n_rows", [1, 5, 63, 64, 65, 66, 67, 8_049, 20_003])
@pytest.mark.parametrize("width", [1, 8, 9, 32, 77, 96])
def test_they_are_equal_wherever_the_rows_lie(n_rows, width):
    rng = np.random.default_rng(n_rows + width)
    matrix, vector = rng.normal(size=(n_rows, width)).astype(np.float32), rng.normal(size=width).astype(np.float32)
    whole = matrix @ vector
    for count in (0, 1, 2, 3, 4, 5, 201):
        rows = np.concatenate([rng.integers(n_rows, size=count), np.arange(max(n_rows - count, 0), n_rows)])
        np.testing.assert_array_equal(rows_times(matrix, rows, vector), whole[rows])
