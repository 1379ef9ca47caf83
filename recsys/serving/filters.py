"""Filters over works: where they are shown, type, genres, years, maturity, length, where they are from, and who is in
them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.rows import codes_of
from recsys.domain.countries import country_code, country_name, nearest_countries
from recsys.domain.languages import language_code
from recsys.domain.maturity import MATURITY_LEVELS
from recsys.domain.services import Service
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving import checks
from recsys.serving.ages import AgeIndex
from recsys.serving.numbered_works import NumberedWorks
from recsys.serving.offers import OfferIndex
from recsys.serving.people import PeopleIndex
from recsys.text import fold

LONGEST = 1000  # minutes that can be asked for
MOST_SEASONS = 100


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
    not_genre: tuple[str, ...] = ()
    made_in: tuple[str, ...] = ()
    spoken: str | None = None
    person: tuple[str, ...] = ()
    seasons_to: int | None = None


class FilterIndex:
    """What the filters ask of every work, as arrays of shape (n_works,)."""

    def __init__(self, numbered: NumberedWorks) -> None:
        works = numbered.tables.works
        self._numbered = numbered
        self._offers = OfferIndex(numbered)
        self._movie = numbered.is_movie
        self._year = numbered.years
        self._ages = AgeIndex(numbered)
        runtime = works.column("runtime").fill_null(0).to_numpy()
        self._minutes = np.where(self._movie & (runtime > 0), runtime, np.nan).astype(np.float32)
        seasons = works.column("seasons").fill_null(0).to_numpy()
        self._seasons = np.where(~self._movie & (seasons > 0), seasons, np.nan).astype(np.float32)
        self._of_genre = _works_of(works.column("genres"))
        self._of_origin = _works_of(works.column("countries"))
        self._language, self._languages = codes_of(works.column("original_language"))
        self.genres = _commonest(self._of_genre)

    @property
    def origins(self) -> list[str]:
        """The codes of the countries that works were produced in, those with most works first."""
        return _commonest(self._of_origin)

    @property
    def languages(self) -> list[str]:
        """The codes of the original languages of works."""
        return self._languages

    @cached_property
    def people(self) -> PeopleIndex:
        """Who took part in which works; made when somebody is first asked for, in a second."""
        return PeopleIndex(self._numbered)

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
        not_genre: object = None,
        made_in: object = None,
        spoken: object = None,
        person: object = None,
        seasons_to: object = None,
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
            genre=self._genre("genre", genre) if checks.is_given(genre) else None,
            year_from=first,
            year_to=last,
            maturity=_maturity(maturity),
            minutes_from=shortest,
            minutes_to=longest,
            country=checks.country("country", country, self.countries),
            not_genre=tuple(
                dict.fromkeys(self._genre("not_genre", one) for one in checks.names("not_genre", not_genre, "horror"))
            ),
            made_in=tuple(dict.fromkeys(self._origin(one) for one in checks.names("made_in", made_in, "South Korea"))),
            spoken=self._spoken(spoken),
            person=tuple(dict.fromkeys(self._person(one) for one in checks.names("person", person, "Tom Hanks"))),
            seasons_to=checks.whole_number("seasons_to", seasons_to, 1, MOST_SEASONS)
            if checks.is_given(seasons_to)
            else None,
        )

    def mask(self, filters: Filters) -> NDArray[np.bool_]:
        """The works that pass, shape (n_works,).

        With services and a country a work passes when one of these services shows it there now; with a country alone,
        when any service does. With a country, works are meant for the age that they are rated for there, where that is
        known (`AgeIndex`). Series, and films whose length is not known, pass no limit of minutes; films, and series of
        which it is not known how many they have, no limit of seasons. What was produced in several countries passes for
        each of them, and of several people all took part.
        """
        allowed = np.ones(len(self._year), dtype=bool)
        for passing in (self._shown(filters), self._of_kind(filters), self._by_whom(filters), *self._within(filters)):
            if passing is not None:
                allowed &= passing
        return allowed

    def _shown(self, filters: Filters) -> NDArray[np.bool_] | None:
        if not filters.platforms and filters.country is None:
            return None
        return self._offers.shown(filters.platforms, filters.country)

    def _of_kind(self, filters: Filters) -> NDArray[np.bool_]:
        """What is of the type and the genres, and meant for the age, (n_works,)."""
        allowed = np.ones(len(self._year), dtype=bool)
        if filters.type is not None:
            allowed &= self._movie if filters.type == "movie" else ~self._movie
        if filters.genre is not None:
            allowed &= self._any_of(self._of_genre, [filters.genre])
        if filters.not_genre:
            allowed &= ~self._any_of(self._of_genre, filters.not_genre)
        if filters.maturity is not None:
            allowed &= self._ages.of(filters.country) <= MATURITY_LEVELS[filters.maturity]
        return allowed

    def _by_whom(self, filters: Filters) -> NDArray[np.bool_]:
        """What was made in the countries and the language, and by the people, (n_works,)."""
        allowed = np.ones(len(self._year), dtype=bool)
        if filters.made_in:
            allowed &= self._any_of(self._of_origin, filters.made_in)
        if filters.spoken is not None:
            allowed &= self._language == self._languages.index(filters.spoken)
        for name in filters.person:
            allowed &= self._with_person(name)
        return allowed

    def _within(self, filters: Filters) -> Iterator[NDArray[np.bool_]]:
        """For each bound the works within it, (n_works,)."""
        for values, low, high in (
            (self._year, filters.year_from, filters.year_to),
            (self._minutes, filters.minutes_from, filters.minutes_to),
            (self._seasons, None, filters.seasons_to),
        ):
            if low is not None:
                yield values >= low
            if high is not None:
                yield values <= high

    def _any_of(self, works_of: dict[str, NDArray[np.int32]], values: Sequence[str]) -> NDArray[np.bool_]:
        """The works that have one of the values, (n_works,)."""
        having = np.zeros(len(self._year), dtype=bool)
        for value in values:
            having[works_of[value]] = True
        return having

    def _with_person(self, name: str) -> NDArray[np.bool_]:
        taking_part = np.zeros(len(self._year), dtype=bool)
        person = self.people.number(name)
        if person is not None:
            taking_part[self.people.works(person)] = True
        return taking_part

    def _genre(self, parameter: str, value: object) -> str:
        given = checks.text(parameter, value, "comedy")
        by_fold = {fold(genre): genre for genre in self.genres}
        if fold(given) not in by_fold:
            raise NotFoundError(parameter, "No genre is called", given, examples=self.genres[: checks.MOST_EXAMPLES])
        return by_fold[fold(given)]

    def _origin(self, value: object) -> str:
        given = checks.text("made_in", value, "South Korea")
        code = country_code(given)
        if code in self._of_origin:
            return str(code)
        rule = "No country is called" if code is None else "No work was produced in the country"
        near = [country_name(one) for one in nearest_countries(given) if one in self._of_origin] if code is None else []
        some = [country_name(one) for one in self.origins[: checks.MOST_EXAMPLES]]
        raise NotFoundError("made_in", rule, given, suggestions=near, examples=some)

    def _spoken(self, value: object) -> str | None:
        if not checks.is_given(value):
            return None
        given = checks.text("spoken", value, "Korean")
        code = language_code(given)
        if code not in self._languages:
            rule = "No language is called" if code is None else "No work was made in the language"
            raise NotFoundError("spoken", rule, given, examples=sorted(self._languages)[: checks.MOST_EXAMPLES])
        return code

    def _person(self, value: object) -> str:
        given = checks.text("person", value, "Tom Hanks")
        person = self.people.number(given)
        if person is None:
            some = [self.people.name(one) for one in self.people.best_known(checks.MOST_EXAMPLES)]
            raise NotFoundError("person", "Nobody in the catalogue is called", given, examples=some)
        return self.people.name(person)


def _minutes(parameter: str, value: object) -> int | None:
    return checks.whole_number(parameter, value, 1, LONGEST) if checks.is_given(value) else None


def _maturity(value: object) -> str | None:
    if not checks.is_given(value):
        return None
    given = checks.text("maturity", value, "13+").lower()
    if given not in MATURITY_LEVELS:
        raise InvalidValueError("maturity", f"maturity must be one of {', '.join(MATURITY_LEVELS)}", given)
    return given


def _works_of(lists: pa.ChunkedArray) -> dict[str, NDArray[np.int32]]:
    """The numbers of the works of every value, of a column that has a list of them for each work."""
    lengths = pc.list_value_length(lists).to_numpy()
    codes, names = codes_of(pc.list_flatten(lists))
    having = np.repeat(np.arange(len(lists), dtype=np.int32), lengths)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(names))).tolist()
    starts = [0, *ends[:-1]]
    return {name: having[order[start:end]] for name, start, end in zip(names, starts, ends, strict=False)}


def _commonest(works_of: dict[str, NDArray[np.int32]]) -> list[str]:
    """The values by how many works have them, most first."""
    return sorted(works_of, key=lambda value: (-len(works_of[value]), value))
