"""Finding things by their whole name, whatever the case, the accents and the spacing."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from recsys.errors import NotFoundError
from recsys.serving import checks
from recsys.text import fold, name_key

SUGGESTIONS = 5
# Below this a name has little more in common with the text than a few letters.
LOWEST_SCORE = 60.0
# Two texts score at most twice the shorter's part of both lengths: 60 of 100 where one is 7/3 of the other.
_LONGER = (200 - LOWEST_SCORE) / LOWEST_SCORE


class NameIndex:
    """Names and the row numbers that bear each; a name matches whole or not at all.

    One dictionary of all names: there are a hundred thousand of them, and each further index of them costs ten
    megabytes.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._rows: dict[str, int | list[int]] = {}
        for row, name in enumerate(names):
            key = name_key(name)
            known = self._rows.setdefault(key, row)
            if isinstance(known, list):
                known.append(row)
            elif known != row:
                self._rows[key] = [known, row]
        self._by_length = sorted(self._rows, key=len)  # the dictionary's own texts

    def rows(self, name: str) -> list[int]:
        """The rows that bear the name, in any case and with or without accents; none where nobody does."""
        key = name_key(name)
        return self._of(key) if key in self._rows else []

    def rows_without_spaces(self, name: str) -> list[int]:
        """The same where even the spaces differ (Spiderman for Spider-Man); slower, it looks at many names."""
        unspaced = fold(name).replace(" ", "")
        first, length = unspaced[:1], len(unspaced)
        # A text has fewer spaces than letters.
        near = self._of_lengths(length, 2 * length)
        found = [known for known in near if known[0] == first and known.replace(" ", "") == unspaced]
        return sorted(row for known in found for row in self._of(known))

    def _of_lengths(self, shortest: float, longest: float) -> list[str]:
        start = bisect_left(self._by_length, shortest, key=len)
        return self._by_length[start : bisect_right(self._by_length, longest, key=len)]

    def _of(self, key: str) -> list[int]:
        rows = self._rows[key]
        return rows if isinstance(rows, list) else [rows]

    def find(self, parameter: str, value: object, example: str, rule: str) -> list[int]:
        """The rows that bear the name, at least one.

        Raises InvalidValueError where the value is no text, NotFoundError with the nearest spellings where
        nothing bears the name; it never settles for a part of a name, which would be somebody else.
        """
        given = checks.text(parameter, value, example)
        found = self.rows(given) or self.rows_without_spaces(given)
        if not found:
            raise NotFoundError(parameter, rule, given, suggestions=self.nearest(given))
        return found

    def containing(self, text: str) -> list[list[int]]:
        """The rows of every name that has the text in it, grouped by name: the whole name first, then beginnings."""
        part = fold(text)
        found = [key for key in self._rows if part and part in key]
        found.sort(key=lambda key: (key != part, not key.startswith(part), len(key), key))
        return [self._of(key) for key in found]

    def nearest(self, name: str) -> list[str]:
        """The nearest spellings, best first."""
        key = fold(name)
        near = self._of_lengths(len(key) / _LONGER, len(key) * _LONGER)
        found = process.extract(key, near, scorer=fuzz.ratio, limit=SUGGESTIONS, score_cutoff=LOWEST_SCORE)
        return [self._names[self._of(known)[0]] for known, _, _ in found]
