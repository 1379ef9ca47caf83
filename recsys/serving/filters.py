"""Filters over works: services, type, genre, years, maturity, length."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.schema import PLATFORMS
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.text import fold

# The youngest age that each rating is meant for; one scale for the films', the television's and the services' own
# ratings. A title whose source gives no rating, or `nr`, has no place on it.
AGES = {
    "g": 0, "tv-g": 0, "tv-y": 0, "all": 0,
    "tv-y7": 7, "tv-y7-fv": 7, "7+": 7, "pg": 7, "tv-pg": 7,
    "pg-13": 13, "13+": 13, "tv-14": 13,
    "16+": 16,
    "r": 18, "nc-17": 18, "18+": 18, "tv-ma": 18,
}  # fmt: skip
MATURITY_LEVELS = {"all": 0, "7+": 7, "13+": 13, "16+": 16, "18+": 18}
_UNRATED_AGE = 99
LONGEST = 1000  # minutes that can be asked for


@dataclass(frozen=True)
class Filters:
    """What a list is limited to; None and empty mean no limit. Made by `parse`, which checks."""

    platforms: tuple[str, ...] = ()
    type: str | None = None
    genre: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    maturity: str | None = None
    minutes_from: int | None = None
    minutes_to: int | None = None


class FilterIndex:
    """What the filters ask of every work, as arrays of shape (n_works,)."""

    def __init__(self, catalogue: Catalogue) -> None:
        n_works, work_nums = len(catalogue), catalogue.work_nums
        platforms = np.array(catalogue.column("platform").to_pylist())
        self._on = {name: _any(work_nums[platforms == name], n_works) for name in PLATFORMS}
        types = np.array(catalogue.column("type").to_pylist())
        self._movie = _any(work_nums[types == "movie"], n_works)
        self._year = np.zeros(n_works, dtype=np.int32)
        self._year[work_nums] = catalogue.column("release_year").to_numpy()
        self._age = np.full(n_works, _UNRATED_AGE, dtype=np.int32)
        given = catalogue.column("rating_given").to_pylist()
        by_genre: dict[str, list[int]] = {}
        columns = (catalogue.column("rating").to_pylist(), given, catalogue.column("genres").to_pylist())
        for work_num, rating, known, genres in zip(work_nums.tolist(), *columns, strict=True):
            if known and rating in AGES:
                # Where services disagree, the stricter one is believed.
                age = self._age[work_num]
                self._age[work_num] = AGES[rating] if age == _UNRATED_AGE else max(age, AGES[rating])
            for genre in genres:
                by_genre.setdefault(genre, []).append(work_num)
        minutes = pc.if_else(pc.equal(catalogue.column("duration_type"), "min"), catalogue.column("duration_int"), None)
        self._minutes = np.full(n_works, np.nan)  # of films whose length is known
        known = pc.is_valid(minutes).to_numpy(zero_copy_only=False)
        self._minutes[work_nums[known]] = minutes.drop_null().to_numpy()
        self._of_genre = {genre: _any(np.array(rows), n_works) for genre, rows in by_genre.items()}
        self.genres = sorted(by_genre, key=lambda genre: (-len(by_genre[genre]), genre))

    def parse(
        self,
        platforms: object = None,
        type: object = None,
        genre: object = None,
        year_from: object = None,
        year_to: object = None,
        maturity: object = None,
        minutes_from: object = None,
        minutes_to: object = None,
    ) -> Filters:
        """Filters from what somebody sent. Raises InvalidValueError or NotFoundError naming the argument."""
        first, last = checks.year("year_from", year_from), checks.year("year_to", year_to)
        if first is not None and last is not None and first > last:
            raise InvalidValueError("year_from", f"year_from must not be after year_to ({last})", first)
        shortest, longest = _minutes("minutes_from", minutes_from), _minutes("minutes_to", minutes_to)
        if shortest is not None and longest is not None and shortest > longest:
            raise InvalidValueError("minutes_from", f"minutes_from must not be above minutes_to ({longest})", shortest)
        return Filters(
            platforms=tuple(checks.platforms("platforms", platforms)),
            type=checks.kind("type", type),
            genre=self._genre(genre),
            year_from=first,
            year_to=last,
            maturity=_maturity(maturity),
            minutes_from=shortest,
            minutes_to=longest,
        )

    def mask(self, filters: Filters) -> NDArray[np.bool_]:
        """The works that pass, shape (n_works,). A work passes a platform filter when one of its platforms does.

        Series, and films whose length is not known, pass no limit of minutes.
        """
        allowed = np.ones(len(self._year), dtype=bool)
        if filters.platforms:
            allowed &= np.logical_or.reduce([self._on[name] for name in filters.platforms])
        if filters.type is not None:
            allowed &= self._movie if filters.type == "movie" else ~self._movie
        if filters.genre is not None:
            allowed &= self._of_genre[filters.genre]
        if filters.year_from is not None:
            allowed &= self._year >= filters.year_from
        if filters.year_to is not None:
            allowed &= self._year <= filters.year_to
        if filters.maturity is not None:
            allowed &= self._age <= MATURITY_LEVELS[filters.maturity]
        if filters.minutes_from is not None:
            allowed &= self._minutes >= filters.minutes_from
        if filters.minutes_to is not None:
            allowed &= self._minutes <= filters.minutes_to
        return allowed

    def _genre(self, value: object) -> str | None:
        if not checks.is_given(value):
            return None
        given = checks.text("genre", value, "comedy")
        by_fold = {fold(genre): genre for genre in self.genres}
        if fold(given) not in by_fold:
            raise NotFoundError("genre", "No genre is called", given, examples=self.genres[:10])
        return by_fold[fold(given)]


def _minutes(parameter: str, value: object) -> int | None:
    return checks.whole_number(parameter, value, 1, LONGEST) if checks.is_given(value) else None


def _maturity(value: object) -> str | None:
    if not checks.is_given(value):
        return None
    given = checks.text("maturity", value, "13+").lower()
    if given not in MATURITY_LEVELS:
        raise InvalidValueError("maturity", f"maturity must be one of {', '.join(MATURITY_LEVELS)}", given)
    return given


def _any(work_nums: NDArray[np.int32], n_works: int) -> NDArray[np.bool_]:
    found = np.zeros(n_works, dtype=bool)
    found[work_nums] = True
    return found
