"""The query functions over the film catalogue, by the names that people know them by: when, how liked, how long.

Every answer carries the sentence `mensaje` and the same facts as fields.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import InvalidValueError
from recsys.serving import checks
from recsys.serving.queries.films import Films
from recsys.serving.queries.places import countries, languages
from recsys.text import fold

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
FEWEST_VOTES = 2000
_MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS)} | {"setiembre": 8}
_WEEKDAY_NUMBERS = {fold(name): number for number, name in enumerate(WEEKDAYS)}
# The first of January 1970, from which numpy counts days, was a Thursday.
_THURSDAY = 3


@dataclass(frozen=True)
class Count:
    """How many films were released in one month, or on one weekday."""

    name: str
    count: int


@dataclass(frozen=True)
class MonthCount:
    """How many films were released in a month of any year, and in each."""

    mensaje: str
    count: int
    month: str
    months: list[Count]


@dataclass(frozen=True)
class WeekdayCount:
    """How many films were released on a weekday, and on each."""

    mensaje: str
    count: int
    weekday: str
    weekdays: list[Count]


@dataclass(frozen=True)
class TitleScore:
    """A film's popularity and mean vote (0 to 10). `namesakes` are other films of its title, with their years."""

    mensaje: str
    title: str
    year: int
    popularity: float | None
    vote_average: float | None
    namesakes: list[str]


@dataclass(frozen=True)
class TitleVotes:
    """A film's votes and their mean, both None where it has too few to speak of."""

    mensaje: str
    title: str
    year: int
    vote_count: int | None
    vote_average: float | None
    namesakes: list[str]


@dataclass(frozen=True)
class LanguageCount:
    """How many films were made in a language; `code` is its ISO 639-1 code."""

    mensaje: str
    count: int
    code: str


@dataclass(frozen=True)
class CountryCount:
    """How many films a country produced; `code` is its ISO 3166-1 code."""

    mensaje: str
    count: int
    code: str


@dataclass(frozen=True)
class FilmLength:
    """One film of a title: its minutes, None where not known, and its year."""

    title: str
    minutes: int | None
    year: int


@dataclass(frozen=True)
class TitleLengths:
    """Every film of a title, the one with most votes first."""

    mensaje: str
    films: list[FilmLength]


