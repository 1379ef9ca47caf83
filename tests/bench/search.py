"""`python -m tests.bench.search`: print how often search finds what a damaged title was, and how fast.

For comparison plain rapidfuzz over the same titles, on the first of the same queries, since it takes so much longer.
The constants of `recsys.models.search` were chosen on queries of another seed than the one here.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from rich.console import Console

from recsys.bundle.rows import work_numbers
from recsys.ingest import sample
from recsys.ingest.load import read_data
from recsys.models.search.index import TitleIndex, WorkFacts
from recsys.models.vocabulary import Vocabulary
from recsys.text import search_key
from tests.bench.__main__ import print_table
from tests.bench.damage import DAMAGES, GOAL, Query, damaged
from tests.conftest import BESIDE_THE_REPOSITORY

SEED = 2  # 1 chose the constants
QUERIES, BASELINE_QUERIES = 250, 40  # of each kind
RESULTS, FIRST_FEW = 10, 5
Title = tuple[str, int]  # with its year
Search = Callable[[str], Sequence[Title]]


class Rates(NamedTuple):
    """The share of queries whose right title comes first, or among the first five; and the seconds of each."""

    first: float
    first_five: float
    seconds: list[float]


class AllTitles:
    """All names of a folder of raw data, to be searched; works are known by their votes, ratings left aside."""

    def __init__(self, folder: Path) -> None:
        data = read_data(folder)
        work_ids = Vocabulary(tuple(data.works.column("work_id").to_pylist()))
        years, votes = (data.works.column(name).to_numpy() for name in ("year", "votes"))
        facts = WorkFacts(years, years, votes.astype(np.float64))
        self.names = data.names.num_rows
        of_names = work_numbers(data.names.column("work_id"), work_ids)
        alternative = np.array(data.names.column("kind").cast("string").to_pylist()) == "alternative"
        self._index = TitleIndex.of(data.names.column("name").to_pylist(), of_names, alternative, facts)
        self._works: list[Title] = list(zip(data.works.column("title").to_pylist(), years.tolist(), strict=True))
        self.all = sorted(set(self._works))

    def search(self, text: str) -> list[Title]:
        """The nearest titles, best first."""
        return [self._works[row] for row in self._index.search(text, RESULTS)]


def plain_rapidfuzz(titles: Sequence[Title]) -> Search:
    """What rapidfuzz's own documentation would have one do."""
    choices = [default_process(title) for title, _ in titles]

    def search(text: str) -> list[Title]:
        near = process.extract(default_process(text), choices, scorer=fuzz.WRatio, limit=RESULTS)
        return [titles[place] for _, _, place in near]

    return search


def rates(search: Search, queries: Sequence[Query]) -> Rates:
    """How often the search is right about these queries; a namesake is as right, but for a query with a year."""
    first = first_five = 0
    seconds = []
    for query in queries:
        start = time.perf_counter()
        found = search(query.text)[:FIRST_FEW]
        seconds.append(time.perf_counter() - start)
        meant = search_key(query.title)
        right = [search_key(title) == meant and query.year in (None, year) for title, year in found]
        first += right[:1] == [True]
        first_five += any(right)
    return Rates(first / len(queries), first_five / len(queries), seconds)


def main() -> None:
    """Measure and print."""
    folder = Path(os.environ.get("RECSYS_DATA") or BESIDE_THE_REPOSITORY)
    folder = folder if (folder / "platforms").is_dir() else sample.FOLDER
    Console(stderr=True).print(f"reading {folder} …")
    titles = AllTitles(folder)
    baseline = plain_rapidfuzz(titles.all)
    ours, theirs = {}, {}
    for kind in DAMAGES:
        queries = damaged(kind, titles.all, QUERIES, SEED)
        ours[kind], theirs[kind] = rates(titles.search, queries), rates(baseline, queries[:BASELINE_QUERIES])
    rows = [_row(kind, ours[kind], theirs[kind]) for kind in DAMAGES]
    goal = [_together([side[kind] for kind in GOAL]) for side in (ours, theirs)]
    rows.append(_row(f"**the first {len(GOAL)} together**", *goal))
    print_table(
        f"Search over {len(titles.all):,} titles and {titles.names:,} names, {QUERIES} damaged titles of each kind "
        f"({BASELINE_QUERIES} for plain rapidfuzz)",
        ("damage", "first %", "in five %", "median ms", "99th ms",
         "rapidfuzz first %", "in five %", "median ms", "× its time"),
        rows,
    )  # fmt: skip


def _together(kinds: Sequence[Rates]) -> Rates:
    seconds = [time for rates in kinds for time in rates.seconds]
    return Rates(
        float(np.mean([rates.first for rates in kinds])), float(np.mean([rates.first_five for rates in kinds])), seconds
    )


def _row(kind: str, ours: Rates, theirs: Rates) -> tuple[str, ...]:
    median, tail = np.quantile(ours.seconds, [0.5, 0.99]) * 1e3
    reference = float(np.median(theirs.seconds)) * 1e3
    shares = [f"{share:.1%}".removesuffix("%") for share in (*ours[:2], *theirs[:2])]
    return (kind, *shares[:2], f"{median:.2f}", f"{tail:.2f}", *shares[2:], f"{reference:.1f}",
            f"{median / reference:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
