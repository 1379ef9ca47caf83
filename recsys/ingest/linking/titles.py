"""What a written title means: its name without decorations, the keys that equal names share, what it says of year.

Services write around a title (`Marvel Studios' Iron Man`, `The Farewell (4K UHD)`, `The Italian Job (1969)`,
`Star Wars: The Empire Strikes Back (Episode V)`, `Narcos: Season 2`) and spell one name in several ways
(`2½` and `2 1/2`, `Self/less` and `Selfless`, `Pyjamas` and `Pajamas`, `Part II` and `2`). Everything that compares
titles, whether it links records, reads what visitors type or matches the rows of a file, compares the keys made here.
"""

import re
from typing import NamedTuple

from recsys.domain.services import SERVICES, find_services
from recsys.text import LEADING_ARTICLES, clean, in_latin, title_key


class Title(NamedTuple):
    """A written title, read.

    `name` is it without decorations. `key` is equal for names that mean the same, however they are spelled. `parts`
    are keys of what people may call it for short or instead (`Return of the Jedi` for `Star Wars: Return of the
    Jedi`): equal parts are a hint and no more, so they want the year, the kind and, where known, the people to agree.
    `heads` are those of them that go without an ending, as a spin-off's name begins with its parent's. `article` is
    the one that the key goes without (`The Guilty` and `Guilty` are two films a year apart). `year`, `season` and
    `country` (ISO 3166-1 alpha-2) are what decorations say, None where they are silent.
    """

    name: str
    key: str
    parts: tuple[str, ...]
    heads: frozenset[str] = frozenset()
    article: str = ""
    year: int | None = None
    season: int | None = None
    country: str | None = None


# Whose `'s` in front belongs to the owner and not to the title; services are owners too, but those that are called
# like somebody or something (Max, Star).
_SERVICES = [service.id for service in SERVICES if len(service.id) >= 6]
_STUDIOS = (
    r"marvel studios|marvel|dc comics|dc|pixar|lucasfilm|dreamworks|monty python|national lampoon|dr\.? seuss"
    r"|tyler perry|jim henson"
)
_OWNERS = re.compile(
    rf"^(?:{_STUDIOS}|(?:walt )?(?:{'|'.join(_SERVICES)})(?: studios|\W*pixar)?)['’‘]s?\s+(?=\w)", re.IGNORECASE
)
# A name of two words or more in front: Bram Stoker's Dracula, Mary Higgins Clark's: The Cradle Will Fall.
_SOMEBODYS = re.compile(r"^(?:[A-Z][\w.-]*\s+(?:of\s+|del?\s+|von\s+)?){1,3}[A-Z][\w.-]*(?:['’]s|s['’]):?\s+(?=\S)")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
_LANGUAGES = """arabic bengali cantonese chinese dutch english espanol español french german hindi italian japanese
    kannada korean latin malayalam mandarin marathi portuguese punjabi russian spanish swedish tamil telegu telugu
    thai turkish brazilian american castilian""".split()
