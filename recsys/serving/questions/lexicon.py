"""What words mean in the three languages: the lexicons beside this module, with their words in all their forms."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from recsys.serving.locales import LANGUAGES
from recsys.text import fold

Phrase = tuple[str, ...]
Reading = tuple[str, str]  # kind and value: ("genre", "comedy")

# In this order: of a word that stands in two sections the first counts.
_SECTIONS = {
    "types": "type",
    "genres": "genre",
    "moods": "mood",
    "audiences": "audience",
    "lengths": "length",
    "eras": "years",
    "changes": "change",
    "origins": "made_in",
    "themes": "theme",
}
_UNINFLECTED = {"changes"}
_INFLECTED_IN_ENGLISH = {"types", "genres", "audiences", "themes"}
_CUES = ("fillers", "like", "not", "or", "and", "but", "less", "about", "with", "by", "from", "in", "on")
_SHORTEST_ABROAD = 4  # letters: shorter words of another language than the question's mean something else too often


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, folded.

    `meanings` are phrases with what they say, `cues` phrases by what they do to those behind them, `function` words
    that say nothing by themselves, `labels` and `names` what to call what was understood.
    """

    language: str
    function: frozenset[str]
    cues: Mapping[str, frozenset[Phrase]]
    meanings: Mapping[Phrase, tuple[Reading, ...]]
    labels: Mapping[str, str]
    names: Mapping[Reading, str]

    def meaning(self, phrase: Phrase) -> tuple[Reading, ...]:
        """What a phrase says in this language, else in another, unless it is made of function words of this one."""
        found = self.meanings.get(phrase)
        if found is not None:
            return found
        if self.function.issuperset(phrase) or len(" ".join(phrase)) < _SHORTEST_ABROAD:
            return ()
        for language in LANGUAGES:
            if language != self.language and phrase in lexicon(language).meanings:
                return lexicon(language).meanings[phrase]
        return ()

    def cue(self, kind: str, words: Sequence[str], at: int) -> int:
        """How many words the longest cue of that kind at a place has, 0 where there is none."""
        return max((len(cue) for cue in self.cues[kind] if tuple(words[at : at + len(cue)]) == cue), default=0)

    def cue_before(self, kind: str, words: Sequence[str], at: int) -> bool:
        """Whether a cue of that kind ends right before a place."""
        return any(tuple(words[max(0, at - len(cue)) : at]) == cue for cue in self.cues[kind])


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one of LANGUAGES."""
    told: dict[str, Any] = _read(f"{language}.json")
    meanings: dict[Phrase, tuple[Reading, ...]] = {}
    names: dict[Reading, str] = {}
    forms: dict[Phrase, tuple[Reading, ...]] = {}
    for phrase, readings in told["compounds"].items():
        meanings[_phrase(phrase)] = tuple((kind, value) for kind, value in readings)
    for section, kind in _SECTIONS.items():
        for value, words in told[section].items():
            names[kind, value] = words[0]
            for word in words:
                meanings.setdefault(_phrase(word), ((kind, value),))
                if section not in _UNINFLECTED and (language != "en" or section in _INFLECTED_IN_ENGLISH):
                    forms |= {form: ((kind, value),) for form in _forms(_phrase(word), language) if form not in forms}
    for word, mood in told["comparatives"].items():
        meanings.setdefault(_phrase(word), (("mood", mood),))
    cues = {kind: frozenset(map(_phrase, told[kind])) for kind in _CUES}
    return Lexicon(language, frozenset(told["function"]), cues, forms | meanings, told["labels"], names)


@cache
def weights() -> Mapping[str, Any]:
    """What moods, audiences and themes mean in genres and words of descriptions, and the countries of regions."""
    told: dict[str, Any] = _read("meanings.json")
    return told


def language_of(words: Sequence[str], preferred: str | None) -> str:
    """The language of LANGUAGES that most of the words belong to; of equals the preferred one, else the first."""

    def hits(language: str) -> tuple[int, bool]:
        known = lexicon(language)
        single = sum((word in known.function) + ((word,) in known.meanings) for word in words)
        return single + sum(known.cue("like", words, at) > 1 for at in range(len(words))), language == preferred

    return max(LANGUAGES, key=hits)


def _forms(phrase: Phrase, language: str) -> Iterator[Phrase]:
    """The plural and the other gender of a phrase's last word, as far as rules give them."""
    *before, word = phrase
    endings: dict[str, tuple[str, ...]] = {"": ("s", "es")}
    if language == "en":
        endings = {"": ("s",), "y": ("ies",)}
    else:
        endings |= {
            "o": ("a", "os", "as"),
            "or": ("ora", "ores", "oras"),
            "es": ("esa", "eses", "esas"),
            "an": ("ana", "anes", "anas"),
            "ol": ("ola", "oles", "olas", "ois"),
            "l": ("is",),
            "ao": ("oes", "aes"),
            "m": ("ns", "ms"),
            "z": ("ces",),
        }
    for ending, others in endings.items():
        if word.endswith(ending) and (ending or language == "en" or not word.endswith("m")):
            stem = word[: len(word) - len(ending)]
            yield from ((*before, stem + other) for other in others)


def _phrase(words: str) -> Phrase:
    return tuple(fold(words).split())


def _read(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
