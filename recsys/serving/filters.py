"""Filters over works: services and country, type, genre, years, maturity, length."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.maturity import MATURITY_LEVELS
from recsys.domain.services import Service
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving import checks
from recsys.serving.ages import AgeIndex
from recsys.serving.numbered_works import NumberedWorks
from recsys.serving.offers import OfferIndex
from recsys.serving.rows import codes_of
from recsys.text import fold

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
    country: str | None = None


class FilterIndex:
    """What the filters ask of every work, as arrays of shape (n_works,)."""

    def __init__(self, numbered: NumberedWorks) -> None:
        works = numbered.tables.works
        self._offers = OfferIndex(numbered)
        self._movie = numbered.is_movie
        self._year = numbered.years
        self._ages = AgeIndex(numbered)
        runtime = works.column("runtime").fill_null(0).to_numpy()
        self._minutes = np.where(self._movie & (runtime > 0), runtime, np.nan).astype(np.float32)
        self._of_genre = _works_of_genres(numbered)
        self.genres = sorted(self._of_genre, key=lambda genre: (-len(self._of_genre[genre]), genre))

    @property
    def services(self) -> list[Service]:
        """The services that show something now, in the registry's order."""
        return self._offers.services

    def services_in(self, country: str) -> list[Service]:
        """The services that show something in a country now, by its code; in the registry's order."""
        return self._offers.services_in(country)

    @property
    def countries(self) -> list[str]:
        """The codes of the countries in which something is shown now, those with most offers first."""
        return self._offers.countries

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
        country: object = None,
    ) -> Filters:
        """Filters from what somebody sent. Raises InvalidValueError or NotFoundError naming the argument."""
        first, last = checks.year("year_from", year_from), checks.year("year_to", year_to)
        if first is not None and last is not None and first > last:
            raise InvalidValueError("year_from", f"year_from must not be after year_to ({last})", first)
        shortest, longest = _minutes("minutes_from", minutes_from), _minutes("minutes_to", minutes_to)
        if shortest is not None and longest is not None and shortest > longest:
            raise InvalidValueError("minutes_from", f"minutes_from must not be above minutes_to ({longest})", shortest)
        return Filters(
            platforms=tuple(checks.platforms("platforms", platforms, [service.id for service in self.services])),
            type=checks.kind("type", type),
            genre=self._genre(genre),
            year_from=first,
            year_to=last,
            maturity=_maturity(maturity),
            minutes_from=shortest,
            minutes_to=longest,
            country=checks.country("country", country, self.countries),
        )

    def mask(self, filters: Filters) -> NDArray[np.bool_]:
        """The works that pass, shape (n_works,).

        With services and a country a work passes when one of these services shows it there now; with a country alone,
        when any service does. With a country, works are meant for the age that they are rated for there, where that is
        known (`AgeIndex`). Series, and films whose length is not known, pass no limit of minutes.
        """
        allowed = np.ones(len(self._year), dtype=bool)
        if filters.platforms or filters.country is not None:
            allowed &= self._offers.shown(filters.platforms, filters.country)
        if filters.type is not None:
            allowed &= self._movie if filters.type == "movie" else ~self._movie
        if filters.genre is not None:
            of_genre = np.zeros(len(allowed), dtype=bool)
            of_genre[self._of_genre[filters.genre]] = True
            allowed &= of_genre
        if filters.year_from is not None:
            allowed &= self._year >= filters.year_from
        if filters.year_to is not None:
            allowed &= self._year <= filters.year_to
        if filters.maturity is not None:
            allowed &= self._ages.of(filters.country) <= MATURITY_LEVELS[filters.maturity]
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
            raise NotFoundError("genre", "No genre is called", given, examples=self.genres[: checks.MOST_EXAMPLES])
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


def _works_of_genres(numbered: NumberedWorks) -> dict[str, NDArray[np.int32]]:
    """The numbers of the works of every genre."""
    genres = numbered.tables.works.column("genres")
    lengths = pc.list_value_length(genres).to_numpy()
    codes, names = codes_of(pc.list_flatten(genres))
    labelled = np.repeat(np.arange(len(numbered), dtype=np.int32), lengths)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(names))).tolist()
    starts = [0, *ends[:-1]]
    return {name: labelled[order[start:end]] for name, start, end in zip(names, starts, ends, strict=False)}
