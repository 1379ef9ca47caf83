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
# Spanish and Portuguese have adjectives for decades: «comedias noventeras», «terror oitentista».
_OF_A_DECADE = {
    "sesenter": 1960, "setenter": 1970, "ochenter": 1980, "noventer": 1990, "dosmiler": 2000,
    "sessentist": 1960, "setentist": 1970, "oitentist": 1980, "noventist": 1990,
}  # fmt: skip
_HALF = r"(?:and a half|y media|e meia)"
_QUARTER = r"(?:y cuarto|e quinze)"
_HOURS = rf"(?:(?P<hours>{_N}) )?(?:{_HALF} )?(?:hours?|hrs?|horas?)(?: (?:{_HALF}|(?P<quarter>{_QUARTER})))?"
_MINUTES = r"(?P<minutes>\d+) ?(?:minutes?|mins?|minutos?)"
_CLOCK = r"(?P<clock>\d)h(?P<rest>\d\d)?"
_LENGTH = rf"(?:{_CLOCK}|{_MINUTES}|(?P<written>{_HOURS}))"
_SEASONS = (
    rf"(?:(?P<seasons>{_N}) (?:single |sola |so |unica )?(?:seasons?|temporadas?)|"
    r"(?:una? |uma |a )?(?P<single>single|unica) (?:season|temporada)|temporada unica)"
)
_BELOW = (
    r"under|less than|fewer than|below|shorter than|at most|up to|no more than|no longer than|not more than|"
    r"not longer than|maximum|max|within|(?:que )?no duren? mas de|(?:que )?duren? menos de|no mas de|menos de|hasta|"
    r"(?:que )?no pasen? de(?: los| las)?|como mucho|como maximo|maximo|maxima|nao mais de|nao mais que|menos que|"
    r"no maximo|ate|abaixo de|(?:que )?nao passem? de|(?:que )?durem? menos de|(?:com |de )(?:menos de|ate)"
)
_FEWER = re.compile(r"\b(?:under|less|fewer|below|menos|abaixo)\b")
_ABOVE = (
    r"over|more than|longer than|at least|above|(?:que )?duren? mas de|mas de|por lo menos|al menos|minimo|"
    r"(?:que )?durem? mais de|mais de|mais que|pelo menos|acima de"
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
    if match.groupdict().get("on"):
        return "years", f"{year}-"
    if re.match("early|princip|inicio|comeco", part):
        return "years", f"{year}-{year + 4}"
    if re.match("mid|mediados|meados", part):
        return "years", f"{year + 3}-{year + 6}"
    return "years", f"{year + 5 if part else year}-{year + 9}"


def _of_a_decade(match: re.Match[str], _newest: int) -> tuple[str, str]:
    year = _OF_A_DECADE[match["stem"]]
    return "years", f"{year}-{year + 9}"


def _age(match: re.Match[str], _newest: int) -> tuple[str, str]:
    age = min(int(match[name]) for name in ("age", "other") if match[name])
    if age >= _ADULT:
        return "", ""
    return "audience", "teens" if age >= _TEEN else "kids"


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
        more = 15 if match["quarter"] else 30 * (re.search(_HALF, match["written"]) is not None)
        # «an hour and a half», «hora y media»
        minutes = 60 * (_number(match["hours"]) if match["hours"] else 1) + more
    kind = "minutes_from" if match["above"] or match["ormore"] else "minutes_to"
    return (kind, str(minutes)) if 1 <= minutes <= 1000 else None


def _seasons(match: re.Match[str], _newest: int) -> tuple[str, str] | None:
    if match["above"] or match["ormore"]:
        return "", ""
    seasons = _number(match["seasons"] or "one")
    fewer = _FEWER.search(match["below"] or "") is not None and seasons > 1
    return ("seasons_to", str(seasons - fewer)) if 1 <= seasons <= 100 else None


def _at_least(match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "minutes_from", match["low"]


def _nothing(_match: re.Match[str], _newest: int) -> tuple[str, str]:
    return "", ""


_OF = r"(?:(?:from|of|in|de|del|dos|da|desde|em|nos|en) )?"
_PART = (
    r"(?:(?P<part>early|mid|late|principios de|mediados de|finales de|fines de|inicios? d[eo]s?|comeco dos|meados dos|"
    r"fim dos|final dos) )?"
)
_TONGUES = r"(?:english|spanish|portuguese|brazilian|latin|french|german|italian|korean|japanese)"
# What is said of subtitles and dubbing is known of no work; nothing else before them belongs to it.
_SUBTITLES = (
    rf"(?:(?:with|con|com) )?(?:{_TONGUES} )?(?:subtitles|subtitled|subs|subtitulos|subtitulad[oa]s?|legendas|"
    r"legendad[oa]s?|dubbed|dubbing|dub|doblad[oa]s?|doblaje|dublad[oa]s?|dublagem|audio)"
    r"(?: (?:in|en|em|al|into|no|de|do) \w+| latino| original| brasileir[oa])?"
)
_TEEN, _ADULT = 13, 18
_CHILD = (
    r"(?:kids?|child|children|son|daughter|boys?|girls?|nephews?|nieces?|grand(?:son|daughter|kids?|children)|"
    r"hij[oa]s?|nin[oa]s?|nen[ea]s?|chic[oa]s?|peques?|niet[oa]s?|sobrin[oa]s?|herman(?:o|a|ito|ita)s?|"
    r"filh(?:o|a|inho|inha)s?|criancas?|menin[oa]s?|net[oa]s?|sobrinh[oa]s?|garot[oa]s?|irma|irmao)"
)
_TWO = r"(?P<age>\d{1,2})(?: (?:and|y|e|a|to|or|o|ou) (?P<other>\d{1,2}))?"
_AGE_IN_ENGLISH = rf"{_TWO} ?(?:(?:years?|yrs?) olds?|y ?o)(?: {_CHILD})?"
_AGE = (
    rf"(?:{_CHILD}(?: (?:entre|between))? (?:de |of |aged? |ages? |under |menores de |ate |d)|"
    rf"(?:menores de|aged|ages) ){_TWO}(?: (?:anos|anitos|aninhos|years?))?"
)
_ONWARDS = (
    r"(?:onwards?|on|and later|and up|and newer|or later|or newer|en adelante|para aca|para adelante|em diante|"
    r"para frente|para ca|o mas nuev[oa]s?|ou mais nov[oa]s?)"
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
    r"(?:(?P<after>after|later than|newer than|more recent than|post|despues de|depois de|pos|posterior(?:es)? a|"
    r"mas nuev[oa]s? que|mas recientes? que|mais nov[oa]s? que|mais recentes? que)|since|desde|a partir de)"
    rf"(?: el ano| el| o ano)? (?P<year>{_YEAR})"
)
_BEFORE = (
    r"(?:(?P<before>before|earlier than|older than|prior to|pre|antes de|anterior(?:es)? a|previas? a|"
    r"mas viej[oa]s? que|mas antigu[oa]s? que|mais velh[oa]s? que|mais antig[oa]s? que)|until|up to|hasta|ate)"
    rf"(?: el ano| el| o ano)? (?P<year>{_YEAR})"
)
_ON = rf"(?: (?P<on>{_ONWARDS}))?"
_ENGLISH_DECADES = "nineties|eighties|seventies|sixties|fifties|forties|noughties"
_Read = Callable[[re.Match[str], int], tuple[str, str] | None]
# In this order: what an earlier one has found is not looked at again.
_READERS: tuple[tuple[str, _Read], ...] = (
    (rf"(?:between|entre) (?P<low>\d+) (?=(?:and|y|e) {_MINUTES})", _at_least),
    (rf"{_BOUND}{_LENGTH}(?: (?:long|de duracion|de duracao))?{_TRAIL}", _length),
    (rf"{_BOUND}{_SEASONS}{_TRAIL}", _seasons),
    (_AGE_IN_ENGLISH, _age),
    (_AGE, _age),
    (_SUBTITLES, _nothing),
    (_FROM_TO, _range),
    (_LAST_YEARS, _last_years),
    (rf"(?P<stem>{'|'.join(_OF_A_DECADE)})[oa]s?", _of_a_decade),
    (rf"{_OF}(?:the )?{_PART}(?:the )?(?P<decade>{_DECADE})s\b{_ON}", _decade),
    (_SPANISH_DECADE + _ON, _decade),
    (rf"{_OF}(?:the )?{_PART}(?P<decade>{_ENGLISH_DECADES}){_ON}", _decade),
    (rf"{_OF}(?P<year>{_YEAR}) (?P<after>){_ONWARDS}", _since),
    (_AFTER, _since),
    (_BEFORE, _until),
    (rf"{_OF}(?:the year |ano )?(?P<year>{_YEAR})", _one_year),
)
_PATTERNS = tuple((re.compile(rf"\b{pattern}(?!\w)"), read) for pattern, read in _READERS)
