"""What people ask, as lines for `mix.lua`: 40 % search, 30 % recommend, 20 % fit, 10 % query functions."""

import inspect
import json
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from urllib.parse import quote, urlencode

from recsys.serving.describe import path_of
from recsys.serving.service import Service

_RATED = 4  # ratings of their own that a person has at most in `fit`
_SHORTEST = 4  # letters of a title that is typed in part


class Asked:
    """Draws questions about a service's works; `seed` makes them the same again.

    Works are drawn by Zipf's law with the exponent 1, the work of rank r in proportion to 1/r, by how many people rated
    them; with `distinct`, each work once, in any order, so that no question is asked twice.
    """

    def __init__(self, service: Service, seed: int, *, distinct: bool = False) -> None:
        self._service = service
        self._random = random.Random(seed)  # noqa: S311 - nobody's secret
        catalogue = service.catalogue
        ranked: list[int] = (-catalogue.popularity).argsort(kind="stable").tolist()
        self._works = self._shuffled(ranked) if distinct else self._by_zipf(ranked)
        self._first = service.services[0].id
        self._questions: list[tuple[int, Callable[[], tuple[str, dict[str, object]]]]] = [
            (40, self._search),
            (30, self._recommend),
            (20, self._fit),
            (10, self._query),
        ]

    def rest(self, count: int) -> list[str]:
        """So many paths of questions over REST."""
        return [self._path(*question) for question in islice(self._draw(), count)]

    def gradio(self, name: str, count: int) -> list[str]:
        """So many questions of one name, «search» or «recommend», over the Gradio API: paths and bodies."""
        ask = {"search": self._search, "recommend": self._recommend}[name]
        lines = []
        for _ in range(count):
            _, arguments = ask()
            parameters = inspect.signature(self._service.answers[name]).parameters.values()
            values = [arguments.get(one.name, None if one.default is one.empty else one.default) for one in parameters]
            lines.append(f"/gradio_api/run/{name}\t{json.dumps({'data': values})}")
        return lines

    def _draw(self) -> Iterator[tuple[str, dict[str, object]]]:
        shares, asks = zip(*self._questions, strict=True)
        while True:
            yield self._random.choices(asks, shares)[0]()

    def _path(self, name: str, arguments: dict[str, object]) -> str:
        path = path_of(name, self._service.answers[name])
        within = {key: value for key, value in arguments.items() if f"{{{key}}}" in path}
        path = path.format(**{key: quote(str(value), safe="") for key, value in within.items()})
        query = {key: value for key, value in arguments.items() if key not in within}
        return f"{path}?{urlencode(query, doseq=True)}" if query else path

    def _by_zipf(self, ranked: Sequence[int]) -> Iterator[int]:
        weights = list(accumulate(1 / rank for rank in range(1, len(ranked) + 1)))
        while True:
            yield from self._random.choices(ranked, cum_weights=weights, k=1000)

    def _shuffled(self, ranked: Sequence[int]) -> Iterator[int]:
        while True:
            yield from self._random.sample(ranked, len(ranked))

    def _title(self) -> str:
        return self._service.catalogue.dated(next(self._works))

    def _search(self) -> tuple[str, dict[str, object]]:
        """A title as it is typed, a third of them only begun."""
        title = self._service.catalogue.name(next(self._works)).lower()
        if len(title) > _SHORTEST and self._random.random() < 1 / 3:
            title = title[: self._random.randint(_SHORTEST, len(title))]
        return "search", {"text": title.strip()[:300] or "x"}

    def _recommend(self) -> tuple[str, dict[str, object]]:
        """Half of them with one filter."""
        arguments: dict[str, object] = {"title": self._title()}
        if self._random.random() < 1 / 2:
            arguments |= self._random.choice(
                [{"platforms": [self._first]}, {"genre": "comedy"}, {"type": "movie"}, {"year_from": 2000}]
            )
        return "recommend", arguments

    def _fit(self) -> tuple[str, dict[str, object]]:
        """Of somebody with some ratings of their own."""
        rated = {self._title(): self._random.randint(1, 10) / 2 for _ in range(self._random.randint(1, _RATED))}
        return "fit", {"title": self._title(), "ratings": [f"{title}={stars}" for title, stars in rated.items()]}

    def _query(self) -> tuple[str, dict[str, object]]:
        work = self._service.catalogue.work(next(self._works))
        person = (work.cast or work.directors or ["Tom Hanks"])[0]
        asked: list[tuple[str, dict[str, object]]] = [
            ("movies_get_actor", {"nombre_actor": person}),
            ("movies_get_director", {"nombre_director": (work.directors or ["Hayao Miyazaki"])[0]}),
            ("movies_score_titulo", {"titulo": work.title}),
            ("movies_votos_titulo", {"titulo": work.title}),
            ("platforms_get_actor", {"platform": self._first, "year": work.year}),
            ("platforms_get_max_duration", {"platform": self._first, "year": work.year}),
        ]
        return self._random.choice(asked)
