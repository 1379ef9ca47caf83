"""Ratings by number in tasks, and what they say of titles and works.

A user's ratings are in one partition, in the order in which one machine reads them: which of several counts, the rule
of one machine decides there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from recsys.domain.schema import RATINGS, empty
from recsys.ingest.ratings import RatingTables, first_known, latest
from recsys.ingest.sources.registry import SOURCES
from recsys.spark.packing import unpack
from recsys.spark.reading import said_of_sources
from recsys.spark.rows import RATING, SCORE, WATCHED, spark_schema
from recsys.spark.session import current
from recsys.spark.uniting import numbers_of_works

# Of works by number; `at` orders ratings as one machine has them.
NAMED = pa.schema(
    [
        pa.field("user_id", pa.string()),
        pa.field("work", pa.int32()),
        pa.field("rating", pa.float32()),
        pa.field("timestamp", pa.int64()),
        pa.field("at", pa.int64()),
    ]
)
_RANKS = {source.name: rank for rank, source in enumerate(SOURCES)}


class NumberedRows(NamedTuple):
    """Ratings and what was watched, by number of user and work, and the users by number.

    `ratings` has user, work, rating, timestamp, at and user_id, `watched` user and work; `users` has user and user_id
    of the ratings, numbered in the order of the ids. Who watched is numbered apart.
    """

    ratings: DataFrame
    users: DataFrame
    watched: DataFrame


def rate(catalogue_rows: DataFrame, other_rows: DataFrame, told: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The ratings that count, in the columns of NAMED, and who watched what: user_id and work."""
    rows = catalogue_rows.unionByName(other_rows)
    return rated_rows(rows, numbers_of_works(told), with_records(rows))


def with_records(rows: DataFrame) -> set[str]:
    """The sources that have records: their ratings are of these, those of others are of any title."""
    return {name for name, (records, _) in said_of_sources(rows).items() if records}


def rated_rows(
    rows: DataFrame, number_of: Mapping[tuple[str, str], int], own_records: set[str]
) -> tuple[DataFrame, DataFrame]:
    """`rate`, with the number of the work of each (source, record_id) and the sources that have records."""
    named = _named(rows, number_of, own_records)
    kept = named.repartition("user_id").sortWithinPartitions("at").mapInArrow(_latest, spark_schema(NAMED))
    seen = rows.where(f.col("kind") == WATCHED).select("source", "user_id", "record_id")
    seen = _of_works(seen, number_of, own_records).where(f.col("work").isNotNull())
    return kept, seen.select("user_id", "work").distinct()


def numbered_rows(kept: DataFrame, seen: DataFrame) -> NumberedRows:
    """What `rate` gives with the numbers of users."""
    users, watchers = _numbered(kept), _numbered(seen)
    # With ids, which cost next to nothing in a file that is in their order, and a join whenever they are asked for.
    ratings = kept.join(users, "user_id").select("user", "work", "rating", "timestamp", "at", "user_id")
    by_user = ratings.repartition("user").sortWithinPartitions("user", "at")
    return NumberedRows(by_user, users, seen.join(watchers, "user_id").select("user", "work"))