# A bracket of these words alone says which copy it is, not which work.
_COPY_WORDS = frozenset(
    """4k 8k uhd hd sd hdr imax 3d ver version versions edition cut sub subs subbed subtitled subtitles subtitle dub
    dubs dubbed audio narration dialog dialogue language theatrical extended unrated uncut uncensored edited remastered
    restored digitally ultimate directors producers special collectors anniversary original series movie tv film the
    in en with no non and plus bonus features content feature length black white color colour colorized silent
    documentary documentaries bbc nbc abc cbs itv title show classic short""".split()
) - {"short"} | frozenset(_LANGUAGES)
# Words that alone in brackets would be no decoration but a title or half of one.
_NOT_ALONE = frozenset(
    "the in with no non and plus black white special ultimate length content features language".split()
)
_COUNTRIES = {
    "us": "US", "usa": "US", "uk": "GB", "gb": "GB", "aus": "AU", "au": "AU", "australia": "AU", "nz": "NZ", "ca": "CA",
    "canada": "CA", "american": "US", "british": "GB", "brazil": "BR", "mexico": "MX", "india": "IN",
}  # fmt: skip
_YEAR = re.compile(r"^(?:[a-z]{2,4}\s+)?((?:18|19|20)\d\d)(?:\s*[-–/]\s*(?:\d{4}|\d\d)?)?$", re.IGNORECASE)
_EPISODE_BRACKET = re.compile(r"^episode\s+(?:[ivx]+|\d+)$", re.IGNORECASE)
_EPISODE = re.compile(r"^(?P<head>.+?)[\s:,–-]+episode\s+(?:[ivx]+|\d+)\s*[:–—-]\s*(?P<rest>\S.*)$", re.IGNORECASE)
_NUMERAL = r"(?:\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)"
_SEASON = re.compile(
    rf"(?:\s*[:,–—-]\s*|\s+)\(?(?:the\s+)?(?:(?:complete\s+)?(?:season|series|staffel|saison|temporada|stagione)"
    rf"\s+(?P<number>{_NUMERAL})|complete\s+series|limited\s+series|mini-?series|serie\s+limitada)\)?$",
    re.IGNORECASE,
)
_TRAILING_COPY = re.compile(r"\s+[-–—]?\s*(?:4K(?:\s+UHD)?|UHD|HD)$")
_TAIL = re.compile(r"\s*(?::|\s[-–—]|\s[|/])\s+")
_OTHERWISE = re.compile(r"[\s,;:]+or[\s,;:]*$", re.IGNORECASE)
_FIRST_PART = re.compile(r"(?<=[a-z])1$")
_DANGLING = re.compile(r"^[\s:,–—-]+|[\s:,–—-]+$")
_ALSO = re.compile(r"^(?:a\.?k\.?a\.?:?|or:?)\s+", re.IGNORECASE)
_MOVED_ARTICLE = re.compile(rf",\s*({'|'.join(sorted(LEADING_ARTICLES))})$", re.IGNORECASE)
_SHORTEST_PART = 4  # letters
_INSTALMENT_ONLY = re.compile(r"^(?:part|pt|chapter|volume|vol|episode|ep|season)\d+$")


def read_title(text: str) -> Title:
    """What a written title means. Never without a name or key, unless the text shows nothing.

    >>> read_title("Marvel Studios' The Avengers (4K UHD)").key == read_title("Avengers, The").key
    True
    >>> read_title("The Office (U.S.)").country
    'US'
    """
    name = shown = clean(text)
    parts: list[str] = []
    year = season = country = None
    if ("(" in name or "[" in name or "{" in name) and not _BRACKETS.fullmatch(name):
        name, parts, year, country = _without_brackets(name)
    ending = _SEASON.search(name)
    if ending and ending.start() > 0:
        season = _number(ending["number"])
        name = name[: ending.start()]
    name = _TRAILING_COPY.sub("", name)
    if "'" in name or "’" in name or "‘" in name:
        name = _OWNERS.sub("", name)
        if somebodys := _SOMEBODYS.match(name):
            parts.append(name[somebodys.end() :])
    if "pisode" in name.casefold() and (episode := _EPISODE.match(name)):
        name = f"{episode['head']}: {episode['rest']}"
    name = _DANGLING.sub("", name) or shown
    key = name_key(name)
    splits = list(_TAIL.finditer(name)) if " " in name else []
    heads = _part_keys(key, [_OTHERWISE.sub("", name[: split.start()]) for split in splits])
    tails = _part_keys(key, [*parts, *(name[split.end() :] for split in splits)])
    first = [key[:-1]] if key[-1:] == "1" and _FIRST_PART.search(key) else []
    keys = tuple(dict.fromkeys([*heads, *tails, *first]))
    return Title(name, key, keys, frozenset(heads), _article(name), year, season, country)


def titled(text: str, read: dict[str, Title]) -> Title:
    """What a written title means, from `read` where it was read before."""
    title = read.get(text)
    if title is None:
        title = read[text] = read_title(text)
    return title


