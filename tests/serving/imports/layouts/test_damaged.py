"""Whatever stands where a value should, reading a document raises nothing, and what is read is of the right types."""

import copy
import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.serving.imports.documents import Document, Json, Table, Xml
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layouts.registry import LAYOUTS
from tests.serving.imports.layouts.reading import documents
from tests.serving.imports.layouts.test_fits import FILES

DAMAGE = 0.05  # of all values
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(
        [0, -1, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\ud800", "0", "1e999", "９", "=1+1"]
    )
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def damaged(value: Any, chance: random.Random, instead: Any) -> Any:
    """The value with some of what is in it, at any depth, replaced."""
    if chance.random() < DAMAGE:
        return instead
    if isinstance(value, dict):
        return {key: damaged(inner, chance, instead) for key, inner in value.items()}
    return [damaged(inner, chance, instead) for inner in value] if isinstance(value, list) else value


def damaged_documents(chance: random.Random, instead: Any) -> Iterator[Document]:
    """The documents of the made-up files, damaged."""
    written = str(instead).encode("utf-8", "replace").decode()  # neither a table nor XML holds half a character
    for _, _, made in FILES:
        (document,) = documents(made.name, made.content)
        match document:
            case Json():
                yield Json(document.path, damaged(document.value, chance, instead))
            case Table():
                cells = document.text.split(",")
                text = ",".join(written if chance.random() < DAMAGE else given for given in cells)
                yield Table(document.path, text, document.separator)
            case Xml():
                root = copy.deepcopy(document.root)
                for node in root.iter():
                    node.attrib = {key: damaged(cell, chance, written) for key, cell in node.attrib.items()}
                    node.text = damaged(node.text, chance, written)
                yield Xml(document.path, root)


@settings(max_examples=30)
@given(st.randoms(use_true_random=False), VALUES)
def test_damaged_documents_are_read_as_far_as_they_can_be(chance, instead):
    for document in damaged_documents(chance, instead):
        for layout in LAYOUTS:
            if layout.fits(document):
                for row in layout.read(document):
                    check(row)


def check(row: Entry | Refused) -> None:
    """That everything a row says is of its type."""
    if isinstance(row, Refused):
        assert isinstance(row.value, str)
        assert row.reason in Reason
        return
    assert row.titles
    assert all(title and isinstance(title, str) for title in row.titles)
    assert row.signal in Signal
    for told in (row.year, row.tmdb_id, row.season, row.episode):
        assert told is None or type(told) is int
    for amount in (row.rating, row.minutes, row.share):
        assert amount is None or (type(amount) is float and math.isfinite(amount))
    for word in (row.day, row.imdb_id, row.profile, row.type):
        assert word is None or isinstance(word, str)
    assert type(row.times) is int
    assert row.times >= 1
    "".join((*row.titles, row.day or "")).encode()


@pytest.mark.parametrize("value", [None, [], {}, "", 1, [1], [[]], {"lists": {}}, {"MediaContainer": []}, {"Items": 1}])
def test_json_of_nobodys_fits_no_layout(value):
    assert not any(layout.fits(Json("x.json", value)) for layout in LAYOUTS)
