"""Which series a name means that somebody remembers: without year or people, shortened, or spelled their own way.

What most people know is what is meant. A name is read in these ways, the first that finds a series counts:

- as it is spelled, else by the key that spellings share (`titles.read_title`): the best known of that name;
- as a part of a title: `Jack Ryan` of `Tom Clancy's Jack Ryan`, `Demon Slayer` of `Demon Slayer: Kimetsu no Yaiba`;
- without the form of address in front: `House` for `Dr. House`;
- as the last words of a title: `Education` of `Sex Education`;
- as a name that is nearly spelled alike: `Heroes` for `Heros`.

All but the first are guesses: the series must be better known by far than all others that fit, and a name that some
source has for a series of no catalogue means that series, not one of another name.
"""

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from recsys.ingest.linking.matching import MUCH_BETTER_KNOWN
from recsys.ingest.linking.titles import Title, titled
from recsys.text import fold

_ADDRESS = ("doctor", "mister", "mrs", "ms", "miss")  # as keys write them
_NEARLY = 0.9  # of `difflib`: one letter of five more or less, two of ten


class Recalled(NamedTuple):
    """The number of the series that a name means, and what is weak about that."""

    number: int
    reason: str


@dataclass(frozen=True)
class Series:
    """A series that names can mean: `member` is the place of a record of it, `titles` are what all of them are called.

    `order` is where it stands among all, the best described first; `votes` are by source.
    """

    member: int
    order: tuple[int, int]
    votes: Mapping[str, int]
    titles: tuple[str, ...]


def comparable(votes: Sequence[Mapping[str, int]]) -> list[int]:
    """The votes of several works by one source that counted all of them, else the most that any counted of each.

    IMDb counts ten times as many as TMDB, and not every work is in a source that has its counts.
    """
    shared = set.intersection(*map(set, votes))
    if shared:
        most = max(sorted(shared), key=lambda source: sum(of_work[source] for of_work in votes))
        return [of_work[most] for of_work in votes]
    return [max(of_work.values(), default=0) for of_work in votes]


class Remembered:
    """Series by their names."""

    def __init__(
        self,
        titles: Iterable[tuple[int, Title]],
        known: Callable[[Sequence[int]], Sequence[int]],
        missing: Collection[str],
    ) -> None:
        """`titles` are (number of the series, a title of it), `known` tells how well known some of them are, and
        `missing` are the keys of series that no catalogue has.
        """
        self._known, self._missing = known, missing
        self._spelled: dict[str, set[int]] = defaultdict(set)
        self._keys: dict[str, set[int]] = defaultdict(set)
        self._parts: dict[str, set[int]] = defaultdict(set)
        for number, title in titles:
            self._spelled[fold(title.name)].add(number)
            self._keys[title.key].add(number)
            for part in title.parts:
                self._parts[part].add(number)

    @classmethod
    def of(cls, series: Sequence[Series], missing: Collection[str], read: dict[str, Title]) -> "Remembered":
        """Of some series, numbered by their places; `read` keeps what was read before."""
        titles = ((number, titled(text, read)) for number, one in enumerate(series) for text in one.titles)
        return cls(titles, lambda numbers: comparable([series[number].votes for number in numbers]), missing)

    def find(self, name: Title) -> Recalled | None:
        """The series that the name means; None where there is none, or no one that is better known by far."""
        same = self._spelled.get(fold(name.name)) or self._keys.get(name.key)
        if same:
            best = self._in_order(same)[0][1]
            return Recalled(best, "several fit; the best known was taken" if len(same) > 1 else "")
        if name.key in self._missing:
            return None
        ways: tuple[tuple[str, Callable[[Title], set[int]]], ...] = (
            ("by a part of the title", lambda name: self._parts.get(name.key, set())),
            ("by the name without the form of address", self._without_address),
            ("by the last words of the title", self._at_the_end),
            ("by a name that is nearly spelled alike", self._nearly_alike),
        )
        for reason, way in ways:
            found = way(name)
            if found:
                (most, best), *others = self._in_order(found)
                by_far = most >= MUCH_BETTER_KNOWN * max([1, *(votes for votes, _ in others)])
                return Recalled(best, reason) if by_far else None
        return None

    def _in_order(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """(How well known, number) of each, the best known first."""
        in_order = sorted(numbers)
        return sorted(zip(self._known(in_order), in_order, strict=True), key=lambda one: -one[0])

    def _without_address(self, name: Title) -> set[int]:
        rests = (name.key.removeprefix(address) for address in _ADDRESS if name.key.startswith(address))
        return {number for rest in rests for number in self._keys.get(rest, ())}

    def _at_the_end(self, name: Title) -> set[int]:
        end = f" {fold(name.name)}"
        return {number for spelled, numbers in self._spelled.items() if spelled.endswith(end) for number in numbers}

    def _nearly_alike(self, name: Title) -> set[int]:
        # What differs in a number is another season or series.
        near = [key for key in self._keys if key[0] == name.key[0] and _digits(key) == _digits(name.key)]
        return {
            number
            for key in difflib.get_close_matches(name.key, near, n=len(near) or 1, cutoff=_NEARLY)
            for number in self._keys[key]
        }


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))
