"""Languages: ISO 639-1 codes by their English names (Unicode CLDR)."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from recsys.text import fold


def language_code(name: str) -> str | None:
    """The code of a language given by its English name; None for what has no code of two letters.

    Cantonese's is TMDB's `cn`.

    >>> language_code("Spanish"), language_code("cantonese"), language_code("Klingon")
    ('es', 'cn', None)
    """
    return _codes().get(fold(name))


@cache
def _codes() -> Mapping[str, str]:
    return {fold(name): code for code, name in Locale("en").languages.items() if len(code) == 2} | {"cantonese": "cn"}
