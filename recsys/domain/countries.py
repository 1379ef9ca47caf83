"""Countries: ISO 3166-1 alpha-2 codes and their names in the languages that files and people write (Unicode CLDR)."""

import difflib
from collections.abc import Mapping
from functools import cache

from babel import Locale

from recsys.text import fold

_LANGUAGES = ("en", "es", "pt", "fr", "de")
# What files and people write that CLDR does not know: states that are no more, TMDB's own codes, everyday names. Where
# CLDR has no name for a code, the first of its English ones here is shown.
MORE_NAMES: Mapping[str, tuple[str, ...]] = {
    "US": ("United States of America", "USA", "U.S.A.", "Estados Unidos de América", "EE.UU.", "EEUU", "America"),
    "GB": ("Great Britain", "England", "UK", "U.K.", "Scotland", "Wales", "Gran Bretaña", "Inglaterra"),
    "NL": ("Holland", "The Netherlands", "Holanda"),
    "CZ": ("Czech Republic", "República Checa"),
    "HK": ("Hong Kong",),
    "MO": ("Macao", "Macau"),
    "MM": ("Burma", "Myanmar", "Birmania"),
    "TR": ("Turkey", "Turquía"),
    "CI": ("Ivory Coast", "Côte d'Ivoire", "Costa de Marfil"),
    "KR": ("South Korea", "Korea", "Republic of Korea", "Corea del Sur"),
    "RU": ("Russia", "Russian Federation"),
    "VA": ("Vatican City", "Holy See"),
    "PS": ("Palestine", "Palestinian Territory", "State of Palestine"),
    "MK": ("Macedonia", "North Macedonia"),
    "SY": ("Syria", "Syrian Arab Republic"),
    "SU": ("Soviet Union", "USSR", "Unión Soviética", "URSS"),
    "YU": ("Yugoslavia",),
    "XC": ("Czechoslovakia", "Checoslovaquia"),
    "XG": ("East Germany", "Alemania Oriental"),
    "DE": ("West Germany", "Germany", "Alemania Occidental"),
    "CS": ("Serbia and Montenegro", "Serbia y Montenegro"),
    "AN": ("Netherlands Antilles", "Antillas Neerlandesas"),
}


def country_code(text: str) -> str | None:
    """The code of a country given by its code or by its name in a usual language; None for what is no country.

    >>> country_code("mx"), country_code("Corea del Sur"), country_code("United States"), country_code("Atlantis")
    ('MX', 'KR', 'US', None)
    """
    return _codes().get(fold(text))


def nearest_countries(text: str) -> list[str]:
    """The codes of up to three countries whose names or codes are spelled most like the text, best first.

    >>> nearest_countries("Mexcio")
    ['MX']
    """
    return list(dict.fromkeys(_codes()[name] for name in difflib.get_close_matches(fold(text), _codes())))


def country_name(code: str, language: str = "en") -> str:
    """The country's name in a language; the code itself where there is no name for it.

    >>> country_name("BR"), country_name("BR", "es")
    ('Brazil', 'Brasil')
    """
    name = _territories(language).get(code) or next(iter(MORE_NAMES.get(code, ())), code)
    return str(name)


@cache
def _territories(language: str) -> Mapping[str, str]:
    return {code: str(name) for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()}


@cache
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in _territories(language).items():
            found.setdefault(fold(name), code)
    for code, names in MORE_NAMES.items():
        found.update({fold(name): code for name in names})
    # A code before any name: two letters in a list of countries are one.
    found.update({code.lower(): code for code in (*_territories("en"), *MORE_NAMES)})
    return found
