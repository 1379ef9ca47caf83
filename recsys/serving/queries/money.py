"""The query functions over the film catalogue about money: people, franchises and production companies.

A film's return is its revenue divided by its budget; it is known where both are. Sums of returns run over all films,
means over those whose return is known.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.domain.schema import FILM_CATALOGUE
from recsys.errors import NotFoundError
from recsys.serving import checks
from recsys.serving.queries.films import Films
from recsys.serving.queries.groups import Groups
from recsys.serving.queries.names import NameIndex


@dataclass(frozen=True)
class ActorReturn:
    """An actor's films and what they returned. `namesakes` counts other people of the same name."""

    mensaje: str
    actor: str
    films: int
    total_return: float
    mean_return: float | None
    films_with_return: int
    namesakes: int


@dataclass(frozen=True)
class FilmMoney:
    """A film's money, in dollars; budget and revenue are 0 where they are not known."""

    title: str
    release_date: str
    film_return: float
    budget: int
    revenue: int
    profit: int


@dataclass(frozen=True)
class DirectorReturn:
    """A director's success, as the total return of their films, and every film, oldest first."""

    mensaje: str
    director: str
    total_return: float
    films: list[FilmMoney]
    namesakes: int


@dataclass(frozen=True)
class Franchise:
    """A franchise's films, oldest first, and what they took in. `others` are further ones with the text in their names.

    The mean runs over all its films, those of unknown revenue (0) too.
    """

    mensaje: str
    collection: str
    films: list[FilmMoney]
    total_revenue: int
    mean_revenue: float
    others: list[str]


@dataclass(frozen=True)
class CompanyRevenue:
    """A production company's films and what they took in."""

    mensaje: str
    company: str
    revenue: int
    films: int


class MoneyQueries:
    """Answers from the films and their credits (`schema.CREDITS`), of which those of the film catalogue count."""

    def __init__(self, films: Films, credits: pa.Table) -> None:
        self._films = films
        self._people = _People(films, credits)
        self._collections = Groups([[name] if name else [] for name in films.column("collection").to_pylist()])
        self._companies = Groups(films.lists("companies"))

    def get_actor(self, nombre_actor: str) -> ActorReturn:
        """An actor's films, their total return and their mean return; films only directed do not count.

        Args:
            nombre_actor: the actor's whole name
        """
        person, namesakes = self._people.find("nombre_actor", nombre_actor, "Tom Hanks", "actor")
        rows = self._people.films(person, "actor")
        name, returns = self._people.names[person], self._films.returns[rows]
        known = (self._films.budgets[rows] > 0) & (self._films.revenues[rows] > 0)
        total, count = float(returns[known].sum()), int(known.sum())
        mean = total / count if count else None
        average = f"con un promedio de {mean:.2f} por filmación" if mean is not None else "sin ningún retorno conocido"
        message = (
            f"El actor {name} ha participado de {len(rows)} filmaciones, "
            f"ha conseguido un retorno de {total:.2f} {average}"
        )
        return ActorReturn(message, name, len(rows), total, mean, count, namesakes)

    def get_director(self, nombre_director: str) -> DirectorReturn:
        """A director's success, as total return, and every film with release date, return, cost, revenue and profit.

        Args:
            nombre_director: the director's whole name
        """
        person, namesakes = self._people.find("nombre_director", nombre_director, "Sofia Coppola", "director")
        rows = self._people.films(person, "director")
        name = self._people.names[person]
        films = [self._money(row) for row in self._oldest_first(rows)]
        total = float(sum(film.film_return for film in films))
        message = f"El director {name} ha conseguido un retorno total de {total:.2f} con {len(films)} películas"
        return DirectorReturn(message, name, total, films, namesakes)

    def franquicia(self, franquicia: str) -> Franchise:
        """A franchise's films, their total revenue and their mean revenue.

        Args:
            franquicia: a part of the franchise's name: Toy Story
        """
        given = checks.text("franquicia", franquicia, "Toy Story")
        found = self._collections.containing(given)
        if not found:
            nearest = self._collections.nearest(given)
            raise NotFoundError("franquicia", "No franchise has in its name", given, suggestions=nearest)
        first, *others = found
        rows = self._collections.films(first)
        total, mean = int(self._films.revenues[rows].sum()), float(self._films.revenues[rows].mean())
        name = self._collections.names[first]
        message = (
            f"La franquicia {name} posee {len(rows)} películas, una ganancia total de {total} "
            f"y una ganancia promedio de {mean:.2f}"
        )
        films = [self._money(row) for row in self._oldest_first(rows)]
        return Franchise(message, name, films, total, mean, [self._collections.names[other] for other in others])

    def productoras_exitosas(self, productora: str) -> CompanyRevenue:
        """What the films of a production company took in, and how many they are.

        Args:
            productora: the company's whole name: Pixar Animation Studios
        """
        company = self._companies.find("productora", productora, "Pixar Animation Studios", "No company is called")
        rows = self._companies.films(company)
        revenue, name = int(self._films.revenues[rows].sum()), self._companies.names[company]
        message = f"La productora {name} ha tenido un revenue de {revenue} con {len(rows)} películas"
        return CompanyRevenue(message, name, revenue, len(rows))

    def _oldest_first(self, rows: NDArray[np.int64]) -> list[int]:
        return sorted(rows.tolist(), key=lambda row: (self._films.dates[row], row))

    def _money(self, row: int) -> FilmMoney:
        budget, revenue = int(self._films.budgets[row]), int(self._films.revenues[row])
        return FilmMoney(
            title=self._films.titles[row],
            release_date=str(self._films.dates[row]),
            film_return=float(self._films.returns[row]),
            budget=budget,
            revenue=revenue,
            profit=revenue - budget,
        )


