"""Which works people would take for one title: rows of one work that nothing told to belong together, and seasons.

Works of one name, kind and year, or of years next to each other, are twins unless something speaks against it: two ids
of IMDb, other directors, quite another length. Remakes are works of their own. So are namesakes of one year, of which
there are many; a list that hides one of two films is worse than one that shows a film twice.

A season that a service lists under a name of its own («American Horror Story: Hotel») counts as its series.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from recsys.ingest.linking.titles import read_title
from recsys.serving.recommend.shelf import HEAD, Facts, Shelf, ranks
from recsys.text import fold, title_key

_SAME_CUT = 1  # minutes between lengths that are one
_OTHER_CUT = 0.7  # of the longer length: below it two works are no cuts of one
_LATER = 2  # years after its seasons, counted one a year, that a series' last may be listed


def pairs_of(shelf: Shelf, directors_of: Callable[[Sequence[int]], Sequence[Sequence[str]]]) -> NDArray[np.int64]:
    """Pairs of works that people take for one, (n_pairs, 2) row numbers, the better known one second."""
    place = ranks(shelf.votes)
    alike = [
        (one, other) if place[one] > place[other] else (other, one)
        for one, other in _namesakes(shelf)
        if _may_be_one(one, other, shelf)
    ]
    rows = sorted({row for pair in alike for row in pair})
    directors = dict(zip(rows, map(frozenset, directors_of(rows)), strict=True))
    twins = [pair for pair in alike if _is_one(pair, directors, shelf)]
    return np.array(sorted({*twins, *_seasons(shelf)}), dtype=np.int64).reshape(-1, 2)


def _namesakes(shelf: Shelf) -> Iterator[tuple[int, int]]:
    """All pairs of works of one kind whose names, without decorations, are one."""
    first: dict[str, int] = {}
    others: dict[str, list[int]] = defaultdict(list)
    for row, (title, key, is_movie) in enumerate(zip(shelf.titles, shelf.keys, shelf.is_movie.tolist(), strict=True)):
        name = title_key(read_title(title).name) if "(" in title or "[" in title else key
        of_kind = name if is_movie else f"{name} (series)"
        if first.setdefault(of_kind, row) != row:
            others[of_kind].append(row)
    for name, rows in others.items():
        yield from combinations([first[name], *rows], 2)


def _may_be_one(one: int, other: int, shelf: Shelf) -> bool:
    """Whether years, ids and articles allow two namesakes to be one work."""
    if None not in (shelf.imdb_ids[one], shelf.imdb_ids[other]) and shelf.imdb_ids[one] != shelf.imdb_ids[other]:
        return False
    if abs(int(shelf.years[one]) - int(shelf.years[other])) > 1:
        if shelf.is_movie[one] or (shelf.votes[one] and shelf.votes[other]):
            return False
        listed, series = sorted((shelf.facts(one), shelf.facts(other)), key=lambda work: work.noted)
        # One word is the name of many series.
        if listed.noted or not series.noted or " " not in shelf.keys[series.row]:
            return False
        if not _while_it_ran(listed, series):
            return False
    return fold(read_title(shelf.titles[one]).name) == fold(read_title(shelf.titles[other]).name)


def _is_one(pair: tuple[int, int], directors: Mapping[int, frozenset[str]], shelf: Shelf) -> bool:
    """Whether directors and lengths, as far as they are known, tell that two namesakes are one work.

    Of a work that only a service's list knows it is enough that they do not tell otherwise.
    """
    lesser, better = pair
    makers, others = directors[lesser], directors[better]
    shorter, longer = sorted((shelf.runtimes[lesser] or 0, shelf.runtimes[better] or 0))
    as_long = shorter > 0 and longer - shorter <= _SAME_CUT
    if makers and others and not makers & others:  # one name spelled in two ways, or two films of a year and name
        return as_long and shelf.years[lesser] == shelf.years[better]
    one_cut = as_long or not shorter or shorter >= _OTHER_CUT * longer
    if as_long or makers & others:
        return one_cut
    one_year = not shelf.is_movie[lesser] or shelf.years[lesser] == shelf.years[better]
    return not shelf.facts(lesser).noted and one_cut and (one_year or not shorter)


def _seasons(shelf: Shelf) -> Iterator[tuple[int, int]]:
    """The series that are seasons of another, each with that one."""
    for row in np.flatnonzero(~shelf.is_movie & (shelf.votes == 0)).tolist():
        split = HEAD.search(shelf.titles[row])
        if split is None or shelf.imdb_ids[row] is not None:
            continue
        season = shelf.facts(row)
        series = shelf.series_named(season.title[: split.start()], season)
        if series is not None and season.genres & series.genres and _while_it_ran(season, series):
            yield row, series.row


def _while_it_ran(listed: Facts, series: Facts) -> bool:
    return series.year <= listed.year <= series.year + (series.seasons or 1) + _LATER
