"""Which works belong to one franchise, so that a list need not be filled by one."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.text import title_key

ALONE = -1
# What follows the name that a franchise's titles begin with: «: …», « - …», or a number, Roman too, with its word.
_REST = re.compile(
    r"\s*(?::|\s[-\u2013\u2014]\s).*$"
    r"|[\s,]+(?:(?:part|vol\.?|volume|chapter|episode|season)\s+)?(?:\d{1,2}|[IVX]{1,4}|one|two|three)$",
    re.IGNORECASE,
)


def franchise_name(title: str) -> str:
    """What a title begins with, as `title_key` has it: the same for «Toy Story 2» and «Toy Story: That Time Forgot».

    >>> franchise_name("The Godfather Part II"), franchise_name("The Godfather"), franchise_name("2012")
    ('godfather', 'godfather', '2012')
    """
    return title_key(_REST.sub("", title)) or title_key(title)


def franchise_numbers(
    titles: Sequence[str], keys: Sequence[str], collections: Sequence[str | None]
) -> NDArray[np.int32]:
    """The franchise of every work, (n_works,), ALONE for a work that is in none; `keys` are the `title_key`s.

    Works of one collection belong together, and works whose titles begin alike; works of two
    collections do not, whatever their titles.
    """
    of_name: dict[str, str] = {}
    # The keys are there already, and most titles are all name.
    names = [franchise_name(title) if _REST.search(title) else key for title, key in zip(titles, keys, strict=True)]
    for name, collection in zip(names, collections, strict=True):
        if collection is not None:
            of_name.setdefault(name, collection)
    franchises = [
        f"collection {collection or of_name[name]}" if collection or name in of_name else f"name {name}"
        for name, collection in zip(names, collections, strict=True)
    ]
    number = {key: place for place, key in enumerate(dict.fromkeys(franchises))}
    found = np.array([number[key] for key in franchises], dtype=np.int32)
    return np.where(np.bincount(found)[found] > 1, found, ALONE).astype(np.int32) if len(found) else found
