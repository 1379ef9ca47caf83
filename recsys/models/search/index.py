"""All names of all works, searched by an inexact spelling."""

import math
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.search.grams import GramIndex
from recsys.models.search.keys import SortedKeys, encoded
from recsys.models.search.reading import Reading, has_article, readings
from recsys.models.search.spelling import MOST_EDITS, Typed
from recsys.models.storage import BOOLS, FLOATS, WHOLE, Arrays, array, check_rows, part, prefixed
from recsys.text import search_key

# For k results so many more of the nearest by letter triples are looked at (hardly a damaged title was further down),
# and half as many of the best known that begin with what was typed.
MORE_SIMILAR, BEGUN = 40, 2
MATCHED = 100  # names whose works a matcher of titles, years and kinds looks at
# Further away than this part of what was typed a title has only a few letters in common with it; but one letter may
# be the beginning of any title.
FURTHEST, FURTHEST_OF_A_LETTER = 0.45, 1.5
# What being known ten times as well is worth, in edits; more where a title may only not be typed to its end.
KNOWN, KNOWN_UNFINISHED = 0.1, 0.2
# In powers of ten of being known: what it costs a name to have an article that was not typed, or to be another name.
ARTICLE, ELSEWHERE = 0.5, 1.0
MOST_NAMESAKES = 50  # of a name that are looked at: the others are too little known
NAMESAKE = 0.3  # in edits, for every better known work of the title: eleven Cinderellas leave room for other titles
ALTERNATIVE = 0.2  # in edits: a name that a work goes by somewhere is meant less often than one's own title
_ROUNDING = 1e-6  # of how well known a key is, in 32 bits
ANOTHER_YEAR, NEXT_YEAR = 1.0, 0.2  # in edits, where a year was typed that is not the work's


@dataclass(frozen=True)
class WorkFacts:
    """What search knows of every work, each of shape (n_works,).

    `popularity` says how well known it is; a work answers to every year from `years` to `last_years`.
    """

    years: NDArray[np.int32]
    last_years: NDArray[np.int32]
    popularity: NDArray[np.float64]


class Nearest:
    """Works and how far each is, the nearest of its names; `furthest` is the k-th nearest, once there are k."""

    def __init__(self, k: int) -> None:
        self.far_of: dict[int, float] = {}
        self._k = k
        self._best: list[float] = []

    @property
    def furthest(self) -> float:
        """What a work must not be further than to be one of the k nearest."""
        return self._best[-1] if len(self._best) == self._k else math.inf

    def put(self, work: int, far: float) -> None:
        """One more, or a nearer name of one that is there."""
        before = self.far_of.get(work, math.inf)
        if far >= before:
            return
        self.far_of[work] = far
        if before in self._best:
            self._best.remove(before)
        insort(self._best, far)
        del self._best[self._k :]


