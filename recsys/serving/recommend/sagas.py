"""The parts of a saga in their order, so that nobody is sent into its middle.

A saga is the films of one collection by their release, or films whose titles count them («Saw II»). Other films of the
franchise stand at their place but are never offered for a part. More films than `_MOST_PARTS` are no saga but a run of
stories of their own: nobody must begin James Bond in 1962.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.serving.recommend.franchises import ALONE
from recsys.serving.recommend.shelf import Shelf
from recsys.text import fold, franchise_name

_MOST_PARTS = 12
_TIMES_KNOWN = 10  # as well as the first part a later one may be known that is listed
_MOST_YEARS = 30  # from one part to the next, where only titles count them
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NUMBERS = {numeral: place for place, numeral in enumerate(_ROMAN, 1)} | {
    str(number): number for number in range(1, 100)
}
_SPELLED = {"one": 1, "two": 2, "three": 3}
_PARTS = frozenset({"part", "chapter", "vol", "volume", "book"})


@dataclass(frozen=True)
class Sagas:
    """`number` is the saga of every work, ALONE for a work of none, `place` where it stands in it, both (n_works,).

    `members` are the row numbers of each saga's works, in order, and `is_part` says which are parts of it, (n_works,).
    `votes`, (n_works,), tell how well known they are.
    """

    number: NDArray[np.int32]
    place: NDArray[np.int32]
    is_part: NDArray[np.bool_]
    members: Sequence[Sequence[int]]
    votes: NDArray[np.int64]

    @classmethod
    def of(cls, shelf: Shelf, franchises: NDArray[np.int32], passed_over: NDArray[np.bool_]) -> "Sagas":
        """The sagas among franchises (n_works,); those of `passed_over` (n_works,) are in none."""
        number = np.full(len(shelf), ALONE, dtype=np.int32)
        place = np.zeros(len(shelf), dtype=np.int32)
        is_part = np.zeros(len(shelf), dtype=bool)
        members: list[list[int]] = []
        films: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero((franchises != ALONE) & shelf.is_movie & ~passed_over).tolist():
            films[int(franchises[row])].append(row)
        for rows in films.values():
            if not any(shelf.collections[row] or _counts(shelf.keys[row])[1] == 2 for row in rows):
                continue
            ordered = sorted(rows, key=lambda row: _released(shelf, row))
            collected = [row for row in ordered if shelf.collections[row]]
            own = _with_newest(shelf, ordered, collected) if collected else _counted(shelf, ordered)
            if not 2 <= len(own) <= _MOST_PARTS:
                continue
            among = [row for row in ordered if row in own or (collected and _is_longer(shelf, row))]
            number[among], place[among], is_part[own] = len(members), np.arange(len(among)), True
            members.append(among)
        return cls(number, place, is_part, members, shelf.votes)

    def in_order(
        self, rows: NDArray[np.intp], eligible: NDArray[np.bool_], known: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """The list with the parts of each saga that somebody does not know in order, earlier ones for later ones.

        What follows the first part that they know comes before what went before it. To whom all is new, the first is,
        unless hardly anybody knows it: «Manhunter» is no beginning for «The Silence of the Lambs».
        """
        listed = rows.copy()
        slots_of: dict[int, list[int]] = defaultdict(list)
        for slot in np.flatnonzero((self.number[rows] != ALONE) & ~known[rows]).tolist():
            slots_of[int(self.number[rows[slot]])].append(slot)
        for saga, slots in slots_of.items():
            members = self.members[saga]
            begun = next((place for place, row in enumerate(members) if known[row]), -1)
            unseen = [row for row in members if self.is_part[row] and eligible[row] and not known[row]]
            if begun < 0:
                enough = self.votes[rows[slots]].max() / _TIMES_KNOWN
                first = next((place for place, row in enumerate(unseen) if self.votes[row] >= enough), 0)
                unseen = unseen[first:]
            for follows in (True, False):
                side = [slot for slot in slots if (self.place[rows[slot]] > begun) == follows]
                shown = sorted(rows[side].tolist(), key=self.place.__getitem__)
                left = [row for row in unseen if (self.place[row] > begun) == follows]
                listed[side] = [self._first(row, left) for row in shown]
        return listed

    def parts_with(self, rows: NDArray[np.integer]) -> NDArray[np.integer]:
        """The members of all sagas that some works are of."""
        sagas = np.unique(self.number[rows])
        return np.array([row for saga in sagas[sagas != ALONE].tolist() for row in self.members[saga]], dtype=np.intp)

    def next_parts(self, known: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """The next part of each saga that somebody began, and the part that it follows; `known` is of (n_works,).

        It is the first unknown one after the first that they know, so that nobody skips a part of what they began.
        """
        found = []
        for saga in np.unique(self.number[known & self.is_part]).tolist():
            parts = [row for row in self.members[saga] if self.is_part[row]]
            begun = next(place for place, row in enumerate(parts) if known[row])
            unknown = [place for place in range(begun + 1, len(parts)) if not known[parts[place]]]
            if unknown:
                found.append((parts[unknown[0]], parts[unknown[0] - 1]))
        return found

    def _first(self, row: int, left: list[int]) -> int:
        """The first part that is left where it comes before the work of that row or is it, else that work."""
        return left.pop(0) if left and self.place[left[0]] <= self.place[row] else row


def _released(shelf: Shelf, row: int) -> tuple[int, str, int]:
    # Without a date behind those of its year, as far as the number does not say.
    return int(shelf.years[row]), shelf.release_dates[row] or "9", _counts(shelf.keys[row])[1]


def _with_newest(shelf: Shelf, ordered: Sequence[int], collected: Sequence[int]) -> list[int]:
    """The films of the collection, and those that count on from them: what is newer than the collection's source."""
    parts = list(collected)
    for row in ordered:
        if (
            row not in parts
            and _counts(shelf.keys[row])[1] == len(parts) + 1
            and shelf.years[row] >= shelf.years[parts[-1]]
        ):
            parts.append(row)
    return parts


