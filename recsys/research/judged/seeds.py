"""Which seeds are measured, and what kinds of seeds there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import list_terms, work_rows
from recsys.models.vocabulary import Vocabulary
from recsys.research.judged.gold import Gold, stable_hash, third

MOST_OF_A_SOURCE = 200  # seeds of one third
_ENGLISH = frozenset(("AU", "CA", "IE", "NZ", "ZA"))
_IBERIAN = frozenset(
    "AD AO AR BO BR CL CO CR CU DO EC ES GQ GT HN MX MZ NI PA PE PR PT PY SV UY VE".split()
)  # of Spanish or Portuguese language
_ASIA = frozenset(
    "AF BD BT CN HK ID IN IR JP KH KP KR KZ LA LK MM MN MO MY NP PH PK SG TH TW UZ VN".split()
)  # without its west, whose series are told more like Europe's
_RATED = (("no ratings", 0, 1), ("1 to 99 ratings", 1, 100), ("100 ratings or more", 100, np.inf))
_FAME = ("least known third", "middle third", "best known third")
_FIRST_DECADE = 1980


@dataclass(frozen=True)
class Seeds:
    """The seeds of some opinions; `titles`, `years` and `types` are those of all works, (n_works,) each."""

    gold: Gold
    titles: Sequence[str]
    years: Sequence[int]
    types: Sequence[str]

    @classmethod
    def of(cls, gold: Gold, works: pa.Table) -> "Seeds":
        """Of the table of works."""
        return cls(gold, *(works.column(name).to_pylist() for name in ("title", "year", "type")))

    def graded(self, of_third: int) -> list[int]:
        """The graded seeds of a third."""
        return [seed for seed in self.gold.grades if self._third(seed) == of_third]

    def listed(self, source: str, of_third: int) -> list[int]:
        """The seeds of a source's lists in a third, at most MOST_OF_A_SOURCE, always the same ones."""
        found = [seed for seed in self.gold.lists[source] if self._third(seed) == of_third]
        found.sort(key=lambda seed: (stable_hash(self.titles[seed], self.years[seed]), seed))
        return sorted(found[:MOST_OF_A_SOURCE])

    def of_third(self, of_third: int) -> list[int]:
        """All seeds that are measured in a third, ascending."""
        of_sources = (seed for source in self.gold.lists for seed in self.listed(source, of_third))
        return sorted({*self.graded(of_third), *of_sources})

    def _third(self, seed: int) -> int:
        return third(self.titles[seed], self.years[seed])


def seed_groups(
    tables: Mapping[str, pa.Table], fame: NDArray[np.float64], seeds: NDArray[np.integer]
) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """What divides the seeds, the name of each group, and which seeds are in it, (n_seeds,); none without seeds."""
    works = tables["works"]
    types = np.asarray(works.column("type").to_numpy(zero_copy_only=False))[seeds]
    decades = np.array([_decade(year) for year in works.column("year").to_numpy()[seeds].tolist()])
    countries = list_terms(works.column("countries"))
    firsts = [countries.values[countries.starts[seed] : countries.starts[seed + 1]][:1] for seed in seeds.tolist()]
    groups = np.array([_country_group(first[0]) if first else "not known" for first in firsts])
    cuts = np.quantile(fame[seeds], [1 / 3, 2 / 3]) if len(seeds) else np.zeros(2)
    famous = np.array(_FAME)[np.searchsorted(cuts, fame[seeds])]
    ratings = _ratings(tables)[seeds]
    rated = np.array([next(name for name, low, high in _RATED if low <= count < high) for count in ratings.tolist()])
    divided = (
        ("type", types, sorted(set(types))),
        ("decade", decades, sorted(set(decades), key=lambda name: (name[0].isdigit(), name))),
        ("country", groups, sorted(set(groups))),
        ("fame", famous, _FAME),
        ("ratings", rated, [name for name, _, _ in _RATED]),
    )
    for division, labels, names in divided:
        for name in names:
            if (labels == name).any():
                yield division, str(name), labels == name


def _ratings(tables: Mapping[str, pa.Table]) -> NDArray[np.int64]:
    ids = Vocabulary(tuple(tables["works"].column("work_id").to_pylist()))
    return np.bincount(work_rows(tables["ratings"], ids), minlength=len(ids))


def _decade(year: int) -> str:
    return f"{year // 10 * 10}s" if year >= _FIRST_DECADE else f"before {_FIRST_DECADE}"


def _country_group(code: str) -> str:
    if code in ("US", "GB"):
        return "US or UK"
    if code in _ENGLISH:
        return "other English-speaking"
    if code in _IBERIAN:
        return "Spanish- or Portuguese-speaking"
    return "Asia" if code in _ASIA else "rest of the world"