class _People:
    """The people of the credits, by row number: one for each name and person_id.

    The id alone would not do: where casts and crews were numbered apart, one id is two people, and taking it for one
    would give an actor another's figures.
    """

    def __init__(self, films: Films, credits: pa.Table) -> None:
        row_of_work = {work_id: row for row, work_id in enumerate(films.column("work_id").to_pylist())}
        credits = film_credits(films, credits)
        ids, names = credits.column("person_id").to_pylist(), credits.column("person").cast(pa.string()).to_pylist()
        numbers: dict[tuple[str, int | None], int] = {}
        pairs = zip(names, ids, strict=True)
        persons = np.array([numbers.setdefault(pair, len(numbers)) for pair in pairs], dtype=np.int64)
        self.names = [name for name, _ in numbers]
        works = credits.column("work_id").cast(pa.string()).to_pylist()
        rows = np.array([row_of_work[work_id] for work_id in works], dtype=np.int64)
        roles = np.array(credits.column("role").cast(pa.string()).to_pylist(), dtype=object)
        self._films: dict[str, NDArray[np.int64]] = {}
        self._starts: dict[str, NDArray[np.int64]] = {}
        for role in ("actor", "director"):
            of_role = np.flatnonzero(roles == role)
            order = of_role[np.argsort(persons[of_role], kind="stable")]
            self._films[role] = rows[order]
            self._starts[role] = np.searchsorted(persons[order], np.arange(len(numbers) + 1))
        self._index = NameIndex(self.names)

    def find(self, parameter: str, value: object, example: str, role: str) -> tuple[int, int]:
        """The person of that whole name with most films in the role, and how many others of that name have some."""
        found = self._index.find(parameter, value, example, f"No {role} is called")
        first = max(found, key=lambda person: len(self.films(person, role)))
        return first, sum(len(self.films(person, role)) > 0 for person in found if person != first)

    def films(self, person: int, role: str) -> NDArray[np.int64]:
        """The films of a person in a role, as row numbers."""
        start, end = self._starts[role][person], self._starts[role][person + 1]
        return self._films[role][start:end]


def film_credits(films: Films, credits: pa.Table) -> pa.Table:
    """The actors and directors of the films as the film catalogue has them, by its ids.

    Their order decides who of one name comes first, and how sums are rounded: it must not be that of some file.
    """
    works = credits.column("work_id").cast(pa.string())
    roles = pc.is_in(credits.column("role").cast(pa.string()), pa.array(["actor", "director"]))
    of_catalogue = pc.and_(pc.equal(credits.column("source"), FILM_CATALOGUE), roles)
    ids = films.column("work_id")
    found = credits.filter(pc.and_(of_catalogue, pc.is_in(works, ids)))
    numbers = films.column("tmdb_id").fill_null(-1).to_numpy()
    rows = pc.index_in(found.column("work_id").cast(pa.string()), ids).to_numpy()
    return found.take(np.argsort(numbers[rows], kind="stable"))
