"""What people hold to be like what: grades, duplicates and published lists, by the row numbers of works."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from recsys.errors import DataError
from recsys.research.judged.linking import WorkFinder
from recsys.research.judged.rows import DUPLICATE, GRADES, Named, Opinion, graded_rows, published_rows
from recsys.text import fold

LEARN, CHOOSE, REPORT = range(3)
GOOD = 2  # the least grade of a good suggestion
OWN_GRADES = Path(__file__).with_name("grades.csv")
# What a label says of a pair where it is for it; under any other it is not.
_FOR = frozenset(("", "OK", "pos", "count", "list", "comparison", "theme", "tmdb"))
# Sources whose last column is the place in a list that somebody ordered. An article's order says little, the others
# count votes or lift, each on a scale of its own.
_RANKED = frozenset(("imdb_also_liked", "tmdb_recs_recviz_tv", "mydramalist_users"))


@dataclass(frozen=True)
class Gold:
    """Opinions on pairs of works, everything by row number of `works`.

    `grades`: {seed: {work: 0 to 3}}, the mean of all that graded the pair, halves up; `duplicates`: {seed: works} that
    are the seed under another entry, in no grades. `lists`: {source: {seed: {work: weight}}}, the weight
    1 / log2(1 + place) of a source that ranks and 1 of the others. `rows` are those read of each source, `not_found`
    those of which a work is not there.
    """

    grades: Mapping[int, Mapping[int, int]]
    duplicates: Mapping[int, frozenset[int]]
    lists: Mapping[str, Mapping[int, Mapping[int, float]]]
    rows: Mapping[str, int]
    not_found: Mapping[str, int]

    @property
    def pairs(self) -> int:
        """How many pairs have a grade."""
        return sum(map(len, self.grades.values()))


def third(title: str, year: int) -> int:
    """Which third a seed belongs to, LEARN, CHOOSE or REPORT: always the same one, whatever the data.

    >>> third("Amélie", 2001) == third("AMELIE", 2001)
    True
    """
    return stable_hash(title, year) % 3


def stable_hash(title: str, year: int) -> int:
    """A number of a title and year that no other data and no other run changes."""
    return int.from_bytes(hashlib.sha1(f"{fold(title)} {year}".encode(), usedforsecurity=False).digest())


def read_gold(data_folder: Path, finder: WorkFinder, own: Path | None = None) -> Gold:
    """What is below `data_folder`/gold, and our `own` grades: those of the package where no others are named.

    Raises DataError when a file cannot be read or there is no opinion at all.
    """
    folder = data_folder / "gold"
    graded = chain.from_iterable(map(graded_rows, [*sorted(folder.glob("judged*.csv")), own or OWN_GRADES]))
    published = chain.from_iterable(map(published_rows, sorted(folder.glob("similar*.csv"))))
    gold = gold_of(graded, published, finder)
    if not gold.grades and not gold.lists:
        raise DataError(
            f"{folder}: expected grades in judged*.csv or lists in similar*.csv of works that are there, found none. "
            "RECSYS_DATA or --data names the folder around gold/."
        )
    return gold


def gold_of(graded: Iterable[Opinion], published: Iterable[Opinion], finder: WorkFinder) -> Gold:
    """The opinions by the works that they mean; what is said of a work and itself is left out."""
    linked = _Linked(finder)
    given: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    same: dict[int, set[int]] = defaultdict(set)
    for opinion in graded:
        if (pair := linked.pair(opinion)) is None:
            continue
        seed, work = pair
        if opinion.says == DUPLICATE:
            same[seed].add(work)
        else:
            given[seed][work].append(GRADES[opinion.says])
    lists: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for opinion in published:
        if opinion.says in _FOR and (pair := linked.pair(opinion)) is not None:
            seed, work = pair
            known = lists[opinion.source][seed]
            known[work] = max(_weight(opinion), known.get(work, 0.0))
    return Gold(
        grades={
            seed: {work: _half_up(values) for work, values in sorted(of_seed.items()) if work not in same[seed]}
            for seed, of_seed in sorted(given.items())
        },
        duplicates={seed: frozenset(works) for seed, works in sorted(same.items()) if works},
        lists={source: {seed: dict(works) for seed, works in seeds.items()} for source, seeds in lists.items()},
        rows=linked.rows,
        not_found=linked.not_found,
    )


class _Linked:
    """Works found, and by source how many rows there were and how many of them name a work that is not there."""

    def __init__(self, finder: WorkFinder) -> None:
        self.rows: Counter[str] = Counter()
        self.not_found: Counter[str] = Counter()
        self._finder = finder
        self._known: dict[tuple[Named, str | None], int | None] = {}

    def pair(self, opinion: Opinion) -> tuple[int, int] | None:
        """The two works, None where one of them is not there or they are the same."""
        seed, work = self._found(opinion.seed, None), self._found(opinion.other, opinion.seed.type)
        self.rows[opinion.source] += 1
        if seed is None or work is None:
            self.not_found[opinion.source] += 1
            return None
        return (seed, work) if seed != work else None

    def _found(self, named: Named, usual: str | None) -> int | None:
        key = (named, usual)
        if key not in self._known:
            self._known[key] = self._finder.find(named.title_id, named.title, named.year, named.type, usual)
        return self._known[key]


def _weight(opinion: Opinion) -> float:
    return 1 / math.log2(1 + max(opinion.number or 1.0, 1.0)) if opinion.source in _RANKED else 1.0


def _half_up(values: list[int]) -> int:
    return math.floor(sum(values) / len(values) + 0.5)
