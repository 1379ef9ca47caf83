"""Years, decades and lengths as people write them in the three languages, read off a folded line of words."""

import re
from collections.abc import Callable
from typing import NamedTuple

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10,
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "diez": 10,
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "quatro": 4, "dez": 10,
}  # fmt: skip
_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90, "noughties": 2000,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
    "ochentas": 80, "noventas": 90, "dosmil": 2000, "dos mil": 2000,
    "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60, "oitenta": 80, "dois mil": 2000,
}  # fmt: skip
_N = rf"(?:\d+|{'|'.join(_NUMBERS)})"
_YEAR = r"(?:18[89]|19\d|20[0-4])\d"
_DECADE = rf"(?:(?:{'|'.join(_DECADES)})|(?:19|20)?\d0)"
_HALF = r"(?:and a half|y media|e meia)"
_HOURS = rf"(?:(?P<hours>{_N}) )?(?:{_HALF} )?(?:hours?|hrs?|horas?)(?: {_HALF})?"
_MINUTES = r"(?P<minutes>\d+) ?(?:minutes?|mins?|minutos?)"
_CLOCK = r"(?P<clock>\d)h(?P<rest>\d\d)?"
_LENGTH = rf"(?:{_CLOCK}|{_MINUTES}|(?P<written>{_HOURS}))"
_SEASONS = rf"(?P<seasons>{_N}) (?:seasons?|temporadas?)"
_BELOW = (
    r"under|less than|fewer than|below|shorter than|at most|up to|no more than|no longer than|not more than|"
    r"not longer than|maximum|max|within|(?:que )?no duren? mas de|(?:que )?duren? menos de|no mas de|menos de|hasta|"
    r"como mucho|como maximo|maximo|maxima|nao mais de|nao mais que|menos que|no maximo|ate|abaixo de|"
    r"(?:com |de )(?:menos de|ate)"
)
_ABOVE = (
    r"over|more than|longer than|at least|above|(?:que )?duren? mas de|mas de|por lo menos|al menos|minimo|mais de|"
    r"mais que|pelo menos|acima de"
)
_OR_LESS = r"or less|or fewer|or under|tops|max|at most|o menos|como mucho|maximo|ou menos|no maximo"
_OR_MORE = r"or more|o mas|ou mais"
_BOUND = rf"(?:(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE})) )?"
_TRAIL = rf"(?: (?:(?P<orless>{_OR_LESS})|(?P<ormore>{_OR_MORE})))?"


class Found(NamedTuple):
    """What a stretch of the line says: kind and value, from `start` to before `end`; an empty kind says nothing."""

    kind: str
    value: str
    start: int
    end: int


def found_in(line: str, newest: int) -> list[Found]:
    """All that the patterns find in a line, none over another; `newest` is the year that «last five years» end with.

    >>> [(one.kind, one.value) for one in found_in("90s films under two and a half hours", 2025)]
    [('years', '1990-1999'), ('minutes_to', '150')]
    """
    taken = [False] * (len(line) + 1)
    found: list[Found] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(line):
            start, end = match.span()
            value = None if any(taken[start:end]) else read(match, newest)
            if value is not None:
                taken[start:end] = [True] * (end - start)
                found.append(Found(*value, start, end))
    return sorted(found, key=lambda one: one.start)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _decade(match: re.Match[str], _newest: int) -> tuple[str, str] | None:
    text = match["decade"]
    year = _DECADES.get(text) or int(text)
    if year < 100:
        year += 1900 if year >= 20 or text in _DECADES else 2000
    if not 1880 <= year <= 2090:
        return None
    part = match.groupdict().get("part") or ""
    if re.match("early|princip|inicio|comeco", part):
        return "years", f"{year}-{year + 4}"
    return "years", f"{year + 5 if part else year}-{year + 9}"


def _range(match: re.Match[str], _newest: int) -> tuple[str, str] | None:
    first, last = int(match["first"]), int(match["last"])
    return ("years", f"{first}-{last}") if first <= last else None


