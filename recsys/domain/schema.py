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

TYPES = ("movie", "tv show")
ROLES = ("actor", "director", "creator", "writer")
FILM_CATALOGUE = "tmdb"  # the source of the film catalogue: whose films the film queries answer from
TMDB_API = "tmdb-api"  # the source of what TMDB's API answered, see `ingest.sources.tmdb_api`
NAME_KINDS = ("main", "original", "alternative", "decorated")
RATING_MIN, RATING_MAX, RATING_STEP = 0.5, 5.0, 0.5
# Of a film's poster at TMDB: it becomes a part of an address, so nothing else may stand in it.
POSTER_PATH = re.compile(r"/[A-Za-z0-9_-]+\.(jpg|jpeg|png|webp)")

_NAMES = pa.list_(pa.string())
_CODE = pa.dictionary(pa.int32(), pa.string())  # few different values in many rows
CERTIFICATION = pa.struct(
    [pa.field("country", pa.string(), nullable=False), pa.field("certification", pa.string(), nullable=False)]
)
TEXT = pa.struct([pa.field("language", pa.string()), pa.field("text", pa.string(), nullable=False)])

# A film or series itself, whoever shows it. The row number is the work's number in every model.
WORKS = pa.schema(
    [
        pa.field("work_id", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),  # one of TYPES
        pa.field("title", pa.string(), nullable=False),  # the main one, as people write it
        pa.field("original_title", pa.string()),
        pa.field("year", pa.int32(), nullable=False),  # of release; of a series its first
        pa.field("end_year", pa.int32()),  # of a series that has ended
        pa.field("release_date", pa.string()),  # YYYY-mm-dd
        pa.field("genres", _NAMES, nullable=False),  # one vocabulary for all sources, lower case
        pa.field("countries", _NAMES, nullable=False),  # of production, ISO 3166-1 alpha-2
        pa.field("original_language", pa.string()),  # ISO 639-1, with TMDB's `cn` for Cantonese
        pa.field("languages", _NAMES, nullable=False),  # spoken, ISO 639-1
        pa.field("runtime", pa.int32()),  # minutes, of a film or of an episode
        pa.field("seasons", pa.int32()),
        pa.field("maturity", pa.string()),  # in its one spelling (`domain.maturity`)
        # One a country (ISO 3166-1 alpha-2), in its order and spelling; only those that mean a level there.
        pa.field("certifications", pa.list_(CERTIFICATION), nullable=False),
        pa.field("descriptions", pa.list_(TEXT), nullable=False),  # one a language, the main one first
        pa.field("tagline", pa.string(), nullable=False),
        pa.field("keywords", _NAMES, nullable=False),
        pa.field("collection", pa.string()),  # the franchise
        pa.field("companies", _NAMES, nullable=False),
        pa.field("networks", _NAMES, nullable=False),
        pa.field("status", pa.string()),
        pa.field("budget", pa.int64(), nullable=False),  # dollars; 0 where not known
        pa.field("revenue", pa.int64(), nullable=False),  # dollars; 0 where not known
        pa.field("popularity", pa.float64()),  # TMDB's
        pa.field("votes", pa.int64(), nullable=False),  # of the source that counted most
        pa.field("vote_average", pa.float64()),  # of the same votes, 0 to 10
        pa.field("hours_viewed", pa.int64()),  # of Netflix's viewing reports, all periods together
        pa.field("weight", pa.float64()),  # TVmaze's: how much looked at, 0 to 100
        pa.field("poster_path", pa.string()),  # TMDB's, a POSTER_PATH
        pa.field("imdb_id", pa.string()),
        pa.field("tmdb_id", pa.int64()),  # a film's: TMDB numbers series apart, from 1 too
        pa.field("score", pa.float64()),  # mean user rating, 0.5 to 5
        pa.field("score_count", pa.int64()),  # ratings behind the score, missing where not known
        pa.field("score_source", pa.string()),  # which file or folder the score comes from
        pa.field("sources", _NAMES, nullable=False),  # all that know the work (`ingest.sources.registry`)
        pa.field("fact_sources", _CODE, nullable=False),  # JSON: {column: the source that its value is from}
    ]
)

