"""The titles whose lists are looked at."""

from dataclasses import dataclass

from recsys.domain.schema import TYPES

_MOVIE, _SERIES = TYPES


@dataclass(frozen=True)
class Shown:
    """A title with its year and type, as people know it."""

    title: str
    year: int
    type: str

    def __str__(self) -> str:
        """As it is asked for: «Title (year)»."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True)
class Person:
    """Somebody made up, of a plain taste, who likes some titles."""

    taste: str
    likes: tuple[Shown, ...]


def series(*titles: tuple[str, int]) -> tuple[Shown, ...]:
    """Series, each by its title and first year."""
    return tuple(Shown(title, year, _SERIES) for title, year in titles)


def films(*titles: tuple[str, int]) -> tuple[Shown, ...]:
    """Films, each by its title and year."""
    return tuple(Shown(title, year, _MOVIE) for title, year in titles)


# Well known and less so, of several countries and decades, fiction and not.
SERIES = series(
    ("Game of Thrones", 2011),
    ("Stranger Things", 2016),
    ("The Sopranos", 1999),
    ("Seinfeld", 1989),
    ("Twin Peaks", 1990),
    ("Columbo", 1971),
    ("Fleabag", 2016),
    ("Dark", 2017),
    ("Money Heist", 2017),
    ("Call My Agent!", 2015),
    ("Borgen", 2010),
    ("Squid Game", 2021),
    ("Crash Landing on You", 2019),
    ("Death Note", 2006),
    ("Sacred Games", 2018),
    ("Okupas", 2000),
    ("3%", 2016),
    ("Bluey", 2018),
    ("Planet Earth", 2006),
    ("Love Is Blind", 2020),
)
FILMS = films(
    ("Titanic", 1997),
    ("The Godfather", 1972),
    ("The Matrix", 1999),
    ("Toy Story", 1995),
    ("Oppenheimer", 2023),
    ("Get Out", 2017),
    ("Bridget Jones's Diary", 2001),
    ("Casablanca", 1942),
    ("Psycho", 1960),
    ("Spirited Away", 2001),
    ("Seven Samurai", 1954),
    ("Parasite", 2019),
    ("Dangal", 2016),
    ("Amélie", 2001),
    ("Bicycle Thieves", 1948),
    ("City of God", 2002),
    ("Wild Tales", 2014),
    ("Wadjda", 2012),
    ("March of the Penguins", 2005),
    ("Blue Jay", 2016),
)
