"""Nested cells of the film catalogue: lists of named things, as Python literals or as JSON."""

import ast
import json
import warnings
from functools import lru_cache
from typing import Any, NoReturn

from recsys.text import clean

# A cell is read as data and never run: `literal_eval` takes nothing but literals, and this bounds how deep and how
# long it may look. Kaggle's largest cell, a full crew, has some 60,000 characters.
LONGEST_CELL = 2_000_000
_CONSTANTS = {"None": "null", "True": "true", "False": "false"}


def parse_nested(cell: str) -> list[dict[str, Any]] | None:
    """The cell's list of things, one thing as a list of one, nothing as an empty list; None where it is broken."""
    if not cell or len(cell) > LONGEST_CELL:
        return None if cell else []
    value = _json(cell)
    if value is None and "'" in cell:
        value = _json(_respelled(cell))
    if value is None:
        value = _literal(cell)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    return value


def text_of(thing: dict[str, Any], key: str = "name") -> str:
    """The clean text under the key of a thing, empty where there is none."""
    text = thing.get(key)
    if not isinstance(text, str):
        return ""
    # An escape can name half a character (a surrogate), which no file takes.
    return clean(text if text.isascii() else text.encode(errors="ignore").decode())


@lru_cache(maxsize=65536)
def parse_texts(cell: str, *keys: str) -> tuple[tuple[str, ...], ...] | None:
    """For each of the cell's things the texts under the keys; None where the cell is broken.

    >>> parse_texts("[{'iso_3166_1': 'FR', 'name': 'France'}]", "iso_3166_1", "name")
    (('FR', 'France'),)
    """
    things = parse_nested(cell)
    return None if things is None else tuple(tuple(text_of(thing, key) for key in keys) for thing in things)


def parse_names(cell: str, key: str = "name") -> tuple[str, ...] | None:
    """The texts under `key` of the cell's things, each once, in their order; None where the cell is broken.

    >>> parse_names("[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]")
    ('Drama', 'Comedy')
    """
    found = parse_texts(cell, key)
    return None if found is None else tuple(dict.fromkeys(text for (text,) in found if text))


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


_JSON = json.JSONDecoder(parse_constant=_no_number)  # the json module reads NaN and Infinity, which JSON has not


def _json(cell: str) -> object:
    try:
        value: object = _JSON.decode(cell)
    except (ValueError, RecursionError):
        return None
    return value


def _respelled(cell: str) -> str:
    """A Python literal in JSON's spelling, which is read ten times as fast; empty where that is not certain.

    Without double quotes and backslashes every apostrophe opens or closes a text, so that every second part between
    them lies outside the texts.
    """
    if '"' in cell or "\\" in cell:
        return ""
    parts = cell.split("'")
    for place in range(0, len(parts), 2):
        for python, spelled in _CONSTANTS.items():
            if python in parts[place]:
                parts[place] = parts[place].replace(python, spelled)
    return '"'.join(parts)


def _literal(cell: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the parser has an opinion on \d in a text; the text is what counts
            value: object = ast.literal_eval(cell)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value
