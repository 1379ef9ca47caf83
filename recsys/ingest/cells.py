"""Cells of many layouts: numbers as files write them, IMDb ids, lists of texts as Python literals."""

import ast
import math
import re
from functools import lru_cache

from recsys.text import clean

IMDB_ID = re.compile(r"tt\d{7,9}")
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


def parse_amount(text: str) -> float | None:
    """The number of a text, None where it is none that is finite and not below 0.

    >>> parse_amount("8.4"), parse_amount("1,234.5"), parse_amount("n/a")
    (8.4, 1234.5, None)
    """
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def parse_count(text: str) -> int | None:
    """The whole number of a text, None where it is none, has a fraction, is below 0 or beyond what a float tells apart.

    >>> parse_count("24.0"), parse_count("18,559"), parse_count("1.5"), parse_count("")
    (24, 18559, None, None)
    """
    number = parse_amount(text)
    return int(number) if number is not None and number.is_integer() and number < _MOST else None
