"""Whether two records name the same people."""

from collections.abc import Iterable
from functools import lru_cache

from recsys.text import fold, in_latin

_FULL_LIST = 3  # so many of a cast that two lists of one work share somebody
_LEADS_ONLY = 2  # a source that names only the leads
_TELLING = 4  # letters of a part of a name that few share
CONTRADICTS, UNKNOWN, SUPPORTS, CONFIRMS = -1, 0, 1, 2


@lru_cache(maxsize=1 << 19)
def person_key(name: str) -> str:
    """Equal for spellings of one name: order of its parts, hyphens, accents and case do not count.

    >>> person_key("Bong Joon-ho") == person_key("Joon Ho Bong")
    True
    """
    return "".join(sorted(fold(in_latin(name)).replace(" ", "")))


class People:
    """The directors and the cast of a record, as written names."""

    __slots__ = ("_cast", "_directors", "cast", "directors")

    def __init__(self, directors: Iterable[str], cast: Iterable[str]) -> None:
        """Names of one or more records of a work; equal ones count once."""
        self.directors, self.cast = list(directors), list(cast)
        self._directors: dict[str, str] | None = None
        self._cast: frozenset[str] | None = None

    def add(self, other: "People") -> None:
        """The other's people too."""
        self.directors += other.directors
        self.cast += other.cast
        self._directors = self._cast = None

    @property
    def director_keys(self) -> dict[str, str]:
        """The directors' names by their keys."""
        if self._directors is None:
            self._directors = {person_key(name): name for name in self.directors}
        return self._directors

    @property
    def cast_keys(self) -> frozenset[str]:
        """The keys of the cast."""
        if self._cast is None:
            self._cast = frozenset(map(person_key, self.cast))
        return self._cast


def agreement(one: People, other: People, series: bool) -> int:
    """CONFIRMS, SUPPORTS, UNKNOWN or CONTRADICTS.

    A common director, or two of the cast, confirm. Directors of a film who are known on both sides and have not even
    a part of a name in common contradict, unless the cast says otherwise; so do two full casts with nobody in common.
    A series has other directors from one episode to the next.
    """
    if not ((one.directors or one.cast) and (other.directors or other.cast)):
        return UNKNOWN
    ours, theirs = one.director_keys, other.director_keys
    if ours.keys() & theirs.keys():
        return CONFIRMS
    common = len(one.cast_keys & other.cast_keys)
    shortest = min(len(one.cast_keys), len(other.cast_keys))
    if common > 1:
        return CONFIRMS
    if common:
        return SUPPORTS if series or shortest <= _LEADS_ONLY or not (ours and theirs) else _by_directors(ours, theirs)
    if ours and theirs and not series:
        return _by_directors(ours, theirs)
    # People who act on one side and direct on the other: a comedian's special.
    if ours.keys() & other.cast_keys or theirs.keys() & one.cast_keys:
        return SUPPORTS
    return CONTRADICTS if shortest >= _FULL_LIST and not _akin(one.cast, other.cast) else UNKNOWN


def _by_directors(ours: dict[str, str], theirs: dict[str, str]) -> int:
    return UNKNOWN if _akin(ours.values(), theirs.values()) else CONTRADICTS


def _akin(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a part of a name is common to both, as of one family or one person written twice."""
    return bool(_parts(some) & _parts(others))


def _parts(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in fold(in_latin(name)).split() if len(part) >= _TELLING}
