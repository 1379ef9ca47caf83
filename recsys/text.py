"""Cleaning text for people, and folding it for comparison."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
_APOSTROPHES = re.compile(r"['’‘ʼ`′]")
_ELIDED = re.compile(r"^l['’‘ʼ`´′](?=\w)", re.IGNORECASE)  # L'Avventura, which lists write Avventura, L'
# Signs that decomposition would turn into letters (™) or into a space and an accent (´, typed for ').
_SIGNS = str.maketrans({"™": " ", "℠": " ", "´": "'"})
_NOT_WORD = re.compile(r"[\W_]+")
# The same for plain ASCII, in one pass.
_ASCII = str.maketrans(
    {chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
    | {"'": None, "`": None, "&": " and "}
)

# "die", "i", "o" and "a" open too many English titles (Die Hard, I, Tonya) to be dropped in front, but
# behind a comma (Blechtrommel, Die) they can only be articles.
LEADING_ARTICLES = frozenset("the a an el la los las le les il lo gli der das un una une".split())
_TRAILING = LEADING_ARTICLES | frozenset("die den det de het en et i o os as um uma l".split())
_TRAILING_ARTICLE = re.compile(
    rf"^(?P<rest>.+),\s*(?P<article>{'|'.join(sorted(_TRAILING))})['’‘ʼ`´′]?$", re.IGNORECASE
)

# Scripts other than Latin, from Greek on; signs, punctuation and everything beyond the first 65,536 (emoji) stay.
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufeff\uff66-\uffdc]+")
# What follows the name that a franchise's titles begin with: «: …», « - …», or a number, Roman too, with its word.
BEHIND_NAME = re.compile(
    r"\s*(?::|\s[-\u2013\u2014]\s).*$"
    r"|[\s,]+(?:(?:part|vol\.?|volume|chapter|episode|season)\s+)?(?:\d{1,2}|[IVX]{1,4}|one|two|three)$",
    re.IGNORECASE,
)
# A formula's first character in some spreadsheet, also of full width; before a tab or a line's end they look further.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def clean(text: str) -> str:
    """The text without invisible characters and with single spaces, in composed form (NFC).

    Zero-width characters, direction marks, byte-order marks, U+FFFD (a letter lost in some earlier conversion) and
    halves of characters (surrogates, which can be neither sent nor written) go; no-break
    spaces, tabs and newlines become spaces.
    """
    if text.isprintable() and "  " not in text and "\ufffd" not in text:  # the space is the only one that prints
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text.strip())
    visible = "".join(
        " " if char.isspace() else char
        for char in text
        if char != "\ufffd" and (char.isspace() or unicodedata.category(char) not in ("Cf", "Cc", "Cs"))
    )
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def as_cell(text: str) -> str:
    """The text as a cell of a CSV file that people open, with an apostrophe before what a spreadsheet would compute.

    To whoever matches titles it is punctuation. Source: OWASP, «CSV Injection».

    >>> as_cell("=HYPERLINK(1)"), as_cell("Alien")
    ("'=HYPERLINK(1)", 'Alien')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: equal for spellings that mean the same.

    >>> fold("  Amélie & Co.: L’Été ")
    'amelie and co lete'
    """
    if text.isascii() and text.isprintable():  # most names, and the rest of this would cost them ten times as much
        return " ".join(text.translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", clean(text).translate(_SIGNS).casefold())
    # Decomposition brings new capitals (the letters of ℡), so the case is folded once more.
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(_LETTERS)
    plain = plain.replace("&", " and ")
    return " ".join(_NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split())


@lru_cache(maxsize=65536)
def title_key(title: str) -> str:
    """The folded title without the article at either end; never empty for a title that is not.

    >>> title_key("The Matrix") == title_key("Matrix, The") == "matrix"
    True
    """
    shown = clean(title)
    moved = _TRAILING_ARTICLE.match(shown)
    words = fold(moved["rest"] if moved else _ELIDED.sub("", shown)).split()
    if len(words) > 1 and words[0] in LEADING_ARTICLES:
        words = words[1:]
    return " ".join(words) or shown.casefold() or title


def franchise_name(title: str) -> str:
    """What a title begins with, as `title_key` has it: the same for «Toy Story 2» and «Toy Story: That Time Forgot».

    >>> franchise_name("The Godfather Part II"), franchise_name("The Godfather"), franchise_name("2012")
    ('godfather', 'godfather', '2012')
    """
    return title_key(BEHIND_NAME.sub("", title)) or title_key(title)


def name_key(name: str) -> str:
    """What spellings of one name share; the name itself where nothing of it is a letter or digit."""
    return fold(name) or name


def in_latin(text: str) -> str:
    """The text with its other scripts spelled in Latin letters (AnyAscii's tables).

    >>> in_latin("Солярис 2")
    'Solyaris 2'
    """
    if text.isascii():
        return text
    # Composed first: и with a breve is й, and a letter of its own.
    return _OTHER_SCRIPTS.sub(lambda found: anyascii(found[0]), unicodedata.normalize("NFC", text))


def search_key(title: str) -> str:
    """The title's key in Latin letters, whichever script it is written in; what search compares.

    A key of its own, since the ids of works are made of the other. Never empty for a title that is not.
    """
    # Not from the cache: a catalogue's titles are asked for once, and would fill it with 15 megabytes.
    key: str = title_key.__wrapped__(in_latin(title) or title)
    return key