@dataclass(frozen=True)
class TitleIndex:
    """Names of works; several works may share a name, and a work have several names.

    Key k, the `search_key` of names, is that of the works `work_nums[starts[k]:starts[k + 1]]`, its own title's first,
    then the best known. Shapes: `work_nums`, `alternative`, which marks names that are neither a work's title nor its
    original title, and `article`, which marks those with one, (n_names,), `starts` (n_keys + 1,), `known`, how well
    known the best known work of each key is, (n_keys,).
    """

    keys: SortedKeys
    grams: GramIndex
    facts: WorkFacts
    work_nums: NDArray[np.int32]
    alternative: NDArray[np.bool_]
    article: NDArray[np.bool_]
    starts: NDArray[np.int32]
    known: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        work_nums: NDArray[np.int32],
        alternative: NDArray[np.bool_],
        facts: WorkFacts,
    ) -> "TitleIndex":
        """From names, their works, and which are alternative, (n_names,) each."""
        keys = [search_key(name) for name in names]
        article = np.fromiter(map(has_article, names, keys), dtype=np.bool_, count=len(keys))
        texts = [encoded(key) for key in keys]
        distinct = sorted(set(texts))
        number = {key: at for at, key in enumerate(distinct)}
        key_of = np.fromiter((number[text] for text in texts), dtype=np.int32, count=len(texts))
        # Each work once a key, and as its own title where it is that too.
        order = np.lexsort((alternative, work_nums, key_of))
        again = (np.diff(key_of[order]) == 0) & (np.diff(work_nums[order]) == 0)
        order = order[np.concatenate([[True], ~again])] if len(order) else order
        key_of, work_nums, alternative, article = key_of[order], work_nums[order], alternative[order], article[order]
        fame = facts.popularity[work_nums]
        order = np.lexsort((work_nums, -facts.years[work_nums], -fame, alternative, key_of))
        known = np.zeros(len(distinct), dtype=np.float32)
        np.maximum.at(known, key_of, fame.astype(np.float32))
        return cls(
            SortedKeys.of(distinct),
            GramIndex.of(distinct),
            facts,
            work_nums[order].astype(np.int32, copy=False),
            alternative[order],
            article[order],
            np.searchsorted(key_of[order], np.arange(len(distinct) + 1)).astype(np.int32),
            known,
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "TitleIndex":
        """What `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        keys = SortedKeys.from_arrays(part("keys_", arrays))
        years = array(arrays, "years", WHOLE, None)
        facts = WorkFacts(
            years,
            array(arrays, "last_years", WHOLE, len(years)),
            array(arrays, "popularity", FLOATS, len(years)),
        )
        work_nums = array(arrays, "work_nums", WHOLE, None)
        made = cls(
            keys,
            GramIndex.from_arrays(part("grams_", arrays)),
            facts,
            work_nums,
            array(arrays, "alternative", BOOLS, len(work_nums)),
            array(arrays, "article", BOOLS, len(work_nums)),
            array(arrays, "starts", WHOLE, len(keys) + 1),
            array(arrays, "known", FLOATS, len(keys)),
        )
        check_rows("names", made.starts, work_nums, made.alternative, made.n_works)
        if len(made.grams.weight) != len(keys):
            raise UnreadableError(f"triples of {len(made.grams.weight):,} keys, where there are {len(keys):,}")
        if (facts.popularity < 0).any() or (made.known < 0).any():
            raise UnreadableError("no work can be less known than not at all")
        return made

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The index as named arrays."""
        own: dict[str, np.ndarray] = {
            "years": self.facts.years,
            "last_years": self.facts.last_years,
            "popularity": self.facts.popularity,
            "work_nums": self.work_nums,
            "alternative": self.alternative,
            "article": self.article,
            "starts": self.starts,
            "known": self.known,
        }
        return own | prefixed("keys_", self.keys.to_arrays()) | prefixed("grams_", self.grams.to_arrays())

    @property
    def n_works(self) -> int:
        """How many works there are."""
        return len(self.facts.years)

    def exact(self, text: str) -> list[int]:
        """The works whose title this is, or whose title and year; the best known first, then the newest.

        A work that only goes by it elsewhere must be ten times as well known as one whose own title it is. Where it has
        an article, titles with one come first: «The Farewell» is not «Farewell». Without one it may be either, but
        «vikings» rather the series of that name than «The Vikings», unless that is much better known.
        """
        for reading in readings(text):
            number = self.keys.number(reading.key)
            if number is None:
                continue
            named = dict(self._named(number))
            of_year = self._of_year(list(named), reading.year)
            if of_year:
                rank = self._rank(number, reading, named)
                return sorted(of_year, key=rank)
        return []

    def search(self, text: str, k: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """The k works with a name nearest to the text, best first, each once; fewer where nothing is near.

        `among`, of shape (n_works,), limits them.

        What `exact` finds comes first, in its order. Of the others a better known one comes before one as near.
        """
        exact = [work for work in self.exact(text) if among is None or among[work]]
        keys = self._keys_of(among)
        nearest = Nearest(k)
        read = readings(text)
        for reading in read:
            typed = Typed(reading)
            for number in self._candidates(reading.key, k + MORE_SIMILAR // len(read), keys):
                for work, far in self._near(reading, typed, number, among, nearest.furthest):
                    nearest.put(work, far)
        popularity, years, far_of = self.facts.popularity, self.facts.years, nearest.far_of
        ranked = sorted(far_of, key=lambda work: (far_of[work], -popularity[work], -years[work], work))
        return list(dict.fromkeys([*exact, *ranked]))[:k]

    def similar(self, text: str, count: int = MATCHED) -> list[int]:
        """Works with one of the `count` names that share most with the text, in no order."""
        numbers = self._candidates(search_key(text), count, None)
        return sorted({work for number in numbers for work, _ in self._named(number)[:MOST_NAMESAKES]})

    def _rank(
        self, number: int, reading: Reading, alternative: Mapping[int, bool]
    ) -> Callable[[int], tuple[bool, float]]:
        """The order of works of a key: those with the article that was typed, then by how well they are known."""
        with_article = self._with_article(number)

        def rank(work: int) -> tuple[bool, float]:
            cost = ELSEWHERE * alternative[work] + ARTICLE * (not reading.article and work in with_article)
            return reading.article and work not in with_article, cost - self._fame(work)

        return rank

    def _fame(self, work: int) -> float:
        """How well known a work is, in powers of ten."""
        return math.log10(1 + float(self.facts.popularity[work]))

    def _near(
        self, reading: Reading, typed: Typed, number: int, among: NDArray[np.bool_] | None, furthest: float
    ) -> Iterable[tuple[int, float]]:
        """The works of a key, and how far each is, with the year and less what it is known; none if too far, or
        `furthest` from the text or further whatever is known of them.
        """
        title = self.keys.text(number)
        known = KNOWN_UNFINISHED if title.startswith(reading.key) else KNOWN
        limit = min(
            max(FURTHEST_OF_A_LETTER, FURTHEST * len(reading.key)),
            MOST_EDITS,
            furthest + known * math.log10(1 + float(self.known[number])) + _ROUNDING,
        )
        far = typed.distance(title, limit) if limit >= 0 else math.inf
        if far > limit:
            return
        named = [one for one in self._named(number) if among is None or among[one[0]]]
        for place, (work, alternative) in enumerate(named[:MOST_NAMESAKES]):
            rank = NAMESAKE * place - known * self._fame(work)
            yield work, far + self._wrong_year(reading.year, work) + ALTERNATIVE * alternative + rank

    def _candidates(self, key: str, count: int, among: NDArray[np.bool_] | None) -> list[int]:
        """The numbers of keys that may be near: the best known that begin so, and those with the same triples.

        `among` (n_keys,) limits them.
        """
        if not key.split():
            return []
        beginning = self.keys.beginning_with(key)
        begun = np.arange(beginning.start, beginning.stop)
        if among is not None:
            begun = begun[among[begun]]
        if len(begun) > count // BEGUN:
            begun = begun[np.argpartition(-self.known[begun], count // BEGUN)[: count // BEGUN]]
        return list(dict.fromkeys([*begun.tolist(), *self.grams.nearest(encoded(key), count, among)]))

    def _keys_of(self, among: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Which keys a work of `among` has, (n_keys,); None for all."""
        if among is None:
            return None
        held = np.concatenate([[0], np.cumsum(among[self.work_nums])])
        found: NDArray[np.bool_] = np.diff(held[self.starts]) > 0
        return found

    def _named(self, number: int) -> list[tuple[int, bool]]:
        """The works of a key, and whether it is but an alternative name of each."""
        start, end = self.starts[number], self.starts[number + 1]
        return list(zip(self.work_nums[start:end].tolist(), self.alternative[start:end].tolist(), strict=True))

    def _with_article(self, number: int) -> set[int]:
        """The works whose name of that key has an article."""
        rows = slice(self.starts[number], self.starts[number + 1])
        return set(self.work_nums[rows][self.article[rows]].tolist())

    def _of_year(self, works: list[int], year: int | None) -> list[int]:
        """The works of a year; where none began in it, those that went on in it."""
        if year is None:
            return works
        began = [work for work in works if self.facts.years[work] == year]
        return began or [work for work in works if self.facts.years[work] <= year <= self.facts.last_years[work]]

    def _wrong_year(self, typed: int | None, work: int) -> float:
        if typed is None or self.facts.years[work] <= typed <= self.facts.last_years[work]:
            return 0.0
        return NEXT_YEAR if abs(typed - self.facts.years[work]) == 1 else ANOTHER_YEAR