def _counted(shelf: Shelf, ordered: Sequence[int]) -> list[int]:
    """The films whose titles count on from one without a number; of namesakes the best known before the second."""
    by_number: dict[int, list[int]] = defaultdict(list)
    for row in ordered:
        by_number[_counts(shelf.keys[row])[1] or 1].append(row)
    parts: list[int] = []
    for row in by_number.get(2, ()):
        before = [first for first in by_number.get(1, ()) if _goes_on(shelf, first, row)]
        if before:
            parts = [max(before, key=shelf.votes.__getitem__), row]
            break
    while parts and (after := [row for row in by_number.get(len(parts) + 1, ()) if _goes_on(shelf, parts[-1], row)]):
        parts.append(max(after, key=shelf.votes.__getitem__))
    return parts


def _goes_on(shelf: Shelf, part: int, after: int) -> bool:
    """Whether a film may be the next part: of one name but for the number, not long after, half of its genres alike."""
    one, other = shelf.facts(part), shelf.facts(after)
    alike = len(one.genres & other.genres) * 2 >= min(len(one.genres), len(other.genres))
    named = _counts(fold(one.title))[0] == _counts(fold(other.title))[0]
    return alike and named and one.year <= other.year <= one.year + _MOST_YEARS and len(shelf.keys[part]) > 1


def _is_longer(shelf: Shelf, row: int) -> bool:
    """Whether a title says more than the name of its franchise."""
    return franchise_name(shelf.titles[row]) != shelf.keys[row]


def _counts(key: str) -> tuple[str, int]:
    """A folded title without the number that it ends with, and the number; 0 where there is none.

    >>> _counts("godfather part ii"), _counts("toy story 4"), _counts("take two")
    (('godfather', 2), ('toy story', 4), ('take two', 0))
    """
    *words, last = key.split() or [key]
    counted = bool(words) and words[-1] in _PARTS
    number = _NUMBERS.get(last, _SPELLED.get(last, 0) if counted else 0)
    if not words or not number:
        return key, 0
    return " ".join(words[:-1] if counted else words), number
