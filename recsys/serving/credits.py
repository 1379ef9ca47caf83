"""Who took part in a work, and what else they took part in."""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from recsys.bundle.rows import rows_of
from recsys.models.ranking.topk import top_k
from recsys.serving.catalogue import Catalogue
from recsys.serving.people import PeopleIndex


@dataclass(frozen=True)
class Credit:
    """Somebody's part in a work. `role` is one of `schema.ROLES`, `character` whom they play, where that is known."""

    person: str
    role: str
    character: str | None = None


def credits_of(catalogue: Catalogue, work_num: int, roles: Container[str]) -> list[Credit]:
    """The main credits of a work in some roles, each person of a role once, in their source's order."""
    credits = catalogue.bundle.credits
    rows = rows_of(credits.column("work_id"), catalogue.work_ids.ids[work_num])
    columns = ["person", "role", "order", "character", "main"]
    told = credits.select(columns).take(pa.array(rows, pa.int64())).to_pylist()
    told.sort(key=lambda credit: int(credit["order"]))
    found = {(one["role"], one["person"]): one["character"] for one in reversed(told) if one["main"]}
    return [Credit(person, role, character) for (role, person), character in reversed(found.items()) if role in roles]


def works_of(catalogue: Catalogue, people: PeopleIndex, name: str, k: int, without: int | None = None) -> list[int]:
    """The k best known works in which the person of that name took part, but for one, by row number."""
    person = people.number(name)
    if person is None:
        return []
    works = np.unique(people.works(person))
    others = works[works != without] if without is not None else works
    best: list[int] = others[top_k(catalogue.popularity[others], k)].tolist()
    return best
