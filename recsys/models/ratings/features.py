"""Features of works for the collaborative model: genres, people, countries, decade, how well known and liked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recsys.models.sparse import entries_of
from recsys.models.storage import Arrays, check_rows

Floats = NDArray[np.float32]
FEWEST_RATED = 2  # rated works that a feature must have: of one with fewer nothing can be learned


@dataclass(frozen=True)
class Features:
    """Features of every work, sparse: row i has the columns and values `starts[i]:starts[i + 1]`.

    Shapes: `starts` (n_works + 1,), `columns` and `values` (nnz,), columns below `n_features`.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Floats
    n_features: int

    @classmethod
    def none(cls, n_works: int) -> "Features":
        """No features of any work."""
        return cls(np.zeros(n_works + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), 0)

    @classmethod
    def of(
        cls,
        documents: Sequence[Mapping[str, Sequence[str]]],
        rated: NDArray[np.bool_],
        numbers: Mapping[str, NDArray[np.floating]] = MappingProxyType({}),
    ) -> "Features":
        """The terms of each work by field, as in `{"genre": ["drama", "crime"]}`, and its numbers, as features.

        A field's n terms in a work have the value n^-½ each, so that its square is 1 however many there are. A number,
        shape (n_works,), climbs steps of 1 from 0: those that it has climbed have the value 1, the next has the share
        that it has climbed of that. So what it says changes evenly between two, and not beyond what rated works have.
        (As shares of the two steps that it lies between, its ends would be drawn to the mean work: RMSE on works that
        nobody rated is 0.0016 more, and a series that nobody heard of is given 0.1 stars more.)

        Features of fewer than FEWEST_RATED of the works that are `rated`, shape (n_works,), are left out.
        """
        named = [
            [(f"{field}:{term}", len(terms) ** -0.5) for field, terms in document.items() for term in terms]
            for document in documents
        ]
        for field, number in numbers.items():
            for step in range(ceil(number.max(initial=0))):
                climbed = np.clip(number - step, 0, 1)
                for row in np.flatnonzero(climbed).tolist():
                    named[row].append((f"{field}:{step}", float(climbed[row])))
        counts = Counter(
            name for entries, known in zip(named, rated.tolist(), strict=True) if known for name, _ in entries
        )
        places = {name: n for n, name in enumerate(sorted(name for name in counts if counts[name] >= FEWEST_RATED))}
        kept = [[(places[name], value) for name, value in entries if name in places] for entries in named]
        flat = [entry for entries in kept for entry in sorted(entries)]
        return cls(
            starts=np.cumsum([0, *map(len, kept)], dtype=np.int64),
            columns=np.array([column for column, _ in flat], dtype=np.int32),
            values=np.array([value for _, value in flat], dtype=np.float32),
            n_features=len(places),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Features":
        """The features that `to_arrays` stored. Raises LookupError, TypeError or ValueError where arrays do not fit."""
        features = cls(arrays["starts"], arrays["columns"], arrays["values"], int(arrays["n_features"].item()))
        check_rows("features", features.starts, features.columns, features.values, features.n_features)
        return features

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The features as named arrays."""
        return {
            "starts": self.starts,
            "columns": self.columns,
            "values": self.values,
            "n_features": np.array([self.n_features]),
        }

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.starts) - 1

    def rows(self, work_nums: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.int32], Floats]:
        """The entries of some works: the place of each entry's work in `work_nums`, its column, its value."""
        entries, counts = entries_of(self.starts, work_nums)
        places = np.repeat(np.arange(len(work_nums)), counts)
        return places, self.columns[entries], self.values[entries]
