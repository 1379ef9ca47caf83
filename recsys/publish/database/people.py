"""The people of a bundle's credits, numbered, with what the queries tell them apart and together by."""

import numpy as np
import pyarrow as pa

from recsys.publish.database.layout import LONGEST_KEY
from recsys.serving.queries.films import Films
from recsys.serving.queries.money import film_credits
from recsys.text import fold, name_key

_Pair = tuple[str, int | None]


class People:
    """One person for each name and TMDB id of the credits; those of the film catalogue first, as its answers
    have them in order.

    The film queries tell people of one name apart by their ids; those about titles take spellings that fold alike for
    one person, called as the first of `casts`, the lists of the current titles' actors, calls them. `of_credits` has
    the number of each credit's person.
    """

    def __init__(self, credits: pa.Table, films: Films, casts: pa.ListArray) -> None:
        pairs = _pairs(credits)
        first = list(dict.fromkeys(_pairs(film_credits(films, credits))))
        numbers = {pair: number for number, pair in enumerate(dict.fromkeys([*first, *pairs]))}
        self.of_credits = pa.array([numbers[pair] for pair in pairs], pa.int32())
        self._by_name: dict[str, int] = {}
        for (name, _), number in numbers.items():
            self._by_name.setdefault(name, number)
        names = [name for name, _ in numbers]
        keys = [name_key(name) for name in names]
        called: dict[str, str] = {}
        for name in casts.flatten().unique().to_pylist():
            called.setdefault(name_key(name), name)
        in_order = sorted(called.values(), key=lambda name: (fold(name), name))
        place = {name: number for number, name in enumerate(in_order)}
        shown = [called.get(key) for key in keys]
        self.table = pa.table(
            {
                "person_num": pa.array(np.arange(len(names)), pa.int32()),
                "person": pa.array(names, pa.string()),
                "person_key": pa.array([key[:LONGEST_KEY] for key in keys], pa.string()),
                "person_id": pa.array([person_id for _, person_id in numbers], pa.int64()),
                "in_films": pa.array(np.arange(len(names)) < len(first)),
                "cast_name": pa.array(shown, pa.string()),
                "alphabetical": pa.array([None if name is None else place[name] for name in shown], pa.int32()),
            }
        )

    def numbers(self, names: pa.ChunkedArray) -> pa.Array:
        """A person of each name, of several the first."""
        return pa.array([self._by_name[name] for name in names.to_pylist()], pa.int32())


def _pairs(credits: pa.Table) -> list[_Pair]:
    names = credits.column("person").cast(pa.string()).to_pylist()
    return list(zip(names, credits.column("person_id").to_pylist(), strict=True))
