"""The values of cells: numbers and years as files write them."""

import math
import re

_MOST = 1e15  # NaN is not below it
_IMDB_ID = re.compile(r"tt\d{5,10}")


def number(given: object) -> float | None:
    """The number of a cell, with a decimal point or comma; None where it is none.

    >>> number("4,5"), number("8/10"), number("")
    (4.5, 8.0, None)
    """
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return float(given) if abs(given) < _MOST else None
    if not isinstance(given, str) or len(given) > 40:
        return None
    try:
        found = float(given.partition("/")[0].replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def whole(given: object) -> int | None:
    """The whole number of a cell; None where it is none.

    >>> whole("3"), whole("3.0"), whole("3.5")
    (3, 3, None)
    """
    found = number(given)
    return int(found) if found is not None and found == int(found) else None


def year(given: object) -> int | None:
    """The year of a cell, the first of several: «2013–2023», «2013-05-01»; None where it is none."""
    text = str(given if given is not None else "").strip()[:4]
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text > "1800" else None


def imdb_id(given: object) -> str | None:
    """IMDb's id as it writes it, of one with or without `tt`; None where it is none.

    >>> imdb_id("tt0078748"), imdb_id("78748"), imdb_id("nm1")
    ('tt0078748', 'tt0078748', None)
    """
    text = str(given if given is not None else "").strip().lower()
    if text.isascii() and text.isdigit() and int(text) > 0 and len(text) <= 10:
        text = f"tt{text.zfill(7)}"
    return text if _IMDB_ID.fullmatch(text) else None


def names(given: object) -> tuple[str, ...]:
    """The names of a cell, between commas, semicolons or bars."""
    text = given if isinstance(given, str) else ""
    return tuple(name.strip() for name in re.split(r"[,;|]", text) if name.strip())
