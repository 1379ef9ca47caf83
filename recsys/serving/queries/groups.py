"""Names that films bear (a franchise, companies) and the films of each."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.serving.queries.names import NameIndex
from recsys.text import name_key


class Groups:
    """Names and their films, by number in the order of first appearance.

    Spellings that differ in case, accents or spacing are one name (Polygram, PolyGram), shown as most films write it.
    """

    def __init__(self, names_of_films: Iterable[Sequence[str]]) -> None:
        rows: dict[str, dict[str, list[int]]] = {}
        keys: dict[str, str] = {}
        for row, names in enumerate(names_of_films):
            for name in names:
                key = keys.get(name) or keys.setdefault(name, name_key(name))
                rows.setdefault(key, {}).setdefault(name, []).append(row)
        self.names = [max(spellings, key=lambda name: len(spellings[name])) for spellings in rows.values()]
        films = [sorted({row for bearing in spellings.values() for row in bearing}) for spellings in rows.values()]
        self._films = np.array([row for of_group in films for row in of_group], dtype=np.int64)
        self._starts = np.cumsum([0, *map(len, films)])
        self._index = NameIndex(self.names)

    def films(self, group: int) -> NDArray[np.int64]:
        """The films of a group, as row numbers."""
        return self._films[self._starts[group] : self._starts[group + 1]]

    def find(self, parameter: str, value: object, example: str, rule: str) -> int:
        """The group of that whole name; the one with most films where only the spaces tell several apart."""
        return max(self._index.find(parameter, value, example, rule), key=lambda group: len(self.films(group)))

    def containing(self, text: str) -> list[int]:
        """The groups with the text in their names, the nearest first."""
        return [group for groups in self._index.containing(text) for group in groups]

    def nearest(self, name: str) -> list[str]:
        """The nearest names."""
        return self._index.nearest(name)
