import ast
import json
import os
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.ingest.nested import LONGEST_CELL, parse_names, parse_nested, parse_texts

PEOPLE = [
    {"id": 7, "name": "Dan O'Bannon", "profile_path": None},
    {"id": 8, "name": 'Dwayne "The Rock" Johnson', "seen": True, "order": 0},
    {"id": 9, "name": "None, True and: False", "order": -1.5},
]


def test_python_literals_and_json_say_the_same():
    assert parse_nested(repr(PEOPLE)) == PEOPLE
    assert parse_nested(json.dumps(PEOPLE)) == PEOPLE
    assert parse_nested(json.dumps(PEOPLE, ensure_ascii=False, indent=1)) == PEOPLE


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", []),
        ("[]", []),
        ("{'id': 1, 'name': 'Toy Story Collection'}", [{"id": 1, "name": "Toy Story Collection"}]),
        ("[{'name': 'None'}, {'name': None}]", [{"name": "None"}, {"name": None}]),
        ("[{'a': True, 'b': False}]", [{"a": True, "b": False}]),
        ("[{'name': ': None, True'}]", [{"name": ": None, True"}]),
        ("[{'name': 'a' 'b'}]", [{"name": "ab"}]),
        (r"[{'name': 'it\'s'}]", [{"name": "it's"}]),
        (r"[{'name': '\d'}]", [{"name": r"\d"}]),
    ],
)
def test_small_cells(cell, found):
    assert parse_nested(cell) == found


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('touch HOSTILE')",
        "[{'name': __import__('os').system('touch HOSTILE')}]",
        "[open('HOSTILE', 'w')]",
        "[{'name': x} for x in ().__class__.__bases__]",
        "[{'name': 'a'}",
        "[{'name': 'a'}, 'b']",
        "[None]",
        "None",
        "nan",
        "NaN",
        '[{"id": NaN}]',
        "7",
        "'text'",
        "\U0001f37f",
        "{[]: 1}",
        "[{{}: 1}]",
        "{1, []}",
        "[{'a': 1if 1else 2}]",
        "[" * 100_000,
        "-" * 100_000 + "1",
        "[{'a': " * 20_000 + "1" + "}]" * 20_000,  # deeper than any Python reads
        '[{"a": ' * 5_000 + "1" + "}]" * 5_000,
        "1" + "+1" * 20_000,
        "[{'id': " + "9" * 5_000 + "}]",
        '[{"id": ' + "9" * 5_000 + "}]",
        "[" + " " * LONGEST_CELL + "]",
    ],
)
def test_what_is_no_list_of_things_is_broken_and_never_run(cell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert parse_nested(cell) is None
        assert parse_names(cell) is None
    assert os.listdir(tmp_path) == []  # noqa: PTH208


@pytest.mark.parametrize("quoted", [repr, json.dumps])
def test_a_huge_cell_is_read(quoted):
    things = [{"id": number, "name": f"n{number}"} for number in range(50_000)]
    assert parse_nested(quoted(things)) == things


def test_names_are_clean_each_once_in_their_order():
    things: list[dict[str, object]] = [
        {"name": " b  "}, {"name": "a\u200b"}, {"name": "b"}, {"name": ""}, {"name": 5}, {}, {"name": "c\u00a0\nd"},
    ]  # fmt: skip
    assert parse_names(repr(things)) == ("b", "a", "c d")
    assert parse_names(json.dumps(things)) == ("b", "a", "c d")
    assert parse_names("") == ()
    assert parse_names("[{'iso_639_1': 'en'}]", "iso_639_1") == ("en",)


@pytest.mark.parametrize("cell", ["[{'name': 'a\\ud800b'}]", '[{"name": "a\\ud800b"}]'])
def test_half_characters_which_no_file_takes_leave(cell):
    assert parse_names(cell) == ("ab",)
    assert parse_names('[{"name": "\\ud83c\\udf7f"}]') == ("\U0001f37f",)


def test_texts_stay_in_step():
    assert parse_texts("[{'a': 'x', 'b': 'y'}, {'b': 'z'}, {'a': 'w'}]", "a", "b") == (("x", "y"), ("", "z"), ("w", ""))


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
THINGS = st.lists(st.dictionaries(TEXTS, TEXTS | st.none() | st.booleans() | st.integers(-(2**40), 2**40), max_size=3))


@given(THINGS)
def test_any_list_of_things_comes_back(things):
    assert parse_nested(repr(things)) == things
    assert parse_nested(json.dumps(things)) == things


@given(st.text("[]{}'\",: \\NoneTru01ab", max_size=30))
def test_a_python_cell_is_what_python_reads_or_broken(cell):
    found = parse_nested(cell)
    if found and '"' not in cell:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = ast.literal_eval(cell)
        assert found == (read if isinstance(read, list) else [read])
