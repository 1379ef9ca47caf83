"""Conversion between ids, used outside, and row numbers, used inside."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1


@dataclass(frozen=True)
class Vocabulary:
    """Distinct ids in a fixed order; the row number of an id is its place in it.

    >>> Vocabulary(("alien-1979-movie", "dark-2017-series")).numbers(["dark-2017-series", "no such work"])
    array([ 1, -1], dtype=int32)
    """

    ids: tuple[str, ...]
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the ids. Raises ValueError when one is there twice."""
        numbers = {id_: number for number, id_ in enumerate(self.ids)}
        if len(numbers) != len(self.ids):
            raise ValueError("ids must be distinct")
        object.__setattr__(self, "_numbers", numbers)

    @classmethod
    def of(cls, ids: Iterable[str]) -> "Vocabulary":
        """The distinct ids in sorted order."""
        return cls(tuple(sorted(set(ids))))

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._numbers

    def number(self, id_: str) -> int:
        """The id's row number, UNKNOWN (-1) for an id that is not in the vocabulary."""
        return self._numbers.get(id_, UNKNOWN)

    def numbers(self, ids: Iterable[str]) -> NDArray[np.int32]:
        """The row numbers of many ids, shape (len(ids),)."""
        return np.array([self._numbers.get(id_, UNKNOWN) for id_ in ids], dtype=np.int32)
