"""Cells read in place are what Arrow itself makes of them."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.domain.schema import TABLES
from recsys.serving.cells import TableCells, column_of

KINDS = st.sampled_from(
    [
        (pa.string(), st.text(max_size=4)),
        (pa.int32(), st.integers(-9, 9)),
        (pa.int64(), st.integers(-(2**40), 2**40)),
        (pa.float32(), st.integers(0, 9).map(float)),
        (pa.float64(), st.floats(0, 1)),
        (pa.bool_(), st.booleans()),
        (pa.dictionary(pa.int32(), pa.string()), st.sampled_from(["a", "é", ""])),
        (pa.list_(pa.string()), st.lists(st.none() | st.text(max_size=3), max_size=3)),
        (
            pa.list_(pa.struct([pa.field("language", pa.string()), pa.field("text", pa.string())])),
            st.lists(st.fixed_dictionaries({"language": st.none() | st.just("es"), "text": st.text(max_size=3)})),
        ),
    ]
)


@given(st.data())
def test_as_arrow_has_them(data):
    kind, values = data.draw(KINDS)
    column = pa.array(data.draw(st.lists(st.none() | values, max_size=20)), kind)
    start = data.draw(st.integers(0, len(column)))
    table = pa.table({"it": column}).slice(start)  # which begins within the buffers
    assert TableCells(table, ["it"]).rows(np.arange(len(table))) == table.to_pylist()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_a_bundle(sample_service, name):
    table = getattr(sample_service.bundle, name)
    rows = np.array([table.num_rows - 1, 0, 3])
    assert TableCells(table, table.column_names).rows(rows) == table.take(pa.array(rows)).to_pylist()


def test_of_several_chunks_and_of_none():
    chunks = pa.chunked_array([["a"], [], ["b", None]])
    rows = TableCells(pa.table({"it": chunks}), ["it"]).rows(np.array([2, 1, 0]))
    assert [row["it"] for row in rows] == [None, "b", "a"]
    assert TableCells(pa.table({"it": pa.chunked_array([], pa.string())}), ["it"]).rows(np.zeros(0, int)) == []


def test_encoded_of_more_texts_than_are_kept():
    texts = [f"ñ{number}" for number in range(20_000)]
    column = pa.array([*texts, texts[7]], pa.string()).dictionary_encode().slice(3)
    assert column_of(column)(np.array([19_997, 0, 0])) == ["ñ7", "ñ3", "ñ3"]
