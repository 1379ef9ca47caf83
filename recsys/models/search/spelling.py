"""How unlikely it is that somebody who means one title types another text.

In edits: letters more, less, other, or two in a row the wrong way round (the restricted Damerau-Levenshtein distance of
rapidfuzz). Whoever leaves a word out, or writes words in another order, has not mistyped every letter of them, so those
cost what suited real titles best, damaged at random (`python -m tests.bench.search`).
"""

import math
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from recsys.models.search.reading import Reading

ARTICLE = "the "  # keys go without it, but it may be mistyped too: Teh Prophecy, ThePianist
MOST_EDITS = 6  # more say nothing; a limit spares the time to count them
MOST_EDITS_OF_A_WORD = 3
UNFINISHED, UNFINISHED_LETTER, UNFINISHED_LETTERS = 0.6, 0.04, 20  # a title or a word of which only the beginning came
SPACING = 0.2  # Spiderman for Spider-Man
OTHER_ORDER = 0.5
WORD_LEFT_OUT, LETTER_LEFT_OUT, LETTERS_LEFT_OUT = 0.6, 0.05, 8
WORD_TOO_MUCH, LETTER_TOO_MUCH = 1.5, 0.2


class Typed:
    """What somebody typed, to be compared with many titles: a word of several titles is compared once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._costs: dict[tuple[str, bool], dict[str, float]] = {}

    def distance(self, title: str, limit: float = math.inf) -> float:
        """What it takes to come from the title's key to what was typed; 0 only for the key itself.

        Where that is more than the limit, any number above it: some titles are told apart by a look at their words.
        """
        key = self._reading.key
        if key == title:
            return 0.0
        title_words = title.split()
        words = self._reading.typed if self._reading.typed[0] in title_words else self._reading.words
        edits = min(MOST_EDITS, int(limit)) if limit < MOST_EDITS else MOST_EDITS
        found = float(
            min(
                OSA.distance(key, title, score_cutoff=edits),
                OSA.distance(key, ARTICLE + title, score_cutoff=edits),
            )
        )
        if title.startswith(key):
            found = min(found, _unfinished(key, title))
        if "".join(title_words) == "".join(self._reading.words):
            found = min(found, SPACING)
        return min(found, self._by_words(words, title_words, min(found, limit)))

    def _by_words(self, typed: Sequence[str], title: Sequence[str], limit: float) -> float:
        """Each typed word taken for the title's nearest that is still free; the rest left out, or too much.

        Any number above the limit where that is more.
        """
        pairs, typed_left, title_left = _same(typed, title)
        # An edit of each, but for the last word, which may not be typed to its end.
        least = len(typed_left) - 1 + UNFINISHED if typed_left else 0.0
        if least + WORD_LEFT_OUT * max(0, len(title_left) - len(typed_left)) > limit:
            return math.inf
        total = 0.0
        for cost, here, there in self._similar(typed, title, typed_left, title_left):
            if here in typed_left and there in title_left:
                typed_left.remove(here)
                title_left.remove(there)
                pairs.append((here, there))
                total += cost
        places = [there for _, there in sorted(pairs)]
        if places != sorted(places):
            total += OTHER_ORDER
        total += sum([WORD_LEFT_OUT + LETTER_LEFT_OUT * min(len(title[at]), LETTERS_LEFT_OUT) for at in title_left])
        return total + sum([WORD_TOO_MUCH + LETTER_TOO_MUCH * len(typed[at]) for at in typed_left])

    def _similar(
        self, typed: Sequence[str], title: Sequence[str], typed_left: Sequence[int], title_left: Sequence[int]
    ) -> list[tuple[float, int, int]]:
        """(edits, place of the typed word, of the title's) of words that have a letter in common, least edits first."""
        found = []
        for here in typed_left:
            word, is_last = typed[here], here == len(typed) - 1
            costs = self._costs.setdefault((word, is_last), {})
            for there in title_left:
                other = title[there]
                cost = costs.get(other)
                if cost is None:
                    cost = costs[other] = _cost(word, other, is_last=is_last)
                if cost < math.inf:
                    found.append((cost, here, there))
        found.sort()
        return found


def _cost(typed: str, word: str, *, is_last: bool) -> float:
    """The edits from a word to the typed one, infinite where these have nothing in common."""
    edits = float(OSA.distance(typed, word, score_cutoff=MOST_EDITS_OF_A_WORD))
    if is_last and word.startswith(typed):
        edits = min(edits, _unfinished(typed, word))
    return edits if edits <= MOST_EDITS_OF_A_WORD and edits < max(len(typed), len(word)) else math.inf


def _same(typed: Sequence[str], title: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """The places of equal words in both, and the places that are left."""
    pairs, typed_left, title_left = [], [], list(range(len(title)))
    for here, word in enumerate(typed):
        if word in title:
            there = next((at for at in title_left if title[at] == word), None)
            if there is not None:
                title_left.remove(there)
                pairs.append((here, there))
                continue
        typed_left.append(here)
    return pairs, typed_left, title_left


def _unfinished(beginning: str, whole: str) -> float:
    return UNFINISHED + UNFINISHED_LETTER * min(len(whole) - len(beginning), UNFINISHED_LETTERS)
