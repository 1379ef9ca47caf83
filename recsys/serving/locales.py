"""What works are called in a language and country, and how they are described there.

Which variant of a language is spoken where is Unicode CLDR's to say: Mexico's Spanish is that of Latin America.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from babel.core import get_global
from babel.languages import get_official_languages
from numpy.typing import NDArray

from recsys.bundle.rows import codes_of, one_array
from recsys.serving.cells import cell_of

LANGUAGES = ("en", "es", "pt")  # ISO 639-1: those that answers can be told in
_CATALOGUE = "en"  # the language that catalogues write main titles in
_WIDEST = {"es": "es_419"}  # the variant of a language where the country does not speak it, if not the language's own
_REMEMBERED = 64  # locales of which the names are kept, an array of row numbers each
# How well a name fits, best first; a work's own language is better than how a neighbouring country translates.
_SAME_COUNTRY, _OWN_LANGUAGE, _SAME_VARIANT, _NO_COUNTRY, _OTHER_VARIANT, _NO_FIT = range(6)
_MAIN, _ORIGINAL = -1, -2  # in place of the row of a name


@dataclass(frozen=True)
class Locale:
    """A language, one of LANGUAGES, None for that of the catalogue, and a country (ISO 3166-1 alpha-2), None for any.

    The country is the one whose use of the language and whose certifications count.
    """

    language: str | None
    country: str | None = None


class LocalTitles:
    """The title of every work in a locale: the name that fits best, else the main title.

    First comes the name in the country itself, then the original title of a work in that language, then names in
    countries that speak the same variant of it, in no country, and anywhere else; of two that fit as well the earlier
    row. Main titles are taken to be what works are called in the United States, unless one is the original title of a
    work in another language.
    """

    def __init__(self, works: pa.Table, names: pa.Table, name_works: NDArray[np.int32]) -> None:
        """`name_works` (n_names,) are the row numbers of the works of `names`, a table of the schema NAMES."""
        self._main = works.column("title")
        self._original = works.column("original_title")
        self._main_title, self._original_title, self._name = (
            cell_of(one_array(column)) for column in (self._main, self._original, names.column("name"))
        )
        self._names = names
        self._name_works = name_works
        self._spoken, self._languages = codes_of(_spoken(works))
        self._untranslated: NDArray[np.bool_] = pc.equal(self._main, self._original).fill_null(False).to_numpy()
        self._chosen = lru_cache(_REMEMBERED)(self._choose)

    def titles(self, work_nums: NDArray[np.int64], locale: Locale) -> list[str]:
        """The titles of some works, (len(work_nums),); the main ones where the locale has no language."""
        titles: list[str] = [self._main_title(work) for work in work_nums.tolist()]
        if locale.language is None:
            return titles
        chosen = self._chosen(locale)[work_nums]
        for place, (work, row) in enumerate(zip(work_nums.tolist(), chosen.tolist(), strict=True)):
            if row != _MAIN:
                titles[place] = self._original_title(work) if row == _ORIGINAL else self._name(row)
        return titles

    def _choose(self, locale: Locale) -> NDArray[np.int32]:
        """The row of each work's best name, or _MAIN or _ORIGINAL, (n_works,)."""
        fits = self._fits(locale)
        rows = np.flatnonzero(fits < _NO_FIT)
        works = self._name_works[rows]
        order = np.lexsort((rows, fits[rows], works))
        first = order[np.flatnonzero(np.diff(works[order], prepend=-1))]
        chosen = np.full(len(self._main), _MAIN, dtype=np.int32)
        best = np.full(len(self._main), _NO_FIT, dtype=np.int8)
        chosen[works[first]] = rows[first]
        best[works[first]] = fits[rows[first]]
        spoken = np.array([*(name == locale.language for name in self._languages), False])[self._spoken]
        own = spoken & self._original.is_valid().to_numpy() & (best > _OWN_LANGUAGE)
        chosen[own] = _ORIGINAL
        if locale.language == _CATALOGUE:
            abroad = variant(locale.language, locale.country) != _CATALOGUE
            foreign = self._untranslated & (self._spoken >= 0) & ~spoken
            chosen[~foreign & (best >= (_OWN_LANGUAGE if abroad else _SAME_COUNTRY))] = _MAIN
        return chosen

    def _fits(self, locale: Locale) -> NDArray[np.int8]:
        """How well each name fits, (n_names,)."""
        languages, spoken = codes_of(self._names.column("language"))
        regions, countries = codes_of(self._names.column("region"))
        unsaid = np.array([*(_fit(_language_of(country), country, locale) for country in countries), _NO_FIT], np.int8)
        said = np.array([*(_fit(locale.language, country, locale) for country in countries), _NO_COUNTRY], np.int8)
        # A code of -1 is the last entry: no language, no country.
        ours = np.array([*(language == locale.language for language in spoken), False])
        fits = np.where(languages < 0, unsaid[regions], np.where(ours[languages], said[regions], _NO_FIT))
        kinds, kind_names = codes_of(self._names.column("kind"))
        decorated = np.array([*(kind == "decorated" for kind in kind_names), False])
        fits[decorated[kinds]] = _NO_FIT
        return fits.astype(np.int8)


def _spoken(works: pa.Table) -> pa.ChunkedArray:
    """The original language of each work; where nobody says, what the first country that made it speaks."""
    told = works.column("original_language").to_pylist()
    made = works.column("countries").to_pylist()
    guessed = [
        language if language is not None or not countries else _language_of(countries[0])
        for language, countries in zip(told, made, strict=True)
    ]
    return pa.chunked_array([pa.array(guessed, pa.string())])


@cache
def variant(language: str, country: str | None) -> str:
    """The variant of a language that a country speaks, as CLDR names it; the widest where it does not speak it.

    >>> variant("es", "MX"), variant("es", "ES"), variant("pt", "BR"), variant("pt", "AO"), variant("es", "JP")
    ('es_419', 'es', 'pt', 'pt_PT', 'es_419')
    """
    parents = get_global("parent_exceptions")
    locale = f"{language}_{country}"
    if locale in parents.values():
        return locale
    if locale in parents:
        return str(parents[locale])
    spoken = country is not None and language in get_official_languages(country, de_facto=True)
    return language if spoken else _WIDEST.get(language, language)


def description(texts: Sequence[dict[str, str]], locale: Locale | None) -> str:
    """The description in the locale's language, else the main one; empty where there is none.

    `texts` are those of a work, the main one first, each with `language` and `text`.
    """
    language = locale.language if locale is not None else None
    local = [told["text"] for told in texts if language is not None and told["language"] == language]
    return next(iter([*local, *(told["text"] for told in texts)]), "")


def _fit(language: str | None, country: str, locale: Locale) -> int:
    """How well a name in that language and country fits."""
    if language != locale.language:
        return _NO_FIT
    if country == locale.country:
        return _SAME_COUNTRY
    same = variant(language, country) == variant(language, locale.country)
    return _SAME_VARIANT if same else _OTHER_VARIANT


@cache
def _language_of(country: str) -> str | None:
    """Which of LANGUAGES a country speaks, the first of its official ones; None for none."""
    return next((spoken for spoken in get_official_languages(country, de_facto=True) if spoken in LANGUAGES), None)
