"""The answers over the film catalogue by their public names, made when the first of them is asked.

Their indexes of a hundred thousand names take most of a second, which nobody who starts the app should wait for.
"""

import functools
import inspect
from collections.abc import Callable
from functools import cached_property

from recsys.bundle.bundle import Bundle
from recsys.serving.queries.films import Films
from recsys.serving.queries.money import MoneyQueries
from recsys.serving.queries.movies import MovieQueries
from recsys.serving.queries.recommendations import FilmRecommendations


def film_answers(bundle: Bundle) -> dict[str, Callable[..., object]]:
    """{public name: function}. Without a film catalogue they say of every name that there is no such film."""
    made = _Made(bundle)
    answers: dict[Callable[..., object], Callable[[], object]] = {
        MovieQueries.cantidad_filmaciones_mes: lambda: made.movies,
        MovieQueries.cantidad_filmaciones_dia: lambda: made.movies,
        MovieQueries.score_titulo: lambda: made.movies,
        MovieQueries.votos_titulo: lambda: made.movies,
        MoneyQueries.get_actor: lambda: made.money,
        MoneyQueries.get_director: lambda: made.money,
        FilmRecommendations.recomendacion: lambda: made.recommendations,
        MovieQueries.peliculas_idioma: lambda: made.movies,
        MovieQueries.peliculas_duracion: lambda: made.movies,
        MoneyQueries.franquicia: lambda: made.money,
        MovieQueries.peliculas_pais: lambda: made.movies,
        MoneyQueries.productoras_exitosas: lambda: made.money,
    }
    return {f"movies_{method.__name__}": _later(method, owner) for method, owner in answers.items()}


class _Made:
    """The objects behind the answers, each made once, when it is first needed."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    @cached_property
    def _films(self) -> Films:
        return Films(self._bundle.works)

    @cached_property
    def movies(self) -> MovieQueries:
        return MovieQueries(self._films)

    @cached_property
    def money(self) -> MoneyQueries:
        return MoneyQueries(self._films, self._bundle.credits)

    @cached_property
    def recommendations(self) -> FilmRecommendations:
        return FilmRecommendations(self._films, self._bundle.similar)


def _later(method: Callable[..., object], owner: Callable[[], object]) -> Callable[..., object]:
    """The method bound to an owner that is made when it is called; its signature is a bound method's."""

    @functools.wraps(method)
    def answer(*arguments: object, **named: object) -> object:
        return method(owner(), *arguments, **named)

    signature = inspect.signature(method)
    without_self = list(signature.parameters.values())[1:]
    answer.__signature__ = signature.replace(parameters=without_self)  # type: ignore[attr-defined]
    return answer