def rating_means(
    rows: DataFrame, number_of: Mapping[tuple[str, str], int], own_records: set[str], n_kept: int
) -> RatingTables:
    """What ratings and files of scores say of titles and works; `n_kept` are the ratings that count.

    Ratings are halves, whose sums are exact in whatever order they are added up.
    """
    rated = rows.where(f.col("kind") == RATING)
    linked = {
        row["source"]: {"ratings": row["n"], "linked_ratings": row["found"]}
        for row in _of_works(rated, number_of, own_records)
        .groupBy("source")
        .agg(f.count("*").alias("n"), f.count("work").alias("found"))
        .collect()
    }
    named = _named(rows, number_of, own_records)
    own = named.where(f.col("source").isin(*own_records))
    of_works = _means(own, ["source", "work"]).sort_values(["source", "work"])
    by_work = [_scores(part, "work", str(label)) for label, part in of_works.groupby("source")]
    label = f.substring_index("user_id", "-", 1).alias("label")
    titled = named.where(~f.col("source").isin(*own_records)).select("source", "part", label, "record_id", "rating")
    of_titles = _means(titled, ["source", "part", "label", "record_id"])
    of_titles["rank"] = of_titles["source"].map(_RANKS)
    by_title = [_scores(part, "record_id", str(key[2])) for key, part in of_titles.groupby(["rank", "part", "label"])]
    scored = rows.where(f.col("kind") == SCORE).select("at", "packed").orderBy("at").collect()
    by_title += [_unpacked_scores(row["packed"]) for row in scored]
    n_found = sum(one["linked_ratings"] for one in linked.values())
    in_order = {source.name: linked[source.name] for source in SOURCES if source.name in linked}
    return RatingTables(empty(RATINGS), first_known(by_title), first_known(by_work), in_order, n_found - n_kept)


def _named(rows: DataFrame, number_of: Mapping[tuple[str, str], int], own_records: set[str]) -> DataFrame:
    rated = rows.where(f.col("kind") == RATING).drop("kind", "packed")
    return _of_works(rated, number_of, own_records).where(f.col("work").isNotNull())


def _of_works(rows: DataFrame, number_of: Mapping[tuple[str, str], int], own_records: set[str]) -> DataFrame:
    """The rows with the number of the work that each is of; none where there is no such work."""
    of_title = {record_id: number for (_, record_id), number in number_of.items()}
    keys = [(source, own, number) for (source, own), number in number_of.items() if source in own_records]
    keys += [("", title, number) for title, number in of_title.items()]
    columns = zip(*keys, strict=True)
    types = {"of": pa.string(), "record_id": pa.string(), "work": pa.int32()}
    arrays = [pa.array(column, type=kind) for column, kind in zip(columns, types.values(), strict=True)]
    numbers = current().createDataFrame(pa.Table.from_arrays(arrays, names=list(types)))
    of = f.when(f.col("source").isin(*own_records), f.col("source")).otherwise("")
    return rows.withColumn("of", of).join(numbers, ["of", "record_id"], "left").drop("of")


def _latest(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    read = [batch for batch in batches if batch.num_rows]
    if not read:  # a partition that no user's ratings fell into
        return
    table = pa.Table.from_batches(read)
    users = table["user_id"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    works = table["work"].to_numpy().astype(np.int64)
    kept = latest(users * (int(works.max()) + 1) + works, table["timestamp"].to_numpy())
    yield from table.select(NAMED.names).filter(pa.array(kept)).combine_chunks().to_batches()


def _numbered(rows: DataFrame) -> DataFrame:
    """The users of the rows, numbered in the order of their ids."""
    in_order = rows.select("user_id").distinct().orderBy("user_id")
    numbered = in_order.rdd.zipWithIndex().map(lambda one: (one[1], one[0]["user_id"]))
    return current().createDataFrame(numbered, "user int, user_id string")


def _means(rows: DataFrame, by: Sequence[str]) -> pd.DataFrame:
    found = rows.groupBy(*by).agg(
        f.avg(f.col("rating").cast("double")).alias("score"), f.count("*").alias("score_count")
    )
    frame: pd.DataFrame = found.orderBy(*by).toArrow().to_pandas()
    return frame


def _scores(means: pd.DataFrame, by: str, label: str) -> pd.DataFrame:
    """Means in the columns of scores, of the source `label`."""
    return means.set_index(by)[["score", "score_count"]].assign(score_source=label)


def _unpacked_scores(text: str) -> pd.DataFrame:
    columns = unpack(text)
    ids = columns.pop(next(iter(columns)))
    return pd.DataFrame(columns, index=pd.Index(ids, dtype="str"))
