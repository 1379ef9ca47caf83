"""Cells of the newer layouts: counts, and lists of texts as Python literals."""

import ast
from functools import lru_cache

from recsys.ingest.fields import parse_number
from recsys.text import clean

LONGEST_CELL = 1_000_000
_MOST = 2**52


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


def parse_count(text: str, decimal_comma: bool = False) -> int | None:
    """A whole number from 0; None where the text is none, or one beyond what a float tells apart.

    >>> parse_count("24.0"), parse_count("18,559"), parse_count("1.5"), parse_count("")
    (24, 18559, None, None)
    """
    number = parse_number(text, decimal_comma)
    return int(number) if number is not None and number.is_integer() and 0 <= number < _MOST else None
