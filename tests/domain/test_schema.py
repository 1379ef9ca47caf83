import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from recsys.domain.schema import (
    CREDITS,
    NAMES,
    OFFERS,
    RATINGS,
    REJECTED,
    SNAPSHOTS,
    TITLES,
    WORKS,
    conform,
    empty,
    frame,
)
from recsys.errors import DataError

NUMBERS = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("count", pa.int32()),
        pa.field("words", pa.list_(pa.string()), nullable=False),
    ]
)


def numbers(**columns):
    return pd.DataFrame({"name": ["a", "b"], "count": [1.0, None], "words": [["x"], []]} | columns)


def test_a_frame_becomes_a_table_of_exactly_the_schema():
    table = conform(numbers(other=[1, 2])[["words", "other", "count", "name"]], NUMBERS, "numbers")
    assert table.schema.equals(NUMBERS)
    assert table.to_pydict() == {"name": ["a", "b"], "count": [1, None], "words": [["x"], []]}


def test_row_labels_do_not_matter():
    table = conform(numbers().set_axis([7, 7]).iloc[::-1], NUMBERS, "numbers")
    assert table["name"].to_pylist() == ["b", "a"]


def test_missing_columns_are_named():
    with pytest.raises(DataError, match=r"Table numbers must have the columns name, count, words; missing name, words"):
        conform(numbers().drop(columns=["name", "words"]), NUMBERS, "numbers")


@pytest.mark.parametrize(
    "columns",
    [
        {"count": ["one", "two"]},
        {"count": [1.5, 2.0]},
        {"count": [2**31, 0]},
        {"name": [1, 2]},
        {"words": ["x", "y"]},
        {"words": pd.Series(["ab", "y"], dtype=object)},
    ],
    ids=["text for a number", "half a number", "too large", "a number for text", "text for lists", "object for lists"],
)
def test_another_type_is_refused_with_table_and_column(columns):
    with pytest.raises(DataError, match=f"Table numbers, column {next(iter(columns))} must be"):
        conform(numbers(**columns), NUMBERS, "numbers")


@pytest.mark.parametrize("columns", [{"name": ["a", None]}, {"words": [None, []]}], ids=["text", "list"])
def test_what_must_be_filled_is(columns):
    with pytest.raises(DataError, match=f"column {next(iter(columns))} must be filled; 1 rows are empty"):
        conform(numbers(**columns), NUMBERS, "numbers")


@pytest.mark.parametrize("schema", [WORKS, NAMES, CREDITS, TITLES, OFFERS, SNAPSHOTS, RATINGS, REJECTED])
def test_an_empty_frame_conforms(schema):
    nothing = empty(schema)
    assert (list(nothing.columns), len(nothing)) == (schema.names, 0)
    assert conform(nothing, schema, "nothing").num_rows == 0


def test_ids_of_ratings_stay_categories_in_their_order():
    ratings = pd.DataFrame(
        {
            "user_id": pd.Categorical(["z", "a"], categories=["z", "a"]),
            "work_id": pd.Categorical(["heat-1995-movie"] * 2),
            "rating": np.array([0.5, 5], dtype=np.float32),
            "timestamp": [0, 1],
        }
    )
    table = conform(ratings, RATINGS, "ratings")
    assert table.schema.equals(RATINGS)
    assert table["user_id"].chunk(0).dictionary.to_pylist() == ["z", "a"]
    assert table["work_id"].to_pylist() == ["heat-1995-movie"] * 2


def test_a_frame_of_a_table_depends_on_its_values_alone(tmp_path):
    """However ids were numbered: with unused ones, in pieces that number them each their own way, read from a file."""
    ids = ["zoe", "ana", "öde", "ana"]
    numbers = [1, 2, 3, 4]
    columns = {
        "work_id": pd.Categorical(ids[::-1]),
        "rating": np.array(numbers, dtype=np.float32),
        "timestamp": numbers,
    }
    ways = [
        conform(pd.DataFrame({"user_id": pd.Categorical(ids, categories=order)} | columns), RATINGS, "ratings")
        for order in (["zoe", "nobody", "ana", "öde"], ["ana", "zoe", "öde"])
    ]
    ways.append(pa.concat_tables([ways[0].slice(0, 1), ways[1].slice(1)]))
    pq.write_table(ways[0], tmp_path / "ratings.parquet", row_group_size=1)
    ways.append(pq.read_table(tmp_path / "ratings.parquet"))
    for table in ways:
        made = frame(table)
        assert made["user_id"].tolist() == ids
        assert made["user_id"].cat.categories.tolist() == ["ana", "zoe", "öde"]
        assert made["user_id"].cat.codes.tolist() == [1, 0, 2, 0]
        assert made.drop(columns="user_id").to_dict("list") == frame(ways[0]).drop(columns="user_id").to_dict("list")
        assert conform(made, RATINGS, "ratings").equals(conform(frame(ways[0]), RATINGS, "ratings"))
    assert frame(RATINGS.empty_table())["user_id"].cat.categories.tolist() == []
