"""Lists for groups against what each member went on to choose."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.metrics import ndcg
from recsys.build.evaluation.rankers import FitPredictor
from recsys.models.ranking.ranker import K
from recsys.progress import Progress, silent
from recsys.research.groups.lists import Asked, Listed, Way, ways
from recsys.research.groups.people import KINDS, Tried, agreement, form_groups, try_people
from recsys.research.rankers import TimedDataset
from recsys.research.report_table import ReportTable

SIZES = (2, 3, 5)
GROUPS = 200  # of each kind and size
COLUMNS = (
    "way",
    f"NDCG@{K}, mean",
    f"NDCG@{K}, least",
    "Jain",
    "found a liked one",
    "all found one",
    f"NDCG@{K}, chosen by all",
    "least chance",
)


@dataclass(frozen=True)
class GroupScores:
    """Means over groups, of lists of K works that no member had seen.

    `mean` and `least` of the members' NDCG with what each went on to choose; `jain` their evenness, (Σx)² / (n Σx²)
    (Jain, Chiu & Hawe 1984), from 1/n to 1, over the groups that have any; `found`, the share of members who liked one
    of the listed, `all_found` the share of groups in which every member did; `together` the NDCG with what all members
    chose, over the groups that have any; `least_chance` the mean over the list of what the member who likes a work
    least is predicted to like it.
    """

    mean: float
    least: float
    jain: float
    found: float
    all_found: float
    together: float
    least_chance: float


@dataclass(frozen=True)
class GroupTable:
    """One folder's groups of one kind: how many, how many of them all chose some same work, and the rows."""

    folder: str
    kind: str
    people: int
    groups: int
    together: int
    rows: tuple[tuple[str, GroupScores], ...]


def group_tables(
    folder: str, data: TimedDataset, fit_predictor: FitPredictor, seed: int, progress: Progress = silent
) -> list[GroupTable]:
    """A table of each kind of group, of people whom nothing was learned from."""
    progress(f"{folder}: learning")
    people, popularity = try_people(data, fit_predictor, seed)
    cosines, rng = agreement(people, len(popularity)), np.random.default_rng(seed)
    tables = []
    for kind in KINDS:
        progress(f"{folder}: {kind} groups")
        groups = [
            [people[member] for member in group]
            for size in SIZES
            for group in form_groups(kind, size, GROUPS, cosines, rng)
        ]
        asked = [one for group in groups if (one := asked_of(group, popularity)).eligible.sum() >= K]
        rows = tuple((name, mean_scores(asked, way)) for name, way in ways().items())
        together = sum(len(chosen_by_all(one)) > 0 for one in asked)
        tables.append(GroupTable(folder, kind, len(people), len(asked), together, rows))
    return tables


def asked_of(members: Sequence[Tried], popularity: NDArray[np.int64]) -> Asked:
    """The group, to be shown what none of them has seen."""
    eligible = np.ones(len(popularity), dtype=bool)
    for member in members:
        eligible[member.seen] = False
    return Asked(members, eligible, popularity)


def mean_scores(asked: Sequence[Asked], way: Way, k: int = K) -> GroupScores:
    """The mean scores of one way of making lists; NaN of what no group has is left out."""
    found = np.array([list_scores(one, way(one, k), k) for one in asked])
    known = ~np.isnan(found)
    means = np.where(known, found, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return GroupScores(*means.tolist())


def list_scores(asked: Asked, listed: Listed, k: int) -> tuple[float, ...]:
    """The scores of one list, in the order of `GroupScores`; NaN where nothing can be said."""
    reached = _known([ndcg(listed, _open(member.chosen, asked), k) for member in asked.members])
    liked = [_open(member.liked, asked) for member in asked.members]
    found = _known([float(np.isin(listed, own).any()) if len(own) else np.nan for own in liked])
    squares = float((reached**2).sum())
    chances = np.stack([member.liking[listed] for member in asked.members])
    return (
        _mean(reached),
        float(reached.min(initial=np.inf)) if len(reached) else np.nan,
        float(reached.sum() ** 2 / (len(reached) * squares)) if squares else np.nan,
        _mean(found),
        float(found.all()) if len(found) else np.nan,
        ndcg(listed, chosen_by_all(asked), k),
        float(chances.min(axis=0).mean()),
    )


def chosen_by_all(asked: Asked) -> NDArray[np.integer]:
    """The works that no member had seen and every one went on to choose."""
    first, *others = (member.chosen for member in asked.members)
    return _open(first[np.logical_and.reduce([np.isin(first, other) for other in others])], asked)


def group_report_table(table: GroupTable) -> ReportTable:
    """The table as people read it."""
    return ReportTable(
        name=f"{table.folder}, {table.kind} groups",
        words=f"{table.groups:,} groups of {', '.join(map(str, SIZES))} of {table.people:,} people; in "
        f"{table.together:,} all chose some same work.",
        columns=COLUMNS,
        rows=tuple((name, *(f"{value:.3f}" for value in astuple(scores))) for name, scores in table.rows),
    )


def _open(works: NDArray[np.integer], asked: Asked) -> NDArray[np.integer]:
    found: NDArray[np.integer] = works[asked.eligible[works]]
    return found


def _known(values: Sequence[float]) -> NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    return array[~np.isnan(array)]


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else np.nan
