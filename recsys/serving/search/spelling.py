"""How unlikely it is that somebody who means one title types another text.

In edits: letters more, less, other, or two in a row the wrong way round (the restricted Damerau-Levenshtein distance of
rapidfuzz). Whoever leaves a word out, or writes words in another order, has not mistyped every letter of them, so those
cost what suited real titles best, damaged at random (`python -m tests.bench.search`).
"""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from recsys.serving.search.reading import Reading

ARTICLE = "the "  # keys go without it, but it may be mistyped too: Teh Prophecy, ThePianist
MOST_EDITS = 6  # more say nothing; a limit spares the time to count them
MOST_EDITS_OF_A_WORD = 3
UNFINISHED, UNFINISHED_LETTER, UNFINISHED_LETTERS = 0.6, 0.04, 20  # a title or a word of which only the beginning came
SPACING = 0.2  # Spiderman for Spider-Man
OTHER_ORDER = 0.5
WORD_LEFT_OUT, LETTER_LEFT_OUT, LETTERS_LEFT_OUT = 0.6, 0.05, 8
WORD_TOO_MUCH, LETTER_TOO_MUCH = 1.5, 0.2


def distance(reading: Reading, title: str) -> float:
    """What it takes to come from the title's key to what was typed; 0 only for the key itself."""
    if reading.key == title:
        return 0.0
    title_words = title.split()
    words = reading.typed if reading.typed[0] in title_words else reading.words
    found = min(
        float(OSA.distance(reading.key, title, score_cutoff=MOST_EDITS)),
        float(OSA.distance(reading.key, ARTICLE + title, score_cutoff=MOST_EDITS)),
        _by_words(words, title_words),
    )
    if title.startswith(reading.key):
        found = min(found, _unfinished(reading.key, title))
    if "".join(title_words) == "".join(reading.words):
        found = min(found, SPACING)
    return found


def _unfinished(beginning: str, whole: str) -> float:
    return UNFINISHED + UNFINISHED_LETTER * min(len(whole) - len(beginning), UNFINISHED_LETTERS)


def _by_words(typed: Sequence[str], title: Sequence[str]) -> float:
    """Each typed word taken for the title's nearest that is still free; the rest left out, or too much."""
    pairs, typed_left, title_left = _same(typed, title)
    total = 0.0
    for cost, here, there in _similar(typed, title, typed_left, title_left):
        if here in typed_left and there in title_left:
            typed_left.remove(here)
            title_left.remove(there)
            pairs.append((here, there))
            total += cost
    places = [there for _, there in sorted(pairs)]
    if places != sorted(places):
        total += OTHER_ORDER
    total += sum(WORD_LEFT_OUT + LETTER_LEFT_OUT * min(len(title[at]), LETTERS_LEFT_OUT) for at in title_left)
    return total + sum(WORD_TOO_MUCH + LETTER_TOO_MUCH * len(typed[at]) for at in typed_left)


def _same(typed: Sequence[str], title: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """The places of equal words in both, and the places that are left."""
    pairs, typed_left, title_left = [], [], list(range(len(title)))
    for here, word in enumerate(typed):
        there = next((at for at in title_left if title[at] == word), None)
        if there is None:
            typed_left.append(here)
        else:
            title_left.remove(there)
            pairs.append((here, there))
    return pairs, typed_left, title_left


def _similar(
    typed: Sequence[str], title: Sequence[str], typed_left: Sequence[int], title_left: Sequence[int]
) -> list[tuple[float, int, int]]:
    """(edits, place of the typed word, of the title's) of words that have a letter in common, least edits first."""
    found = []
    for here in typed_left:
        for there in title_left:
            word, other = typed[here], title[there]
            longer = max(len(word), len(other))
            edits = float(OSA.distance(word, other, score_cutoff=MOST_EDITS_OF_A_WORD))
            if here == len(typed) - 1 and other.startswith(word):
                edits = min(edits, _unfinished(word, other))
            if edits <= MOST_EDITS_OF_A_WORD and edits < longer:
                found.append((edits, here, there))
    return sorted(found)
