"""What somebody may mean by what they typed: a title, or a title and its year."""

import re
from typing import NamedTuple

from recsys.text import fold, in_latin, search_key

_YEAR = r"(?P<year>(?:18|19|20)\d\d)"
_YEAR_BEHIND = re.compile(rf"^(?P<title>.*[^\s(\[,])[\s(\[,]+{_YEAR}[)\]\s]*$", re.DOTALL)
_YEAR_BEFORE = re.compile(rf"^[(\[\s]*{_YEAR}[\s)\],:]+(?P<title>.+)$", re.DOTALL)


class Reading(NamedTuple):
    """A title's key, its words, whether it has an article, and the year where one is read into the text.

    `typed` are the words with the article in front that the key goes without: it may stand inside the title that is
    meant (the lead, of Take the Lead).
    """

    key: str
    words: list[str]
    typed: list[str]
    article: bool
    year: int | None


def readings(text: str) -> list[Reading]:
    """The text as a whole, then as a title with a year behind or before it, where there is one."""
    found = [_reading(text, None)]
    for pattern in (_YEAR_BEHIND, _YEAR_BEFORE):
        dated = pattern.match(text)
        if dated:
            found.append(_reading(dated["title"], int(dated["year"])))
    return found


def has_article(title: str, key: str) -> bool:
    """Whether the title of that `search_key` has an article at either end.

    >>> has_article("The Farewell", "farewell"), has_article("Farewell, The", "farewell"), has_article("Up", "up")
    (True, True, False)
    """
    return len(fold(in_latin(title))) > len(key)


def _reading(title: str, year: int | None) -> Reading:
    key = search_key(title)
    words, typed = key.split(), fold(in_latin(title)).split()
    return Reading(key, words, typed if typed[1:] == words else words, has_article(title, key), year)
