"""The stretches of a question that say something by themselves."""

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.forms import plain_forms
from recsys.serving.questions.lexicon import Lexicon, Reading
from recsys.serving.questions.named import LONGEST_SURNAME, Names
from recsys.serving.questions.patterns import found_in
from recsys.serving.questions.tokens import Tokens

_LONGEST_PHRASE = 5
_LETTERS_FOR_A_TYPO = 5


class Span(NamedTuple):
    """The words from `first` to before `last`, and what they say; nothing where there are no readings."""

    first: int
    last: int
    readings: tuple[Reading, ...]


class SpanFinder:
    """Finds what stretches of words say, none over another: titles first, then patterns, then the longest phrases."""

    def __init__(self, tokens: Tokens, words: Lexicon, facts: CatalogueFacts) -> None:
        self._tokens, self._words, self._facts = tokens, words, facts
        self._names = Names(tokens, words, facts)
        self._taken = [False] * len(tokens)
        self._spans: list[Span] = []

    def find(self) -> list[Span]:
        """The spans, in the order of the words."""
        for named in self._names.titles():
            self._take(Span(*named))
        for found in found_in(self._tokens.line, self._facts.newest):
            first, last = self._tokens.between(found.start, found.end)
            self._take(Span(first, last, ((found.kind, found.value),) if found.kind else ()))
        for first, last in self._stretches(_LONGEST_PHRASE):
            self._take_phrase(first, last)
        for first, last in self._stretches(LONGEST_SURNAME):
            if not self._is_taken(first, last) and (who := self._names.surname(first, last)):
                self._take(Span(first, last, who))
        for first, word in enumerate(self._tokens.words):
            # A capital within a sentence is a name's: «Corea» is no «corta».
            if not self._taken[first] and not (first > 0 and word.capital):
                readings = self._made_of(word.key) or self._typo(word.key)
                if readings:
                    self._take(Span(first, first + 1, readings))
        return sorted(self._spans)

    def _stretches(self, longest: int) -> Iterator[tuple[int, int]]:
        """All stretches of up to so many words, the longest first."""
        for length in range(min(longest, len(self._tokens)), 0, -1):
            for first in range(len(self._tokens) - length + 1):
                yield first, first + length

    def _take(self, span: Span) -> None:
        if not self._is_taken(span.first, span.last):
            self._taken[span.first : span.last] = [True] * (span.last - span.first)
            self._spans.append(span)

    def _is_taken(self, first: int, last: int) -> bool:
        return any(self._taken[first:last])

    def _take_phrase(self, first: int, last: int) -> None:
        if self._is_taken(first, last):
            return
        if self._tokens.keys[first:last] in self._words.cues["fillers"]:
            self._take(Span(first, last, ()))
            return
        for read in (self._names.phrase, self._names.service, self._names.person, self._names.place):
            readings = read(first, last)
            if readings is not None:
                self._take(Span(first, last, readings))
                return

    def _made_of(self, word: str) -> tuple[Reading, ...]:
        """What the word says that a word of feeling is made of: «filmão», «divertidísima»."""
        if word in self._words.function:
            return ()
        said = (self._words.meaning((plain,)) for plain in plain_forms(word, self._words.language))
        return next(filter(None, said), ())

    def _typo(self, word: str) -> tuple[Reading, ...]:
        """What a word says that is a letter away from one that says something, and is none itself."""
        if len(word) < _LETTERS_FOR_A_TYPO or word in self._words.function or self._facts.has_word(word):
            return ()
        found = {
            readings
            for phrase, readings in self._words.meanings.items()
            if len(phrase) == 1
            and len(phrase[0]) >= _LETTERS_FOR_A_TYPO
            and phrase[0][0] == word[0]
            and OSA.distance(word, phrase[0], score_cutoff=1) == 1
            # Of short words too many differ by another letter: «chido» is no «chino».
            and (len(word) != _LETTERS_FOR_A_TYPO or sorted(word) == sorted(phrase[0]) or len(phrase[0]) != len(word))
        }
        return found.pop() if len(found) == 1 else ()
