"""For which age every work is meant, in general and by the certification of a country."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.rows import codes_of
from recsys.domain.certifications import age_of
from recsys.domain.maturity import AGES
from recsys.serving.numbered_works import NumberedWorks

_UNRATED = 99
_REMEMBERED = 64  # countries of which the ages are kept, a byte a work each


class AgeIndex:
    """The youngest age that each work is meant for, _UNRATED where nobody says.

    In a country that rated the work this is what its certification means there; else, and without a country, the
    strictest of what the sources say.
    """

    def __init__(self, numbered: NumberedWorks) -> None:
        self._anywhere = _strictest(numbered)
        certified = numbered.tables.works.column("certifications")
        self._works = np.repeat(np.arange(len(numbered)), pc.list_value_length(certified).to_numpy())
        told = pc.list_flatten(certified)
        self._codes, self._countries = codes_of(pc.struct_field(told, "country"))
        self._texts: pa.ChunkedArray = pc.struct_field(told, "certification")
        self.of = lru_cache(_REMEMBERED)(self._of)

    def _of(self, country: str | None) -> NDArray[np.int8]:
        """The ages in a country, by its code; (n_works,)."""
        if country not in self._countries:
            return self._anywhere
        rows = np.flatnonzero(self._codes == self._countries.index(country))
        texts, spellings = codes_of(self._texts.take(pa.array(rows)))
        meant = np.array([age_of(country, spelling) for spelling in spellings], dtype=np.int8)
        ages = self._anywhere.copy()
        ages[self._works[rows]] = meant[texts]
        return ages


def _strictest(numbered: NumberedWorks) -> NDArray[np.int8]:
    titles, works = numbered.tables.titles, numbered.tables.works
    everywhere = np.ones(len(numbered), dtype=bool), np.arange(len(numbered))
    given = titles.column("rating_given").to_numpy(), numbered.title_works
    ages = np.full(len(numbered), -1, dtype=np.int8)
    for column, (known, work_nums) in ((works.column("maturity"), everywhere), (titles.column("rating"), given)):
        codes, ratings = codes_of(column)
        meant = np.array([*(AGES.get(rating, -1) for rating in ratings), -1], dtype=np.int8)  # the last for missing
        np.maximum.at(ages, work_nums[known], meant[codes[known]])
    ages[ages < 0] = _UNRATED
    return ages
