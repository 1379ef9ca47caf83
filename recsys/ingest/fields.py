"""Single cells of raw files: fill words, ids, numbers, years, dates, durations, lists of names."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from recsys.text import clean, fold

_DURATION = re.compile(
    r"^(?:(?P<hours>\d{1,3})\s*h(?:ours?|oras?)?)?\s*(?:(?P<minutes>\d{1,5})\s*m(?:in(?:ut[eo])?s?)?\.?)?$", re.I
)
_SEASONS = re.compile(r"^(?P<seasons>\d{1,4})\s+(?:seasons?|temporadas?)$", re.I)
FIRST_YEAR, LAST_YEAR = 1874, 2100

# What a comma cuts off a name (Cuba Gooding, Jr.), and what never was one.
_NO_NAMES = frozenset(["", "jr", "sr", "ii", "iii", "iv", "ph d", "phd", "m d", "md", "esq"])

# What files write where they know nothing, folded; and the signs that alone say so.
_FILL_SIGNS = "-–—−?¿.…,;:*/\\_'\""
_FILL_WORDS = frozenset(
    ["n a", "n d", "na", "nan", "nil", "none", "null", "tba", "tbd", "undefined", "unknown", "unspecified"]
    + [f"not {word}" for word in ("applicable", "available", "given", "known", "specified", "stated")]
    + [f"{thing} unknown" for thing in ("cast", "country", "director")]
    + [f"no {thing}" for thing in ("data", "description", "information", "overview")]
    + [f"no {thing} available" for thing in ("data", "description", "information", "overview")]
    + ["no overview found", "no overview yet"]
    + ["desconocida", "desconocido", "no aplica", "no disponible", "no especificado", "sin datos", "sin descripcion"]
    + ["sin director", "sin especificar", "sin informacion", "s d"]
    + ["desconhecida", "desconhecido", "nao aplicavel", "nao disponivel", "nao especificado", "nao informado"]
    + ["sem dados", "sem descricao", "sem informacao"]
)
_LONGEST_FILL_WORD = 60


def is_fill_word(text: str) -> bool:
    """Whether a cell, or a part of a list, only says that nothing is known.

    >>> [is_fill_word(text) for text in ("Unknown", "N/A", "--", "", "Sin especificar", "Nobody")]
    [True, True, True, True, True, False]
    """
    return len(text) <= _LONGEST_FILL_WORD and _is_short_fill_word(text)


@lru_cache(maxsize=16384)
def _is_short_fill_word(text: str) -> bool:
    return not text.strip(_FILL_SIGNS) or fold(text) in _FILL_WORDS


def unless_fill_word(text: str) -> str:
    """The text, empty where it is a fill word."""
    return "" if is_fill_word(text) else text


_WHOLE = re.compile(r"(?P<number>\d+)[.,]0*")


def clean_id(text: str) -> str:
    """An id as all files write it: without spaces around, in lower case, a whole number without its `.0`.

    >>> clean_id(" AS680 "), clean_id("862.0")
    ('as680', '862')
    """
    shown = clean(text).lower()
    whole = _WHOLE.fullmatch(shown)
    return whole["number"] if whole else shown


def parse_id(text: str) -> int | None:
    """A number that is an id; None where the cell is no whole number that a table can hold. `862.0` is read too."""
    number = clean_id(text)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


_IMDB_ID = re.compile(r"(?:tt)?(?P<number>\d{1,10})")


def parse_imdb_id(text: str) -> str | None:
    """An id of IMDb with its letters and at least seven digits; None where the cell is none.

    >>> parse_imdb_id("tt0078748"), parse_imdb_id("78748.0"), parse_imdb_id("0"), parse_imdb_id("s86205")
    ('tt0078748', 'tt0078748', None, None)
    """
    found = _IMDB_ID.fullmatch(clean_id(text))
    return f"tt{int(found['number']):07d}" if found and int(found["number"]) else None


_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.I | re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)  # 1,234,567.8
_CONTINENTAL = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})", re.ASCII)  # 1.234.567,8


def parse_number(text: str, decimal_comma: bool = False) -> float | None:
    """A number; None where the text is none that a table can hold.

    A single comma is the decimal one where the file has such (`decimal_comma`), and where what follows it are no three
    digits, which English groups so.

    >>> parse_number("7.5"), parse_number("7,5"), parse_number("1,256"), parse_number("1,256", decimal_comma=True)
    (7.5, 7.5, 1256.0, 1.256)
    """
    if _PLAIN.fullmatch(text):
        number = text
    elif _COMMA.fullmatch(text) and (decimal_comma or not _ENGLISH.fullmatch(text)):
        number = text.replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        number = text.replace(",", "")
    elif _CONTINENTAL.fullmatch(text):
        number = text.replace(".", "").replace(",", ".")
    else:
        return None
    value = float(number)
    return value if abs(value) < float("inf") else None


_YEAR = re.compile(r"(?P<year>\d{4})(?:[.,]0*)?", re.ASCII)


def parse_year(text: str) -> int | None:
    """A year from FIRST_YEAR to LAST_YEAR; `1999.0` is read too."""
    found = _YEAR.fullmatch(text)
    year = int(found["year"]) if found else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


class Duration(NamedTuple):
    """A length: `amount` in minutes or seasons (None where unknown), `kind` `min` or `season`."""

    amount: int | None
    kind: str | None


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> Duration | None:
    """`113 min`, `1h 53m` or `2 Seasons`; None where the text is no duration. 0 counts as unknown."""
    seasons = _SEASONS.match(text)
    if seasons:
        return Duration(int(seasons["seasons"]) or None, "season")
    length = _DURATION.match(text) if text else None
    if length is None:
        return None
    return Duration(int(length["hours"] or 0) * 60 + int(length["minutes"] or 0) or None, "min")


_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}", re.I)
# Which of the two first is the day only the file can say.
_NUMERIC = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<second>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d{{2}}){_TIME}", re.I
)
_DAY_NAME = re.compile(
    rf"(?P<day>\d{{1,2}})(?:\s+de\s+|[-\s/.]+)(?P<month>[^\W\d_]{{3,}})\.?(?:\s+del?\s+|[-\s/.,]+)"
    rf"(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.I,
)
_NAME_DAY = re.compile(
    rf"(?P<month>[^\W\d_]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}", re.I
)
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    )
    for number, name in enumerate(names.split(), start=1)
}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9, "setiembre": 9}
_CENTURY_TURN = 69  # of a year in two digits, as in POSIX: 69 is 1969, 68 is 2068


@lru_cache(maxsize=65536)
def parse_date(text: str, day_first: bool = False) -> str | None:
    """The date as `YYYY-mm-dd`, whatever time stands behind it; None where the text is none of the spellings in use.

    `day_first` is how a date of numbers alone is read; `date_order` finds it for a whole file.

    >>> parse_date("30-Mar-21"), parse_date("05/11/1931"), parse_date("05/11/1931", day_first=True)
    ('2021-03-30', '1931-05-11', '1931-11-05')
    """
    found = _ISO.fullmatch(text)
    if found:
        return _date(int(found["year"]), int(found["month"]), int(found["day"]))
    found = _NUMERIC.fullmatch(text)
    if found:
        first, second = int(found["first"]), int(found["second"])
        return _date(_full_year(found["year"]), *((second, first) if day_first else (first, second)))
    found = _DAY_NAME.fullmatch(text) or _NAME_DAY.fullmatch(text)
    month = _MONTHS.get(fold(found["month"])) if found else None
    return _date(_full_year(found["year"]), month, int(found["day"])) if found and month else None


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= _CENTURY_TURN else 2000)


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


class DateOrder(NamedTuple):
    """How a file writes dates of numbers alone: whether the day stands first, and a sentence that says so.

    `said` is empty where the file has no such date.
    """

    day_first: bool
    said: str


def date_order(texts: Iterable[str]) -> DateOrder:
    """The order of day and month in a file's dates, decided by those that can only be read in one way.

    Where both orders have such dates, the one with more; where none has, the month stands first, as the catalogues of
    the United States write it, unless dots part the numbers, as only day first is written.

    >>> date_order(["05/11/1931", "25/12/1931"]).day_first, date_order(["05/11/1931"]).day_first
    (True, False)
    """
    days_first = months_first = dotted = other = 0
    example = ""
    for text in texts:
        found = _NUMERIC.fullmatch(text)
        if found is None:
            continue
        example = example or text
        first, second = int(found["first"]), int(found["second"])
        days_first += first > 12 >= second
        months_first += second > 12 >= first
        dotted += found["sign"] == "."
        other += found["sign"] != "."
    if not example:
        return DateOrder(False, "")
    if days_first == months_first:
        day_first = dotted > other
        order = "day first" if day_first else "month first, as in the United States"
        why = "every one of them could be either" if not days_first else f"{days_first:,} can only be each"
        return DateOrder(day_first, f"dates such as {example} are read {order}: {why}")
    day_first = days_first > months_first
    order, sure, unlike = "day first", days_first, months_first
    if not day_first:
        order, sure, unlike = "month first", months_first, days_first
    contrary = f", {unlike:,} only the other way and are left out" if unlike else ""
    return DateOrder(day_first, f"dates such as {example} are read {order}: {sure:,} can only be so{contrary}")


def split_list(text: str) -> list[str]:
    """The parts between commas, each once, in their order, without fill words."""
    parts = (part.strip() for part in text.split(","))
    return list(dict.fromkeys(part for part in parts if part and not is_fill_word(part)))


def split_names(text: str) -> list[str]:
    """The people named between commas, each once; fill words, numbers, titles (`Ph.D.`), suffixes are no names."""
    names: dict[str, str] = {}
    for part in split_list(text):
        key = fold(part)
        if key not in _NO_NAMES and not key.isdigit():
            names.setdefault(key, part)
    return list(names.values())