def _since(match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "years", f"{int(match['year']) + bool(match['after'])}-"


def _until(match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "years", f"-{int(match['year']) - bool(match['before'])}"


def _last_years(match: re.Match[str], newest: int) -> tuple[str, str]:
    return "years", f"{newest + 1 - _number(match['count'])}-"


def _one_year(match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "years", f"{match['year']}-{match['year']}"


def _length(match: re.Match[str], _newest: int) -> tuple[str, str] | None:
    if match["clock"]:
        minutes = 60 * int(match["clock"]) + int(match["rest"] or 0)
    elif match["minutes"]:
        minutes = int(match["minutes"])
    else:
        half = 30 * (re.search(_HALF, match["written"]) is not None)
        # «an hour and a half», «hora y media»
        minutes = 60 * (_number(match["hours"]) if match["hours"] else 1) + half
    kind = "minutes_from" if match["above"] or match["ormore"] else "minutes_to"
    return (kind, str(minutes)) if 1 <= minutes <= 1000 else None


def _seasons(match: re.Match[str], _newest: int) -> tuple[str, str] | None:
    if match["above"] or match["ormore"]:
        return "", ""
    seasons = _number(match["seasons"])
    fewer = match["below"] in ("under", "less than", "fewer than", "menos de", "menos que") and seasons > 1
    return ("seasons_to", str(seasons - fewer)) if 1 <= seasons <= 100 else None


def _nothing(_match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "", ""


_OF = r"(?:(?:from|of|in|de|del|dos|da|desde|em|nos|en) )?"
_PART = r"(?:(?P<part>early|late|principios de|finales de|inicios? d[eo]s?|comeco dos|fim dos|final dos) )?"
_SUBTITLES = (
    r"(?:(?:with|con|com) )?(?:\w+ )?(?:subtitles|subtitled|subtitulos|subtitulad[oa]s?|legendas|legendad[oa]s?|dubbed|"
    r"doblad[oa]s?|dublad[oa]s?)(?: (?:in|en|em|al|into) \w+)?"
)
_FROM_TO = (
    rf"{_OF}(?:between )?(?:entre )?(?:the years )?(?:los anos )?(?P<first>{_YEAR}) "
    rf"(?:(?:to|and|through|until|a|y|e|hasta|ate|al) )?(?P<last>{_YEAR})"
)
_LAST_YEARS = (
    r"(?:(?:from|of|in|the|de|los|las|nos|dos|ultimos|ultimas) )*(?:last|past|ultimos|ultimas) "
    rf"(?P<count>{_N}) (?:years|anos)"
)
_SPANISH_DECADE = (
    rf"{_OF}{_PART}(?:(?:la |da )?decada (?:de |dos |del )?(?:los |anos )?|(?:los |dos |nos )?anos (?:de )?(?:los )?|"
    rf"(?:de )?los )(?P<decade>{_DECADE})\b(?! minut)"
)
_AFTER = (
    r"(?:(?P<after>after|later than|despues de|depois de|posterior(?:es)? a)|since|desde|a partir de)"
    rf"(?: el ano| o ano)? (?P<year>{_YEAR})"
)
_BEFORE = (
    r"(?:(?P<before>before|earlier than|prior to|antes de|anterior(?:es)? a|previas? a)|until|up to|hasta|ate)"
    rf"(?: el ano| o ano)? (?P<year>{_YEAR})"
)
_Read = Callable[[re.Match[str], int], tuple[str, str] | None]
# In this order: what an earlier one has found is not looked at again.
_READERS: tuple[tuple[str, _Read], ...] = (
    (rf"{_BOUND}{_LENGTH}(?: (?:long|de duracion|de duracao))?{_TRAIL}", _length),
    (rf"{_BOUND}{_SEASONS}{_TRAIL}", _seasons),
    (_SUBTITLES, _nothing),
    (_FROM_TO, _range),
    (_LAST_YEARS, _last_years),
    (rf"{_OF}(?:the )?{_PART}(?:the )?(?P<decade>{_DECADE})s\b", _decade),
    (_SPANISH_DECADE, _decade),
    (rf"{_OF}(?:the )?{_PART}(?P<decade>nineties|eighties|seventies|sixties|fifties|forties|noughties)", _decade),
    (rf"from (?P<year>{_YEAR}) (?P<after>)(?:onwards?|and later|and up)", _since),
    (_AFTER, _since),
    (_BEFORE, _until),
    (rf"{_OF}(?:the year |ano )?(?P<year>{_YEAR})", _one_year),
)
_PATTERNS = tuple((re.compile(rf"\b{pattern}(?!\w)"), read) for pattern, read in _READERS)
