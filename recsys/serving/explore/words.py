"""The words of titles, counted."""

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa

from recsys.text import fold

WORDS = 60
SHORTEST = 3  # letters
# Words that hold titles together in the languages of the catalogues, and those that count parts of a series.
_LITTLE_WORDS = frozenset(
    """a about after all am an and are as at away back be by can do dont for from go got has have he her here him his
    how i if im in into is it its just let like me my no not of off on one only or our out over own she so than that
    the their them there they this three to too two under up us vs was we were what when where who why will with you
    your
    al con de del dos el en la las lo los mas mi no para por que se si sin su te tu un una y
    da das do em na nas nos o os ou um uma
    au avec dans des du est et le les ma mon ne pas pour qui sa ses son sur une
    aus das den der die ein eine ich im ist mit und von zu
    chapter edition episode ii iii iv part season series special vol volume""".split()
)


@dataclass(frozen=True)
class WordCount:
    """A word, and how many works have it in their title."""

    word: str
    works: int


def title_words(titles: pa.Table, k: int = WORDS) -> list[WordCount]:
    """The k words that stand in most works' titles, most first.

    A work on several services counts once, and so does a word that stands twice in a title. Articles and other little
    words, numbers, and words of fewer than SHORTEST letters are left out.
    """
    title_of = dict(zip(titles.column("work_id").to_pylist(), titles.column("title").to_pylist(), strict=True))
    counts = Counter(word for title in title_of.values() for word in set(fold(title).split()))
    words = [(word, count) for word, count in counts.items() if _tells(word)]
    return [WordCount(*one) for one in sorted(words, key=lambda one: (-one[1], one[0]))[:k]]


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdecimal() and word not in _LITTLE_WORDS
