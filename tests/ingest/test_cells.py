"""Counts, and lists of texts as Python literals."""

import pytest

from recsys.ingest.cells import LONGEST_CELL, parse_count, parse_strings


@pytest.mark.parametrize(
    ("text", "number"),
    [("24", 24), ("24.0", 24), ("1,234", 1234), ("0", 0), ("1.5", None), ("-3", None), ("", None), ("many", None)],
)
def test_counts(text, number):
    assert parse_count(text) == number


def test_a_count_with_a_decimal_comma():
    assert parse_count("24,0", decimal_comma=True) == 24
    assert parse_count("1,234", decimal_comma=True) is None
    assert parse_count("1" * 20) is None  # beyond what a float tells apart


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("['drama', 'sci fi']", ("drama", "sci fi")),
        ('["it\'s", "x"]', ("it's", "x")),
        ("[' drama ', '', 'drama']", ("drama",)),
        ("[]", ()),
        ("", ()),
        ("['drama'", None),
        ("['drama', 1]", None),
        ("'drama'", None),
        ("__import__('os').getcwd()", None),
        ("[" * 500 + "]" * 500, None),
        ("['" + "x" * LONGEST_CELL + "']", None),
    ],
)
def test_lists_of_texts(cell, texts):
    assert parse_strings(cell) == texts
