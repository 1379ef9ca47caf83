"""Runs of `fetch tmdb` against the stand-in, and what they left on disk."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from recsys.ingest.download.tmdb.api import RETRIES, Api
from recsys.ingest.download.tmdb.key import ApiKey
from recsys.ingest.download.tmdb.run import fetch_tmdb
from recsys.ingest.download.tmdb.wanted import Wanted
from tests.ingest.download.tmdb_server import KEY

QUICKLY = replace(RETRIES, pause=0.001)
DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
BOTH = Wanted(("MX", "BR"), ("netflix", "max"), ("es", "en"))


def run(tmdb, data, asked=BOTH, at=DAY, **options):
    with Api(tmdb.url, ApiKey(KEY), rate=10_000, retries=QUICKLY) as api:
        return fetch_tmdb(asked, data, api, now=lambda: at, **options)


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def fetched(folder):
    return [(row["type"], row["id"]) for row in rows(folder / "titles.jsonl.gz")]


def queries(tmdb, path):
    return [parse_qs(urlsplit(asked).query) for asked in tmdb.asked if urlsplit(asked).path == path]
