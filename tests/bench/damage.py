"""Titles as people mistype and half remember them: queries whose right answer is known.

The right answer of a query is any work of the title that was damaged: namesakes share it, and the query does not say
which is meant. Only where a year was appended it is the one work of that year. A damage that spells another work's
whole title (Aliens without its s) is drawn again, for nobody could tell that something else was meant; so is one that
leaves the title's key as it was.
"""

import random
import string
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from recsys.text import search_key

# Edits of shorter titles leave nothing to go by: with two of five letters wrong, Alien is as near to many others.
LETTERS_FOR_AN_EDIT = 4
# As many words as a title needs for one of them to be dropped, or two to be swapped.
WORDS_TO_DROP_FROM, WORDS_TO_SWAP = 3, 2
TRIES = 20


class Query(NamedTuple):
    """What somebody types, the title they mean, and its year where they typed one too."""

    text: str
    title: str
    year: int | None = None


def _edit(title: str, rng: random.Random) -> str:
    """One letter more, less, another, or two in a row the wrong way round, anywhere in the title."""
    place = rng.randrange(len(title))
    before, here, after = title[:place], title[place], title[place + 1 :]
    letter = rng.choice(string.ascii_lowercase)
    edited = [before + letter + here + after, before + after, before + letter + after]
    if after:
        edited.append(before + after[0] + here + after[1:])
    return rng.choice(edited)


def one_edit(title: str, rng: random.Random) -> str | None:
    """One edit."""
    return _edit(title, rng) if len(search_key(title)) >= LETTERS_FOR_AN_EDIT else None


def two_edits(title: str, rng: random.Random) -> str | None:
    """Two edits, of a title twice as long at least."""
    return _edit(_edit(title, rng), rng) if len(search_key(title)) >= 2 * LETTERS_FOR_AN_EDIT else None


def dropped_word(title: str, rng: random.Random) -> str | None:
    """One word left out, whichever."""
    words = search_key(title).split()
    if len(words) < WORDS_TO_DROP_FROM:
        return None
    del words[rng.randrange(len(words))]
    return " ".join(words)


def swapped_words(title: str, rng: random.Random) -> str | None:
    """Two words in each other's place."""
    words = search_key(title).split()
    if len(words) < WORDS_TO_SWAP:
        return None
    one, other = rng.sample(range(len(words)), 2)
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def plainly(title: str, _: random.Random) -> str | None:
    """Without the accents and the article that it has; other scripts in Latin letters."""
    key = search_key(title)
    shown = unicodedata.normalize("NFC", title).lower()
    return None if key == shown or (shown.isascii() and len(key.split()) == len(shown.split())) else key


def year_appended(title: str, _: random.Random) -> str | None:
    """As it is; `damaged` puts the year behind it."""
    return title


Damage = Callable[[str, random.Random], str | None]
# The four that the goal is about, and two more.
ONE_EDIT, TWO_EDITS, DROPPED, SWAPPED, PLAIN, YEAR = (
    "one edit", "two edits", "a word dropped", "two words swapped", "no accents, no article", "the year appended",
)  # fmt: skip
DAMAGES: dict[str, Damage] = {
    ONE_EDIT: one_edit,
    TWO_EDITS: two_edits,
    DROPPED: dropped_word,
    SWAPPED: swapped_words,
    PLAIN: plainly,
    YEAR: year_appended,
}
GOAL = (ONE_EDIT, TWO_EDITS, DROPPED, SWAPPED)


def damaged(kind: str, titles: Sequence[tuple[str, int]], count: int, seed: int) -> list[Query]:
    """`count` queries of one kind of damage from (title, year) pairs, drawn evenly and with replacement.

    Raises ValueError where hardly any title can be damaged so.
    """
    rng = random.Random(f"{kind} {seed}")  # noqa: S311 - nobody's secret
    known = {search_key(title) for title, _ in titles}
    queries: list[Query] = []
    for _ in range(count * 1000):
        if len(queries) == count:
            return queries
        title, year = rng.choice(titles)
        text = _usable(DAMAGES[kind], title, known, rng, again=kind in GOAL)
        if text is not None:
            queries.append(Query(f"{text} {year}", title, year) if kind == YEAR else Query(text, title))
    raise ValueError(f"of {len(titles)} titles hardly any can be damaged by {kind}")


def _usable(damage: Damage, title: str, known: Collection[str], rng: random.Random, *, again: bool) -> str | None:
    """The damaged title, drawn until its key is no title's; None where it never comes to be."""
    for _ in range(TRIES):
        text = damage(title, rng)
        if text is None or not again or (search_key(text) not in known and text.strip()):
            return text
    return None