class MovieQueries:
    """Answers from the films alone."""

    def __init__(self, films: Films) -> None:
        self._films = films
        months = films.dates.astype("datetime64[M]").astype("int64") % 12
        weekdays = (films.dates.astype("int64") + _THURSDAY) % 7
        self._by_month = np.bincount(months, minlength=12)
        self._by_weekday = np.bincount(weekdays, minlength=7)
        self._in_language = Counter(code for code in films.column("original_language").to_pylist() if code)
        self._of_country = Counter(code for codes in films.lists("countries") for code in codes)
        self._languages = languages(self._in_language)
        self._countries = countries(self._of_country)

    def cantidad_filmaciones_mes(self, mes: str) -> MonthCount:
        """How many films were released in a month, whatever the year.

        Args:
            mes: a month in Spanish, in any case, with or without accents: enero
        """
        month = _number("mes", mes, _MONTH_NUMBERS, MONTHS)
        count = int(self._by_month[month])
        name = MONTHS[month]
        message = f"{count} cantidad de películas fueron estrenadas en el mes de {name}"
        return MonthCount(message, count, name, _counts(MONTHS, self._by_month))

    def cantidad_filmaciones_dia(self, dia: str) -> WeekdayCount:
        """How many films were released on a weekday, whatever the date.

        Args:
            dia: a weekday in Spanish, in any case, with or without accents: miércoles
        """
        weekday = _number("dia", dia, _WEEKDAY_NUMBERS, WEEKDAYS)
        count = int(self._by_weekday[weekday])
        name = WEEKDAYS[weekday]
        message = f"{count} cantidad de películas fueron estrenadas en los días {name}"
        return WeekdayCount(message, count, name, _counts(WEEKDAYS, self._by_weekday))

    def score_titulo(self, titulo: str) -> TitleScore:
        """The year, the popularity and the mean vote of a film.

        Args:
            titulo: a film's whole title; with its year, as in «Cinderella (1950)», where several share it
        """
        row, *others = self._films.find("titulo", titulo)
        title, year = self._films.titles[row], int(self._films.years[row])
        popularity, average = self._value("popularity", row), self._value("vote_average", row)
        shown = "desconocido" if popularity is None else f"{popularity:.2f}"
        message = f"La película {title} fue estrenada en el año {year} con un score/popularidad de {shown}"
        return TitleScore(message, title, year, popularity, average, self._namesakes(others))

    def votos_titulo(self, titulo: str) -> TitleVotes:
        """The votes of a film and their mean, if it has at least 2,000.

        Args:
            titulo: a film's whole title; with its year, as in «Cinderella (1950)», where several share it
        """
        row, *others = self._films.find("titulo", titulo)
        title, year, votes = self._films.titles[row], int(self._films.years[row]), int(self._films.vote_counts[row])
        namesakes = self._namesakes(others)
        if votes < FEWEST_VOTES:
            message = f"La película {title} no cumple la condición de tener al menos {FEWEST_VOTES} valoraciones"
            return TitleVotes(message, title, year, None, None, namesakes)
        average = self._value("vote_average", row)
        message = (
            f"La película {title} fue estrenada en el año {year}. Cuenta con un total de {votes} valoraciones, "
            f"con un promedio {'desconocido' if average is None else f'de {average}'}"
        )
        return TitleVotes(message, title, year, votes, average, namesakes)

    def peliculas_idioma(self, idioma: str) -> LanguageCount:
        """How many films were made in a language.

        Args:
            idioma: an ISO 639-1 code or the language's name in Spanish or English: es, español, Spanish
        """
        code = self._languages.find("idioma", idioma, "es", "No film is in the language")
        count = self._in_language[code]
        message = f"{count} películas fueron producidas en {self._languages.spanish(code)}"
        return LanguageCount(message, count, code)

    def peliculas_pais(self, pais: str) -> CountryCount:
        """How many films a country produced, alone or with others.

        Args:
            pais: an ISO 3166-1 code or the country's name in Spanish or English: AR, Argentina
        """
        code = self._countries.find("pais", pais, "Argentina", "No film was produced in the country")
        count = self._of_country[code]
        return CountryCount(f"Se produjeron {count} películas en {self._countries.spanish(code)}", count, code)

    def peliculas_duracion(self, pelicula: str) -> TitleLengths:
        """The minutes and the year of every film of a title.

        Args:
            pelicula: a film's whole title
        """
        rows = self._films.find("pelicula", pelicula)
        minutes = self._films.column("runtime")
        films = [FilmLength(self._films.titles[row], minutes[row].as_py(), int(self._films.years[row])) for row in rows]
        message = "; ".join(
            f"{film.title}. Duración: {'desconocida' if film.minutes is None else film.minutes}. Año: {film.year}"
            for film in films
        )
        return TitleLengths(message, films)

    def _value(self, column: str, row: int) -> float | None:
        value: float | None = self._films.column(column)[row].as_py()
        return value

    def _namesakes(self, rows: list[int]) -> list[str]:
        return [self._films.name(row) for row in rows]


def _counts(names: Sequence[str], counts: NDArray[np.int64]) -> list[Count]:
    return [Count(name, int(count)) for name, count in zip(names, counts, strict=True)]


def _number(parameter: str, value: object, numbers: Mapping[str, int], names: Sequence[str]) -> int:
    given = checks.text(parameter, value, names[0])
    found = numbers.get(fold(given))
    if found is None:
        raise InvalidValueError(parameter, f"{parameter} must be one of {', '.join(names)}", given)
    return found
