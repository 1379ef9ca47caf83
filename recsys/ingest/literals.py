"""Cells that hold a list of texts as a Python literal: `['drama', 'comedy']`."""

import ast
from functools import lru_cache

from recsys.text import clean

LONGEST_CELL = 1_000_000


@lru_cache(maxsize=16384)
def parse_strings(cell: str) -> tuple[str, ...] | None:
    """The texts of the cell's list, each once, in their order; an empty cell is an empty list, a broken one None.

    The cell is read as data and never run.

    >>> parse_strings("['drama', 'drama', 'comedy']"), parse_strings("['drama'")
    (('drama', 'comedy'), None)
    """
    if not cell:
        return ()
    try:
        value: object = ast.literal_eval(cell) if len(cell) <= LONGEST_CELL else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        return None
    return tuple(dict.fromkeys(text for item in value if (text := clean(item))))
