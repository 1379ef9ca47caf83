"""The query functions over what services list, by the names that people know them by.

Every answer carries the sentence `mensaje` and the same facts as fields.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.domain.schema import RATING_MAX
from recsys.domain.services import service_by_id, service_name
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving import checks
from recsys.serving.queries.casts import casts_of_titles
from recsys.serving.queries.person_index import PersonIndex
from recsys.text import fold

DURATION_TYPES = ("min", "season")
EXAMPLES = 3
_UNITS = {"min": ("minuto", "minutos"), "season": ("temporada", "temporadas")}


@dataclass(frozen=True)
class TitleRow:
    """One title of one service."""

    title_id: str
    title: str
    platform: str
    year: int


@dataclass(frozen=True)
class MaxDuration:
    """The longest titles; several where their lengths are equal."""

    mensaje: str
    duration: int
    duration_type: str
    titles: list[TitleRow]


@dataclass(frozen=True)
class ScoreCount:
    """How many films are rated above a score."""

    mensaje: str
    count: int
    platform: str
    scored: float
    year: int


@dataclass(frozen=True)
class PlatformCount:
    """How many films and series a service has."""

    mensaje: str
    platform: str
    movies: int
    series: int
    total: int


@dataclass(frozen=True)
class MostSeenActor:
    """Who appears in most titles of a service and year. `tied` lists all who do, in alphabetical order."""

    mensaje: str
    actor: str
    count: int
    platform: str
    year: int
    tied: list[str] = field(default_factory=list)


class PlatformQueries:
    """Answers from the current titles of services and the people of each (`schema.TITLES`, `schema.CREDITS`).

    `services` are the ids of those that have a current title, in the registry's order.
    """

    def __init__(self, titles: pa.Table, credits: pa.Table) -> None:
        current = titles.filter(titles.column("current")).combine_chunks()
        self._titles = current
        self._platform = np.array(current.column("service").cast(pa.string()).to_pylist(), dtype=object)
        self.services = current_services(current)
        self._movie = np.array(current.column("type").to_pylist(), dtype=object) == "movie"
        self._year = current.column("release_year").to_numpy()
        self._duration = current.column("duration_int").fill_null(-1).to_numpy()
        self._kind = np.array(current.column("duration_type").fill_null("").to_pylist(), dtype=object)
        self._credits = credits
        self._score = current.column("score").fill_null(np.nan).to_numpy()

    @cached_property
    def _people(self) -> PersonIndex:
        """Who appears in which title; made when first asked for, since it takes as long as all else of a service."""
        return PersonIndex(casts_of_titles(self._titles, self._credits))

    def get_max_duration(
        self, year: int | None = None, platform: str | None = None, duration_type: str = DURATION_TYPES[0]
    ) -> MaxDuration:
        """The longest title; where several are equally long, all of them.

        Args:
            year: only titles released in this year
            platform: only titles of this service: a service of the catalogue, by its name or alias
            duration_type: min for films, season for series
        """
        wanted_year = checks.year("year", year)
        name = self._service(platform) if checks.is_given(platform) else None
        unit = _duration_type(duration_type)
        dated = (self._kind == unit) & (self._duration > 0)
        if name is not None:
            dated &= self._platform == name
        rows = dated if wanted_year is None else dated & (self._year == wanted_year)
        where = _where(name, wanted_year)
        if not rows.any():
            examples = self._years(dated, wanted_year) if wanted_year is not None else ()
            raise NotFoundError("year", "No title with a known length was found", f"{unit}{where}", examples=examples)
        longest = int(self._duration[rows].max())
        tied = [self._row(row) for row in np.flatnonzero(rows & (self._duration == longest)).tolist()]
        units = _UNITS[unit][longest != 1]
        names = ", ".join(f"«{title.title}»" for title in tied)
        return MaxDuration(f"Lo más largo{where}: {names}, con {longest} {units}", longest, unit, tied)

    def get_score_count(self, platform: str, scored: float, year: int) -> ScoreCount:
        """How many films of a service, released in a year, have a mean user rating strictly above a score.

        Args:
            platform: a service of the catalogue, by its name or alias
            scored: the score, 0 to 5
            year: the year of release
        """
        name = self._service(platform)
        threshold = checks.number("scored", scored, 0, RATING_MAX)
        wanted_year = checks.whole_number("year", year, checks.FIRST_YEAR, checks.LAST_YEAR)
        rows = self._movie & (self._platform == name) & (self._year == wanted_year) & (self._score > threshold)
        count = int(rows.sum())
        films = "película" if count == 1 else "películas"
        message = f"{count} {films}{_where(name, wanted_year)} con puntaje mayor a {threshold:g}"
        return ScoreCount(message, count, name, threshold, wanted_year)

    def get_count_platform(self, platform: str) -> PlatformCount:
        """How many films a service has; the fields also give its series and all its titles.

        Args:
            platform: a service of the catalogue, by its name or alias
        """
        name = self._service(platform)
        rows = self._platform == name
        movies, total = int((rows & self._movie).sum()), int(rows.sum())
        films = "película" if movies == 1 else "películas"
        message = f"{movies} {films}{_where(name, None)}"
        return PlatformCount(message, name, movies, total - movies, total)

    def get_actor(self, platform: str, year: int) -> MostSeenActor:
        """Who appears in most titles, films and series, of a service and year; each title counts once.

        Of several who are tied the first in alphabetical order answers.

        Args:
            platform: a service of the catalogue, by its name or alias
            year: the year of release
        """
        name = self._service(platform)
        wanted_year = checks.whole_number("year", year, checks.FIRST_YEAR, checks.LAST_YEAR)
        of_platform = self._platform == name
        most, tied = self._people.most_frequent(of_platform & (self._year == wanted_year))
        if not tied:
            with_cast = of_platform & self._people.has_cast
            if not with_cast.any():
                rule = f"The file of {service_name(name)} names no cast, so nobody can be counted"
                raise NotFoundError("platform", rule, name, examples=self._with_cast())
            rule = f"{service_name(name)} has no title with a cast of that year"
            raise NotFoundError("year", rule, wanted_year, examples=self._years(with_cast, wanted_year))
        tied.sort(key=_alphabetical)
        titles = "título" if most == 1 else "títulos"
        message = f"{tied[0]} es quien más aparece{_where(name, wanted_year)}: {most} {titles}"
        return MostSeenActor(message, tied[0], most, name, wanted_year, tied)

    def _service(self, platform: object) -> str:
        return checks.platform("platform", platform, self.services)

    def _with_cast(self) -> list[str]:
        return sorted(set(self._platform[self._people.has_cast].tolist()))

    def _years(self, rows: NDArray[np.bool_], wanted: int) -> list[str]:
        """The years nearest to the wanted one in which the rows have a title, nearest first."""
        years = sorted(set(self._year[rows].tolist()), key=lambda year: (abs(year - wanted), year))
        return [str(year) for year in years[:EXAMPLES]]

    def _row(self, row: int) -> TitleRow:
        return TitleRow(
            title_id=self._titles.column("title_id")[row].as_py(),
            title=self._titles.column("title")[row].as_py(),
            platform=str(self._platform[row]),
            year=int(self._year[row]),
        )


def current_services(titles: pa.Table) -> list[str]:
    """The ids of the services that list a title now, in the registry's order."""
    found = set(titles.filter(titles.column("current")).column("service").cast(pa.string()).unique().to_pylist())
    return [service_id for service_id in service_by_id() if service_id in found]


def _alphabetical(name: str) -> tuple[str, str]:
    """Á sorts with A, as in a dictionary, not behind Z."""
    return fold(name), name


def _duration_type(value: object) -> str:
    if not checks.is_given(value):
        return DURATION_TYPES[0]
    given = checks.text("duration_type", value, "min").lower().removesuffix("s")
    if given not in DURATION_TYPES:
        raise InvalidValueError("duration_type", f"duration_type must be one of {', '.join(DURATION_TYPES)}", value)
    return given


def _where(platform: str | None, year: int | None) -> str:
    place = f" en {service_name(platform)}" if platform is not None else ""
    return place + (f" en {year}" if year is not None else "")
