"""Which works belong to one franchise, so that a list need not be filled by one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.text import BEHIND_NAME, franchise_name

ALONE = -1


def franchise_numbers(
    titles: Sequence[str], keys: Sequence[str], collections: Sequence[str | None]
) -> NDArray[np.int32]:
    """The franchise of every work, (n_works,), ALONE for a work that is in none; `keys` are the `title_key`s.

    Works of one collection belong together, and works whose titles begin alike; works of two
    collections do not, whatever their titles.
    """
    of_name: dict[str, str] = {}
    # The keys are there already, and most titles are all name.
    names = [
        franchise_name(title) if BEHIND_NAME.search(title) else key for title, key in zip(titles, keys, strict=True)
    ]
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
