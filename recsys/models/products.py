"""Products of some rows of a matrix with a vector."""

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import Floats

_AT_A_TIME = 4  # rows that BLAS multiplies together
_FEWEST_ROWS, _NARROW = 64, 8  # below and up to which BLAS takes other ways, and all rows are no work


def rows_times(matrix: Floats, rows: NDArray[np.integer], vector: Floats) -> Floats:
    """`(matrix @ vector)[rows]`, (n_rows,), to the last digit, without the products of all other rows.

    OpenBLAS takes rows by fours and sums up the products of those left over at the end in another order. So these stand
    at the end here, too, and the others fill fours. Of another BLAS it may be true but for rounding.
    """
    if len(matrix) < _FEWEST_ROWS or matrix.shape[1] <= _NARROW:
        of_some: Floats = (matrix @ vector)[rows]
        return of_some
    whole = len(matrix) - len(matrix) % _AT_A_TIME
    inside = rows < whole
    own = rows[inside]
    filled = np.zeros(_AT_A_TIME - len(own) % _AT_A_TIME, dtype=np.intp)  # never none: one row is multiplied otherwise
    products = matrix[np.concatenate([own, filled, np.arange(whole, len(matrix))])] @ vector
    found = np.empty(len(rows), dtype=np.float32)
    found[inside] = products[: len(own)]
    found[~inside] = products[len(own) + len(filled) - whole + rows[~inside]]
    return found
