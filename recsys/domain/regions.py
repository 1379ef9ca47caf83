"""The region that people of a country feel films to be from, and the languages of what is from there."""

from typing import NamedTuple

from babel import Locale
from babel.languages import get_official_languages
from babel.lists import format_list

from recsys.domain.countries import country_name

_HISPANIC_AMERICA = (
    "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE",
)  # fmt: skip
_LATIN_AMERICA = "419"  # of UN M.49, which CLDR has names for


class Region(NamedTuple):
    """Countries (ISO 3166-1 alpha-2) and the languages that are spoken there (ISO 639-1).

    `code` is what CLDR calls them together; empty where they are called by their own names.
    """

    countries: tuple[str, ...]
    languages: tuple[str, ...]
    code: str = ""

    def name(self, language: str) -> str:
        """What people of a language call it."""
        locale = Locale(language)
        if self.code:
            return str(locale.territories[self.code])
        return format_list([country_name(one, language) for one in self.countries], locale=locale)

    def made(self, countries: list[str], language: str | None) -> bool:
        """Whether something made in these countries in that language is from here.

        By the language, since many films of Hollywood are also produced elsewhere; one whose language is not known is
        from here if nobody else took part.
        """
        shared = set(countries) & set(self.countries)
        return bool(shared) and (language in self.languages if language else shared == set(countries))


# Who speaks Spanish there watches what comes from all of it, Brazil's too; Brazil has more of its own than it watches.
LATIN_AMERICA = Region((*_HISPANIC_AMERICA, "BR"), ("es", "pt"), _LATIN_AMERICA)
IBERIA = Region(("ES", "PT"), ("es", "pt", "ca", "gl", "eu"))


def region_of(country: str) -> Region:
    """The region of a country, which may be that country alone.

    >>> region_of("MX").name("es"), region_of("BR").name("pt"), region_of("PT").name("en")
    ('Latinoamérica', 'Brasil', 'Spain and Portugal')
    """
    if country in _HISPANIC_AMERICA:
        return LATIN_AMERICA
    if country in IBERIA.countries:
        return IBERIA
    return Region((country,), tuple(get_official_languages(country, regional=True, de_facto=True)))
