"""What was read, linked and united on a cluster put together: the tables of a bundle, ratings by number, an account."""

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from recsys.domain.schema import conform
from recsys.ingest.account import ReadFile, ReadSource, account
from recsys.ingest.discovery import Unread, claim
from recsys.ingest.sources.registry import SOURCES
from recsys.ingest.tables import SCHEMAS
from recsys.ingest.works import Telling
from recsys.progress import Progress
from recsys.spark.frames import of_kind
from recsys.spark.linking import DOUBT, LINK
from recsys.spark.packing import unpack
from recsys.spark.ratings import numbered_rows, rating_means, with_records
from recsys.spark.reading import said_of_sources
from recsys.spark.rows import FILE, RANK_BITS, REJECTED, UNREADABLE
from recsys.spark.uniting import works_of

PROGRESS = ("uniting the facts of works", "putting ratings together")


def put_together(
    catalogue_rows: DataFrame,
    other_rows: DataFrame,
    linked: DataFrame,
    recalled: DataFrame,
    told: DataFrame,
    kept: DataFrame,
    seen: DataFrame,
    data: Path,
    train_on: tuple[str, ...],
    progress: Progress,
) -> dict[str, Any]:
    """All tables by name, but for ratings and what was watched: of these, frames by number."""
    progress(PROGRESS[0])
    rows = catalogue_rows.unionByName(other_rows)
    works = works_of(told, Telling.of(SOURCES, train_on).taught)
    sources = said_of_sources(rows)
    progress(PROGRESS[1])
    rated = numbered_rows(kept, seen)
    means = rating_means(rows, works.number_of, with_records(rows), kept.count())
    found = account(
        data,
        _files(rows, data),
        _unread(rows, data),
        _evidence(linked, recalled),
        _doubtful(linked, recalled),
        _sources(sources, linked, recalled),
        means,
        SOURCES,
    )
    return {
        **works.tables(means),
        "rating_rows": rated.ratings,
        "users": rated.users,
        "watched_rows": rated.watched,
        "rejected": conform(_rejected(rows), SCHEMAS["rejected"], "rejected"),
        "account": found,
    }


def _files(rows: DataFrame, data: Path) -> list[ReadFile]:
    """The files in the order of their sources, and of these as they were claimed."""
    read = {file.account["file"]: file for row in of_kind(rows, FILE) for file in [ReadFile(*unpack(row["packed"]))]}
    claimed = claim(data).files
    names = [path.relative_to(data).as_posix() for source in SOURCES for path in claimed.get(source.name, [])]
    return [read[name] for name in names if name in read]


def _unread(rows: DataFrame, data: Path) -> list[Unread]:
    return [*claim(data).unread, *(Unread(*unpack(row["packed"])) for row in of_kind(rows, UNREADABLE))]


def _rejected(rows: DataFrame) -> pd.DataFrame:
    found = [unpack(row["packed"]) for row in of_kind(rows, REJECTED)]
    frame = pd.DataFrame(found, columns=SCHEMAS["rejected"].names).astype({"line": "int64"})
    return frame.sort_values(["file", "line"], kind="stable", ignore_index=True)


def _evidence(linked: DataFrame, recalled: DataFrame) -> Counter[str]:
    links = linked.unionByName(recalled).where(f.col("kind") == LINK)
    return Counter({row["evidence"]: row["count"] for row in links.groupBy("evidence").count().collect()})


def _doubtful(linked: DataFrame, recalled: DataFrame) -> list[dict[str, Any]]:
    found = [unpack(row["packed"]) for row in of_kind(linked.unionByName(recalled), DOUBT)]
    found.sort(key=lambda one: (one["record"], one["other"]))
    return [
        {"record": one["label"], "other": one["other_label"], "linked": one["linked"], "reason": one["reason"]}
        for one in found
    ]


def _sources(
    sources: dict[str, tuple[int, tuple[str, str] | None]], linked: DataFrame, recalled: DataFrame
) -> list[ReadSource]:
    links = linked.unionByName(recalled).where((f.col("kind") == LINK) & f.col("work").isNotNull())
    counts = links.groupBy(f.shiftright("at", RANK_BITS).alias("rank")).count().collect()
    of_rank = {row["rank"]: row["count"] for row in counts}
    return [
        ReadSource(source.name, sources[source.name][0], of_rank.get(rank, 0), sources[source.name][1])
        for rank, source in enumerate(SOURCES)
        if source.name in sources
    ]
