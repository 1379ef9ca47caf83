"""Questions in everyday words with what must be understood, and how many are: a third in each language.

`development.json` is what the lexicons were made with, `held_out.json` was written before they were tried on it: what
is missed of it is looked at only once, and then it joins the others. Each question has its `language`, its `text`, and
`understood`: the keys of everything that limits or orders the works, «genre:comedy», a work by its title and year,
«like:Dark (2017)». Themes are not counted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.question import Question
from recsys.serving.questions.understand import understand

SETS = ("development", "held_out")
_UNCOUNTED = ("theme:", "not_theme:")


@dataclass(frozen=True)
class Expected:
    """A question and the keys of what must be understood, neither more nor less."""

    language: str
    text: str
    understood: frozenset[str]


@dataclass(frozen=True)
class Misread:
    """A question of which something else was understood than must be: what is missing and what is too much."""

    text: str
    missing: list[str]
    wrong: list[str]


@dataclass(frozen=True)
class Understanding:
    """How many questions of a set in a language are understood exactly."""

    set: str
    language: str
    questions: int
    misread: list[Misread]

    @property
    def exact(self) -> float:
        """The share that is understood exactly."""
        return 1 - len(self.misread) / self.questions


def questions(name: str) -> list[Expected]:
    """The questions of one of SETS."""
    rows = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return [Expected(row["language"], row["text"], frozenset(row["understood"])) for row in rows]


def understanding(name: str, facts: CatalogueFacts) -> list[Understanding]:
    """How the questions of a set are understood over a catalogue, language by language."""
    asked = questions(name)
    return [
        Understanding(name, language, len(of_language), _misread(of_language, facts))
        for language in sorted({one.language for one in asked})
        if (of_language := [one for one in asked if one.language == language])
    ]


def counted(question: Question, facts: CatalogueFacts) -> frozenset[str]:
    """The keys of what was understood, as questions are compared by them."""
    keys = (_spelled(one.kind, one.value, facts) for one in question.understood)
    return frozenset(key for key in keys if not key.startswith(_UNCOUNTED))


def _misread(asked: Sequence[Expected], facts: CatalogueFacts) -> list[Misread]:
    found = []
    for one in asked:
        understood = counted(understand(one.text, facts), facts)
        if understood != one.understood:
            found.append(Misread(one.text, sorted(one.understood - understood), sorted(understood - one.understood)))
    return found


def _spelled(kind: str, value: str, facts: CatalogueFacts) -> str:
    if kind != "like":
        return f"{kind}:{value}"
    return f"{kind}:{facts.catalogue.dated(facts.catalogue.work_ids.number(value))}"