# The titles that a work goes by.
NAMES = pa.schema(
    [
        pa.field("work_id", _CODE, nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("language", _CODE),  # ISO 639-1, where known
        pa.field("region", _CODE),  # ISO 3166-1 alpha-2, where known
        pa.field("kind", _CODE, nullable=False),  # one of NAME_KINDS
    ]
)

# Who took part, as each source tells it; the rows with `main` are the fullest list of a work and role.
CREDITS = pa.schema(
    [
        pa.field("work_id", _CODE, nullable=False),
        pa.field("person", _CODE, nullable=False),  # as people write it
        pa.field("person_id", pa.int64()),  # TMDB's
        pa.field("role", _CODE, nullable=False),  # one of ROLES
        pa.field("order", pa.int32(), nullable=False),  # place in the source's list of the role, from 0
        pa.field("character", pa.string()),
        pa.field("source", _CODE, nullable=False),
        pa.field("title_id", _CODE),  # of the title that the source tells it of; missing where it lists no titles
        pa.field("main", pa.bool_(), nullable=False),
    ]
)

# A service's own listing of a work: what its source gave. One row a service and title_id.
TITLES = pa.schema(
    [
        pa.field("title_id", pa.string(), nullable=False),  # the source's: as680, tm82169, tt0114709
        pa.field("work_id", pa.string(), nullable=False),
        pa.field("service", _CODE, nullable=False),  # an id of `domain.services`
        pa.field("source", _CODE, nullable=False),
        pa.field("snapshot", _CODE, nullable=False),  # the newest that has it: YYYY, YYYY-mm or YYYY-mm-dd
        pa.field("current", pa.bool_(), nullable=False),  # of the service's listings of the work, those that count now
        pa.field("type", pa.string(), nullable=False),  # one of TYPES
        pa.field("title", pa.string(), nullable=False),  # as the source writes it
        pa.field("release_year", pa.int32(), nullable=False),  # the source's: of some series the newest season's
        pa.field("date_added", pa.string()),  # YYYY-mm-dd
        pa.field("rating", pa.string(), nullable=False),  # maturity; `g` where the source is silent
        pa.field("rating_given", pa.bool_(), nullable=False),  # False where that `g` is only the default
        pa.field("duration_int", pa.int32()),
        pa.field("duration_type", pa.string()),  # min or season
        pa.field("genres", _NAMES, nullable=False),  # one vocabulary for all sources
        pa.field("countries", _NAMES, nullable=False),  # of production, English names, lower case
        pa.field("description", pa.string(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("score_count", pa.int64()),
        pa.field("score_source", pa.string()),
    ]
)

# A work on a service in a country. One row a title and country; the titles of one service and work may be several.
OFFERS = pa.schema(
    [
        pa.field("work_id", _CODE, nullable=False),
        pa.field("service", _CODE, nullable=False),
        pa.field("country", _CODE),  # ISO 3166-1 alpha-2; missing where the source does not say
        pa.field("title_id", pa.string(), nullable=False),
        pa.field("added", pa.string()),  # YYYY-mm-dd where the source says, else the snapshot that it came with
        pa.field("snapshot", _CODE, nullable=False),  # the newest that shows it
        pa.field("until", _CODE),  # the first later snapshot of the service and country that does not; missing: current
    ]
)

# A snapshot of what a service shows in a country: what its offers came with, and what says that they have gone.
SNAPSHOTS = pa.schema(
    [
        pa.field("service", _CODE, nullable=False),
        pa.field("country", _CODE),  # as in OFFERS
        pa.field("date", _CODE, nullable=False),  # YYYY, YYYY-mm or YYYY-mm-dd
        pa.field("works", pa.int32(), nullable=False),  # that it shows
        pa.field("whole", pa.bool_(), nullable=False),  # False of a list of some titles: what it lacks may be there
    ]
)

RATINGS = pa.schema(
    [
        pa.field("user_id", _CODE, nullable=False),  # carries its source
        pa.field("work_id", _CODE, nullable=False),
        pa.field("rating", pa.float32(), nullable=False),  # RATING_MIN to RATING_MAX
        pa.field("timestamp", pa.int64(), nullable=False),  # seconds, UTC
    ]
)

# What people watched of whom nothing else is known; for the build alone.
WATCHED = pa.schema(
    [
        pa.field("user_id", _CODE, nullable=False),  # carries its source
        pa.field("work_id", _CODE, nullable=False),
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

# The tables of a bundle, in the order of its files.
TABLES = {
    "works": WORKS,
    "names": NAMES,
    "credits": CREDITS,
    "titles": TITLES,
    "offers": OFFERS,
    "snapshots": SNAPSHOTS,
    "ratings": RATINGS,
}


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
    return made.assign(**{name: by_name(made[name].array) for name in ids})


def by_name(ids: pd.Categorical) -> pd.Categorical:
    """The ids with categories in the order of their names, none without a row."""
    names, codes = ids.categories, ids.codes
    used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    in_order = used[np.argsort(names[used].to_numpy(dtype=object))]
    place = np.full(len(names), -1, dtype=np.int32)
    place[in_order] = np.arange(len(in_order), dtype=np.int32)
    return pd.Categorical.from_codes(place[codes], categories=names[in_order])
