"""All names of all works, searched by an inexact spelling."""

import math
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.serving.search.grams import GramIndex
from recsys.serving.search.keys import SortedKeys, encoded
from recsys.serving.search.reading import Reading, has_article, readings
from recsys.serving.search.spelling import MOST_EDITS, Typed
from recsys.text import search_key

# For k results so many more of the nearest by letter triples are looked at (hardly a damaged title was further down),
# and half as many of the best known that begin with what was typed.
MORE_SIMILAR, BEGUN = 100, 2
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


class WorkFacts(NamedTuple):
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


class TitleIndex:
    """Names of works; several works may share a name, and a work have several names.

    `names` are given with their works, `work_nums` (n_names,); `alternative` (n_names,) marks those that are neither a
    work's title nor its original title.
    """

    def __init__(
        self, names: Sequence[str], work_nums: NDArray[np.int32], alternative: NDArray[np.bool_], facts: WorkFacts
    ) -> None:
        self._facts = facts
        keys = [search_key(name) for name in names]
        article = np.fromiter(map(has_article, names, keys), dtype=np.bool_, count=len(keys))
        texts = [encoded(key) for key in keys]
        distinct = sorted(set(texts))
        self._keys = SortedKeys(distinct)
        number = {key: at for at, key in enumerate(distinct)}
        key_of = np.fromiter((number[text] for text in texts), dtype=np.int32, count=len(texts))
        del keys, texts, number
        self._grams = GramIndex(distinct)
        del distinct
        # Each work once a key, and as its own title where it is that too.
        order = np.lexsort((alternative, work_nums, key_of))
        again = (np.diff(key_of[order]) == 0) & (np.diff(work_nums[order]) == 0)
        order = order[np.concatenate([[True], ~again])] if len(order) else order
        key_of, work_nums, alternative, article = key_of[order], work_nums[order], alternative[order], article[order]
        known = facts.popularity[work_nums]
        order = np.lexsort((work_nums, -facts.years[work_nums], -known, alternative, key_of))
        self._work_nums: NDArray[np.int32] = work_nums[order]
        self._alternative: NDArray[np.bool_] = alternative[order]
        self._article: NDArray[np.bool_] = article[order]
        self._starts = np.searchsorted(key_of[order], np.arange(len(self._keys) + 1)).astype(np.int32)
        self._known = np.zeros(len(self._keys), dtype=np.float32)  # as well as its best known work
        np.maximum.at(self._known, key_of, known.astype(np.float32))

    def exact(self, text: str) -> list[int]:
        """The works whose title this is, or whose title and year; the best known first, then the newest.

        A work that only goes by it elsewhere must be ten times as well known as one whose own title it is. Where it has
        an article, titles with one come first: «The Farewell» is not «Farewell». Without one it may be either, but
        «vikings» rather the series of that name than «The Vikings», unless that is much better known.
        """
        for reading in readings(text):
            number = self._keys.number(reading.key)
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
        popularity, years, far_of = self._facts.popularity, self._facts.years, nearest.far_of
        ranked = sorted(far_of, key=lambda work: (far_of[work], -popularity[work], -years[work], work))
        return list(dict.fromkeys([*exact, *ranked]))[:k]

    def similar(self, text: str, count: int = MORE_SIMILAR) -> list[int]:
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
        return math.log10(1 + float(self._facts.popularity[work]))

    def _near(
        self, reading: Reading, typed: Typed, number: int, among: NDArray[np.bool_] | None, furthest: float
    ) -> Iterable[tuple[int, float]]:
        """The works of a key, and how far each is, with the year and less what it is known; none if too far, or
        `furthest` from the text or further whatever is known of them.
        """
        title = self._keys.text(number)
        known = KNOWN_UNFINISHED if title.startswith(reading.key) else KNOWN
        limit = min(
            max(FURTHEST_OF_A_LETTER, FURTHEST * len(reading.key)),
            MOST_EDITS,
            furthest + known * math.log10(1 + float(self._known[number])) + _ROUNDING,
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
        beginning = self._keys.beginning_with(key)
        begun = np.arange(beginning.start, beginning.stop)
        if among is not None:
            begun = begun[among[begun]]
        if len(begun) > count // BEGUN:
            begun = begun[np.argpartition(-self._known[begun], count // BEGUN)[: count // BEGUN]]
        return list(dict.fromkeys([*begun.tolist(), *self._grams.nearest(encoded(key), count, among)]))

    def _keys_of(self, among: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Which keys a work of `among` has, (n_keys,); None for all."""
        if among is None:
            return None
        held = np.concatenate([[0], np.cumsum(among[self._work_nums])])
        found: NDArray[np.bool_] = np.diff(held[self._starts]) > 0
        return found

    def _named(self, number: int) -> list[tuple[int, bool]]:
        """The works of a key, and whether it is but an alternative name of each."""
        start, end = self._starts[number], self._starts[number + 1]
        return list(zip(self._work_nums[start:end].tolist(), self._alternative[start:end].tolist(), strict=True))

    def _with_article(self, number: int) -> set[int]:
        """The works whose name of that key has an article."""
        rows = slice(self._starts[number], self._starts[number + 1])
        return set(self._work_nums[rows][self._article[rows]].tolist())

    def _of_year(self, works: list[int], year: int | None) -> list[int]:
        """The works of a year; where none began in it, those that went on in it."""
        if year is None:
            return works
        began = [work for work in works if self._facts.years[work] == year]
        return began or [work for work in works if self._facts.years[work] <= year <= self._facts.last_years[work]]

    def _wrong_year(self, typed: int | None, work: int) -> float:
        if typed is None or self._facts.years[work] <= typed <= self._facts.last_years[work]:
            return 0.0
        return NEXT_YEAR if abs(typed - self._facts.years[work]) == 1 else ANOTHER_YEAR
