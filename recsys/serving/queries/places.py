"""Countries and languages by their code, and their English and Spanish names (Unicode CLDR, by way of Babel)."""

from collections.abc import Iterable, Mapping

from babel import Locale

from recsys.serving.queries.names import NameIndex

SPANISH, ENGLISH = "es", "en"
# What TMDB and people write that CLDR does not know: TMDB's own codes, states that are no more, everyday names. Where
# CLDR has no name for a code, its first one here is the one that is shown.
_MORE_COUNTRIES = {
    "US": ("Estados Unidos de América", "United States of America", "USA", "EE.UU.", "EEUU", "América", "America"),
    "GB": ("Gran Bretaña", "Great Britain", "Inglaterra", "England", "UK"),
    "NL": ("Holanda", "Holland"),
    "CZ": ("República Checa", "Czech Republic"),
    "HK": ("Hong Kong",),
    "MO": ("Macao", "Macau"),
    "MM": ("Birmania", "Burma", "Myanmar"),
    "TR": ("Turquía", "Turkey"),
    "CI": ("Costa de Marfil", "Ivory Coast"),
    "SU": ("Unión Soviética", "Soviet Union", "URSS", "USSR"),
    "YU": ("Yugoslavia",),
    "XC": ("Checoslovaquia", "Czechoslovakia"),
    "XG": ("Alemania Oriental", "East Germany"),
    "CS": ("Serbia y Montenegro", "Serbia and Montenegro"),
    "AN": ("Antillas Neerlandesas", "Netherlands Antilles"),
}
_MORE_LANGUAGES = {
    "es": ("castellano", "Castilian"),
    "zh": ("mandarín", "Mandarin"),
    "cn": ("cantonés", "Cantonese"),
    "xx": ("ningún idioma", "no language"),
}


class Places:
    """Codes that answer to their names; `more` are names beside CLDR's."""

    def __init__(self, kind: str, codes: Iterable[str], more: Mapping[str, Iterable[str]]) -> None:
        known = sorted(codes)
        spanish, english = (getattr(Locale(language), kind) for language in (SPANISH, ENGLISH))
        self._spanish = {code: str(spanish.get(code) or next(iter(more.get(code, ())), code)) for code in known}
        # The code itself before any name: the first that a text names is meant.
        named = [(code, code) for code in known]
        for names in (spanish, english):
            named += [(names[code], code) for code in known if code in names]
        named += [(name, code) for code in known for name in more.get(code, ())]
        self._codes = [code for _, code in named]
        self._index = NameIndex([name for name, _ in named])

    def find(self, parameter: str, value: object, example: str, rule: str) -> str:
        """The code that the text is or names. Raises NotFoundError with the nearest names where it is none of these."""
        return self._codes[self._index.find(parameter, value, example, rule)[0]]

    def spanish(self, code: str) -> str:
        """The Spanish name of a code, the code itself where there is none."""
        return self._spanish[code]


def countries(named: Mapping[str, str]) -> Places:
    """The countries of `named`: ISO 3166-1 codes with the catalogue's own names."""
    more = {code: (*_MORE_COUNTRIES.get(code, ()), name) for code, name in named.items()}
    return Places("territories", named, more)


def languages(codes: Iterable[str]) -> Places:
    """The languages of these ISO 639-1 codes."""
    return Places("languages", set(codes), _MORE_LANGUAGES)
