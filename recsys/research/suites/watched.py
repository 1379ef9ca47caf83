"""The suite `watched`: what a watch without a rating should count as, on MovieLens people whose stars were hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recsys.models.ratings.watches import ONCE, SIGNS, WatchSign
from recsys.progress import Progress, silent
from recsys.research.benchmark import SEED, Benchmark
from recsys.research.rated_films import read_rated_films
from recsys.research.report_table import ReportTable
from recsys.research.watched.measure import Foretold, Listed, foretold, learn, listed
from recsys.research.watched.people import HIDDEN, Folder, folder_of
from recsys.research.watched.readings import as_liked, by_sign, ignored, known

WATCHED = "watched"
FOLDERS = ("ml-latest-small", "ml-1m-part")


@dataclass(frozen=True)
class WatchedRow:
    """One way of taking watches, on the people reported of a folder, so many of their stars hidden."""

    folder: str
    hidden: float
    people: int
    reading: str
    foretold: Foretold
    listed: Listed


@dataclass(frozen=True)
class WatchedReport:
    """What the suite measured, and the sign that the people who teach would have; `served` is the one in use."""

    suite: str
    learned: WatchSign
    served: WatchSign
    rows: tuple[WatchedRow, ...]

    @property
    def summary(self) -> str:
        """What was learned, in a sentence."""
        return f"Learned {_told(self.learned)}; served {_told(self.served)}; seed {SEED}."

    def report_tables(self) -> list[ReportTable]:
        """A table for each folder and share of hidden stars."""
        parts = dict.fromkeys((row.folder, row.hidden, row.people) for row in self.rows)
        return [
            ReportTable(
                name=f"{folder}, {hidden:.0%} of the stars hidden",
                words=f"{people} people on whom no model was fitted; the last 20 % of each one's ratings are foretold.",
                columns=("a watch counts as", "log-loss of liking", "RMSE", "NDCG@10", "NDCG@10, liked"),
                rows=tuple(
                    (row.reading, *(f"{figure:.4f}" for figure in (*row.foretold, *row.listed)))
                    for row in self.rows
                    if (row.folder, row.hidden) == (folder, hidden)
                ),
            )
            for folder, hidden, people in parts
        ]


def count_watched_steps() -> int:
    """How many steps the suite reports: a fit for each folder, learning, and what is reported of each."""
    return 2 * len(FOLDERS) + 1


def run_watched(data_folder: Path, progress: Progress = silent) -> WatchedReport:
    """Measure; raises DataError when the data cannot be read."""
    folders = []
    for name in FOLDERS:
        progress(f"fitting {name}")
        folders.append(folder_of(name, Benchmark.of(read_rated_films(data_folder / "movielens" / name)).timed(), SEED))
    progress("learning what a watch counts as")
    learned = learn(folders)
    rows: list[WatchedRow] = []
    for folder in folders:
        progress(f"reporting {folder.name}")
        rows += _rows(folder, learned)
    return WatchedReport(WATCHED, learned, SIGNS[ONCE], tuple(rows))


def _rows(folder: Folder, learned: WatchSign) -> Sequence[WatchedRow]:
    readings = {
        "nothing": ignored,
        "4.5 stars": as_liked,
        "chosen, no more": by_sign(WatchSign(0.0, 0.0, learned.liked)),
        "as learned": by_sign(learned),
        "its stars, not hidden": known,
    }
    return [
        WatchedRow(
            folder.name,
            share,
            len(folder.reported[share]),
            name,
            foretold(folder.others, folder.reported[share], reading),
            listed(folder.others, folder.reported[share], reading),
        )
        for share in HIDDEN
        for name, reading in readings.items()
    ]


def _told(sign: WatchSign) -> str:
    return f"{sign.above:+g} stars at weight {sign.weight:g}, liked by {sign.liked:g}"
