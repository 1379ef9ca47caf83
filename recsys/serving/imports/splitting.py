"""Titles with a season and an episode behind the name, «Name: Season 2: Episode», in the languages of exports.

A title is cut at colons that no space precedes (a French «Titre : Sous-titre» is one name) and before a season at its
end («Fleabag Season 1», «The Boys - Season 1»). Which piece is the name the catalogue must tell.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from recsys.text import fold

_COLON = re.compile(r"(?<![\s:]):\s+|\s*：\s*")
_NUMBER = r"(?:\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)"

# What only stands behind the name of a series; folded below. Serbian to Hungarian write the number in front.
_SEASON = """season|series|temporada|temp|saison|staffel|stagione|seizoen|säsong|sæson|sesong|kausi|tuotantokausi|sezon|
    sezona|sezonul|sezoniul|série|serie|séria|seria|évad|hooaeg|sezonas|сезон|сезона|σεζόν|κύκλος|עונה|الموسم|シーズン|
    시즌|ซีซั่น|ซีซัน|phần|mùa|musim"""
_LIMITED = """limited series|mini series|miniseries|miniserie|mini serie|mini série|mini sérié|minissérie|minisérie|
    serie limitada|série limitada|série limitée|serie limitata|limitierte serie|begränsad serie|rajoitettu sarja|
    beperkte serie|begrenset serie|mini dizi|sınırlı dizi|miniserial|мини сериал|ограниченная серия|μίνι σειρά|
    リミテッドシリーズ|리미티드 시리즈|限定影集|限定剧|迷你剧|complete series|collection|colección|coleção"""
# What may be of a film, too: «Dune: Part Two», «Kill Bill: Vol. 1».
_PART = """part|parte|pt|partie|teil|deel|del|część|osa|kısım|rész|часть|частина|μέρος|パート|파트|volume|volumen|
    vol|volym|том|chapter|capítulo|chapitre|kapitel|capitolo|hoofdstuk|глава|rozdział|book|libro|livre|buch|livro|
    книга|arc|arco"""
_EPISODE = """episode|ep|episodio|episódio|épisode|folge|aflevering|avsnitt|afsnit|jakso|odcinek|epizoda|epizód|bölüm|
    эпизод|серия|επεισόδιο|פרק|الحلقة|エピソード|에피소드|화|chapter|capítulo|chapitre|kapitel|capitolo"""


def _folded(words: str) -> str:
    return "|".join(sorted({re.escape(fold(word)) for word in words.split("|")}, key=len, reverse=True))


_SEASON_AT = re.compile(
    rf"(?:the )?(?:complete )?(?:(?:{_folded(_SEASON)}) ?(?P<n>{_NUMBER})\b"
    rf"|(?P<m>\d{{1,3}})(?:st|nd|rd|th|a|o|e|er|eme)? ?(?:{_folded(_SEASON)})\b"
    r"|第 ?(?P<z>\d{1,3}|[一二三四五六七八九十]) ?(?:季|シースン|期|部))"
)
_LIMITED_AT = re.compile(rf"(?:{_folded(_LIMITED)})(?: {_NUMBER})?$")
_PART_AT = re.compile(rf"(?:{_folded(_PART)}) ?{_NUMBER}\b|第 ?\d{{1,3}} ?(?:章|部)")
_EPISODE_AT = re.compile(rf"\b(?:{_folded(_EPISODE)}) ?(?P<n>\d{{1,4}})\b|第 ?(?P<z>\d{{1,4}}) ?(?:集|話|话|回)")
_AT_END = re.compile(
    r"^(?P<head>.*?\S)(?:\s*[-–—,]\s*|\s+)(?P<tail>\(?(?:season|series|temporada|saison|staffel|stagione|seizoen|sezon"
    r"|сезон)\s+\d{1,2}\)?)$",
    re.IGNORECASE,
)
_WORDS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_ROMAN = {"i": 1, "v": 5, "x": 10}


class Marked(IntEnum):
    """What the piece behind a name says."""

    NOT = 0
    MAYBE = 1  # a part, a volume, a chapter: of a series or of a film
    SERIES = 2  # a season


class Head(NamedTuple):
    """A beginning of a title that may be the name: what is behind it, and the season told there."""

    name: str
    tail: str
    marked: Marked
    season: int | None = None


def season_head(title: str) -> Head | None:
    """The name in front of the first season that a title tells, None where it tells none.

    >>> season_head("Narcos: México: Temporada 2: Salva al tigre")
    Head(name='Narcos: México', tail='Temporada 2: Salva al tigre', marked=<Marked.SERIES: 2>, season=2)
    """
    cuts = _cuts(title)
    if (ending := _AT_END.match(title[: cuts[0][0]] if cuts else title)) is not None:
        return Head(ending["head"], title[ending.start("tail") :], Marked.SERIES, _mark(ending["tail"])[1])
    for place, (start, behind) in enumerate(cuts):
        name, piece = title[:start].strip(), _piece(title, cuts, place)
        marked, season = _mark(piece)
        if marked is not Marked.SERIES and (again := _again(name, piece)):
            marked, season = Marked.SERIES, again
        if marked is Marked.SERIES and name:
            return Head(name, title[behind:].strip(), marked, season)
    return None


def heads(title: str) -> list[Head]:
    """All beginnings of a title without a season that may be the name, the longest first, the whole not among them.

    >>> [head.name for head in heads("Star Wars: Visions: The Duel")], heads("Alien")
    (['Star Wars: Visions', 'Star Wars'], [])
    """
    cuts = _cuts(title)
    found = [
        Head(title[:start].strip(), title[behind:].strip(), _mark(_piece(title, cuts, place))[0])
        for place, (start, behind) in enumerate(cuts)
    ]
    return [head for head in reversed(found) if head.name]


def _cuts(title: str) -> list[tuple[int, int]]:
    return [cut.span() for cut in _COLON.finditer(title)] if ":" in title or "：" in title else []


def _piece(title: str, cuts: list[tuple[int, int]], place: int) -> str:
    """What stands behind a cut, up to the next one."""
    return title[cuts[place][1] : cuts[place + 1][0] if place + 1 < len(cuts) else len(title)]


def episode_of(text: str) -> int | None:
    """The number of the episode that a text tells: «Chapter One (Episode 3)»."""
    found = list(_EPISODE_AT.finditer(fold(text)))
    return int(found[-1]["n"] or found[-1]["z"]) if found else None


@lru_cache(maxsize=4096)
def _mark(piece: str) -> tuple[Marked, int | None]:
    """What a piece says, and its season."""
    folded = fold(piece)
    if found := _SEASON_AT.match(folded):
        return Marked.SERIES, _number(found["n"] or found["m"] or found["z"])
    if _LIMITED_AT.match(folded):
        return Marked.SERIES, 1
    return (Marked.MAYBE if _PART_AT.match(folded) else Marked.NOT), None


def _again(name: str, piece: str) -> int | None:
    """The season of a piece that is the name with a number: «Stranger Things: Stranger Things 2»."""
    if not piece or not piece[-1].isdigit():
        return None
    before, number = fold(name), fold(piece)
    rest = number.removeprefix(f"{before} ")
    return int(rest) if rest != number and rest.isascii() and rest.isdigit() and len(rest) < 3 else None


def _number(written: str) -> int | None:
    """The number of digits, of an English word or of Roman numerals."""
    if written.isdecimal():
        return int(written)
    if written in _WORDS:
        return _WORDS[written]
    if not set(written) <= set(_ROMAN):
        return "一二三四五六七八九十".find(written) + 1 or None
    values = [_ROMAN[letter] for letter in written]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
