"""Languages: ISO 639-1 codes and their names in the languages that people write (Unicode CLDR)."""

import difflib
from collections.abc import Mapping
from functools import cache

from babel import Locale

from recsys.text import fold

_LANGUAGES = ("en", "es", "pt")


def language_code(text: str) -> str | None:
    """The code of a language given by its code or by its name in a usual language; None for what is none.

    Cantonese's is TMDB's `cn`.

    >>> language_code("PT"), language_code("español"), language_code("cantonese"), language_code("Klingon")
    ('pt', 'es', 'cn', None)
    """
    return _codes().get(fold(text))


def nearest_languages(text: str) -> list[str]:
    """The codes of up to three languages whose names or codes are spelled most like the text, best first.

    >>> nearest_languages("spansh")
    ['es', 'ps']
    """
    return list(dict.fromkeys(_codes()[name] for name in difflib.get_close_matches(fold(text), _codes())))


@cache
def _codes() -> Mapping[str, str]:
    names = {
        fold(name): code
        for language in reversed(_LANGUAGES)
        for code, name in Locale(language).languages.items()
        if len(code) == 2
    } | {"cantonese": "cn"}
    # A code before any name: two letters are one.
    return names | {code: code for code in names.values()}
