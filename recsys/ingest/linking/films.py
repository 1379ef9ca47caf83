"""Linking films of another source to works, by title and year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from recsys.ingest.sources.movielens import Film
from recsys.text import title_key

# A film's year differs by one between sources that count from a festival and from a release.
YEAR_SLACK = 1


class Link(NamedTuple):
    """A film's work, and how far the match is from perfect: (years apart, 0 by title or 1 by other title)."""

    work_id: str
    distance: tuple[int, int]


def movie_index(titles: pd.DataFrame) -> dict[str, dict[int, str]]:
    """The films of the catalogue as {title key: {year: work_id}}; series are never linked to films."""
    index: dict[str, dict[int, str]] = defaultdict(dict)
    movies = titles[titles["type"] == "movie"]
    for title, year, work in zip(movies["display_title"], movies["release_year"], movies["work_id"], strict=True):
        index[title_key(title)][year] = work
    return dict(index)


def link_films(films: Iterable[Film], index: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """The films that are works of the catalogue, as {film number: work_id}.

    A film prefers its own year to a neighbouring one and its main title to another one; where the year
    before and the year after both fit, neither is taken. Where several films claim one work, the nearest
    match keeps it; equally near ones of one year (a film that its source lists twice) all do, those of two
    years are not the same film, and none does.
    """
    claims: dict[str, list[tuple[tuple[int, int], Film]]] = defaultdict(list)
    for film in films:
        if (link := _nearest(film, index)) is not None:
            claims[link.work_id].append((link.distance, film))
    linked: dict[str, str] = {}
    for work, claimants in claims.items():
        best = min(distance for distance, _ in claimants)
        nearest = [film for distance, film in claimants if distance == best]
        if len({film.year for film in nearest}) == 1:
            linked |= {film.number: work for film in nearest}
    return linked


def _nearest(film: Film, index: Mapping[str, Mapping[int, str]]) -> Link | None:
    keys = [(title_key(film.title), 0), *((title_key(other), 1) for other in film.other_titles)]
    for apart in range(YEAR_SLACK + 1):
        for key, rank in keys:
            years = index.get(key, {})
            works = {years[year] for year in {film.year - apart, film.year + apart} if year in years}
            if len(works) == 1:
                return Link(works.pop(), (apart, rank))
    return None
