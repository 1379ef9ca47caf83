"""Features of works for the collaborative model: genres, people, countries, decade, how well known and liked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recsys.models.sparse import entries_of
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows
from recsys.models.vocabulary import UNKNOWN

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
        numbering: dict[str, int] = {}
        terms: list[int] = []
        sizes: list[int] = []  # of the field that each term stands in
        counts: list[int] = []
        for document in documents:
            before = len(terms)
            for field, words in document.items():
                terms += [numbering.setdefault(f"{field}:{word}", len(numbering)) for word in words]
                sizes += [len(words)] * len(words)
            counts.append(len(terms) - before)
        rows = [np.repeat(np.arange(len(rated)), counts)]
        columns = [np.array(terms, dtype=np.int64)]
        values = [np.array(sizes, dtype=np.float64) ** -0.5]
        # Not one by one, as terms: fame and quality, ten entries a work, then take 4 of 7 seconds for 100,000 works.
        for field, number in numbers.items():
            for step in range(ceil(number.max(initial=0))):
                climbed = np.clip(number - step, 0, 1)
                reached = np.flatnonzero(climbed)
                rows.append(reached)
                columns.append(np.full(len(reached), numbering.setdefault(f"{field}:{step}", len(numbering))))
                values.append(climbed[reached])
        row, column = np.concatenate(rows), np.concatenate(columns)
        often = np.bincount(column[rated[row]], minlength=len(numbering))
        names = sorted(name for name, place in numbering.items() if often[place] >= FEWEST_RATED)
        column_of = np.full(len(numbering), UNKNOWN, dtype=np.int64)
        column_of[[numbering[name] for name in names]] = np.arange(len(names))
        column = column_of[column]
        kept = np.flatnonzero(column != UNKNOWN)
        order = kept[np.lexsort((column[kept], row[kept]))]
        return cls(
            starts=np.searchsorted(row[order], np.arange(len(rated) + 1)).astype(np.int64),
            columns=column[order].astype(np.int32),
            values=np.concatenate(values)[order].astype(np.float32),
            n_features=len(names),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Features":
        """The features that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        features = cls(
            array(arrays, "starts", WHOLE, None),
            array(arrays, "columns", WHOLE, None),
            array(arrays, "values", FLOATS, None),
            int(array(arrays, "n_features", WHOLE, 1)[0]),
        )
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

    def sums(self, weights: Floats) -> Floats:
        """The features of every work times what each feature counts for, `weights` (n_features,): (n_works,)."""
        found = np.zeros(self.n_works, dtype=np.float32)
        some = np.flatnonzero(np.diff(self.starts))  # a sum of nothing is not what `reduceat` makes of it
        if len(some):
            found[some] = np.add.reduceat(self.values * weights[self.columns], self.starts[some])
        return found

    def rows(self, work_nums: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.int32], Floats]:
        """The entries of some works: the place of each entry's work in `work_nums`, its column, its value."""
        entries, counts = entries_of(self.starts, work_nums)
        places = np.repeat(np.arange(len(work_nums)), counts)
        return places, self.columns[entries], self.values[entries]
