"""Who appears in which titles, counted fast."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.rows import distinct
from recsys.text import name_key


class PersonIndex:
    """The casts of all titles as pairs of a title and a person, (n_pairs,) each.

    Spellings that fold alike are one person, called as the first cast that names them does. `has_cast` (n_titles,) says
    which titles have anybody.
    """

    def __init__(self, casts: pa.ListArray) -> None:
        names = casts.flatten().dictionary_encode()
        numbers: dict[str, int] = {}
        called: list[str] = []
        of_spelling = np.zeros(len(names.dictionary), dtype=np.int64)
        for spelling, name in enumerate(names.dictionary.to_pylist()):
            key = name_key(name)
            if key not in numbers:
                numbers[key] = len(called)
                called.append(name)
            of_spelling[spelling] = numbers[key]
        persons = of_spelling[names.indices.to_numpy()]
        lengths = np.diff(casts.offsets.to_numpy())
        titles = np.repeat(np.arange(len(lengths)), lengths)
        # Each pair once, so that a title counts a person once even where its file names them twice.
        pairs = distinct(titles * max(1, len(called)) + persons)
        of_titles, of_persons = np.divmod(pairs, max(1, len(called)))
        self._titles, self._persons = of_titles.astype(np.int32), of_persons.astype(np.int32)
        self._names = pa.array(called, pa.string())  # a quarter of Python's texts
        self.has_cast: NDArray[np.bool_] = lengths > 0

    def most_frequent(self, titles: NDArray[np.bool_]) -> tuple[int, list[str]]:
        """In how many of the titles, a mask of shape (n_titles,), the most frequent people are, and who they are."""
        counts = np.bincount(self._persons[titles[self._titles]])
        if not len(counts):
            return 0, []
        most = int(counts.max())
        return most, self._names.take(np.flatnonzero(counts == most)).to_pylist()
