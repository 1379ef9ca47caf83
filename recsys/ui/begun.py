"""Whether what somebody has typed so far is on the way to a name."""

from rapidfuzz.distance import OSA

from recsys.text import fold

_LETTERS_FOR_A_TYPO = 4


def is_begun(typed: str, name: str) -> bool:
    """Whether the name has, for every word that was typed, one that begins so or is a letter away from it.

    >>> is_begun("toy stroy", "Toy Story (1995)"), is_begun("sto", "Toy Story"), is_begun("a toy story", "Toy Story")
    (True, True, False)
    """
    words = fold(name).split()
    return all(any(_begins(one, word) for word in words) for one in fold(typed).split())


def _begins(typed: str, word: str) -> bool:
    if word.startswith(typed):
        return True
    short = min(len(typed), len(word)) < _LETTERS_FOR_A_TYPO
    return not short and OSA.distance(typed, word, score_cutoff=1) == 1
