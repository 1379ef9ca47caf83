"""The words of a question with their places in it."""

import re
from dataclasses import dataclass
from functools import cached_property

from recsys.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BREAK = re.compile(r"[,;:.!?()\n]")
# What people write for short in any of the languages.
_SHORT = {"pra": "para", "pras": "para", "pa": "para", "q": "que", "vc": "voce", "tb": "tambem", "tbm": "tambem"}
_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"")


@dataclass(frozen=True)
class Token:
    """A word, folded for comparison, from `start` to before `end` in the text.

    `capital` says whether it was written with a capital or digit first, `breaks` whether a comma or the like is before.
    """

    key: str
    start: int
    end: int
    capital: bool
    breaks: bool


@dataclass(frozen=True)
class Tokens:
    """The text and its words, in order."""

    text: str
    words: tuple[Token, ...]

    @classmethod
    def of(cls, text: str) -> "Tokens":
        """The words of a text.

        >>> [word.key for word in Tokens.of("Algo como «Élite», sci-fi").words]
        ['algo', 'como', 'elite', 'sci', 'fi']
        """
        found: list[Token] = []
        before = 0
        for match in _WORD.finditer(text):
            key = fold(match[0]).replace(" ", "")
            if key:
                breaks = bool(found) and _BREAK.search(text, before, match.start()) is not None
                found.append(Token(_SHORT.get(key, key), match.start(), match.end(), not match[0][0].islower(), breaks))
                before = match.end()
        return cls(text, tuple(found))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(word.key for word in self.words)

    @cached_property
    def line(self) -> str:
        """The folded words in one line, for patterns."""
        return " ".join(self.keys)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for key in self.keys:
            starts.append(at)
            at += len(key) + 1
        return starts

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The words that a stretch of the line covers, as first and one past the last."""
        first = sum(begin < start for begin in self._starts)
        return first, sum(begin < end for begin in self._starts)

    def slice(self, first: int, last: int) -> str:
        """The text of the words from `first` to before `last`, as it was written."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def quoted(self) -> list[tuple[int, int]]:
        """The stretches of words that stand in quotation marks."""
        found = []
        for match in _QUOTED.finditer(self.text):
            inside = [at for at, word in enumerate(self.words) if match.start() < word.start < match.end()]
            if inside:
                found.append((inside[0], inside[-1] + 1))
        return found
