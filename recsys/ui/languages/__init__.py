"""The texts of the page, in the language of its reader: `en.json`, `es.json` and `pt.json`.

A key names a place (`similar.empty`), `{names}` in braces stand for values, and a key that counts has two forms,
`.one` and `.other`. Texts hold no markup. To add a language: its file, and a line in LANGUAGES.

What the page is made of before anybody asks for it, labels and the like, is marked (`mark`) and put into words when
it is sent (`recsys.ui.translate`); what an event answers is put into words there (`Words`).
"""

import datetime
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from recsys.errors import InvalidValueError, NotFoundError, RequestError


class Language(NamedTuple):
    """A language's own name, the locale of its numbers and dates, and what the browser is told (BCP 47)."""

    name: str
    locale: str
    tag: str


LANGUAGES = {
    "en": Language("English", "en_US", "en"),
    "es": Language("Español", "es_419", "es"),
    "pt": Language("Português", "pt_BR", "pt-BR"),
}
DEFAULT = "en"
MARK = re.compile(r"@say\(([^)]+)\)")
_PREFERENCE = re.compile(r"\s*([a-zA-Z*]+)[-\w]*\s*(?:;\s*q\s*=\s*([\d.]+))?\s*")


def mark(key: str) -> str:
    """A place for the words of that key, which are put there when the page is sent."""
    return f"@say({key})"


def preferred(asked: str | None, accepted: str) -> str:
    """The language to answer in: the one asked for, else the first of an Accept-Language header, else the default."""
    if asked in LANGUAGES:
        return asked
    found = []
    for place, part in enumerate(accepted.split(",")):
        match = _PREFERENCE.fullmatch(part)
        if match and match[1].lower() in LANGUAGES:
            found.append((-_weight(match[2]), place, match[1].lower()))
    return min(found)[2] if found else DEFAULT


def _weight(quality: str | None) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


class Words:
    """The texts of one language, and its numbers, dates and lists."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts
        self._locale = Locale.parse(LANGUAGES[language].locale)

    def __call__(self, key: str, **values: str) -> str:
        """The text of that key. Raises KeyError for one that is not there, or a value that is missing."""
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self._texts

    def count(self, key: str, number: int, **values: str) -> str:
        """The text of so many: `key.one` or `key.other`, with the number as `{n}`."""
        form = "one" if self._locale.plural_form(number) == "one" else "other"
        return self(f"{key}.{form}", n=self.number(number), **values)

    def number(self, number: float, digits: int = 0, *, signed: bool = False) -> str:
        """A number with so many digits behind the point; a sign before it, also before what is positive."""
        decimals = f".{'0' * digits}" if digits else ""
        plain = f"#,##0{decimals}"
        return format_decimal(number, f"+{plain};-{plain}" if signed else plain, self._locale)

    def percent(self, share: float) -> str:
        """A share as a whole number of hundredths."""
        return format_percent(share, locale=self._locale)

    def date(self, iso: str) -> str:
        """A day, from its ISO form with a time or without."""
        return format_date(datetime.date.fromisoformat(iso[:10]), "long", locale=self._locale)

    def when(self, iso: str) -> str:
        """A year, a month or a day, from the first letters of its ISO form: 2021, 2021-09, 2021-09-25."""
        if len(iso) < len("2021-09"):
            return iso
        if len(iso) < len("2021-09-25"):
            return format_skeleton("yMMMM", datetime.date.fromisoformat(f"{iso[:7]}-01"), locale=self._locale)
        return self.date(iso)

    def moment(self, when: datetime.datetime) -> str:
        """A day and its time."""
        return format_datetime(when, "short", tzinfo=when.tzinfo, locale=self._locale)

    def listed(self, names: Sequence[str]) -> str:
        """Several names as one says them: a, b and c."""
        return format_list(list(names), locale=self._locale)

    def genre(self, name: str) -> str:
        """A genre, by its name in the catalogue; one that nobody has put into words keeps that name."""
        key = f"genre.{name}"
        return self(key) if self.has(key) else name

    def code(self, code: str) -> str:
        """The name of a language (ISO 639-1, small letters) or of a country (ISO 3166-1, capitals)."""
        names = self._locale.territories if code.isupper() else self._locale.languages
        return str(names.get(code, code))

    def error(self, error: RequestError) -> str:
        """What was wrong and what to do. Of one that has no words here, its own."""
        if isinstance(error, NotFoundError) and self.has(f"error.not_found.{error.parameter}"):
            told = self(f"error.not_found.{error.parameter}", value=error.value)
            if error.suggestions:
                return f"{told} {self('error.did_you_mean', names=self.listed(error.suggestions))}"
            if error.examples:
                return f"{told} {self('error.for_example', names=self.listed(error.examples))}"
            return told
        if isinstance(error, InvalidValueError) and self.has(f"error.invalid.{error.parameter}"):
            return self(f"error.invalid.{error.parameter}", value=error.value)
        return str(error)


def texts_of(language: str) -> dict[str, str]:
    """All texts of a language by key, from its file."""
    found: dict[str, str] = json.loads(Path(__file__).with_name(f"{language}.json").read_text(encoding="utf-8"))
    return found


def genres_in_words() -> list[str]:
    """The genres that have words here, by their names in the catalogue."""
    return [key.removeprefix("genre.") for key in texts_of(DEFAULT) if key.startswith("genre.")]


def words(language: object) -> Words:
    """The words of that language; of the default where there is none of that name."""
    return _words(language if isinstance(language, str) and language in LANGUAGES else DEFAULT)


@cache
def _words(language: str) -> Words:
    return Words(language, texts_of(language))