def name_key(name: str) -> str:
    """The key of a name as it stands: equal for spellings that mean the same, never empty for a name that is not.

    Articles at the ends, accents, punctuation, case and spaces do not count; numerals, ordinals, fractions, `&`,
    British and American spellings and abbreviations come in one form.

    >>> name_key("The Naked Gun 2½: The Smell of Fear") == name_key("Naked Gun 2 1/2 - The Smell of Fear")
    True
    """
    if not name.isascii():
        name = _FRACTION.sub(r"\1 ", in_latin(name) or name)
    if _RISKY.search(name):
        name = _PLUS.sub(" and ", name)
        name = _STANDING_NUMERAL.sub(lambda found: _ROMAN_ALONE[found[0]], name)
        name = _INITIALS.sub(lambda found: found[0].replace(".", ""), name)
    return _joined(_numbers([_WORDS.get(word, word) for word in title_key.__wrapped__(name).split()])) or name


def _without_brackets(name: str) -> tuple[str, list[str], int | None, str | None]:
    """The name without brackets that only decorate; what it may be called instead; year and country said there."""
    parts: list[str] = []
    year = country = None
    kept, at = "", 0
    for bracket in _BRACKETS.finditer(name):
        inside = next(group for group in bracket.groups() if group is not None).strip()
        plain = inside.casefold().replace(".", "").replace("'", "").replace("’", "")
        words = re.findall(r"\w+", plain)
        decorates = True
        if dated := _YEAR.match(inside):
            year = int(dated[1])
        elif plain in _COUNTRIES:
            country = _COUNTRIES[plain]
        else:
            decorates = _tells_copy(words) or bool(_EPISODE_BRACKET.match(inside))
        glued = name[max(bracket.start() - 1, 0)].isalnum() or name[bracket.end() : bracket.end() + 1].isalnum()
        inner = re.search(r"\w", name[: bracket.start()]) and re.search(r"\w", _BRACKETS.sub("", name[bracket.end() :]))
        if decorates and not inner:
            kept += name[at : bracket.start()] + " "
            at = bracket.end()
        elif not glued:
            outside = f"{name[: bracket.start()]} {name[bracket.end() :]}"
            parts += [_OTHERWISE.sub("", _BRACKETS.sub(" ", outside).strip()), _ALSO.sub("", inside)]
    left = _DANGLING.sub("", " ".join((kept + name[at:]).split()))
    if not title_key(left).strip("()[]{} "):
        return name, [], None, None
    return left, parts, year, country


def _article(name: str) -> str:
    """The article at either end of the name, empty where there is none."""
    first = name.split(" ", 1)[0].casefold()
    if first in LEADING_ARTICLES:
        return first
    moved = _MOVED_ARTICLE.search(name)
    return moved[1].casefold() if moved else ""


def _tells_copy(words: list[str]) -> bool:
    """Whether a bracket of these words says which copy of the work it is."""
    if words[1:] == ["original"] and find_services(words[0]):
        return True
    alone = len(words) == 1 and words[0] in _NOT_ALONE
    return bool(words) and not alone and all(word in _COPY_WORDS for word in words)


def _part_keys(key: str, parts: list[str]) -> list[str]:
    """The keys of the parts that say enough alone, without the key of the whole."""
    keys = dict.fromkeys(name_key(part) for part in parts if part.strip())
    return [part for part in keys if part != key and _may_stand_alone(part)]


