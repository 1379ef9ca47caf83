"""Every system on the same seeds, and ours by groups of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recsys.domain.schema import TYPES
from recsys.progress import Progress, silent
from recsys.research.judged.gold import CHOOSE, LEARN, REPORT, Gold
from recsys.research.judged.measure import Figures, Lists, Mean, graded_figures, listed_figures, make_lists
from recsys.research.judged.seeds import Seeds, seed_groups
from recsys.research.judged.systems import OURS, SYSTEMS, Known, System

Means = tuple[Mean, ...]


@dataclass(frozen=True)
class GradedRow:
    """A system on the graded seeds of a type; `figures` in the order of `measure.GRADED`."""

    type: str
    system: str
    third: int
    seeds: int
    figures: Means


@dataclass(frozen=True)
class ListedRow:
    """A system on the lists of a source; `figures` in the order of `measure.LISTED`."""

    source: str
    system: str
    third: int
    seeds: int
    figures: Means


@dataclass(frozen=True)
class GroupRow:
    """Ours on a group of seeds: on those that are graded, and on the lists of all sources together."""

    division: str
    group: str
    seeds: int
    graded: Means
    lists: int
    listed: Means


@dataclass(frozen=True)
class Ungraded:
    """A work that ours lists at a `place` for a graded seed, both by row number, and that nobody graded."""

    seed: int
    work: int
    place: int


@dataclass(frozen=True)
class Comparison:
    """What was measured; `left_out` are systems for which vectors are missing."""

    graded: tuple[GradedRow, ...]
    listed: tuple[ListedRow, ...]
    groups: tuple[GroupRow, ...]
    ungraded: tuple[Ungraded, ...]
    left_out: tuple[str, ...]


def able(systems: Iterable[System], *, vectors: bool) -> list[System]:
    """The systems that can be measured, with vectors or without."""
    return [system for system in systems if vectors or not system.wants_vectors]


def compare(known: Known, gold: Gold, progress: Progress = silent, systems: Sequence[System] = SYSTEMS) -> Comparison:
    """Measure the systems on the third for reports, that named OURS on the one for choosing too."""
    seeds = Seeds.of(gold, known.tables["works"])
    measured = able(systems, vectors=known.embeddings is not None)
    graded: list[GradedRow] = []
    listed: list[ListedRow] = []
    groups: tuple[GroupRow, ...] = ()
    ungraded: tuple[Ungraded, ...] = ()
    for system in measured:
        progress(f"measuring {system.name}")
        is_ours = system.name == OURS
        thirds = (REPORT, CHOOSE) if is_ours else (REPORT,)
        wanted = {seed for of_third in thirds for seed in seeds.of_third(of_third)}
        lists = make_lists(system.make(known), gold, sorted(wanted | set(seeds.graded(LEARN) if is_ours else ())))
        for of_third in thirds:
            graded += _graded_rows(system.name, lists, seeds, of_third)
            listed += _listed_rows(system.name, lists, seeds, of_third)
        if is_ours:
            groups, ungraded = _group_rows(known, lists, seeds), _ungraded(lists, gold)
    left_out = tuple(system.name for system in systems if system not in measured)
    return Comparison(tuple(graded), tuple(listed), groups, ungraded, left_out)


def _graded_rows(system: str, lists: Lists, seeds: Seeds, of_third: int) -> list[GradedRow]:
    rows = []
    for type_ in reversed(TYPES):
        of_type = [seed for seed in seeds.graded(of_third) if seeds.types[seed] == type_]
        figures = graded_figures(lists, seeds.gold, of_type)
        rows.append(GradedRow(type_, system, of_third, len(of_type), _means(figures)))
    return rows


def _listed_rows(system: str, lists: Lists, seeds: Seeds, of_third: int) -> list[ListedRow]:
    rows = []
    for source in seeds.gold.lists:
        of_source = seeds.listed(source, of_third)
        figures = listed_figures(lists, seeds.gold, source, of_source)
        rows.append(ListedRow(source, system, of_third, len(of_source), _means(figures)))
    return rows


def _group_rows(known: Known, lists: Lists, seeds: Seeds) -> tuple[GroupRow, ...]:
    graded = seeds.graded(REPORT)
    listed = [(source, seed) for source in seeds.gold.lists for seed in seeds.listed(source, REPORT)]
    of_graded = graded_figures(lists, seeds.gold, graded)
    of_listed = [listed_figures(lists, seeds.gold, source, [seed])[0] for source, seed in listed]
    measured = np.array(seeds.of_third(REPORT), dtype=np.int64)
    rows = []
    for division, group, inside in seed_groups(known.tables, known.fame, measured):
        members = set(measured[inside].tolist())
        one = of_graded[[seed in members for seed in graded]]
        other = np.array([row for (_, seed), row in zip(listed, of_listed, strict=True) if seed in members])
        other = other.reshape(-1, 2)
        rows.append(GroupRow(division, group, len(one), _means(one), len(other), _means(other)))
    return tuple(rows)


def _ungraded(lists: Lists, gold: Gold) -> tuple[Ungraded, ...]:
    return tuple(
        Ungraded(seed, work, place)
        for seed, grades in gold.grades.items()
        for place, work in enumerate(lists.first[seed].tolist(), start=1)
        if work not in grades
    )


def _means(figures: Figures) -> Means:
    return tuple(Mean.of(column) for column in figures.T)
