"""Diminutives, augmentatives and superlatives of Spanish and Portuguese, read as the words that they are made of."""

import re
from collections.abc import Iterator

_SHORTEST_STEM = 3  # letters: of shorter ones too many words seem to be made
_ENDINGS = {
    "es": r"c?it[oa]s?|c?ill[oa]s?|isim[oa]s?|on(?:a|as|es)?|az[oa]s?|ot[ea]s?",
    "pt": r"z?inh[oa]s?|issim[oa]s?|ao|oes|ona|onas|ac[oa]s?",
}
_MADE = {language: re.compile(rf"(?P<stem>\w+?)(?:{endings})") for language, endings in _ENDINGS.items()}
_VOWELS = ("o", "a", "e", "")


def plain_forms(word: str, language: str) -> Iterator[str]:
    """The words, folded, that an emphatic or tender form may be made of; which of them there are it does not know.

    >>> list(plain_forms("filmao", "pt"))
    ['filmo', 'filma', 'filme', 'film']
    """
    made = _MADE[language].fullmatch(word) if language in _MADE else None
    if made is None or len(made["stem"]) < _SHORTEST_STEM:
        return
    # «amiguitos», «poquito»: the letter that keeps the sound.
    stem = re.sub("gu$", "g", re.sub("qu$", "c", made["stem"]))
    yield from (stem + vowel for vowel in _VOWELS)
