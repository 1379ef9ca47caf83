"""The members of JSON values: whatever a file holds in their place, nothing is taken that is of another type."""

from functools import lru_cache
from typing import Any

from recsys.serving.imports.cells import number
from recsys.serving.imports.dates import of_epoch
from recsys.serving.imports.documents import Document, Json
from recsys.text import fold

Object = dict[str, Any]
LOOKED_AT = 50  # objects of a list, to recognise it


def at(value: object, *keys: str) -> object:
    """What lies below the keys, one after the other; None where there is nothing.

    >>> at({"ids": {"tmdb": 603}}, "ids", "tmdb"), at([1], "ids")
    (603, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Object]:
    """The objects of a list; none of anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A text without the space around it, or a number as text; nothing of anything else.

    Halves of surrogate pairs, which JSON can hold and no text can be written with, become question marks.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    return (value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")).strip()


def texts(*values: object) -> tuple[str, ...]:
    """The texts that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(found for found in map(text, values) if found))


def day_of(seconds: object) -> str | None:
    """The day of seconds or milliseconds since 1970; None of anything else, and of 0, which stands for no time."""
    given = number(seconds)
    return of_epoch(given) if given else None


def share_of(part: object, of: object) -> float | None:
    """Which share of a whole a part is, 0 to 1; None where either is not known."""
    given, most = number(part), number(of)
    return min(1.0, max(0.0, given / most)) if given is not None and most else None


def is_list_of(value: object, *keys: str) -> bool:
    """Whether the value is a list whose objects have all these keys, by the first of them."""
    found = objects(value[:LOOKED_AT]) if isinstance(value, list) else []
    return bool(found) and all(set(keys) <= item.keys() for item in found)


def folded(item: Object) -> Object:
    """The object with its keys as the columns of tables are: `parent_media_index` is `parentmediaindex`."""
    return {_column(key): value for key, value in item.items()}


@lru_cache(maxsize=1024)
def _column(key: str) -> str:
    return fold(key).replace(" ", "")


def value_of(document: Document) -> object:
    """The value of a JSON document; None of any other."""
    return document.value if isinstance(document, Json) else None
