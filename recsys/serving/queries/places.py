"""Countries and languages by their code, and their English and Spanish names (Unicode CLDR, by way of Babel)."""

from collections.abc import Iterable, Mapping

from babel import Locale

from recsys.domain.countries import MORE_NAMES
from recsys.serving.queries.names import NameIndex

SPANISH, ENGLISH = "es", "en"
# States that are no more, of which CLDR has no name.
_SPANISH_COUNTRIES = {
    "SU": "Unión Soviética",
    "YU": "Yugoslavia",
    "XC": "Checoslovaquia",
    "XG": "Alemania Oriental",
    "CS": "Serbia y Montenegro",
    "AN": "Antillas Neerlandesas",
}
# What TMDB and people write that CLDR does not know: TMDB's own codes, everyday names. Where CLDR has no name for a
# code, its first one here is the one that is shown.
_MORE_LANGUAGES = {
    "es": ("castellano", "Castilian"),
    "zh": ("mandarín", "Mandarin"),
    "cn": ("cantonés", "Cantonese"),
    "xx": ("ningún idioma", "no language"),
}


class Places:
    """Codes that answer to their names; `more` are names that CLDR does not have, the Spanish one first."""

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


def countries(codes: Iterable[str]) -> Places:
    """The countries of these ISO 3166-1 codes."""
    more = {code: (*_spanish(code), *MORE_NAMES.get(code, ())) for code in codes}
    return Places("territories", more, more)


def languages(codes: Iterable[str]) -> Places:
    """The languages of these ISO 639-1 codes."""
    return Places("languages", set(codes), _MORE_LANGUAGES)


def _spanish(code: str) -> tuple[str, ...]:
    return (_SPANISH_COUNTRIES[code],) if code in _SPANISH_COUNTRIES else ()