def _may_stand_alone(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and not part.isdigit() and not _INSTALMENT_ONLY.match(part)


_FRACTION = re.compile(r"(\d)(?=[½¼¾⅓⅔])")
_PLUS = re.compile(r"(?<=\w)\s*\+\s*(?=\w)")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
# A capital with a colon, a comma or the like behind it is a number: Star Trek V: The Final Frontier.
_ROMAN_ALONE = {"V": "5", "X": "10", "I": "1"}
_STANDING_NUMERAL = re.compile(r"(?<=\w )[VXI](?=\s*[:(–—]|\s+-\s)")
_RISKY = re.compile(r"\+|\b[VXI]\b|[A-Za-z]\.[A-Za-z]\.")

_UNITS = dict(
    zip(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st"}
_ROMAN = dict(
    zip("ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(), range(2, 21), strict=True)
)
_NOT_MID = frozenset(("v", "x"))  # in the middle they are `versus`, or a letter
_INSTALMENTS = frozenset("part pt chapter volume vol episode ep".split())
_SPELLINGS = {
    "aluminium": "aluminum", "armour": "armor", "behaviour": "behavior", "cancelled": "canceled",
    "catalogue": "catalog",
    "centre": "center", "colour": "color", "colours": "colors", "coloured": "colored", "defence": "defense",
    "dialogue": "dialog", "doughnut": "donut", "dr": "doctor", "favour": "favor", "favourite": "favorite",
    "flavour": "flavor", "grey": "gray", "harbour": "harbor", "honour": "honor", "honours": "honors", "humour": "humor",
    "jewellery": "jewelry", "judgement": "judgment", "labour": "labor", "licence": "license", "mr": "mister",
    "neighbour": "neighbor", "neighbours": "neighbors", "neighbourhood": "neighborhood", "offence": "offense",
    "okay": "ok", "organised": "organized", "parlour": "parlor", "plough": "plow", "programme": "program",
    "pyjama": "pajama", "pyjamas": "pajamas", "realise": "realize", "rumour": "rumor", "saviour": "savior",
    "st": "saint", "sulphur": "sulfur", "theatre": "theater", "traveller": "traveler", "travellers": "travelers",
    "travelling": "traveling", "versus": "vs", "vigour": "vigor", "whiskey": "whisky", "n": "and",
}  # fmt: skip
_WORDS = _SPELLINGS | {word: f"{number}{_ENDINGS.get(number, 'th')}" for number, word in enumerate(_ORDINALS, start=1)}


def _numbers(words: list[str]) -> list[str]:
    """The words with numbers in digits, numerals behind the first word too, and no `part` before a number."""
    made: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in _UNITS or word in _TENS:
            number, at = _spelled(words, at)
            made.append(number)
            continue
        at += 1
        if word in _ROMAN and made and (word not in _NOT_MID or at == len(words)):
            made.append(str(_ROMAN[word]))
        elif word == "i" and made and (at == len(words) or made[-1] in _INSTALMENTS):
            made.append("1")
        else:
            made.append("vs" if word == "v" and made else word)
    return [
        word
        for at, word in enumerate(made)
        if not (word in _INSTALMENTS and 0 < at < len(made) - 1 and made[at + 1].isdigit())
    ]


def _spelled(words: list[str], at: int) -> tuple[str, int]:
    """The number that is spelled from there (`one hundred and one`) in digits, and where it ends."""
    total = _UNITS.get(words[at], _TENS.get(words[at], 0))
    if words[at] in _TENS and at + 1 < len(words) and 0 < _UNITS.get(words[at + 1], 0) < 10:
        return str(total + _UNITS[words[at + 1]]), at + 2
    at += 1
    if at < len(words) and words[at] == "hundred":
        total, at = total * 100, at + 1
        if at + 1 < len(words) and words[at] == "and" and (words[at + 1] in _UNITS or words[at + 1] in _TENS):
            rest, at = _spelled(words, at + 1)
            return str(total + int(rest)), at
    return str(total), at


def _joined(words: list[str]) -> str:
    """The words in one, but numbers apart from each other: self less is selfless, 2 1 2 is not 212."""
    made = ""
    for word in words:
        made += f".{word}" if made and made[-1].isdigit() and word[0].isdigit() else word
    return made


def _number(text: str | None) -> int | None:
    """A season's number in digits, words or Roman numerals; None for None."""
    if text is None:
        return None
    word = text.casefold()
    return int(word) if word.isdigit() else _ROMAN.get(word, _UNITS.get(word, 1))
