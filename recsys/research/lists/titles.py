"""The titles and the made-up people whose lists are looked at."""

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


def _of_type(type: str, *titles: tuple[str, int]) -> tuple[Shown, ...]:
    return tuple(Shown(title, year, type) for title, year in titles)


# Well known and less so, of several countries and decades, fiction and not.
SERIES = _of_type(
    _SERIES,
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
FILMS = _of_type(
    _MOVIE,
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
PEOPLE = (
    Person(
        "crime series",
        _of_type(
            _SERIES,
            ("The Wire", 2002),
            ("The Sopranos", 1999),
            ("Breaking Bad", 2008),
            ("Narcos", 2015),
            ("True Detective", 2014),
        ),
    ),
    Person(
        "sitcoms",
        _of_type(
            _SERIES,
            ("Friends", 1994),
            ("Seinfeld", 1989),
            ("The Office", 2005),
            ("Parks and Recreation", 2009),
            ("Frasier", 1993),
        ),
    ),
    Person(
        "Korean series",
        _of_type(
            _SERIES,
            ("Crash Landing on You", 2019),
            ("Itaewon Class", 2020),
            ("Hospital Playlist", 2020),
            ("Kingdom", 2019),
            ("Squid Game", 2021),
        ),
    ),
    Person(
        "anime",
        _of_type(
            _SERIES,
            ("Death Note", 2006),
            ("Attack on Titan", 2013),
            ("Naruto", 2002),
            ("Cowboy Bebop", 1998),
            ("Fullmetal Alchemist: Brotherhood", 2009),
        ),
    ),
    Person(
        "British series in costume",
        _of_type(
            _SERIES,
            ("Downton Abbey", 2010),
            ("The Crown", 2016),
            ("Bridgerton", 2020),
            ("Outlander", 2014),
            ("Pride and Prejudice", 1995),
        ),
    ),
    Person(
        "films in space",
        _of_type(
            _MOVIE,
            ("Star Wars", 1977),
            ("Alien", 1979),
            ("Interstellar", 2014),
            ("2001: A Space Odyssey", 1968),
            ("Gravity", 2013),
        ),
    ),
    Person(
        "animated films for the family",
        _of_type(_MOVIE, ("Toy Story", 1995), ("Finding Nemo", 2003), ("Frozen", 2013), ("Shrek", 2001), ("Up", 2009)),
    ),
    Person(
        "films in Spanish",
        _of_type(
            _MOVIE,
            ("Wild Tales", 2014),
            ("The Secret in Their Eyes", 2009),
            ("Roma", 2018),
            ("Pan's Labyrinth", 2006),
            ("Volver", 2006),
        ),
    ),
    Person(
        "romantic comedies",
        _of_type(
            _MOVIE,
            ("When Harry Met Sally...", 1989),
            ("Notting Hill", 1999),
            ("Pretty Woman", 1990),
            ("Bridget Jones's Diary", 2001),
            ("10 Things I Hate About You", 1999),
        ),
    ),
    Person(
        "horror films",
        _of_type(
            _MOVIE,
            ("Halloween", 1978),
            ("The Exorcist", 1973),
            ("The Conjuring", 2013),
            ("Hereditary", 2018),
            ("Get Out", 2017),
        ),
    ),
)
