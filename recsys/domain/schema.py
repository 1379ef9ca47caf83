"""The columns, types and checks of every table, named once.

A table travels as a `pandas.DataFrame` while it is made and as a `pyarrow.Table` from the bundle on;
`conform` is the gate between the two, `frame` the gate back.
"""

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from recsys.errors import DataError

PLATFORMS = ("amazon", "disney", "hulu", "netflix")
PLATFORM_NAMES = {"amazon": "Amazon Prime Video", "disney": "Disney+", "hulu": "Hulu", "netflix": "Netflix"}
TYPES = ("movie", "tv show")
RATING_MIN, RATING_MAX, RATING_STEP = 0.5, 5.0, 0.5
# Of a film's poster at TMDB: it becomes a part of an address, so nothing else may stand in it.
POSTER_PATH = re.compile(r"/[A-Za-z0-9_-]+\.(jpg|jpeg|png|webp)")

_NAMES = pa.list_(pa.string())

TITLES = pa.schema(
    [
        pa.field("title_id", pa.string(), nullable=False),  # platform's first letter + show_id: as680
        pa.field("work_id", pa.string(), nullable=False),  # the same film or series on every platform
        pa.field("platform", pa.string(), nullable=False),  # one of PLATFORMS
        pa.field("type", pa.string(), nullable=False),  # one of TYPES
        pa.field("title", pa.string(), nullable=False),  # lower case
        pa.field("display_title", pa.string(), nullable=False),  # as people write it
        pa.field("directors", _NAMES, nullable=False),  # lower case
        pa.field("cast", _NAMES, nullable=False),  # lower case, billing order
        pa.field("display_directors", _NAMES, nullable=False),
        pa.field("display_cast", _NAMES, nullable=False),
        pa.field("countries", _NAMES, nullable=False),
        pa.field("genres", _NAMES, nullable=False),  # one vocabulary for all platforms
        pa.field("date_added", pa.string()),  # YYYY-mm-dd
        pa.field("release_year", pa.int32(), nullable=False),
        pa.field("rating", pa.string(), nullable=False),  # maturity; `g` where the source is silent
        pa.field("rating_given", pa.bool_(), nullable=False),  # False where that `g` is only the default
        pa.field("duration_int", pa.int32()),
        pa.field("duration_type", pa.string()),  # min or season
        pa.field("description", pa.string(), nullable=False),  # lower case
        pa.field("display_description", pa.string(), nullable=False),
        pa.field("score", pa.float64()),  # mean user rating, 0.5 to 5
        pa.field("score_count", pa.int64()),  # ratings behind the score, missing where not known
        pa.field("score_source", pa.string()),  # which file or folder the score comes from
    ]
)

MOVIES = pa.schema(
    [
        pa.field("movie_id", pa.int64(), nullable=False),  # TMDB's
        pa.field("title", pa.string(), nullable=False),  # as people write it
        pa.field("release_date", pa.string(), nullable=False),  # YYYY-mm-dd
        pa.field("release_year", pa.int32(), nullable=False),
        pa.field("original_language", pa.string()),  # ISO 639-1, with TMDB's `cn` for Cantonese
        pa.field("overview", pa.string(), nullable=False),
        pa.field("tagline", pa.string(), nullable=False),
        pa.field("status", pa.string()),
        pa.field("budget", pa.int64(), nullable=False),  # dollars; 0 where not known
        pa.field("revenue", pa.int64(), nullable=False),  # dollars; 0 where not known
        pa.field("return", pa.float64(), nullable=False),  # revenue / budget; 0 where it cannot be computed
        pa.field("runtime", pa.int32()),  # minutes
        pa.field("popularity", pa.float64()),
        pa.field("vote_average", pa.float64()),  # 0 to 10
        pa.field("vote_count", pa.int64(), nullable=False),
        pa.field("collection", pa.string()),  # the franchise
        pa.field("poster_path", pa.string()),  # TMDB's, a POSTER_PATH
        pa.field("genres", _NAMES, nullable=False),
        pa.field("companies", _NAMES, nullable=False),
        pa.field("countries", _NAMES, nullable=False),  # English names
        pa.field("country_codes", _NAMES, nullable=False),  # ISO 3166-1
        pa.field("languages", _NAMES, nullable=False),  # spoken, ISO 639-1
        pa.field("keywords", _NAMES, nullable=False),
    ]
)

CREDITS = pa.schema(
    [
        pa.field("movie_id", pa.int64(), nullable=False),
        pa.field("person_id", pa.int64()),  # TMDB's
        pa.field("person", pa.string(), nullable=False),  # as people write it
        pa.field("role", pa.string(), nullable=False),  # actor or director
        pa.field("order", pa.int32(), nullable=False),  # place in the cast, from 0
    ]
)

RATINGS = pa.schema(
    [
        pa.field("user_id", pa.dictionary(pa.int32(), pa.string()), nullable=False),  # carries its source
        pa.field("title_id", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("rating", pa.float32(), nullable=False),  # RATING_MIN to RATING_MAX
        pa.field("timestamp", pa.int64(), nullable=False),  # seconds, UTC
    ]
)

REJECTED = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),  # where the row starts, counted from 1
        pa.field("what", pa.string(), nullable=False),  # row, or value where the row stayed without it
        pa.field("reason", pa.string(), nullable=False),  # which rule was broken
        pa.field("value", pa.string(), nullable=False),  # by what
    ]
)


def empty(schema: pa.Schema) -> pd.DataFrame:
    """A frame with the schema's columns and no rows."""
    frame: pd.DataFrame = schema.empty_table().to_pandas()
    return frame


def conform(frame: pd.DataFrame, schema: pa.Schema, name: str) -> pa.Table:
    """The frame as an Arrow table of exactly this schema.

    Raises DataError, naming table and column, when a column is missing, holds another type, or is empty
    where it must not be.
    """
    missing = [column for column in schema.names if column not in frame.columns]
    if missing:
        raise DataError(f"Table {name} must have the columns {', '.join(schema.names)}; missing {', '.join(missing)}.")
    columns: list[Any] = []
    for field in schema:
        try:
            # Arrow takes a text for the list of its letters.
            if pa.types.is_list(field.type) and frame[field.name].map(lambda value: isinstance(value, str)).any():
                raise pa.ArrowTypeError("a text stands where a list must")
            column = pa.Array.from_pandas(frame[field.name], type=field.type)
        except pa.ArrowException as error:
            raise DataError(f"Table {name}, column {field.name} must be {field.type}: {error}") from error
        if not field.nullable and column.null_count:
            raise DataError(f"Table {name}, column {field.name} must be filled; {column.null_count} rows are empty.")
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def frame(table: pa.Table) -> pd.DataFrame:
    """The table as a frame that depends on its values alone, not on how they came to be written or read.

    Ids are categories in the order of their names, none without a row.
    """
    made: pd.DataFrame = table.to_pandas()
    ids = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    return made.assign(**{name: _by_name(made[name]) for name in ids})


def _by_name(ids: pd.Series) -> pd.Categorical:
    names, codes = ids.cat.categories, ids.cat.codes
    used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    in_order = used[np.argsort(names[used].to_numpy(dtype=object))]
    place = np.full(len(names), -1, dtype=np.int32)
    place[in_order] = np.arange(len(in_order), dtype=np.int32)
    return pd.Categorical.from_codes(place[codes], categories=names[in_order])
