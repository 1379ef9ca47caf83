"""What a build read and made: `report.json` of a bundle."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from recsys.bundle.bundle import Bundle
from recsys.bundle.contents import contents
from recsys.bundle.tables import codes
from recsys.ingest.tables import Account

MOST_DOUBTFUL = 200  # links that are listed; `doubtful_links` counts all


@dataclass(frozen=True)
class BuildReport:
    """What a build read and made.

    `files`, `unread`, `sources`, `links`, `link_sources`, `doubtful` and `superseded_ratings` are the account's
    (`ingest.tables.Account`), `works` to `users`, `svd_ratings` and `example` are those of `bundle.contents`.
    `rejected` counts rows and values by reason; `coverage` counts the works that have a fact, by fact and by the source
    that it was taken from. `embeddings` is the account of `embedding.step`, `metrics` are those of the evaluation.
    """

    files: list[dict[str, Any]]
    unread: list[dict[str, Any]]
    rejected: dict[str, int]
    sources: dict[str, dict[str, Any]]
    links: dict[str, int]
    link_sources: list[dict[str, Any]]
    doubtful_links: int
    doubtful: list[dict[str, Any]]
    works: int
    films: int
    series: int
    names: int
    credits: int
    people: int
    titles: dict[str, int]
    offers: dict[str, dict[str, int]]
    snapshots: dict[str, str]
    moves: list[dict[str, Any]]
    coverage: dict[str, dict[str, int]]
    ratings: int
    users: int
    svd_ratings: int
    example: dict[str, str | None]
    superseded_ratings: int
    embeddings: dict[str, Any]
    metrics: dict[str, Any]


def build_report(bundle: Bundle, rejected: pa.Table, account: Account, embedded: dict[str, Any]) -> BuildReport:
    """Count what is in the bundle, and say where it is from."""
    reasons = Counter(
        f"{what}: {reason}"
        for what, reason in zip(rejected["what"].to_pylist(), rejected["reason"].to_pylist(), strict=True)
    )
    people = codes(bundle.credits.column("person"))[1]
    return BuildReport(
        files=account.files,
        unread=account.unread,
        rejected=dict(reasons.most_common()),
        sources=account.sources,
        links=account.links,
        link_sources=account.link_sources,
        doubtful_links=len(account.doubtful),
        doubtful=account.doubtful[:MOST_DOUBTFUL],
        names=bundle.names.num_rows,
        credits=bundle.credits.num_rows,
        people=len(np.unique(people)),
        coverage=coverage(bundle.works),
        superseded_ratings=account.superseded,
        embeddings=embedded,
        metrics=bundle.metrics,
        **contents(bundle),
    )


def coverage(works: pa.Table) -> dict[str, dict[str, int]]:
    """How many works have each fact, by the source that it was taken from."""
    texts, numbers = codes(works.column("fact_sources"))
    times = np.bincount(numbers, minlength=len(texts)).tolist()
    found: dict[str, Counter[str]] = {}
    for text, count in zip(texts.tolist(), times, strict=True):
        for fact, source in json.loads(text).items():
            found.setdefault(fact, Counter())[source] += count
    return {fact: dict(found[fact].most_common()) for fact in sorted(found)}
