"""Who took part in which works, by names as people type them."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.rows import RowsByWork, codes_of, distinct, work_numbers
from recsys.models.ranking.topk import top_k
from recsys.models.search.keys import SortedKeys, encoded
from recsys.serving.numbered_works import NumberedWorks
from recsys.text import in_latin, name_key

DIRECTOR = "director"


class PeopleIndex:
    """The people of the credits, whatever their role; spellings that fold alike are one person.

    `fame` (n_people,) are the votes of all works of each, `directs` (n_people,) says who directed any.
    """

    def __init__(self, numbered: NumberedWorks) -> None:
        table = numbered.tables.credits
        codes, names = codes_of(table.column("person"))
        keys = [encoded(person_key(name)) for name in names]
        people_keys = sorted(set(keys))
        number = {key: at for at, key in enumerate(people_keys)}
        self._keys = SortedKeys.of(people_keys)
        of_name = np.fromiter((number[key] for key in keys), dtype=np.int32, count=len(keys))
        del keys, people_keys, number
        works = work_numbers(table.column("work_id"), numbered.work_ids)
        people = of_name[codes] if len(codes) else codes
        self._works = RowsByWork(people, len(self._keys), rows=works)
        # The spelling of the first credit is how the person is called.
        called = np.zeros(len(self._keys), dtype=np.int32)
        called[people[::-1]] = codes[::-1]
        self._names = pa.array([names[code] for code in called.tolist()], pa.string())  # a quarter of Python's texts
        votes = numbered.tables.works.column("votes").to_numpy()
        pairs = distinct(people.astype(np.int64) * max(len(numbered), 1) + works)
        whose, which = np.divmod(pairs, max(len(numbered), 1))
        self.fame: NDArray[np.float64] = np.bincount(whose, votes[which].astype(np.float64), len(self._keys)).astype(
            np.float64
        )
        roles, kinds = codes_of(table.column("role"))
        self.directs: NDArray[np.bool_] = np.zeros(len(self._keys), dtype=bool)
        if DIRECTOR in kinds:
            self.directs[people[roles == kinds.index(DIRECTOR)]] = True

    def __len__(self) -> int:
        return len(self._keys)

    def number(self, name: str) -> int | None:
        """The person whose whole name this is, in any case, with or without accents; None for nobody's."""
        return self._keys.number(person_key(name))

    def name(self, person: int) -> str:
        """The person's name as people write it."""
        return str(self._names[person])

    def key(self, person: int) -> str:
        """The person's folded name."""
        return self._keys.text(person)

    def works(self, person: int) -> NDArray[np.int32]:
        """The works that the person took part in, by row number."""
        return self._works.of_each(np.array([person]))[0]

    def best_known(self, k: int) -> list[int]:
        """The k people whose works have most votes, most first."""
        found: list[int] = top_k(self.fame, k).tolist()
        return found


def person_key(name: str) -> str:
    """What spellings of one person's name share, in Latin letters."""
    return name_key(in_latin(name))
